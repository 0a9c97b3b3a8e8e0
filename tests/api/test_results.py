"""Results by area: own contests, sums of contests, and what is not known."""

import pytest


def results(client, **parameters):
    answer = client.get("/v1/results", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_an_area_that_votes_has_its_own_contest(client):
    [agadir] = results(client, election="house-2021-local", area="agadir-ida-outanane")
    assert agadir["own_contest"] is True
    assert agadir["basis"] == "own contest"
    assert (agadir["seats"], agadir["registered_voters"]) == (4, 316_821)
    votes = [(party["party"], party["votes"], party["seats_won"]) for party in agadir["parties"][:5]]
    assert votes == [("RNI", 50_829, 1), ("PAM", 14_136, 1), ("PI", 8_175, 1), ("PPS", 7_103, 1), ("USFP", 7_091, 0)]


def test_an_area_above_sums_the_contests_inside_it(client):
    regions = results(client, election="house-2021-local", level="region")
    assert len(regions) == 12
    assert sum(region["valid_votes"] for region in regions) == 7_588_505
    assert sum(region["seats"] for region in regions) == 305
    assert {region["own_contest"] for region in regions} == {False}
    assert sum(region["contests"] for region in regions) == 92
    assert regions[0]["basis"] == f"sum of {regions[0]['contests']} contests"


def test_unknown_is_null_with_a_reason(client):
    [fes_meknes] = results(client, election="house-2021-local", area="03")
    assert fes_meknes["registered_voters"] is None
    assert fes_meknes["reasons"]["registered_voters"] == "unknown in at least one of the 11 contests"
    [meknes] = results(client, election="house-2016-local", area="meknes")
    assert meknes["ballots_cast"] is None
    assert meknes["reasons"]["ballots_cast"] == "not published"
    assert meknes["turnout"] is not None
    assert "turnout" not in meknes["reasons"]


def test_seats_that_are_not_published_by_list_are_unknown(client):
    [meknes] = results(client, election="house-2011-national", area="meknes", party="RNI")
    assert meknes["parties"][0]["votes"] > 0
    assert meknes["parties"][0]["seats_won"] is None
    assert "seats_won" in meknes["reasons"]


def test_a_party_without_a_list_has_no_votes_to_count(client):
    areas = results(client, election="house-2016-local", party="RNI")
    fielded = [area for area in areas if area["parties"][0]["lists"]]
    absent = [area["parties"][0] for area in areas if not area["parties"][0]["lists"]]
    assert (len(fielded), len(absent)) == (84, 8)
    assert all(party["votes"] is None and party["share"] is None for party in absent)


def test_without_a_party_only_those_with_a_list_are_there_by_votes(client):
    for area in results(client, election="house-2021-local"):
        votes = [party["votes"] for party in area["parties"]]
        assert votes == sorted(votes, reverse=True)
        assert sum(votes) == area["valid_votes"]
        assert all(party["lists"] == 1 for party in area["parties"])


def test_an_area_and_a_level_give_what_lies_inside(client):
    casablanca = results(client, election="house-2021-local", area="06.141", level="constituency", party="PJD")
    assert "casablanca-anfa" in {area["area"]["code"] for area in casablanca}
    assert {area["own_contest"] for area in casablanca} == {True}
    [whole] = results(client, election="house-2021-local", area="06.141", party="PJD")
    assert whole["parties"][0]["votes"] == sum(area["parties"][0]["votes"] for area in casablanca)


@pytest.mark.parametrize("asked", [{"level": "commune"}, {"area": "06.141.01.01"}])
def test_a_commune_never_gets_its_constituency_s_figures(client, asked):
    answer = client.get("/v1/results", params={"election": "house-2021-local", **asked})
    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "No own contest at level commune: results of house-2021-local exist at: constituency, province, region."
    )


def test_codes_that_name_nothing_are_told_apart(client):
    for name, code in {"election": "house-1997", "party": "XYZ", "area": "99"}.items():
        asked = {"election": "house-2021-local", name: code}
        answer = client.get("/v1/results", params=asked)
        assert answer.status_code == 404
        assert code in answer.json()["detail"]


def test_unless_another_is_named_the_election_is_the_latest_of_the_house_by_local_lists(client):
    assert {row["election"] for row in results(client)} == {"house-2026-local"}
