"""Totals over any set of areas, with what is not in them."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

COUNTS = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes")
AROUND_FES = {
    "type": "Polygon",
    "coordinates": [[[-5.8, 33.7], [-4.8, 33.7], [-4.8, 34.2], [-5.8, 34.2], [-5.8, 33.7]]],
}
COUNTRY = {"type": "Polygon", "coordinates": [[[-18, 20], [-0.5, 20], [-0.5, 36.5], [-18, 36.5], [-18, 20]]]}


def total(client, election, **asked):
    answer = client.get("/v1/totals", params={"election": election, **asked})
    assert answer.status_code == 200, answer.text
    [found] = answer.json()["items"]
    return found


def total_within(client, election, drawing, **asked):
    answer = client.post("/v1/totals/within", params={"election": election, **asked}, json=drawing)
    assert answer.status_code == 200, answer.text
    [found] = answer.json()["items"]
    return found


def votes(found):
    return {party["party"]: party["votes"] for party in found["parties"]}


@pytest.fixture(scope="module")
def constituencies(client):
    return [area["code"] for area in client.get("/v1/areas?level=constituency").json()["items"]]


@pytest.mark.parametrize("election", ["house-2011-national", "house-2021-local", "house-2021-regional"])
def test_the_regions_add_up_to_the_country(client, election):
    country = client.get(f"/v1/elections/{election}").json()["items"][0]
    regions = ",".join(f"{number:02}" for number in range(1, 13))
    for found in (total(client, election, areas=regions), total_within(client, election, COUNTRY)):
        assert found["contests"] == country["contests"]
        for name in COUNTS:
            assert found[name] in (country[name], None)
        assert found["valid_votes"] == country["valid_votes"]
        assert votes(found) == {party["party"]: party["votes"] for party in country["parties"]}
        assert (found["not_covered"], found["cut"]) == ([], [])


@hypothesis_settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_totals_over_the_parts_are_the_totals_over_the_whole(client, constituencies, data):
    first = data.draw(st.sets(st.sampled_from(constituencies), min_size=1, max_size=91))
    rest = set(constituencies) - first
    parts = [total(client, "house-2011-national", areas=",".join(part)) for part in (first, rest)]
    whole = total(client, "house-2011-national", areas=",".join(constituencies))
    for name in COUNTS:
        known = [part[name] for part in parts if part[name] is not None]
        assert (sum(known) if len(known) == len(parts) else None) == whole[name]
    for party, number in votes(whole).items():
        assert sum(votes(part).get(party, 0) for part in parts) == number


def test_a_contest_is_counted_once_however_often_it_is_asked_for(client):
    region = total(client, "house-2021-local", areas="03")
    assert total(client, "house-2021-local", areas="03,meknes,03.061,03,region-fes-meknes") == region
    same = client.get("/v1/results?election=house-2021-local&area=03").json()["items"][0]
    assert {party["party"]: party["votes"] for party in same["parties"]} == votes(region)
    assert (region["valid_votes"], region["seats"]) == (same["valid_votes"], same["seats"])


def test_an_area_without_votes_of_its_own_is_named_with_the_contest_it_votes_in(client):
    found = total(client, "house-2021-local", areas="fes-nord,03.061.01.01")
    assert [area["code"] for area in found["areas"]] == ["fes-nord"]
    [left_out] = found["not_covered"]
    assert left_out["area"]["code"] == "03.061.01.01"
    assert left_out["votes_in"]["code"] == "meknes"
    assert "not published by commune" in left_out["reason"]
    regional = total(client, "house-2021-regional", areas="fes-nord")
    assert regional["not_covered"][0]["votes_in"]["code"] == "region-fes-meknes"
    assert regional["valid_votes"] is None
    assert regional["reasons"]["valid_votes"] == "no contest is counted"


def test_an_area_that_votes_and_has_no_result_is_not_taken_for_nothing(own_settings, serving):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute(
            "DELETE FROM contest WHERE election_code = 'house-2011-national'"
            " AND area_id = (SELECT id FROM area WHERE code = 'meknes')"
        )
    with serving(own_settings) as client:
        for found in (
            total(client, "house-2011-national", areas="03"),
            total_within(client, "house-2011-national", AROUND_FES),
        ):
            assert "meknes" not in {area["code"] for area in found["areas"]}
            [left_out] = found["not_covered"]
            assert left_out["area"]["code"] == "meknes"
            assert "no result of house-2011-national" in left_out["reason"]


def test_a_sum_with_an_unknown_term_says_of_which(client):
    found = total(client, "house-2021-local", areas="meknes,fes-nord")
    assert found["registered_voters"] is None
    assert found["reasons"]["registered_voters"] == "unknown in 1 of 2 contests: fes-nord"


def test_a_party_area_has_the_totals_it_was_published_with(client):
    [zone, *_] = client.get("/v1/zones?election=house-2021-local&party=PAM").json()["items"]
    found = total(client, "house-2021-local", zone="PAM,1")
    assert [area["code"] for area in found["areas"]] == zone["members"]
    assert votes(found)["PAM"] == zone["votes"]
    assert found["valid_votes"] == zone["valid_votes"]


def test_a_contest_that_a_drawing_cuts_is_whole_or_out_and_listed(client):
    held = client.post("/v1/areas/within?level=constituency", json=AROUND_FES).json()["items"]
    found = total_within(client, "house-2021-local", AROUND_FES)
    assert [area["code"] for area in found["areas"]] == [area["code"] for area in held]
    cut = {each["area"]["code"]: each for each in found["cut"]}
    assert cut["meknes"]["counted"] == 1
    assert cut["el-hajeb"]["counted"] == 0
    assert 0 < cut["el-hajeb"]["share_inside"] < 1
    assert "fes-nord" not in cut
    codes = ",".join(area["code"] for area in held)
    assert votes(total(client, "house-2021-local", areas=codes)) == votes(found)
    everything = total_within(client, "house-2021-local", AROUND_FES, relation="intersects")
    assert {each["area"]["code"] for each in everything["cut"] if each["counted"]} == set(cut)


def test_an_estimate_is_asked_for_marked_and_shared_out_without_loss(client):
    found = total_within(client, "house-2011-national", AROUND_FES, estimate=True)
    cut = {each["area"]["code"]: each for each in found["cut"]}
    assert 0 < found["estimated_share"] < 1
    assert found["seats"] is None
    # nearly all of Meknès lives in its city, which is inside
    assert cut["meknes"]["share_inside"] < cut["meknes"]["counted"] < 1
    west, east = (
        {"type": "Polygon", "coordinates": [[[a, 20], [b, 20], [b, 36.5], [a, 36.5], [a, 20]]]}
        for a, b in ((-18, -5.5), (-5.5, -0.5))
    )
    halves = [total_within(client, "house-2011-national", half, estimate=True) for half in (west, east)]
    whole = total_within(client, "house-2011-national", COUNTRY, estimate=True)
    assert whole["estimated_share"] == 0
    for name in ("registered_voters", "ballots_cast", "valid_votes"):
        assert sum(half[name] for half in halves) == pytest.approx(whole[name], abs=2)


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("election=house-2021-local", 400, "areas"),
        ("election=house-2021-local&areas=03&zone=PAM,1", 400, "one of the two"),
        ("election=house-2021-local&areas=03,,04", 400, "separated by commas"),
        ("election=house-2021-local&areas=" + ",".join(map(str, range(201))), 400, "at most 200"),
        ("election=house-2021-local&areas=03,nowhere", 404, "nowhere"),
        ("election=house-1997&areas=03", 404, "house-2021-local"),
        ("election=house-2021-local&zone=PAM", 400, "PAM,1"),
        ("election=house-2021-local&zone=PAM,-1", 400, "PAM,1"),
        ("election=house-2021-local&zone=PAM,99", 404, "party areas are 1 to"),
        ("election=house-2021-local&zone=XYZ,1", 404, "XYZ"),
    ],
)
def test_what_has_no_totals_is_refused_with_the_reason(client, asked, status, says):
    answer = client.get(f"/v1/totals?{asked}")
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]


def test_an_election_is_added_up_in_the_division_of_its_day(own_settings, serving):
    columns = "level, code, kind, name_fr, name_ar, search_text, area_km2, geom, source_file_id"
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("UPDATE area SET valid_to = '2020-01-01'")
        connection.execute(
            f"INSERT INTO area (vintage, valid_from, {columns}) SELECT 'rgph-2024', '2020-01-01', {columns} FROM area"
        )
    with serving(own_settings) as client:
        country = client.get("/v1/elections/house-2011-national").json()["items"][0]
        regions = ",".join(f"{number:02}" for number in range(1, 13))
        for found in (
            total(client, "house-2011-national", areas=regions),
            total_within(client, "house-2011-national", COUNTRY),
        ):
            assert (found["contests"], found["valid_votes"]) == (92, country["valid_votes"])
        now = client.post("/v1/areas/within?level=region", json=COUNTRY).json()["items"]
        assert [area["vintage"] for area in now] == ["rgph-2024"] * 12
        beside = client.get("/v1/areas/region/03/neighbours").json()["items"]
        assert {area["vintage"] for area in beside} == {"rgph-2024"}
