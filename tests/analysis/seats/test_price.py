"""The price of a seat, held against trying every number of votes."""

from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.analysis.seats import (
    Bounds,
    ContestInputs,
    InvalidCountError,
    allocate_between,
    endangered,
    seat_price,
    seat_prices,
    targets,
    vary_rule,
)

LISTS = st.lists(st.integers(0, 30), min_size=1, max_size=5).map(
    lambda counts: {f"L{position}": count for position, count in enumerate(counts)}
)
FIXED = ("04-21", "local")
THRESHOLD = ("27-11", "local")
VOTERS = ("06-21", "communal_list")
D_HONDT = ("d-hondt", "local")
SAINTE_LAGUE = ("sainte-lague", "local")


class TestAgadir:
    @pytest.fixture
    def prices(self, election):
        chosen = election("house-2021-local")
        return {price.party: price for price in seat_prices(chosen.contest("agadir-ida-outanane"), chosen.rule)}

    def test_usfp_missed_by_twelve_votes_which_only_tie(self, prices):
        """With 12 more it is level with PPS, and the law looks at ages; with 13 it has the seat."""
        assert (prices["USFP"].votes_to_tie, prices["USFP"].votes_to_win) == (12, 13)
        assert prices["USFP"].won_from == ("PPS",)

    def test_pps_is_as_near_to_losing_it(self, prices):
        assert (prices["PPS"].votes_to_risk, prices["PPS"].votes_to_lose) == (12, 13)
        assert prices["PPS"].lost_to == ("USFP",)

    def test_a_second_seat_of_rni_takes_a_quotient_more_than_the_fourth_list(self, prices):
        """4 · (50,829 + x) − 316,821 > 4 · 7,103."""
        assert prices["RNI"].votes_to_win == 35_480
        assert prices["RNI"].won_from == ("PPS",)

    def test_a_list_without_a_seat_has_none_to_lose(self, prices):
        assert prices["USFP"].votes_to_lose is None
        assert prices["USFP"].lost_to == ()


class TestMovingBase:
    """Under a threshold the base moves with the votes, and a seat can come and go."""

    def test_a_list_can_lose_a_seat_by_gaining_a_vote(self, rules):
        """A is at 4 of 66, just above 6 %; one vote more for C puts it below, and the quotient falls for B's profit."""
        rule = rules[THRESHOLD]
        before = allocate_between({"A": 4, "B": 57, "C": 5}, 5, rule, None).alternatives[0].allocation
        after = allocate_between({"A": 4, "B": 57, "C": 6}, 5, rule, None).alternatives[0].allocation
        assert (before.possible_seats["C"], after.possible_seats["C"]) == (1, 0)

    def test_a_seat_won_can_be_lost_again_with_one_more_vote(self, rules):
        price = seat_price(ContestInputs("here", 3, {"A": 40, "B": 3, "C": 2}), rules[THRESHOLD], "C")
        assert (price.votes_to_win, price.lost_again_at) == (5, 6)

    def test_under_a_fixed_base_it_never_is(self, rules):
        contest = ContestInputs("here", 3, {"A": 40, "B": 3, "C": 2}, registered_voters=Bounds(90, 90))
        assert {price.lost_again_at for price in seat_prices(contest, rules[FIXED])} == {None}

    def test_a_list_below_the_threshold_pays_for_reaching_it(self, rules):
        """B needs 6 % of 940 + 60."""
        price = seat_price(ContestInputs("here", 30, {"A": 940, "B": 10}), rules[THRESHOLD], "B")
        assert price.votes_to_win == 50


class TestUnknownBase:
    def test_a_seat_is_sure_only_with_every_base(self, rules):
        """A's second seat is level with C's first at 210 registered voters; at 300 it takes 3·(80 + x) − 300 > 3·10."""
        contest = ContestInputs("here", 3, {"A": 80, "B": 20, "C": 10}, registered_voters=Bounds(180, 300))
        price = seat_price(contest, rules[FIXED], "A")
        assert price.seats == 1
        assert (price.votes_to_tie, price.votes_to_win) == (0, 31)

    def test_more_votes_than_there_are_voters_left_have_no_price(self, rules):
        contest = ContestInputs("here", 1, {"A": 80, "B": 20}, registered_voters=Bounds(160, 160))
        price = seat_price(contest, rules[FIXED], "B")
        assert price.votes_to_tie == 60
        assert price.votes_to_win is None


class TestHighestAverages:
    """Votes 340,000, 280,000, 160,000 and 60,000 for seven seats: 3, 3, 1 and 0 by D'Hondt."""

    VOTES = MappingProxyType({"A": 340_000, "B": 280_000, "C": 160_000, "D": 60_000})

    def prices(self, rule):
        return {price.party: price for price in seat_prices(ContestInputs("here", 7, self.VOTES), rule)}

    def test_d_hondt(self, rules):
        """The last seat went to B's third average, 93,333⅓. D must pass it; C needs twice as much for a second seat."""
        prices = self.prices(rules[D_HONDT])
        assert {party: price.seats for party, price in prices.items()} == {"A": 3, "B": 3, "C": 1, "D": 0}
        assert (prices["D"].votes_to_win, prices["D"].won_from) == (33_334, ("B",))
        assert (prices["C"].votes_to_win, prices["C"].won_from) == (26_667, ("B",))
        # B loses its third seat below A's fourth average of 85,000, the greatest that has none: 3 · 85,000 = 255,000
        assert (prices["B"].votes_to_risk, prices["B"].votes_to_lose, prices["B"].lost_to) == (25_000, 25_001, ("A",))

    def test_sainte_lague(self, rules):
        """3, 2, 1 and 1: D's 60,000 are more than B's fifth part, 56,000."""
        prices = self.prices(rules[SAINTE_LAGUE])
        assert {party: price.seats for party, price in prices.items()} == {"A": 3, "B": 2, "C": 1, "D": 1}
        assert (prices["D"].votes_to_risk, prices["D"].votes_to_lose, prices["D"].lost_to) == (4_000, 4_001, ("B",))
        assert (prices["B"].votes_to_tie, prices["B"].votes_to_win, prices["B"].won_from) == (20_000, 20_001, ("D",))


class TestTies:
    def test_a_list_in_a_tie_pays_nothing_to_tie_and_one_vote_to_win(self, rules):
        contest = ContestInputs("here", 2, {"A": 50, "B": 25, "C": 25}, registered_voters=Bounds(400, 400))
        price = seat_price(contest, rules[FIXED], "B")
        assert (price.seats, price.votes_to_tie, price.votes_to_win, price.won_from) == (0, 0, 1, ("C",))

    def test_the_only_list_has_nothing_to_win_or_lose_but_its_last_vote(self, rules):
        price = seat_price(ContestInputs("here", 2, {"A": 5}, registered_voters=Bounds(9, 9)), rules[FIXED], "A")
        assert (price.seats, price.votes_to_win, price.votes_to_lose, price.lost_to) == (2, None, 5, ())


class TestRankings:
    def test_cheapest_targets_come_first(self, election):
        chosen = election("house-2021-local")
        ranked = targets(chosen.contests, chosen.rule, "USFP")
        assert ranked.loc[0, ["area_code", "votes_to_win"]].tolist() == ["agadir-ida-outanane", 13]
        assert ranked["votes_to_win"].is_monotonic_increasing
        assert ranked["votes_to_win"].notna().all()

    def test_most_endangered_seats_come_first(self, election):
        chosen = election("house-2021-local")
        ranked = endangered(chosen.contests, chosen.rule, "PPS")
        assert ranked.loc[0, ["area_code", "votes_to_lose"]].tolist() == ["agadir-ida-outanane", 13]
        assert len(ranked) == ranked["seats"].sum() == 12

    def test_contests_without_a_list_of_the_party_are_left_out(self, election):
        chosen = election("house-2021-local")
        standing = [contest.area_code for contest in chosen.contests if "PSU" in contest.votes]
        assert 0 < len(standing) < 92
        assert set(targets(chosen.contests, chosen.rule, "PSU")["area_code"]) <= set(standing)

    def test_a_party_that_stands_nowhere_is_refused(self, election):
        chosen = election("house-2021-local")
        with pytest.raises(InvalidCountError, match="has no list in any"):
            targets(chosen.contests, chosen.rule, "XYZ")

    def test_unknown_prices_are_missing(self, rules):
        contest = ContestInputs("here", 1, {"A": 80, "B": 20}, registered_voters=Bounds(190, 190))
        ranked = endangered([contest], rules[FIXED], "A")
        assert ranked.loc[0, "votes_to_win"] is pd.NA
        assert targets([contest], rules[FIXED], "A").empty

    def test_a_list_that_did_not_stand_has_no_price(self, rules):
        with pytest.raises(InvalidCountError) as caught:
            seat_price(ContestInputs("here", 1, {"A": 80}, registered_voters=Bounds(190, 190)), rules[FIXED], "B")
        assert caught.value.field == "votes.B"


def count_again(contest: ContestInputs, rule, party: str, change: int) -> tuple[int, int]:
    """Sure and possible seats after a change, from the definition."""
    votes = {**contest.votes, party: contest.votes[party] + change}
    bounds = {"registered_voters": contest.registered_voters, "voters": contest.voters}.get(rule.base)
    if bounds and rule.base == "voters":
        bounds = Bounds(bounds.lower + change, bounds.upper + change)
    allocations = [each.allocation for each in allocate_between(votes, contest.seats, rule, bounds).alternatives]
    sure = min(each.seats[party] for each in allocations)
    return sure, max(each.possible_seats[party] for each in allocations)


def first(changes: range, holds: Callable[[int], bool]) -> int | None:
    return next((change for change in changes if holds(change)), None)


@pytest.mark.parametrize("threshold", [None, Fraction("0.06"), Fraction("0.2")])
@pytest.mark.parametrize("key", [FIXED, THRESHOLD, VOTERS, D_HONDT, SAINTE_LAGUE], ids="/".join)
@given(votes=LISTS, seats=st.integers(1, 6), abstainers=st.integers(0, 60), unknown=st.integers(0, 30))
def test_prices_are_those_of_trying_every_number_of_votes(rules, key, threshold, votes, seats, abstainers, unknown):
    rule, total = vary_rule(rules[key], threshold=threshold), sum(votes.values())
    registered = Bounds(total + abstainers, total + abstainers + unknown)
    contest = ContestInputs("simulated", seats, votes, registered, Bounds(total + 1, total + 1 + unknown))
    party = "L0"
    now, possible = count_again(contest, rule, party, 0)
    price = seat_price(contest, rule, party)
    gains, losses = range(1, abstainers + 1), range(1, votes[party] + 1)
    to_win = first(gains, lambda x: count_again(contest, rule, party, x)[0] > now)
    to_tie = 0 if possible > now else first(gains, lambda x: count_again(contest, rule, party, x)[1] > now)
    assert (price.seats, price.votes_to_tie, price.votes_to_win) == (now, to_tie, to_win)
    if to_win is not None:
        later = range(to_win + 1, abstainers + 1)
        assert price.lost_again_at == first(later, lambda x: count_again(contest, rule, party, x)[0] <= now)
    if now:
        assert price.votes_to_risk == first(losses, lambda x: count_again(contest, rule, party, -x)[0] < now)
        assert price.votes_to_lose == first(losses, lambda x: count_again(contest, rule, party, -x)[1] < now)


@pytest.mark.parametrize("key", [THRESHOLD, D_HONDT, SAINTE_LAGUE], ids="/".join)
@pytest.mark.parametrize("threshold", [None, Fraction("0.99")])
@given(votes=LISTS, seats=st.integers(1, 6))
def test_without_a_count_of_abstainers_every_list_can_win_every_seat(rules, key, threshold, votes, seats):
    contest = ContestInputs("simulated", seats, votes)
    for price in seat_prices(contest, vary_rule(rules[key], threshold=threshold)):
        assume(price.seats < seats)
        assert price.votes_to_win is not None
