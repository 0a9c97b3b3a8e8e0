"""Areas by name, by place, by what they lie in, and by code."""

import csv
import io

import pytest

from app.analysis.names import fold


def found(client, **parameters):
    answer = client.get("/v1/areas", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def codes(client, **parameters):
    return [area["code"] for area in found(client, **parameters)]


@pytest.mark.parametrize(
    ("level", "count"),
    [("region", 12), ("province", 75), ("regional_constituency", 12), ("constituency", 92), ("commune", 1538)],
)
def test_every_area_of_a_level_is_there(client, level, count):
    assert len(found(client, level=level)) == count


@pytest.mark.parametrize("q", ["casa", "CASABLANCA", "الدار البيضاء", "الدّار البيضــاء", "دار بيضاء"])
def test_a_city_is_found_by_its_arrondissements_in_both_languages(client, q):
    communes = found(client, q=q, level="commune")
    arrondissements = [area for area in communes if area["kind"] == "arrondissement"]
    assert len(arrondissements) == 16
    assert {area["city_fr"] for area in arrondissements} == {"Casablanca"}


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("fes meknes", "03"),
        ("Fès–Meknès", "03"),
        ("m diq", "01.573"),
        ("M’DIQ", "01.573"),
        ("اكادير اداوتنان", "agadir-ida-outanane"),
        ("أگادير", "09.001"),
    ],
)
def test_spelling_does_not_matter(client, q, code):
    assert code in codes(client, q=q)


@pytest.mark.parametrize(
    ("q", "wanted"),
    [
        ("Fkih Ben Salah", {("province", "05.255"), ("constituency", "fquih-ben-salah"), ("commune", "05.255.01.05")}),
        ("الفقيه بنصالح", {("province", "05.255"), ("constituency", "fquih-ben-salah"), ("commune", "05.255.01.05")}),
        ("Benguerir", {("commune", "07.427.01.01")}),
        ("Ben Msick", {("constituency", "ben-m-sick"), ("commune", "06.141.01.61")}),
        ("ايفران", {("province", "03.271"), ("constituency", "ifrane")}),
        (
            "Casablanca",
            {("region", "06"), ("province", "06.141"), ("city", "06.141.00.01"), ("constituency", "ain-chock")},
        ),
        ("Marrakesh", {("region", "07"), ("province", "07.351"), ("city", "07.351.00.01"), ("constituency", "menara")}),
        ("Oriental", {("region", "02"), ("regional_constituency", "region-oriental")}),
    ],
)
def test_regions_provinces_and_cities_are_places_and_other_spellings_find_them(client, q, wanted):
    assert wanted <= {(area["level"], area["code"]) for area in found(client, q=q)}


def test_names_with_a_word_that_begins_as_asked_come_before_names_that_contain_it(client):
    areas = found(client, q="sal", level="commune")
    words = [fold(f"{area['name_fr']} {area['city_fr'] or ''}").split() for area in areas]
    begins = [any(word.startswith("sal") for word in name) for name in words]
    assert begins == sorted(begins, reverse=True)
    assert set(begins) == {True, False}


def test_every_word_must_be_found(client):
    assert codes(client, q="casablanca marrakech") == []


def test_a_wildcard_is_a_letter_like_any_other(client):
    answer = client.get("/v1/areas", params={"q": "%"})
    assert answer.status_code == 400
    assert "q" in answer.json()["parameters"]


def test_a_point_tells_every_area_it_lies_in(client):
    areas = {area["level"]: area for area in found(client, contains="-5.55,33.9")}
    assert areas["commune"]["parent"]["code"] == "03.061"
    assert areas["province"]["name_fr"] == "Meknès"
    assert areas["constituency"]["code"] == "meknes"
    assert areas["region"]["code"] == "03"


def test_a_point_at_sea_lies_in_no_area(client):
    assert codes(client, contains="-20,30") == []


def test_near_areas_come_nearest_first_with_their_distance(client):
    areas = found(client, near="-7.6,33.57", radius_m=5000, level="commune")
    distances = [area["distance_m"] for area in areas]
    assert distances == sorted(distances)
    assert distances[0] == 0
    assert max(distances) <= 5000
    assert areas[0]["parent"]["code"] == "06.141"


def test_a_wider_radius_keeps_what_a_narrower_one_found(client):
    near = codes(client, near="-5.55,33.9", radius_m=20_000)
    far = codes(client, near="-5.55,33.9", radius_m=60_000)
    assert far[: len(near)] == near
    assert len(far) > len(near)


def test_a_box_keeps_the_areas_it_touches(client):
    assert set(codes(client, bbox="-5.6,33.85,-5.5,33.95", level="province")) == {"03.061"}
    assert len(codes(client, bbox="-180,-90,180,90", level="region")) == 12


def test_a_parent_holds_all_that_lies_in_it(client):
    communes = codes(client, parent="03.061", level="commune")
    assert all(code.startswith("03.061.") for code in communes)
    assert set(communes) < set(codes(client, parent="03", level="commune"))
    assert "03" not in codes(client, parent="03")


def test_a_constituency_holds_the_communal_units_that_make_it(client):
    anfa = codes(client, parent="casablanca-anfa")
    assert "06.141.01.01" in anfa
    assert all(code.startswith("06.141.") for code in anfa)


def test_an_area_tells_its_names_parent_population_and_surface(client):
    [area] = client.get("/v1/areas/province/03.061").json()["items"]
    assert (area["name_fr"], area["name_ar"]) == ("Meknès", "مكناس")
    assert area["parent"] == {"level": "region", "code": "03", "name_fr": "Fès-Meknès", "name_ar": "فاس - مكناس"}
    assert area["population_2014"] > 800_000
    assert 1_500 < area["area_km2"] < 2_500


def test_a_communal_unit_tells_where_it_votes_and_what_is_particular(client):
    [hassan] = client.get("/v1/areas/commune/04.421.01.05").json()["items"]
    assert hassan["constituency"]["code"] == "rabat-ocean"
    assert "split" in hassan["constituency"]["note"]
    [region] = client.get("/v1/areas/region/03").json()["items"]
    assert region["constituency"] is None


@pytest.mark.parametrize("form", ["json", "csv", "geojson"])
def test_a_list_of_communal_units_tells_where_each_votes(client, form):
    answer = client.get(f"/v1/areas?parent=04.421&level=commune&detail=low&format={form}")
    if form == "csv":
        rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        votes_in = {row["code"]: row["constituency_code"] for row in rows}
    elif form == "geojson":
        properties = [feature["properties"] for feature in answer.json()["features"]]
        votes_in = {area["code"]: area["constituency_code"] for area in properties}
    else:
        votes_in = {area["code"]: area["constituency"]["code"] for area in answer.json()["items"]}
    assert votes_in["04.421.01.05"] == "rabat-ocean"
    assert set(votes_in.values()) == {"rabat-ocean", "rabat-chellah"}


def test_every_communal_unit_votes_in_one_constituency_and_no_other_area_does(client):
    assert all(area["constituency"] for area in found(client, level="commune"))
    assert not any(area["constituency"] for area in found(client, level="province"))


def test_a_limit_cuts_and_says_so_and_a_large_one_is_clamped(client):
    cut = client.get("/v1/areas?level=commune&limit=5").json()
    assert (cut["count"], cut["matched"]) == (5, 1538)
    assert client.get("/v1/areas?limit=999999999999999999999").json()["count"] <= 2000


@pytest.mark.parametrize("address", ["/v1/areas/commune/04.421.01.99", "/v1/areas?parent=04.421.01.99"])
def test_an_unknown_area_is_answered_with_near_codes(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "04.421.01.0" in answer.json()["detail"]
