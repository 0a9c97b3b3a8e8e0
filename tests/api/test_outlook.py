"""What is likely at the next elections, as the service tells it."""

import psycopg
import pytest


def test_the_next_house_is_told_by_list_with_its_calibration(client):
    answer = client.get("/v1/outlook", params={"party": "PJD", "limit": 200}).json()
    rows = answer["items"]
    assert {row["area"]["level"] for row in rows} == {"constituency", "regional_constituency"}
    assert answer["matched"] == 104
    first = rows[0]
    assert first["share_low_90"] <= first["share_low_80"] <= first["share"] <= first["share_high_80"]
    assert 0 <= first["p_seat"] <= 1
    assert first["reason"] is None
    assert {one["election"] for one in answer["coverage"]} == {"house-2026-local", "house-2026-regional"}
    assert {source["source_code"] for source in answer["provenance"]["sources"]} > {"house-2026-regional"}
    transitions = [row["transition"] for row in answer["provenance"]["parameters"]["calibration"]]
    assert "house-2021-local → house-2026-local" in transitions


def test_chances_of_a_contest_add_up(client):
    rows = client.get("/v1/outlook", params={"area": "agadir-ida-outanane", "limit": 200}).json()["items"]
    assert sum(row["expected_seats"] for row in rows) == pytest.approx(4)
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_parties_have_the_395_seats_together(client):
    rows = client.get("/v1/outlook/parties", params={"limit": 200}).json()["items"]
    assert sum(row["expected_seats"] for row in rows) == pytest.approx(395)
    assert sum(row["seats_now"] for row in rows) == 395
    assert sum(row["p_first"] for row in rows) == pytest.approx(1)


def test_councils_are_told_where_the_last_one_is_known(client):
    where = {"election": "councils-2027", "party": "PAM", "limit": 2_000}
    rows = client.get("/v1/outlook", params=where).json()["items"]
    unknown = [row for row in rows if row["reason"]]
    assert (len(rows), len(unknown)) == (1_544, 22)
    assert all(row["p_seat"] is None and row["seats_now"] is None for row in unknown)
    assert {row["area"]["level"] for row in rows} == {"commune", "city"}
    cities = client.get("/v1/outlook", params=where | {"level": "city"}).json()["items"]
    assert len(cities) == 6


@pytest.mark.parametrize("form", ["csv", "geojson", "xlsx", "gpkg", "geoparquet"])
def test_it_comes_in_every_form(client, form):
    answer = client.get("/v1/outlook", params={"party": "MP", "level": "regional_constituency", "format": form})
    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"election": "house-2026-local"}, 400), ({"party": "ZZ"}, 404), ({"level": "region"}, 404), ({"x": "y"}, 400)],
)
def test_what_is_not_there_is_refused(client, asked, status):
    assert client.get("/v1/outlook", params=asked).status_code == status


def test_without_an_outlook_the_answer_says_so(own_settings, serving):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("DELETE FROM outlook_run WHERE outlook = 'next-house'")
    with serving(own_settings) as client:
        answer = client.get("/v1/outlook")
    assert answer.status_code == 404
    assert "etl score" in answer.json()["detail"]


def test_a_chance_is_told_in_words_in_three_languages(client):
    [row] = client.get("/v1/outlook", params={"party": "PAM", "area": "meknes"}).json()["items"]
    assert set(row["explanation"]) == {"fr", "ar", "en"}
    assert row["explanation"]["en"].startswith("Meknès: ")
    assert "cas semblables" in row["explanation"]["fr"]
    assert "مماثلة" in row["explanation"]["ar"]
