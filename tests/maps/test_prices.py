"""The party's prices as the page takes them. All figures are simulated."""

import pytest

from app.analysis.seats import Bounds, ContestInputs, SeatRule, find_rule, read_laws, seat_price
from app.maps.prices import party_prices
from app.settings import ROOT

ELECTION = "house-2021-local"
VOTES = {"A": 500, "B": 300, "C": 100}


@pytest.fixture(scope="module")
def rule() -> SeatRule:
    """That of 2021, whose quotient is of the registered voters."""
    return find_rule(read_laws((ROOT / "data" / "laws.toml").read_text(encoding="utf-8")), "04-21", "local")


def priced(rule: SeatRule, contest: ContestInputs):
    return party_prices({ELECTION: (rule, [contest])}, "C").loc[(ELECTION, contest.area_code)]


def test_a_price_is_that_of_the_engine(rule):
    contest = ContestInputs("here", 2, VOTES, Bounds(2000, 2000))
    price = seat_price(contest, rule, "C")
    row = priced(rule, contest)
    assert (row["votes_to_tie"], row["votes_to_win"]) == (price.votes_to_tie, price.votes_to_win)
    assert row["votes_to_win"] == 201
    assert row["no_price"] is None


@pytest.mark.parametrize(
    ("contest", "reason"),
    [
        (ContestInputs("no-votes", 2, {**VOTES, "B": None}, Bounds(2000, 2000)), "figures"),
        (ContestInputs("no-seats", None, VOTES, Bounds(2000, 2000)), "figures"),
        (ContestInputs("all-voted", 2, VOTES, Bounds(950, 950)), "beyond"),
        (ContestInputs("some-registered", 2, VOTES, Bounds(950, 5000)), "registered"),
    ],
)
def test_without_a_price_the_reason_is_told(rule, contest, reason):
    row = priced(rule, contest)
    assert row["no_price"] == reason
    assert row.isna()["votes_to_win"]


def test_without_a_list_there_is_no_row(rule):
    assert party_prices({ELECTION: (rule, [ContestInputs("here", 2, VOTES)])}, "Z").empty
