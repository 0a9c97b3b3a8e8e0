"""What if: swings, turnout, mergers, another law."""

from math import exp, inf, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.seats import (
    Bounds,
    ContestInputs,
    InvalidScenarioError,
    StoppedSwing,
    allocate_all,
    by_scope,
    change_turnout,
    everywhere,
    merge_lists,
    seats_by_party,
    stopped_swings,
    swing,
)

NORTH = ContestInputs("north", 3, {"A": 500, "B": 300, "C": 200}, Bounds(2_000, 2_000), Bounds(1_100, 1_100))
SOUTH = ContestInputs("south", 2, {"A": 100, "B": 900}, Bounds(1_500, 3_000), Bounds(1_000, 1_500))
CONTESTS = [NORTH, SOUTH]


def votes_after(model, swings, contests=CONTESTS):
    return [dict(contest.votes) for contest in swing(contests, model, swings)]


class TestSwing:
    def test_a_uniform_swing_adds_points_and_the_others_make_them_up_in_proportion(self):
        north, south = votes_after("uniform", everywhere(CONTESTS, {"A": 0.10}))
        assert north == {"A": 600, "B": 240, "C": 160}
        assert south == {"A": 200, "B": 800}

    def test_a_proportional_swing_multiplies_the_share(self):
        assert votes_after("proportional", everywhere(CONTESTS, {"A": -0.5}))[0] == {"A": 250, "B": 450, "C": 300}

    def test_a_logit_swing_adds_to_the_log_odds(self):
        assert votes_after("logit", everywhere(CONTESTS, {"A": log(1.5)}))[0] == {"A": 600, "B": 240, "C": 160}

    def test_a_swing_can_differ_by_region_or_constituency(self):
        swings = by_scope({"12": {"A": 0.10}}, {"north": "12", "south": "09"})
        assert votes_after("uniform", swings) == [{"A": 600, "B": 240, "C": 160}, dict(SOUTH.votes)]

    def test_where_every_list_swings_the_shares_are_divided_by_their_sum(self):
        assert votes_after("proportional", {"south": {"A": 1.0, "B": -0.5}})[1] == {"A": 308, "B": 692}

    def test_a_swing_says_nothing_where_the_party_has_no_list(self):
        assert votes_after("uniform", everywhere(CONTESTS, {"C": 0.1}))[1] == dict(SOUTH.votes)

    def test_a_contest_without_votes_stays_as_it_is(self):
        empty = ContestInputs("east", 2, {"A": 0, "B": 0})
        assert votes_after("logit", {"east": {"A": 0.5}}, [empty]) == [{"A": 0, "B": 0}]

    @pytest.mark.parametrize(
        ("model", "swings", "field", "said"),
        [
            ("uniform", {"south": {"B": 0.2}}, "swings.B", "from 0.9000 to 1.1000 in south"),
            ("proportional", {"north": {"A": 1.5}}, "swings.A", "to 1.2500"),
            ("uniform", {"north": {"A": 0.4, "B": 0.4}}, "swings", "add up to 1.6"),
            ("proportional", {"south": {"A": -1, "B": -1}}, "swings", "nobody has a vote left"),
            ("uniform", {"south": {"A": -0.2, "B": -0.95}}, "swings", "nobody has a vote left"),
            ("uniform", {"north": {"Z": 0.1}}, "swings.Z", "no such list"),
            ("uniform", {"north": {"A": nan}}, "swings.A", "not a finite"),
            ("logit", {"north": {"A": inf}}, "swings.A", "not a finite"),
            ("uniform", {"nowhere": {"A": 0.1}}, "swings.nowhere", "no such contest"),
            ("cubic", {"north": {"A": 0.1}}, "model", "'cubic' is not one of"),
        ],
    )
    def test_an_impossible_swing_is_refused_by_name(self, model, swings, field, said):
        with pytest.raises(InvalidScenarioError, match=said) as caught:
            swing(CONTESTS, model, swings)
        assert caught.value.field == field

    def test_a_share_stops_at_0_and_the_others_make_up_what_it_had(self):
        swings = everywhere(CONTESTS, {"A": -0.2})
        north, south = votes_after("uniform", swings)
        assert north == {"A": 300, "B": 420, "C": 280}
        assert south == {"A": 0, "B": 1_000}
        assert stopped_swings(CONTESTS, "uniform", swings) == [StoppedSwing("south", "A", 0.1, -0.2)]

    def test_a_proportional_swing_below_minus_1_stops_at_0_too(self):
        swings = {"north": {"B": -1.5, "C": 0.5}}
        assert votes_after("proportional", swings)[0] == {"A": 700, "B": 0, "C": 300}
        assert stopped_swings(CONTESTS, "proportional", swings) == [StoppedSwing("north", "B", 0.3, -1.5)]

    def test_where_every_list_swings_what_one_lacks_is_spread_over_the_others(self):
        """0.3 + 0.9 and 0 instead of −0.1: divided by 1.2."""
        swings = {"north": {"A": 0.1, "B": -0.4, "C": 0.4}}
        assert votes_after("uniform", swings)[0] == {"A": 500, "B": 0, "C": 500}

    @pytest.mark.parametrize("model", ["uniform", "proportional"])
    def test_a_swing_to_0_exactly_is_not_stopped(self, model):
        swings = {"north": {"B": {"uniform": -0.3, "proportional": -1.0}[model]}}
        assert votes_after(model, swings)[0]["B"] == 0
        assert stopped_swings(CONTESTS, model, swings) == []

    def test_a_logit_swing_never_stops(self):
        assert stopped_swings(CONTESTS, "logit", everywhere(CONTESTS, {"A": -50.0})) == []

    def test_a_value_for_an_unknown_scope_is_refused(self):
        with pytest.raises(InvalidScenarioError, match="no contest is in 99"):
            by_scope({"99": {"A": 0.1}}, {"north": "12"})

    @given(
        st.lists(st.integers(0, 10_000), min_size=2, max_size=8),
        st.sampled_from(["uniform", "proportional", "logit"]),
        st.floats(-0.9, 3),
    )
    def test_no_vote_appears_or_vanishes(self, counts, model, change):
        contest = ContestInputs("here", 2, {f"L{position}": count for position, count in enumerate(counts)})
        bounded = min(change, 0.0) if model != "logit" else change
        (swung,) = swing([contest], model, {"here": {"L0": bounded}})
        assert sum(swung.votes.values()) == sum(counts)
        assert min(swung.votes.values()) >= 0

    @given(st.lists(st.integers(0, 10**7), min_size=2, max_size=30))
    def test_no_swing_changes_nothing(self, counts):
        contest = ContestInputs("here", 2, {f"L{position}": count for position, count in enumerate(counts)})
        for model in ("uniform", "proportional", "logit"):
            assert swing([contest], model, {"here": {"L0": 0.0}})[0].votes == contest.votes

    @given(st.integers(1, 999), st.floats(-3, 3))
    def test_a_logit_swing_never_leaves_the_shares(self, count, change):
        contest = ContestInputs("here", 2, {"A": count, "B": 1_000 - count})
        share = count / 1_000
        expected = share * exp(change) / (share * exp(change) + 1 - share)
        (swung,) = swing([contest], "logit", {"here": {"A": change}})
        assert swung.votes["A"] == pytest.approx(1_000 * expected, abs=0.5000001)


class TestTurnout:
    def test_all_votes_and_voters_are_multiplied(self):
        north, south = change_turnout(CONTESTS, {"north": 1.5})
        assert north.votes == {"A": 750, "B": 450, "C": 300}
        assert (north.voters, north.registered_voters) == (Bounds(1_650, 1_650), Bounds(2_000, 2_000))
        assert south == SOUTH

    def test_more_voters_raise_the_least_number_of_registered_voters(self):
        south = change_turnout([SOUTH], {"south": 2.0})[0]
        assert (south.voters, south.registered_voters) == (Bounds(2_000, 3_000), Bounds(2_000, 3_000))

    def test_more_voters_than_are_registered_cannot_be(self):
        with pytest.raises(InvalidScenarioError, match="2200 voters of 2000 registered") as caught:
            change_turnout(CONTESTS, everywhere(CONTESTS, 2.0))
        assert caught.value.field == "turnout.north"

    @pytest.mark.parametrize("ratio", [0, -1, nan, inf])
    def test_a_ratio_is_above_zero(self, ratio):
        with pytest.raises(InvalidScenarioError, match="not a ratio above 0"):
            change_turnout(CONTESTS, {"north": ratio})

    def test_an_unknown_area_is_refused(self):
        with pytest.raises(InvalidScenarioError, match="no such contest"):
            change_turnout(CONTESTS, {"nowhere": 1.1})

    def test_the_registered_voters_quotient_is_easier_to_reach_with_more_voters(self, rules):
        """850 of 2,500 for three seats are a quotient and leave less than C's 30; 1,700 are two quotients."""
        contest = ContestInputs("here", 3, {"A": 850, "B": 100, "C": 30}, Bounds(2_500, 2_500))
        before, after = (
            allocate_all(contests, rules["04-21", "local"]).set_index("party_code")["seats"].to_dict()
            for contests in ([contest], change_turnout([contest], {"here": 2.0}))
        )
        assert (before, after) == ({"A": 1, "B": 1, "C": 1}, {"A": 2, "B": 1, "C": 0})


class TestMergers:
    def test_a_merged_list_has_the_votes_of_its_members_where_any_stood(self):
        north, south = merge_lists(CONTESTS, {"BC": ["B", "C"]})
        assert north.votes == {"A": 500, "BC": 500}
        assert south.votes == {"A": 100, "BC": 900}

    def test_it_may_keep_a_member_s_code(self):
        assert merge_lists(CONTESTS, {"B": ["B", "C"]})[0].votes == {"A": 500, "B": 500}

    @pytest.mark.parametrize(
        ("mergers", "said"),
        [
            ({"AA": ["A", "A"]}, "not with itself"),
            ({"AA": ["A"]}, "not with itself"),
            ({"AA": []}, "not with itself"),
            ({"AZ": ["A", "Z"]}, "Z has no list anywhere"),
            ({"C": ["A", "B"]}, "another list has this code"),
            ({"AB": ["A", "B"], "BC": ["B", "C"]}, "B is in two mergers"),
        ],
    )
    def test_an_impossible_merger_is_refused(self, mergers, said):
        with pytest.raises(InvalidScenarioError, match=said) as caught:
            merge_lists(CONTESTS, mergers)
        assert caught.value.field.startswith("mergers.")


class TestAnotherLaw:
    def test_2021_under_the_law_of_2016(self, election, rules):
        contests = election("house-2021-local").contests
        seats = seats_by_party(allocate_all(contests, rules["20-16", "local"]))["seats"]
        assert seats.sum() == 305
        assert seats[["RNI", "PAM", "PI", "PJD"]].tolist() == [94, 78, 68, 1]

    def test_steps_compose(self, election, rules):
        contests = election("house-2021-local").contests
        merged = merge_lists(contests, {"LEFT": ["USFP", "PPS"]})
        swung = swing(merged, "uniform", everywhere(merged, {"LEFT": 0.01}))
        seats = seats_by_party(allocate_all(swung, rules["20-16", "local"]))["seats"]
        assert seats.sum() == 305
        assert seats["LEFT"] > 23
