"""The laws of sums: parts add up to the whole, and what is unknown stays unknown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.totals import COUNTS, add_up


def contests(rows, weight=1.0):
    frame = pd.DataFrame(rows, columns=["code", *COUNTS]).set_index("code").astype(float)
    return frame.assign(weight=weight, turnout=frame["ballots_cast"] / frame["registered_voters"])


def lists(rows):
    frame = pd.DataFrame(rows, columns=["area_code", "party", "votes", "seats_won"])
    return frame.astype({"votes": float, "seats_won": float})


TWO = contests([("a", 3, 100, 60, 50, 10), ("b", 2, 200, 80, 70, 10)])
LISTS = lists([("a", "X", 30, 2), ("a", "Y", 20, 1), ("b", "X", 70, 2)])


def test_what_two_contests_add_up_to():
    total = add_up(TWO, LISTS)
    assert [total[name] for name in COUNTS] == [5, 300, 140, 120, 20]
    assert total["turnout"] == pytest.approx(140 / 300)
    assert (total["contests"], total["estimated_share"], total["reasons"]) == (2, 0.0, {})
    x, y = total["parties"]
    assert x == {"party": "X", "lists": 2, "votes": 100, "share": 100 / 120, "seats_won": 4}
    assert y == {"party": "Y", "lists": 1, "votes": 20, "share": 20 / 120, "seats_won": 1}


def test_a_sum_with_an_unknown_term_is_unknown_and_names_the_term():
    total = add_up(TWO.assign(registered_voters=[100, np.nan]), LISTS.assign(seats_won=[2, 1, np.nan]))
    assert total["registered_voters"] is None
    assert total["turnout"] is None
    assert total["reasons"] == {
        "registered_voters": "unknown in 1 of 2 contests: b",
        "turnout": "registered_voters: unknown in 1 of 2 contests: b",
        "seats_won": "unknown in 1 of 2 contests: b",
    }
    assert [party["seats_won"] for party in total["parties"]] == [None, 1]


def test_the_turnout_of_one_contest_is_known_where_it_is_published_without_its_counts():
    alone = TWO.loc[["a"]].assign(registered_voters=np.nan, turnout=0.6)
    assert add_up(alone, LISTS[LISTS["area_code"] == "a"])["turnout"] == 0.6
    both = TWO.assign(registered_voters=[np.nan, 200], turnout=[0.6, 0.4])
    assert add_up(both, LISTS)["turnout"] is None


def test_a_contest_counted_in_part_is_an_estimate_and_its_seats_are_not_divided():
    total = add_up(TWO.assign(weight=[1.0, 0.5]), LISTS)
    assert (total["valid_votes"], total["parties"][0]["votes"]) == (85, 65)
    assert total["estimated_share"] == pytest.approx(35 / 85)
    assert total["seats"] is None
    assert {party["party"]: party["seats_won"] for party in total["parties"]} == {"X": None, "Y": 1}
    assert set(total["reasons"]) == {"seats", "seats_won"}


@pytest.mark.parametrize(
    ("unknown", "of", "reason"),
    [
        (1, 1, "not published"),
        (2, 2, "not published for any of the 2 contests"),
        (5, 6, "unknown in 5 of 6 contests: a, b, c, d, e"),
        (6, 7, "unknown in 6 of 7 contests: a, b, c, d, e, …"),
    ],
)
def test_a_reason_names_five_contests_at_most(unknown, of, reason):
    held = contests([(code, 1, 100, 60, 50, 10) for code in "abcdefg"[:of]])
    held.loc[held.index[:unknown], "invalid_votes"] = np.nan
    assert add_up(held, lists([]))["reasons"]["invalid_votes"] == reason


def test_a_reason_counts_the_contests_counted_in_part():
    reasons = add_up(TWO.assign(weight=[1.0, 0.5]), LISTS)["reasons"]
    assert reasons["seats"] == "seats cannot be divided, and 1 contests are counted in part"


def test_nothing_adds_up_to_nothing_known():
    total = add_up(contests([]), lists([]))
    assert total["reasons"]["seats"] == "no contest is counted"
    assert (total["contests"], total["valid_votes"], total["parties"]) == (0, None, [])
    assert set(total["reasons"]) == {*COUNTS, "turnout"}


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.booleans()), min_size=1, max_size=12))
def test_the_totals_of_the_parts_of_a_set_are_the_totals_of_the_set(votes):
    codes = [f"c{n}" for n in range(len(votes))]
    held = contests([(code, 1, 3000, x + y, x + y, 0) for code, (x, y, _) in zip(codes, votes, strict=True)])
    fielded = lists(
        [row for code, (x, y, _) in zip(codes, votes, strict=True) for row in ((code, "X", x, 1), (code, "Y", y, 0))]
    )
    first = {code for code, (*_, in_first) in zip(codes, votes, strict=True) if in_first}
    parts = [
        add_up(held[held.index.isin(part)], fielded[fielded["area_code"].isin(part)])
        for part in (first, set(codes) - first)
    ]
    whole = add_up(held, fielded)
    for name in COUNTS:
        assert sum(part[name] or 0 for part in parts) == whole[name]
    for party in whole["parties"]:
        of_parts = [found["votes"] for part in parts for found in part["parties"] if found["party"] == party["party"]]
        assert sum(of_parts) == party["votes"]
