"""Highest averages: what holds for every divisor method, and the cases that a count must decide."""

from fractions import Fraction
from itertools import pairwise

import pytest
from apportionment import methods as apportionment
from hypothesis import assume, given
from hypothesis import strategies as st

from app.analysis.seats import InvalidCountError, Tie, allocate, vary_rule
from app.analysis.seats.award import award_averages

METHODS = pytest.mark.parametrize("key", [("d-hondt", "local"), ("sainte-lague", "local")], ids="/".join)
STEPS = pytest.mark.parametrize("step", [1, 2])
VOTES = st.lists(st.integers(0, 2_000), min_size=1, max_size=8)


def named(votes):
    return {f"L{position}": count for position, count in enumerate(votes)}


@STEPS
@given(votes=VOTES, seats=st.integers(1, 40))
def test_seats_sum_to_the_house_with_those_tied_for_unless_nobody_voted(step, votes, seats):
    result = award_averages(votes, seats, step)
    assert sum(result.won) + result.at_stake == (seats if any(votes) else 0)
    assert len(result.tied) > result.at_stake or not result.tied


@STEPS
@given(votes=VOTES, house=st.integers(2, 30))
def test_no_list_loses_a_seat_when_the_house_grows(step, votes, house):
    """House monotonicity: what largest remainder lacks (the Alabama paradox)."""
    for smaller, larger in pairwise(award_averages(votes, seats, step) for seats in range(1, house)):
        assert all(before <= after for before, after in zip(smaller.won, larger.won, strict=True))
        assert all(before <= after for before, after in zip(smaller.possible, larger.possible, strict=True))


@STEPS
@given(data=st.data(), votes=VOTES, seats=st.integers(1, 20))
def test_the_order_of_the_lists_makes_no_difference(step, data, votes, seats):
    order = data.draw(st.permutations(range(len(votes))))
    straight = award_averages(votes, seats, step)
    shuffled = award_averages([votes[position] for position in order], seats, step)
    assert shuffled.won == tuple(straight.won[position] for position in order)
    assert {order[position] for position in shuffled.tied} == set(straight.tied)


@STEPS
@given(votes=VOTES, seats=st.integers(1, 20))
def test_no_average_without_a_seat_is_above_one_with_a_seat(step, votes, seats):
    """The definition, in fractions."""
    result = award_averages(votes, seats, step)
    assume(any(votes) and not result.tied)
    last = min(Fraction(v, 1 + step * (won - 1)) for v, won in zip(votes, result.won, strict=True) if won)
    assert all(Fraction(v, 1 + step * won) < last for v, won in zip(votes, result.won, strict=True))


@pytest.mark.parametrize(("step", "method"), [(1, "dhondt"), (2, "saintelague")])
@given(votes=VOTES, seats=st.integers(1, 20))
def test_the_library_apportionment_gives_the_same_where_nothing_is_tied(step, method, votes, seats):
    result = award_averages(votes, seats, step)
    assume(any(votes) and not result.tied)
    assert list(result.won) == apportionment.compute(method, votes, seats, fractions=True)


@given(votes=VOTES, seats=st.integers(1, 20))
def test_d_hondt_gives_at_least_the_full_quotients_of_the_valid_votes(votes, seats):
    total = sum(votes)
    assume(total)
    won = award_averages(votes, seats, 1).possible
    assert all(seat >= count * seats // total for seat, count in zip(won, votes, strict=True))


@METHODS
class TestCases:
    def test_level_averages_for_the_last_seat_are_a_tie(self, rules, key):
        """A has three seats by averages above 10 with either method; its next, and B's and C's first, are 10."""
        first = {"d-hondt": 40, "sainte-lague": 70}[key[0]]
        [part] = allocate({"A": first, "B": 10, "C": 10, "D": 1}, 4, rules[key]).parts
        assert part.tie == Tie(("A", "B", "C"), 1)
        assert [row.seats for row in part.lists] == [3, 0, 0, 0]
        assert allocate({"A": first, "B": 10, "C": 10, "D": 1}, 6, rules[key]).seats == {"A": 4, "B": 1, "C": 1, "D": 0}

    def test_there_is_no_base_quotient_or_remainder(self, rules, key):
        [part] = allocate({"A": 90, "B": 30}, 3, rules[key]).parts
        assert (part.base, part.quotient) == (None, None)
        assert {(row.by_quotient, row.remainder) for row in part.lists} == {(0, None)}

    def test_a_base_is_refused(self, rules, key):
        with pytest.raises(InvalidCountError, match="takes none"):
            allocate({"A": 90}, 3, rules[key], base=100)

    def test_a_list_under_the_threshold_is_not_admitted(self, rules, key):
        rule = vary_rule(rules[key], threshold=Fraction(1, 10))
        result = allocate({"A": 90, "B": 9}, 99, rule)
        assert result.seats == {"A": 99, "B": 0}
        assert [row.admitted for row in result.parts[0].lists] == [True, False]
        assert allocate({"A": 90, "B": 10}, 10, rule).seats == {"A": 9, "B": 1}

    def test_a_list_out_of_candidates_passes_its_seats_on(self, rules, key):
        result = allocate({"A": 90, "B": 30, "C": 20}, 5, rules[key], candidates={"A": 1, "B": 2})
        assert result.seats == {"A": 1, "B": 2, "C": 2}

    def test_what_nobody_can_take_stays_vacant(self, rules, key):
        result = allocate({"A": 90, "B": 0}, 5, rules[key], candidates={"A": 3})
        assert (result.seats, result.vacant) == ({"A": 3, "B": 0}, 2)
        assert allocate({"A": 0, "B": 0}, 5, rules[key]).vacant == 5
