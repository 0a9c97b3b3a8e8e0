"""Areas are held against named checks, as results are."""

from dataclasses import replace

import pytest
from shapely import box

from app.settings import ROOT
from etl.areas import read_areas
from etl.outline_checks import check_areas
from etl.sources import read_sources


@pytest.fixture(scope="module")
def source():
    return read_sources(ROOT / "data")["areas"]


@pytest.fixture(scope="module")
def areas(source):
    return read_areas(source, ROOT / "data", ROOT / "build" / "cache")


def found(areas, source) -> dict[str, list[str]]:
    return {check.name: [problem.reason for problem in check.problems] for check in check_areas(areas, source)}


def test_the_shipped_areas_pass_and_their_holes_are_listed(areas, source):
    checks = found(areas, source)
    assert checks["geometry_valid"] == checks["coverage_clean"] == checks["surface"] == []
    assert len(checks["holes"]) == 9
    assert checks["holes"][0].startswith("a hole of 269.1 km²")


def test_an_outline_over_its_neighbours_is_no_clean_coverage(areas, source):
    spoilt = areas.areas.copy()
    meknes = spoilt.index[spoilt["code"] == "03.061.01.01"][0]
    spoilt.loc[[meknes], "geometry"] = box(-6, 33, -5, 34)
    assert found(replace(areas, areas=spoilt), source)["coverage_clean"] == [
        "the commune outlines of full detail are no clean coverage"
    ]


def test_another_surface_than_declared(areas, source):
    smaller = replace(source, assertions=source.assertions | {"area_km2": 700_000})
    assert found(areas, smaller)["surface"][0] == "level commune covers 684,281 km², 700,000 are declared"
