"""Geometry of a page, on four squares with two communes each."""

import pytest
import shapely
from shapely import LineString, box
from shapely.geometry import shape

from app.maps.ground import draw_ground, label_points, land_left_out


def shapes(collection) -> list:
    return [shape(feature["geometry"]) for feature in collection["features"]]


def test_areas_keep_their_place_and_carry_no_text(country):
    features = country.ground.area_features["features"]
    assert [feature["id"] for feature in features] == [0, 1, 2, 3]
    assert all(feature["properties"] == {} for feature in features)
    assert shapes(country.ground.area_features)[0].equals(box(-8, 33, -7, 34))


def test_borders_of_communes_are_those_inside_areas_drawn_once(country):
    # one border per area, in its middle, one degree long
    assert [line.length for line in shapes(country.ground.commune_lines)] == [1, 1, 1, 1]
    assert shapely.union_all(shapes(country.ground.commune_lines)).contains(LineString([(-7.5, 33.2), (-7.5, 33.8)]))


def test_outlines_of_regions_are_drawn_once(country):
    # two boxes of 2 × 1 degrees share a border 2 degrees long: 6 + 6 - 2
    assert sum(line.length for line in shapes(country.ground.region_lines)) == pytest.approx(10)


def test_land_that_no_area_covers_is_shown_as_a_gap(country):
    areas, hole = country.ground.areas.copy(), box(-7.8, 33.2, -7.6, 33.4)
    areas.loc["nw", "geometry"] = areas.loc["nw", "geometry"].difference(hole)
    ground = draw_ground(areas, country.ground.communes)
    assert country.ground.gaps["features"] == []
    assert [gap.equals(hole) for gap in shapes(ground.gaps)] == [True]
    assert sum(line.length for line in shapes(ground.region_lines)) == pytest.approx(10)


def test_a_commune_of_an_unknown_area_is_refused(country):
    communes = country.ground.communes.replace({"area_code": {"nw": "elsewhere"}})
    with pytest.raises(ValueError, match="elsewhere"):
        draw_ground(country.ground.areas, communes)


def test_an_area_without_communes_is_drawn(country):
    ground = draw_ground(country.ground.areas, country.ground.communes.iloc[:0])
    assert ground.commune_lines["features"] == []
    assert len(ground.area_features["features"]) == 4


def test_a_label_stands_inside_the_largest_part(country):
    areas = country.ground.areas.copy()
    areas.loc["se", "geometry"] = shapely.MultiPolygon([box(-7, 32, -6, 33), box(-3, 32, -2.9, 32.1)])
    points = [shapely.Point(longitude, latitude) for latitude, longitude in label_points(areas)]
    assert all(outline.contains(point) for outline, point in zip(areas.geometry, points, strict=True))
    assert points[3].within(box(-7, 32, -6, 33))


@pytest.mark.parametrize(("ballot", "holes"), [("house", 9), ("councils", 9)])
def test_the_cartography_leaves_out_nine_pieces_of_land(snapshots, ballot, holes):
    ground = getattr(snapshots, ballot).country.ground
    left_out = land_left_out(ground.areas)
    assert len(ground.gaps["features"]) == holes
    assert left_out.to_crs(6933).area.sum() / 1e6 == pytest.approx(823, abs=25)
