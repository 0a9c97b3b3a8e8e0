"""Scores, clusters and party areas of communes, by the seats of their councils."""

import pytest

COUNCILS = "election=communal-2021"
NOTE = "by council seats: votes are not published by commune"
COVERED = {"election": "communal-2021", "contests": 1481, "of": 1503, "text": "1,481 of 1,503 councils"}


def answered(client, address: str) -> dict:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("resource", ["scores", "clusters", "zones", "patterns"])
def test_every_answer_says_that_it_is_by_seats_and_of_how_many_councils(client, resource):
    answer = answered(client, f"/v1/{resource}?{COUNCILS}&party=MP&limit=1000")
    assert {item["basis"] for item in answer["items"]} == {"seats"}
    assert answer["provenance"]["note"] == NOTE
    assert answer["provenance"]["past_flag"] is None
    assert answer["provenance"]["parameters"]["shrinkage"] == "dirichlet"
    assert answer["coverage"] == COVERED
    house = answered(client, f"/v1/{resource}?election=house-2021-local&party=MP&limit=1")
    assert house["items"][0]["basis"] == "votes"
    assert house["provenance"]["note"] is None


def test_the_commune_followed_by_hand_is_served_with_its_class_in_words(client):
    """Ifrane, 13 seats of 20, as docs/methods.md has it."""
    [ifrane] = answered(client, f"/v1/scores?{COUNCILS}&party=MP&area=03.271.01.03")["items"]
    assert round(ifrane["score"], 1) == 76.7
    assert (ifrane["rank"], ifrane["ranked"], ifrane["strength_class"], ifrane["p_seat"]) == (
        33,
        1399,
        "majority",
        None,
    )
    assert ifrane["components"][0]["observed"] == 0.65
    said = ifrane["explanation"]
    assert "by council seats" in said["en"] and "65.0% of the seats" in said["en"]
    assert said["en"].endswith("Majority: more than half of the council's seats.")
    assert "selon les sièges du conseil" in said["fr"] and "65,0\u00a0% des sièges" in said["fr"]
    assert "حسب مقاعد المجلس" in said["ar"]


def test_councils_of_both_years_and_of_divided_cities_are_scored(client):
    for election, least in (("communal-2015", 1300), ("communal-2021", 1510)):
        scores = answered(client, f"/v1/scores?election={election}&party=PI&level=commune&limit=5000")["items"]
        assert len(scores) >= least
        assert all(0 <= item["score"] <= 100 for item in scores)
    cities = answered(client, f"/v1/scores?{COUNCILS}&party=RNI&level=city")["items"]
    assert len(cities) == 6


def test_votes_of_a_party_area_are_null_with_the_reason_and_its_share_is_of_the_seats(client):
    zones = answered(client, f"/v1/zones?{COUNCILS}&party=MP&limit=500")["items"]
    assert zones
    for zone in zones:
        assert zone["votes"] is zone["valid_votes"] is None
        assert set(zone["reasons"]) == {"votes", "valid_votes"}
        assert "not published" in zone["reasons"]["votes"]
        assert zone["share"] == pytest.approx(zone["seats_won"] / zone["seats"])
    house = answered(client, "/v1/zones?election=house-2021-local&party=MP")["items"]
    assert all(zone["reasons"] == {} and zone["votes"] > 0 and zone["seats"] > 0 for zone in house)


def test_scores_of_councils_by_other_parameters_are_refused(client):
    answer = client.get(f"/v1/scores?{COUNCILS}&party=MP&weights=performance:1")
    assert answer.status_code == 400
    assert "weights" in answer.text and "council seats" in answer.text


def test_collections_say_what_was_scored(client):
    for collection in ("scores", "clusters", "zones"):
        found = answered(client, f"/ogc/collections/{collection}/items?election=communal-2021&party=MP&limit=3&f=json")
        assert {feature["properties"]["score_basis"] for feature in found["features"]} == {"seats"}


def test_scores_that_look_back_on_another_ballot_say_so(client):
    flagged = answered(client, "/v1/scores?election=house-2021-local&party=PI")["provenance"]["past_flag"]
    assert flagged.startswith("house-2011-national: another ballot")
    own = answered(client, "/v1/scores?election=house-2021-local&party=PI&weights=performance:1")["provenance"]
    assert own["past_flag"] == flagged
    regional = answered(client, "/v1/scores?election=house-2021-regional&party=PI")["provenance"]
    assert regional["past_flag"] is None
    sources = answered(client, "/v1/scores?election=house-2021-local&party=PI")["provenance"]["sources"]
    assert "house-2011-national" in {source["source_code"] for source in sources}
