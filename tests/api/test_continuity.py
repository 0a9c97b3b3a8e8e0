"""Beside every change stands how the party came from those that it is compared with; AG of 2026 is a merger."""

import pytest

COMPARED = "before=house-2021-local&after=house-2026-local"
BEFORE = ("AFG", "PSU")


def items(client, address):
    answer = client.get(f"/v1/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.fixture(scope="module")
def votes_2021(client):
    """Votes of the parties that merged, by constituency."""
    rows = items(client, "results?election=house-2021-local")
    return {
        row["area"]["code"]: {party["party"]: party["votes"] for party in row["parties"] if party["party"] in BEFORE}
        for row in rows
    }


@pytest.mark.parametrize("by", ["area", "region", "country"])
def test_a_swing_of_what_merged_is_flagged_wherever_it_is_told(client, by):
    rows = items(client, f"swing?{COMPARED}&by={by}&party=AG")
    assert {row["continuity"] for row in rows} == {"merger"}
    assert {row["continuity"] for row in items(client, f"swing?{COMPARED}&by={by}&party=MP")} == {None}


def test_its_past_is_the_sum_of_both_in_each_constituency(client, votes_2021):
    rows = {row["area"]["code"]: row for row in items(client, f"swing?{COMPARED}&party=AG")}
    assert {code: row["votes_before"] for code, row in rows.items() if votes_2021[code]} == {
        code: sum(lists.values()) for code, lists in votes_2021.items() if lists
    }
    assert {rows[code]["swing"] for code in rows if not votes_2021[code]} == {None}


def test_the_ranking_by_swing_and_the_comparison_have_the_flag(client, votes_2021):
    ranked = items(client, "ranking?election=house-2026-local&party=AG&by=-swing")
    assert {row["continuity"] for row in ranked if row["swing"] is not None} == {"merger"}
    assert {row["continuity"] for row in ranked if row["swing"] is None} <= {None}
    [compared] = items(client, f"comparison/elections?{COMPARED}")
    assert {row["party"]: row["continuity"] for row in compared["parties"] if row["continuity"]} == {"FG": "merger"}
    [compared] = items(client, "comparison/areas?election=house-2021-local&areas=meknes,fes-nord")
    assert {row["continuity"] for row in compared["parties"]} == {None}


def test_a_party_area_has_the_flag_beside_its_change(client):
    zones = items(client, "zones?election=house-2026-local")
    assert {zone["continuity"] for zone in zones if zone["party"] == "AG"} <= {"merger"}
    assert {zone["continuity"] for zone in zones if zone["party"] != "AG"} == {None}
    before = items(client, "zones?election=house-2021-local")
    assert {zone["continuity"] for zone in before if zone["party"] in BEFORE} <= {"split"}


def test_of_a_split_the_whole_is_the_past(client):
    rows = items(client, "swing?before=house-2016-local&after=house-2021-local&by=country&party=PSU")
    assert [(row["lineage"], row["continuity"]) for row in rows] == [("FG", "split")]
