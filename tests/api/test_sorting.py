"""The order of lists and the fields of their items, by names that the reference tells."""

import pytest

CONTESTS = "/v1/contests?election=house-2021-local"


def items(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_parties_strongest_areas_come_first_and_those_without_a_list_last(client):
    found = items(client, "/v1/results?election=house-2016-local&party=RNI&sort=-share")
    shares = [item["parties"][0]["share"] for item in found]
    known = [share for share in shares if share is not None]
    assert len(known) == 84
    assert shares == sorted(known, reverse=True) + [None] * 8


def test_several_fields_and_both_ways(client):
    found = items(client, f"{CONTESTS}&sort=-seats,area.name_fr&fields=area,seats")
    assert found[0]["seats"] == 6
    order = [(-item["seats"], item["area"]["code"]) for item in found]
    assert [seats for seats, _ in order] == sorted(seats for seats, _ in order)
    names = [item["area"]["name_fr"] for item in found if item["seats"] == 6]
    assert len(names) > 1
    assert names == sorted(names)


def test_accents_do_not_matter_to_the_order_of_names(client):
    names = [area["name_fr"] for area in items(client, "/v1/areas?level=constituency&sort=name_fr")]
    assert names.index("Safi") < names.index("Sefrou") < names.index("Settat")


def test_clusters_by_their_strength(client):
    found = items(client, "/v1/clusters?election=house-2021-local&party=MP&sort=-local_moran&limit=10")
    values = [item["local_moran"] for item in found]
    assert values == sorted(values, reverse=True)


def test_indices_of_the_party_asked_for(client):
    found = items(client, "/v1/indices?election=house-2021-local&party=MP&sort=-location_quotient&limit=1")
    assert found[0]["area"]["code"] == "ifrane"


@pytest.mark.parametrize(
    ("address", "parameter", "says"),
    [
        ("/v1/parties?sort=acronim", "sort", "did you mean 'acronym'"),
        ("/v1/parties?sort=", "sort", "there are: code"),
        ("/v1/parties?sort=--code", "sort", "'-code'"),
        ("/v1/parties?sort=code,", "sort", "''"),
        ("/v1/parties?fields=acronim", "fields", "did you mean 'acronym'"),
        ("/v1/parties?fields=", "fields", "there are: code"),
        ("/v1/areas?sort=votes", "sort", "population_2024"),
        ("/v1/scores?election=house-2021-local&party=RNI&sort=components", "sort", "strength_class"),
        ("/v1/results?election=house-2021-local&sort=-votes", "sort", "name it in party"),
        ("/v1/parties?sort=(SELECT 1)", "sort", "there are: code"),
    ],
)
def test_a_name_that_is_none_is_refused_with_those_near(client, address, parameter, says):
    answer = client.get(address)
    assert answer.status_code == 400
    assert says in answer.json()["parameters"][parameter]


def test_only_the_fields_asked_for_go_out_in_every_form(client):
    asked = f"{CONTESTS}&fields=area,seats&limit=2"
    assert [set(item) for item in items(client, asked)] == [{"area", "seats"}] * 2
    layer = client.get(f"{asked}&format=geojson").json()["features"]
    flat = ["area_level", "area_code", "area_name_fr", "area_name_ar", "seats"]
    assert all(list(feature["properties"]) == flat and feature["geometry"] for feature in layer)
    header = client.get(f"{asked}&format=csv").text.lstrip("\ufeff").splitlines()[0]
    assert header.split(",") == [*flat, "dataset_version", "coverage", "method_version", "source_codes"]


def test_every_name_that_the_reference_tells_sorts_and_selects(client):
    parameters = {
        parameter["name"]: parameter
        for parameter in client.get("/openapi.json").json()["paths"]["/v1/contests"]["get"]["parameters"]
    }
    for name in ("sort", "fields"):
        told = parameters[name]["description"].rpartition("of: ")[2].split(", ")
        assert len(told) > 10
        assert client.get(f"/v1/contests?{name}={','.join(told)}&limit=1").status_code == 200
