"""Two areas, or two elections, side by side."""

import pytest


def compared(client, address):
    answer = client.get(f"/v1/comparison/{address}")
    assert answer.status_code == 200, answer.text
    [found] = answer.json()["items"]
    return found


def test_two_areas_are_those_of_the_results(client):
    found = compared(client, "areas?election=house-2021-local&areas=meknes,fes-nord")
    for side, code in (("first", "meknes"), ("second", "fes-nord")):
        [result] = client.get(f"/v1/results?election=house-2021-local&area={code}").json()["items"]
        assert found[side]["area"] == result["area"]
        assert found["figures"]["valid_votes"][side] == result["valid_votes"]
        shares = {party["party"]: party["share"] for party in result["parties"]}
        assert {row["party"]: row[side]["share"] for row in found["parties"] if row[side]} == shares
    assert found["figures"]["registered_voters"]["difference"] is None
    assert found["second"]["reasons"]["registered_voters"] == "not published"


@pytest.mark.parametrize(("by", "area"), [("area", "meknes"), ("region", "03"), ("country", None)])
def test_what_changed_between_two_elections_is_the_swing(client, by, area):
    between = "before=house-2016-local&after=house-2021-local"
    found = compared(client, f"elections?{between}" + (f"&area={area}" if area else ""))
    swings = {
        row["lineage"]: row["swing"]
        for row in client.get(f"/v1/swing?{between}&by={by}").json()["items"]
        if (row["area"] and row["area"]["code"]) == area
    }
    assert {
        row["party"]: row["share_difference"] for row in found["parties"] if row["party"] != "SAP"
    } == pytest.approx(swings, nan_ok=True)
    left = next(row for row in found["parties"] if row["party"] == "FG")
    assert left["first"]["members"] == ["FGD"]
    assert left["second"]["members"] == ["AFG", "PSU"]


def test_an_election_whose_winners_are_not_published_says_so(client):
    found = compared(client, "elections?before=house-2011-national&after=house-2016-national")
    assert found["first"]["area"] is None
    assert "not published" in found["first"]["reasons"]["seats_won"]
    assert all(row["seats_difference"] is None for row in found["parties"])


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("areas?election=house-2021-local&areas=meknes", 400, "two areas"),
        ("areas?election=house-2021-local&areas=meknes,", 400, "two areas"),
        ("areas?election=house-2021-local&areas=meknes,nowhere", 404, "nowhere"),
        ("areas?election=house-2021-local&areas=meknes,03.061.01.01", 404, "constituency"),
        ("elections?before=house-2021-regional&after=house-2021-local", 400, "same kind of ballot"),
        ("elections?before=house-1997&after=house-2021-local", 404, "house-1997"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(client, address, status, says):
    answer = client.get(f"/v1/comparison/{address}")
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]
