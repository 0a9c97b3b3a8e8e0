"""National figures, and where each comes from."""

import pytest


def election(client, code):
    [item] = client.get(f"/v1/elections/{code}").json()["items"]
    return item


def test_elections_come_latest_first(client):
    codes = [item["code"] for item in client.get("/v1/elections").json()["items"]]
    assert codes == [
        "house-2026-local",
        "house-2026-regional",
        "communal-2021",
        "house-2021-local",
        "house-2021-regional",
        "house-2016-local",
        "house-2016-national",
        "communal-2015",
        "house-2011-national",
    ]


def test_2021_sums_what_is_published_per_contest_and_declares_the_rest(client):
    found = election(client, "house-2021-local")
    assert (found["contests"], found["seats"], found["valid_votes"]) == (92, 305, 7_588_505)
    assert found["origins"]["valid_votes"]["basis"] == "sum of 92 contests"
    assert (found["registered_voters"], found["ballots_cast"], found["turnout"]) == (17_509_127, 8_786_080, 0.5018)
    assert found["origins"]["registered_voters"] == {
        "basis": "declared nationally",
        "status": "final",
        "note": "electoral rolls of 30/31 July 2021",
        "source_codes": ["reference"],
    }


def test_what_is_neither_summed_nor_declared_is_unknown_with_a_reason(client):
    found = election(client, "house-2016-local")
    assert found["registered_voters"] is None
    assert found["turnout"] is None
    assert found["origins"]["registered_voters"]["basis"] is None
    assert found["origins"]["registered_voters"]["note"]


def test_2011_turnout_follows_from_its_sums(client):
    found = election(client, "house-2011-national")
    assert found["registered_voters"] == 13_420_631
    assert found["turnout"] == pytest.approx(found["ballots_cast"] / 13_420_631)
    assert found["origins"]["turnout"]["basis"] == "sum of 92 contests"


def test_2021_local_seats_of_the_parties_are_the_official_ones(client):
    seats = {party["party"]: party["seats_won"] for party in election(client, "house-2021-local")["parties"]}
    regional = {party["party"]: party["seats_won"] for party in election(client, "house-2021-regional")["parties"]}
    official = {"RNI": 102, "PAM": 87, "PI": 81, "USFP": 34, "MP": 28, "PPS": 22, "UC": 18, "PJD": 13, "MDS": 5}
    assert sum(seats.values()) == 305
    assert {party: seats[party] + regional[party] for party in official} == official


def test_national_shares_add_up_to_one_and_votes_to_the_valid_votes(client):
    found = election(client, "house-2021-local")
    assert sum(party["votes"] for party in found["parties"]) == found["valid_votes"]
    assert sum(party["share"] for party in found["parties"]) == pytest.approx(1)


def test_seats_of_2011_are_unknown_by_list_not_zero(client):
    parties = election(client, "house-2011-national")["parties"]
    assert {party["seats_won"] for party in parties} == {None}


def test_a_party_shows_only_elections_in_which_it_fielded_lists(client):
    [party] = client.get("/v1/parties/AFG").json()["items"]
    assert {result["election"] for result in party["elections"]} == {
        "communal-2021",
        "house-2021-local",
        "house-2021-regional",
    }
    [party] = client.get("/v1/parties/RNI").json()["items"]
    assert party["name_ar"] == "حزب التجمع الوطني للأحرار"
    assert {each["election"]: each["lists"] for each in party["elections"]}["house-2021-local"] == 92


@pytest.mark.parametrize(
    ("address", "known"), [("/v1/elections/house-2020", "house-2021-local"), ("/v1/parties/RN", "RNI")]
)
def test_an_unknown_code_is_answered_with_those_there_are(client, address, known):
    answer = client.get(address)
    assert answer.status_code == 404
    assert known in answer.json()["detail"]


@pytest.mark.parametrize("code", ["house-2021-local", "house-2021-regional"])
def test_both_official_turnouts_of_2021_are_told_with_their_sources(client, code):
    found = election(client, code)
    assert (found["turnout"], found["turnout_other"]) == (0.5018, 0.5086)
    assert found["origins"]["turnout"]["note"].startswith("final figures")
    assert found["origins"]["turnout_other"] == {
        "basis": "declared nationally",
        "status": "published",
        "note": "elections.ma, as shown in September 2026",
        "source_codes": ["reference"],
    }


def test_wherever_the_countrys_turnout_is_told_the_other_is_beside_it(client):
    listed = {item["code"]: item["turnout_other"] for item in client.get("/v1/elections").json()["items"]}
    assert {code for code, other in listed.items() if other is not None} == {"house-2021-local", "house-2021-regional"}
    country, area, *_ = client.get("/v1/indices?election=house-2021-local").json()["items"]
    assert (country["area"], country["turnout"], country["turnout_other"]) == (None, 0.5018, 0.5086)
    assert area["turnout_other"] is None
    address = "/v1/comparison/elections?before=house-2021-local&after=house-2026-local"
    [compared] = client.get(address).json()["items"]
    assert compared["figures"]["turnout_other"] == {"first": 0.5086, "second": None, "difference": None}
    assert "turnout_other" not in origins_of_2026(client)


def origins_of_2026(client):
    return election(client, "house-2026-local")["origins"]
