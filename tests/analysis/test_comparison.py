"""Two results side by side: parties aligned, differences where both sides are known."""

import pandas as pd
import pytest

from app.analysis.comparison import FIGURES, compare

CROSSWALK = pd.DataFrame(
    {
        "party_code": ["A", "B", "AB", "NO"],
        "lineage_code": ["L", "L", "L", None],
        "relation": ["split", "split", "coalition", "not comparable"],
    },
    dtype="string",
)


def result(valid_votes, **lists):
    parties = [
        {"party": party, "lists": 1, "votes": votes, "share": votes / valid_votes, "seats_won": seats}
        for party, (votes, seats) in lists.items()
    ]
    return {**dict.fromkeys(FIGURES), "valid_votes": valid_votes, "parties": parties}


BEFORE, AFTER = (
    result(100, AB=(60, 2), X=(30, None), NO=(10, 0)),
    result(200, A=(50, 1), B=(30, 0), NO=(90, 1), Z=(30, 0)),
)


ALONE = CROSSWALK[CROSSWALK["lineage_code"].isna()]


def by_party(first, second, lineage=CROSSWALK):
    return {row["party"]: row for row in compare(first, second, lineage)["parties"]}


def test_between_elections_what_split_is_added_up():
    [lineage] = [row for row in by_party(BEFORE, AFTER).values() if row["party"] == "L"]
    assert (lineage["first"]["members"], lineage["second"]["members"]) == (["AB"], ["A", "B"])
    assert lineage["second"] == {"members": ["A", "B"], "lists": 2, "votes": 80, "share": 0.4, "seats_won": 1}
    assert (lineage["votes_difference"], lineage["seats_difference"]) == (20, -1)
    assert lineage["share_difference"] == pytest.approx(-0.2)
    assert lineage["continuity"] == "split"
    assert by_party(BEFORE, AFTER)["X"]["continuity"] is None


def test_without_a_list_there_is_no_difference_and_the_reason_is_told():
    found = by_party(BEFORE, AFTER)
    assert (found["X"]["second"], found["X"]["votes_difference"], found["X"]["reason"]) == (
        None,
        None,
        "no list in the second",
    )
    assert found["Z"]["reason"] == "no list in the first"


def test_lists_without_a_party_are_shown_and_not_compared():
    found = by_party(BEFORE, AFTER)["NO"]
    assert (found["first"]["votes"], found["second"]["votes"]) == (10, 90)
    assert found["share_difference"] is None
    assert "without a party" in found["reason"]


def test_in_one_election_a_party_is_compared_with_itself_only():
    assert set(by_party(BEFORE, AFTER, ALONE)) == {"AB", "A", "B", "X", "Z", "NO"}


def test_a_figure_unknown_on_one_side_has_no_difference():
    figures = compare(BEFORE, AFTER, CROSSWALK)["figures"]
    assert figures["valid_votes"] == {"first": 100, "second": 200, "difference": 100}
    assert figures["turnout"] == {"first": None, "second": None, "difference": None}


def test_to_swap_the_sides_turns_every_difference_around():
    forth, back = by_party(BEFORE, AFTER), by_party(AFTER, BEFORE)
    for party, row in forth.items():
        for name in ("votes_difference", "share_difference", "seats_difference"):
            assert (row[name] is None and back[party][name] is None) or row[name] == -back[party][name]
