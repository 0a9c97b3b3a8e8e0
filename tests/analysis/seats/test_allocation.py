"""What a law makes of votes, case by case, then for any votes."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.seats import InvalidCountError, MissingBaseError, SeatsInputError, allocate, read_laws
from app.analysis.seats.laws import SeatRule

RULE = SeatRule(
    "law", "list", "qualifying_votes", Fraction(0), "largest_remainder", "youngest_candidate_then_draw", (), "H", ""
)
REGISTERED = SeatRule("law", "list", "registered_voters", Fraction(0), "largest_remainder", RULE.tie_rule, (), "H", "")
WARD = SeatRule("law", "ward", "none", Fraction(0), "plurality", RULE.tie_rule, (), "H", "")

AGADIR = {"RNI": 50_829, "PAM": 14_136, "PI": 8_175, "PPS": 7_103, "USFP": 7_091}


def seats_won(votes: Mapping[str, int], seats: int, rule: SeatRule, base: int | None = None) -> dict[str, int]:
    return {party: won for party, won in allocate(votes, seats, rule, base).seats.items() if won}


class TestRegisteredVotersQuotient:
    def test_agadir_gives_a_seat_to_each_of_the_first_four(self, rules):
        result = allocate(AGADIR, 4, rules["04-21", "local"], 316_821)
        assert result.seats == {"RNI": 1, "PAM": 1, "PI": 1, "PPS": 1, "USFP": 0}
        assert result.parts[0].quotient == 79_205.25
        assert [row.by_quotient for row in result.parts[0].lists] == [0, 0, 0, 0, 0]
        assert result.parts[0].lists[4].remainder == 7_091

    def test_agadir_without_the_registered_voters_names_what_is_missing(self, rules):
        with pytest.raises(MissingBaseError) as caught:
            allocate(AGADIR, 4, rules["04-21", "local"])
        assert caught.value.field == "base"
        assert "registered_voters" in caught.value.reason

    def test_fewer_registered_than_valid_votes_cannot_be(self):
        with pytest.raises(InvalidCountError, match="14 registered_voters for 15 valid votes"):
            allocate({"A": 10, "B": 5}, 2, REGISTERED, 14)


class TestQualifyingVotesQuotient:
    def test_the_ministry_s_worked_example(self, rules):
        """Four seats, 3 %: aujourdhui.ma/?p=26358, after the Ministry of Communication's site."""
        votes = {"L1": 30_000, "L2": 55_000, "L3": 1_500, "L4": 3_500, "L5": 80_000}
        result = allocate(votes, 4, rules["20-16", "local"])
        assert result.parts[0].quotient == 41_250
        assert {row.party: row.remainder for row in result.parts[0].lists if row.admitted} == {
            "L1": 30_000,
            "L2": 13_750,
            "L5": 38_750,
        }
        assert result.seats == {"L1": 1, "L2": 1, "L3": 0, "L4": 0, "L5": 2}

    def test_a_list_exactly_at_the_threshold_is_admitted(self, rules):
        admitted = {
            row.party: row.admitted for row in allocate({"A": 94, "B": 6}, 9, rules["27-11", "local"]).parts[0].lists
        }
        assert admitted == {"A": True, "B": True}

    def test_a_list_one_vote_below_it_is_not_and_its_votes_leave_the_base(self, rules):
        part = allocate({"A": 9_401, "B": 599}, 3, rules["27-11", "local"]).parts[0]
        assert [row.admitted for row in part.lists] == [True, False]
        assert part.base == 9_401

    def test_nobody_at_the_threshold_leaves_every_seat_vacant(self, rules):
        votes = {f"L{number}": 100 for number in range(40)}
        result = allocate(votes, 4, rules["20-16", "local"])
        assert result.vacant == 4
        assert result.parts[0].quotient is None

    def test_a_base_is_refused_where_the_law_takes_it_from_the_votes(self, rules):
        with pytest.raises(InvalidCountError, match="takes none"):
            allocate({"A": 5}, 1, rules["20-16", "local"], 10)


class TestTwoParts:
    def test_each_part_has_its_own_quotient(self, rules):
        women, youth = allocate({"A": 600, "B": 300}, 90, rules["20-16", "national"]).parts
        assert (women.quotient, youth.quotient) == (15, 30)

    def test_ties_of_both_parts_are_told(self, rules):
        result = allocate(
            {"A": 100, "B": 100, "C": 100, "D": 100, "E": 100, "F": 100, "G": 100}, 90, rules["20-16", "national"]
        )
        assert [tie.seats for tie in result.ties] == [60 % 7, 30 % 7]
        assert result.seats["A"] == 60 // 7 + 30 // 7
        assert result.possible_seats["A"] == result.seats["A"] + 2

    def test_another_number_of_seats_is_refused(self, rules):
        with pytest.raises(InvalidCountError, match="fills 90 seats"):
            allocate({"A": 5}, 30, rules["20-16", "national"])


class TestPlurality:
    def test_the_first_wins(self):
        result = allocate({"A": 41, "B": 40, "C": 19}, 1, WARD)
        assert result.seats == {"A": 1, "B": 0, "C": 0}
        assert result.parts[0].quotient is None

    def test_a_tie_is_a_tie(self):
        assert allocate({"A": 40, "B": 40}, 1, WARD).ties[0].parties == ("A", "B")

    def test_a_ward_has_one_seat(self):
        with pytest.raises(InvalidCountError, match="elects one"):
            allocate({"A": 40, "B": 40}, 2, WARD)


class TestTies:
    def test_equal_remainders_for_the_last_seat_are_a_tie_not_a_choice(self):
        result = allocate({"A": 50, "B": 25, "C": 25}, 2, RULE)
        assert result.seats == {"A": 1, "B": 0, "C": 0}
        assert [(tie.parties, tie.seats) for tie in result.ties] == [(("B", "C"), 1)]
        assert result.possible_seats == {"A": 1, "B": 1, "C": 1}

    def test_several_seats_can_be_tied_for(self):
        tie = allocate({"A": 10, "B": 10, "C": 10}, 2, REGISTERED, 100).ties[0]
        assert (tie.parties, tie.seats) == (("A", "B", "C"), 2)

    def test_equal_lists_that_all_get_a_seat_are_no_tie(self):
        assert not allocate({"A": 10, "B": 10, "C": 9}, 2, REGISTERED, 100).ties

    def test_a_remainder_level_only_in_floating_point_is_no_tie(self):
        """Thirds of odd numbers near 2⁵³ are the same floats."""
        big = 9_007_199_254_740_993
        assert seats_won({"A": big, "B": big - 1, "C": big + 1}, 2, REGISTERED, 4 * big) == {"A": 1, "C": 1}


class TestEdges:
    def test_one_list_takes_every_seat(self):
        assert seats_won({"A": 7}, 4, REGISTERED, 1_000) == {"A": 4}

    def test_seats_beyond_one_round_of_remainders_go_round_again_in_the_same_order(self):
        assert seats_won({"A": 300, "B": 200, "C": 100}, 5, REGISTERED, 5_000) == {"A": 2, "B": 2, "C": 1}

    def test_a_full_quotient_comes_before_any_second_round(self):
        assert seats_won({"A": 500, "B": 90}, 4, REGISTERED, 1_000) == {"A": 3, "B": 1}

    def test_a_list_without_a_vote_takes_no_seat(self):
        assert seats_won({"A": 5, "B": 0}, 3, REGISTERED, 100) == {"A": 3}

    def test_no_vote_at_all_leaves_every_seat_vacant(self):
        result = allocate({"A": 0, "B": 0}, 3, RULE)
        assert (result.seats, result.vacant, result.ties) == ({"A": 0, "B": 0}, 3, ())

    def test_numpy_integers_come_back_as_plain_ones(self):
        votes = dict(zip("AB", np.array([50, 31]), strict=True))
        result = allocate(votes, np.int64(2), REGISTERED, np.int64(100))
        assert {type(won) for won in result.seats.values()} == {int}
        assert type(result.parts[0].base) is int

    def test_seats_a_list_has_no_candidate_for_pass_on_by_remainder(self):
        result = allocate({"A": 700, "B": 200, "C": 100}, 4, RULE, candidates={"A": 2})
        assert result.seats == {"A": 2, "B": 1, "C": 1}
        assert result.parts[0].lists[0].by_quotient == 2

    def test_seats_nobody_has_a_candidate_for_stay_vacant(self):
        assert allocate({"A": 700, "B": 200}, 5, RULE, candidates={"A": 2, "B": 1}).vacant == 2

    @pytest.mark.parametrize(
        ("votes", "seats", "candidates", "field"),
        [
            ({}, 3, None, "votes"),
            ({"A": -1}, 3, None, "votes.A"),
            ({"A": 1.5}, 3, None, "votes.A"),
            ({"A": 2.0}, 3, None, "votes.A"),
            ({"A": True}, 3, None, "votes.A"),
            ({"A": 1}, 0, None, "seats"),
            ({"A": 1}, -2, None, "seats"),
            ({"A": 1}, 2.5, None, "seats"),
            ({"A": 1}, 2, {"A": 0}, "candidates.A"),
            ({"A": 1}, 2, {"B": 1}, "candidates.B"),
        ],
    )
    def test_impossible_input_is_refused_by_name(self, votes, seats, candidates, field):
        with pytest.raises(SeatsInputError) as caught:
            allocate(votes, seats, RULE, candidates=candidates)
        assert caught.value.field == field
        assert isinstance(caught.value, ValueError)
        assert str(caught.value) == f"{field}: {caught.value.reason}"


ELECTORATE = st.lists(st.integers(0, 5_000), min_size=1, max_size=9).map(
    lambda counts: {f"L{i}": v for i, v in enumerate(counts)}
)
MAGNITUDE = st.integers(1, 20)
RULES_TOML = """
[[rule]]
law = "{law}"
ballots = ["list"]
base = "{base}"
threshold = "{threshold}"
method = "largest_remainder"
tie_rule = "youngest_candidate_then_draw"
confidence = "H"
citation = "simulated"
"""
ANY_RULE = st.sampled_from(
    [
        rule
        for base, threshold in [
            ("registered_voters", "0"),
            ("voters", "0"),
            ("qualifying_votes", "0.03"),
            ("qualifying_votes", "0.06"),
        ]
        for rule in read_laws(RULES_TOML.format(law=base, base=base, threshold=threshold)).values()
    ]
)


def some_base(rule: SeatRule, votes: Mapping[str, int], abstainers: int) -> int | None:
    return None if rule.base == "qualifying_votes" else sum(votes.values()) + abstainers


class TestForAnyVotes:
    @given(ELECTORATE, MAGNITUDE, ANY_RULE, st.integers(0, 20_000))
    def test_every_seat_is_given_tied_for_or_vacant(self, votes, seats, rule, abstainers):
        result = allocate(votes, seats, rule, some_base(rule, votes, abstainers))
        tied = sum(tie.seats for tie in result.ties)
        assert sum(result.seats.values()) + tied + result.vacant == seats
        assert not result.vacant or not any(votes.values()) or not any(row.admitted for row in result.parts[0].lists)

    @given(ELECTORATE, MAGNITUDE)
    def test_hare_stays_within_quota(self, votes, seats):
        total = sum(votes.values())
        result = allocate(votes, seats, RULE)
        for party, count in votes.items():
            if total:
                assert count * seats // total <= result.seats[party]
                assert result.possible_seats[party] <= -(-count * seats // total)

    @given(st.data(), ELECTORATE, MAGNITUDE, ANY_RULE, st.integers(0, 20_000))
    def test_neither_order_nor_name_counts(self, data, votes, seats, rule, abstainers):
        base = some_base(rule, votes, abstainers)
        shuffled = dict(data.draw(st.permutations(list(votes.items()))))
        assert allocate(shuffled, seats, rule, base).seats == allocate(votes, seats, rule, base).seats

    @given(ELECTORATE, MAGNITUDE, ANY_RULE, st.integers(0, 20_000))
    def test_equal_votes_have_equal_seats(self, votes, seats, rule, abstainers):
        twins = {**votes, "twin": votes["L0"]}
        won = allocate(twins, seats, rule, some_base(rule, twins, abstainers)).seats
        assert won["twin"] == won["L0"]

    @given(ELECTORATE, MAGNITUDE, ANY_RULE, st.integers(0, 20_000))
    def test_more_votes_never_have_fewer_seats_than_fewer_votes(self, votes, seats, rule, abstainers):
        won = allocate(votes, seats, rule, some_base(rule, votes, abstainers)).seats
        ordered = sorted(votes, key=lambda party: votes[party])
        assert [won[party] for party in ordered] == sorted(won.values())

    @given(ELECTORATE, MAGNITUDE, st.integers(0, 20_000), st.integers(1, 3_000))
    def test_under_a_fixed_base_gaining_votes_never_costs_a_seat(self, votes, seats, abstainers, gained):
        base = sum(votes.values()) + abstainers + gained
        before = allocate(votes, seats, REGISTERED, base)
        after = allocate({**votes, "L0": votes["L0"] + gained}, seats, REGISTERED, base)
        assert after.seats["L0"] >= before.seats["L0"]
        assert after.possible_seats["L0"] >= before.possible_seats["L0"]
