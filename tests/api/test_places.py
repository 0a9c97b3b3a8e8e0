"""Areas within a drawing, beside each other, and nearest: compared with the same question asked of GeoPandas."""

import json

import geopandas as gpd
import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyproj import Geod

EQUAL_AREA = 6933
ELLIPSOID = Geod(ellps="WGS84")
WITHIN = "/v1/areas/within"
# around Meknès and Fès, with a hole, and no side along a parallel
DRAWN = shapely.Polygon(
    [(-6.1, 33.55), (-4.7, 33.6), (-4.5, 34.3), (-5.4, 34.6), (-6.2, 34.2)],
    [[(-5.4, 34.0), (-5.2, 34.05), (-5.3, 34.2)]],
)
SQUARE = {"type": "Polygon", "coordinates": [[[-6, 33.5], [-5, 33.5], [-5, 34.5], [-6, 34.5], [-6, 33.5]]]}


def geojson(shape):
    return shapely.geometry.mapping(shape)


def held(client, drawing, **asked):
    answer = client.post(WITHIN, params=asked, json=drawing)
    assert answer.status_code == 200, answer.text
    return {area["code"]: area["share_inside"] for area in answer.json()["items"]}


@pytest.fixture(scope="module")
def outlines(settings) -> gpd.GeoDataFrame:
    with psycopg.connect(settings.libpq_url) as connection:
        rows = connection.execute("SELECT level, code, ST_AsBinary(geom) FROM area").fetchall()
    frame = gpd.GeoDataFrame(rows, columns=["level", "code", "wkb"])
    return frame.set_geometry(gpd.GeoSeries(shapely.from_wkb(frame["wkb"]), crs=4326)).set_index("code")


@pytest.fixture(scope="module")
def constituencies(outlines) -> gpd.GeoSeries:
    return outlines.geometry[outlines["level"] == "constituency"]


def test_a_drawing_holds_what_it_holds_for_geopandas(client, constituencies):
    cut = constituencies.intersection(DRAWN)
    drawn_area, whole = (
        gpd.GeoSeries(shapely.segmentize(each.values, 0.05), each.index, 4326).to_crs(EQUAL_AREA).area
        for each in (cut, constituencies)
    )
    shares = (drawn_area / whole)[drawn_area > 0]
    intersecting = held(client, geojson(DRAWN), level="constituency", relation="intersects")
    assert intersecting == pytest.approx(shares.to_dict(), abs=1e-9)
    assert len(intersecting) > 10
    inside = constituencies.index[constituencies.covered_by(DRAWN)]
    assert set(held(client, geojson(DRAWN), level="constituency", relation="within")) == set(inside)
    pointed = constituencies.index[constituencies.representative_point().within(DRAWN)]
    assert set(held(client, geojson(DRAWN), level="constituency")) == set(pointed)
    mostly = held(client, geojson(DRAWN), level="constituency", relation="intersects", share_min=0.5)
    assert set(mostly) == set(shares.index[shares >= 0.5])


@hypothesis_settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_outline_of_an_area_holds_that_area_and_no_other(client, outlines, data):
    small = outlines.geometry[(outlines["level"] == "commune") & (outlines.geometry.count_coordinates() < 1000)]
    code = data.draw(st.sampled_from(list(small.index)))
    drawing = geojson(small[code])
    assert held(client, drawing, level="commune", relation="within") == {code: 1.0}
    assert held(client, drawing, level="commune", relation="intersects") == {code: 1.0}


@hypothesis_settings(max_examples=5, deadline=None)
@given(cut=st.floats(-5.99, -5.01))
def test_two_halves_of_a_drawing_share_out_its_areas(client, cut):
    west, east = ([[-6, cut], [cut, -5]][half] for half in (0, 1))
    whole = held(client, SQUARE, level="constituency", relation="intersects")
    halves = [
        held(client, geojson(shapely.box(left, 33.5, right, 34.5)), level="constituency", relation="intersects")
        for left, right in (west, east)
    ]
    shared = {code: sum(half.get(code, 0) for half in halves) for code in whole}
    assert shared == pytest.approx(whole, abs=1e-6)
    pointed = [
        set(held(client, geojson(shapely.box(left, 33.5, right, 34.5)), level="constituency"))
        for left, right in (west, east)
    ]
    assert pointed[0] | pointed[1] == set(held(client, SQUARE, level="constituency"))
    assert not pointed[0] & pointed[1]


def test_one_drawing_may_be_sent_in_many_forms(client):
    [ring] = SQUARE["coordinates"]
    feature = {"type": "Feature", "id": 1, "properties": {"name": "mine"}, "geometry": SQUARE}
    forms = [
        {"type": "MultiPolygon", "coordinates": [[ring]]},
        {"type": "Polygon", "coordinates": [[[*position, 500.0] for position in reversed(ring)]]},
        feature,
        {"type": "FeatureCollection", "name": "mine", "features": [feature]},
        {**SQUARE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
    ]
    expected = held(client, SQUARE)
    assert all(held(client, form) == expected for form in forms)
    assert {"03.061", "meknes"} <= set(expected)


def test_areas_of_all_levels_come_as_a_layer_larger_levels_first(client):
    answer = client.post(f"{WITHIN}?format=geojson&relation=intersects", json=SQUARE).json()
    levels = [feature["properties"]["level"] for feature in answer["features"]]
    assert list(dict.fromkeys(levels)) == [
        "region",
        "province",
        "regional_constituency",
        "constituency",
        "city",
        "commune",
    ]
    assert all(0 < feature["properties"]["share_inside"] <= 1 for feature in answer["features"])
    assert answer["features"][0]["geometry"]["coordinates"]


def polygon(*positions):
    return {"type": "Polygon", "coordinates": [list(map(list, positions))]}


def star(spikes):
    angles, radii = np.linspace(0, 2 * np.pi, 2 * spikes, endpoint=False), np.tile([3, 0.5], spikes)
    points = np.column_stack([-6 + radii * np.cos(angles), 32 + radii * np.sin(angles)]).round(3).tolist()
    return polygon(*points, points[0])


@pytest.mark.parametrize(
    ("drawing", "field", "says"),
    [
        ({}, "body", "type"),
        ([], "body", "dictionary"),
        ({"type": "Point", "coordinates": [-5, 34]}, "body", "Polygon"),
        (polygon((-5, 33), (-5, 34), (-4, 34)), "Polygon.coordinates.0", "at least 4"),
        (polygon((-5, 33), (-5, 34), (-4, 34), (-4, 33)), "coordinates", "does not end where it begins"),
        (polygon((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), "coordinates", "self-intersection at longitude 0.5"),
        (polygon((-5, 33), (-5, 34), (-5, 33), (-5, 33)), "coordinates", "not a valid polygon"),
        (polygon((33, -5), (34, -5), (34, -4), (33, -5)), "coordinates", "longitude comes first"),
        (polygon((5e5, 4e5), (6e5, 4e5), (6e5, 5e5), (5e5, 4e5)), "coordinates", "look like metres"),
        (polygon((0, 0), (0, 95), (1, 1), (0, 0)), "coordinates", "not on the globe"),
        (polygon((-170, -80), (170, -80), (170, 80), (-170, -80)), "coordinates", "km²"),
        (polygon(("-5", 33), (-5, 34), (-4, 34), (-5, 33)), "Polygon.coordinates.0.0.0", "number"),
        (polygon(*[(-5, 33)] * 5001), "coordinates", "vertices"),
        (star(spikes=1000), "coordinates", "km are allowed"),
        ({**SQUARE, "crs": {"properties": {"name": "EPSG:26191"}}}, "Polygon.crs", "EPSG:4326"),
        ({"type": "FeatureCollection", "features": []}, "FeatureCollection.features", "at least 1"),
        ({"type": "Feature", "geometry": None}, "Feature.geometry", ""),
    ],
)
def test_a_drawing_that_cannot_be_used_is_refused_with_the_reason(client, drawing, field, says):
    answer = client.post(WITHIN, json=drawing)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(answer.json()["parameters"]) == [field]
    assert says in answer.json()["parameters"][field]


DEGREES = st.floats(-9, -1) | st.floats(21, 36) | st.floats() | st.sampled_from([-5.5, 33.5, 34.0, 180, -90, 1e-320])


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=6), min_size=1, max_size=2))
def test_whatever_is_drawn_the_answer_is_an_answer_or_a_problem_of_the_asker(client, rings):
    drawing = {"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in rings]}
    sent = {"content": json.dumps(drawing), "headers": {"Content-Type": "application/json"}}
    assert client.post(f"{WITHIN}?level=province&relation=intersects", **sent).status_code in {200, 422}


def test_a_drawing_at_sea_holds_nothing(client):
    assert held(client, polygon((-20, 30), (-19, 30), (-19, 31), (-20, 30))) == {}


def neighbours(client, level, code):
    answer = client.get(f"/v1/areas/{level}/{code}/neighbours")
    assert answer.status_code == 200, answer.text
    return {area["code"]: area["border_m"] for area in answer.json()["items"]}


def test_neighbours_are_those_of_geopandas_with_the_length_of_the_border(client, constituencies):
    own = constituencies["meknes"]
    lines = {
        code: shapely.intersection(own.boundary, other.boundary)
        for code, other in constituencies.items()
        if code != "meknes" and own.intersects(other)
    }
    lengths = {code: ELLIPSOID.geometry_length(line) for code, line in lines.items()}
    found = neighbours(client, "constituency", "meknes")
    assert found == pytest.approx({code: length for code, length in lengths.items() if length > 0}, rel=1e-6)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_whose_neighbour_one_is_that_is_ones_neighbour(client):
    for code, border_m in neighbours(client, "province", "03.061").items():
        assert neighbours(client, "province", code)["03.061"] == pytest.approx(border_m, rel=1e-9)


def test_to_meet_in_points_is_not_to_be_neighbours(client, constituencies):
    for one, other in (("ain-chock", "mediouna"), ("ben-m-sick", "nouaceur")):
        met = shapely.intersection(constituencies[one], constituencies[other])
        assert met.geom_type in {"Point", "MultiPoint"}
        assert other not in neighbours(client, "constituency", one)


def nearest(client, **asked):
    answer = client.get("/v1/areas/nearest", params={"election": "house-2021-local", "party": "MP", **asked})
    assert answer.status_code == 200, answer.text
    return {item["area"]["code"]: item["distance_m"] for item in answer.json()["items"]}


def test_the_nearest_of_a_class_are_nearer_than_all_others_of_it(client):
    scores = client.get("/v1/scores?election=house-2021-local&party=MP").json()["items"]
    present = {item["area"]["code"] for item in scores if item["strength_class"] == "present"}
    every = nearest(client, **{"class": "present", "near": "-5.55,33.9", "limit": 100})
    assert set(every) == present
    assert list(every.values()) == sorted(every.values())
    three = nearest(client, **{"class": "present", "near": "-5.55,33.9", "limit": 3})
    assert list(three) == list(every)[:3]


def test_distances_are_those_of_the_areas_as_searched_by_radius(client):
    near = nearest(client, **{"class": "present", "near": "-5.55,33.9", "limit": 100})
    searched = client.get("/v1/areas?level=constituency&near=-5.55,33.9&radius_m=1000000").json()["items"]
    distances = {area["code"]: area["distance_m"] for area in searched}
    common = set(near) & set(distances)
    assert len(common) > 10
    assert {code: near[code] for code in common} == pytest.approx({code: distances[code] for code in common}, abs=0.01)


def test_from_an_area_its_neighbours_come_first_at_no_distance_and_it_is_left_out(client):
    near = nearest(client, **{"class": "present", "area": "meknes", "limit": 100})
    touching = {code for code, distance in near.items() if distance == 0}
    assert touching
    assert touching <= set(neighbours(client, "constituency", "meknes"))
    assert "meknes" not in near


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/v1/areas/nearest?election=house-2021-local&party=MP&class=held", 400, "near"),
        ("/v1/areas/nearest?election=house-2021-local&party=MP&class=held&near=1,2&area=03", 400, "near"),
        ("/v1/areas/nearest?election=house-2021-local&party=MP&class=strong&near=1,2", 400, "class"),
        ("/v1/areas/nearest?election=house-2021-local&party=MP&class=marginal&near=1", 400, "near"),
        ("/v1/areas/nearest?election=house-2021-local&party=XYZ&class=marginal&near=1,2", 404, "XYZ"),
        ("/v1/areas/nearest?election=house-2021-local&party=MP&class=marginal&area=nowhere", 404, "nowhere"),
        ("/v1/areas/province/99.999/neighbours", 404, "99.999"),
    ],
)
def test_a_place_that_cannot_be_asked_for_is_named(client, address, status, says):
    answer = client.get(address)
    assert answer.status_code == status
    assert says in answer.json()["detail"]
