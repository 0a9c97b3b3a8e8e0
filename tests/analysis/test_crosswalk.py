"""Results move between territorial divisions: exactly by code, else by population, and they say which."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.space.crosswalk import crosswalk, overlap

CRS = 6933


def units(population=None, **boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Units of these boxes, in kilometres."""
    frame = gpd.GeoDataFrame(
        geometry=[shapely.box(*(1000 * side for side in box)) for box in boxes.values()], index=list(boxes), crs=CRS
    )
    return frame if population is None else frame.assign(population=population)


def weights(walk: pd.DataFrame) -> dict[tuple[str, str], tuple[float, str]]:
    return {(row.old_code, row.new_code): (round(row.weight, 6), row.method) for row in walk.itertuples(index=False)}


def test_units_of_one_code_are_the_same_however_they_are_drawn():
    old = units(a=(0, 0, 10, 10), b=(10, 0, 20, 10))
    new = units([1, 1], a=(0, 0, 13, 10), b=(13, 0, 20, 10))
    assert weights(crosswalk(old, new)) == {("a", "a"): (1, "code"), ("b", "b"): (1, "code")}


def test_a_unit_that_only_changed_code_is_carried_exactly():
    old, new = units(a=(0, 0, 10, 10)), units([1], z=(0, 0, 10, 10))
    assert weights(crosswalk(old, new, renamed={"a": "z"})) == {("a", "z"): (1, "code")}


def test_a_divided_unit_is_spread_by_population_not_by_area():
    old = units(a=(0, 0, 10, 10), b=(10, 0, 20, 10))
    new = units([300, 100, 7], x=(0, 0, 2, 10), y=(2, 0, 10, 10), b=(10, 0, 20, 10))
    assert weights(crosswalk(old, new)) == {
        ("a", "x"): (0.75, "population"),
        ("a", "y"): (0.25, "population"),
        ("b", "b"): (1, "code"),
    }


def test_a_unit_that_kept_its_code_and_lost_a_part_is_spread_too():
    old, new = units(a=(0, 0, 10, 10)), units([100, 300], a=(0, 0, 8, 10), x=(8, 0, 10, 10))
    assert weights(crosswalk(old, new)) == {("a", "a"): (0.25, "population"), ("a", "x"): (0.75, "population")}


def test_a_redrawn_unit_must_be_declared():
    old = units(a=(0, 0, 10, 10), b=(10, 0, 20, 10))
    new = units([100, 200], a=(0, 0, 5, 10), b=(5, 0, 20, 10))
    walk = weights(crosswalk(old, new, redrawn=["a", "b"]))
    assert walk["b", "b"] == (1, "whole")
    assert walk["a", "a"][0] == pytest.approx(100 / (100 + 200 / 3), abs=1e-6)


def test_merged_units_are_carried_whole():
    old, new = units(a=(0, 0, 10, 10), b=(10, 0, 12, 10)), units([1], a=(0, 0, 12, 10))
    assert weights(crosswalk(old, new)) == {("a", "a"): (1, "code"), ("b", "a"): (1, "whole")}


def test_without_population_a_divided_unit_is_spread_by_area():
    old, new = units(a=(0, 0, 10, 10)), units([np.nan, 1], x=(0, 0, 2, 10), y=(2, 0, 10, 10))
    assert weights(crosswalk(old, new)) == {("a", "x"): (0.2, "area"), ("a", "y"): (0.8, "area")}


@pytest.mark.parametrize(
    ("new", "renamed", "reason"),
    [
        (units([1], z=(50, 0, 60, 10)), None, "no successors of a"),
        (units([1], z=(0, 0, 10, 10)), {"a": "q"}, "renamed units do not exist: q"),
        (units([1], a=(0, 0, 10, 10)).to_crs(4326), None, "one equal-area CRS"),
    ],
)
def test_what_cannot_be_carried_is_refused(new, renamed, reason):
    with pytest.raises(ValueError, match=reason):
        crosswalk(units(a=(0, 0, 10, 10)), new, renamed)


@settings(max_examples=30, deadline=None)
@given(
    cuts=st.lists(st.floats(0.1, 9.9), min_size=1, max_size=5, unique=True),
    people=st.lists(st.integers(1, 10**6), min_size=6, max_size=6),
)
def test_no_vote_is_lost_or_made(cuts, people):
    edges = [0.0, *sorted(cuts), 10.0]
    boxes = {f"n{i}": (edges[i], 0, edges[i + 1], 10) for i in range(len(edges) - 1)}
    walk = crosswalk(units(a=(0, 0, 10, 10)), units(people[: len(boxes)], **boxes))
    assert walk["weight"].sum() == pytest.approx(1)
    assert walk["weight"].gt(0).all()


def test_overlap_of_two_drawings():
    one, other = units(a=(0, 0, 10, 10)).geometry, units(a=(5, 0, 15, 10)).geometry
    assert overlap(one, other).loc["a"].to_dict() == pytest.approx({"jaccard": 1 / 3, "area_ratio": 1.0})
