"""Scores, their parts, and the method behind them."""

import pytest

RNI = "/v1/scores?election=house-2021-local&party=RNI"


def test_a_party_has_a_feature_for_every_constituency(client):
    layer = client.get(f"{RNI}&level=constituency&format=geojson").json()
    assert len(layer["features"]) == 92
    assert len({feature["properties"]["area_code"] for feature in layer["features"]}) == 92
    assert {feature["geometry"]["type"] for feature in layer["features"]} <= {"Polygon", "MultiPolygon"}
    assert all("performance_raw" in feature["properties"] for feature in layer["features"])


def test_the_method_goes_with_the_scores(client):
    for form in ("json", "geojson"):
        provenance = client.get(f"{RNI}&format={form}").json()["provenance"]
        assert provenance["method_version"]
        assert set(provenance["parameters"]) >= {"weights", "normalisation", "aggregation"}
        elections = {source["source_code"] for source in provenance["sources"]}
        assert elections >= {"house-2016-local", "house-2021-local", "areas"}


def test_the_strongest_area_comes_first_and_contributions_add_up(client):
    scores = client.get(RNI).json()["items"]
    ranked = [item for item in scores if item["rank"] is not None]
    assert [item["rank"] for item in ranked] == sorted(item["rank"] for item in ranked)
    assert ranked[0]["rank"] == 1
    for item in ranked:
        assert 0 <= item["score"] <= 100
        known = [part["contribution"] for part in item["components"] if part["contribution"] is not None]
        assert sum(known) == pytest.approx(item["score"])


def test_a_party_without_a_list_has_no_score_and_says_so(client):
    scores = client.get("/v1/scores?election=house-2016-local&party=RNI").json()["items"]
    absent = [item for item in scores if item["strength_class"] == "absent"]
    assert len(absent) == 8
    assert all(item["score"] is None and item["rank"] is None and item["components"] == [] for item in absent)


def test_an_area_shows_all_its_parties(client):
    scores = client.get("/v1/scores?election=house-2021-local&area=meknes").json()["items"]
    assert {item["area"]["code"] for item in scores} == {"meknes"}
    assert len({item["party"] for item in scores}) == len(scores) > 10


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("election=house-2021-local&party=RNI&level=commune", "constituency"),
        ("election=house-2021-local&party=XYZ", "XYZ"),
        ("election=house-1997&party=RNI", "house-2021-local"),
    ],
)
def test_what_is_not_scored_is_answered_with_what_is(client, asked, says):
    answer = client.get(f"/v1/scores?{asked}")
    assert answer.status_code == 404
    assert says in answer.json()["detail"]


def test_all_parties_everywhere_is_no_question(client):
    assert client.get("/v1/scores?election=house-2021-local").status_code == 400
