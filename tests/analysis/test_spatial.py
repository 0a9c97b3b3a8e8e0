"""Clusters on grids whose answer is known, and esda's published values through our calls."""

from itertools import combinations

import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph, read_gal
from shapely import box

from app.analysis.space.clusters import (
    adjusted,
    contiguity,
    draw_neighbours,
    global_moran,
    known,
    local_clusters,
    two_sided,
)
from app.analysis.space.zones import party_areas


def grid(side: int) -> gpd.GeoDataFrame:
    cells = [(row, column) for row in range(side) for column in range(side)]
    shapes = [box(column, row, column + 1, row + 1) for row, column in cells]
    names = [f"r{row}c{column}" for row, column in cells]
    return gpd.GeoDataFrame({"area_code": names}, geometry=shapes, crs="EPSG:6933").set_index("area_code")


# esda's own tests of Moran: homicides around St. Louis (stl), sudden infant deaths in North Carolina (sids2).
@pytest.mark.parametrize(
    ("weights", "table", "name", "published"),
    [
        ("stl.gal", "stl_hom.dbf", "HR8893", 0.24365582621771659),
        ("sids2.gal", "sids2.dbf", "SIDR74", 0.24772519320480135),
    ],
)
def test_global_moran_is_the_published_one(weights: str, table: str, name: str, published: float) -> None:
    graph = read_gal(libpysal.examples.get_path(weights))
    values = pd.Series(gpd.read_file(libpysal.examples.get_path(table))[name].to_numpy(float), graph.unique_ids)
    found = global_moran(values, graph, np.random.default_rng(1))
    assert found["moran_i"] == pytest.approx(published)
    assert found["p_value"] < 0.01


def test_gi_star_is_the_published_one() -> None:
    """esda's own test of G_Local: six points, neighbours within 15."""
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    graph = Graph.from_W(libpysal.weights.DistanceBand(points, threshold=15))
    found = local_clusters(pd.Series([2, 3, 3.2, 5, 8, 7], graph.unique_ids), graph, np.random.default_rng(1), 99)
    assert found["gi_star"].iloc[0] == pytest.approx(-1.39727626)


def test_moran_by_hand_on_four_squares() -> None:
    """Queen neighbours of a 2 × 2 grid are all the others: I = −1 ÷ 3 whatever the values."""
    areas = grid(2)
    found = global_moran(pd.Series([1.0, 2, 5, 9], areas.index), contiguity(areas), np.random.default_rng(0), 99)
    assert found["moran_i"] == pytest.approx(-1 / 3)
    assert found["p_value"] == 1


def test_queens_touch_at_corners() -> None:
    neighbours = contiguity(grid(3)).cardinalities
    assert neighbours["r1c1"] == 8
    assert neighbours["r0c0"] == 3


def test_a_corner_of_high_values_is_found_and_noise_is_not() -> None:
    areas = grid(10)
    rng = np.random.default_rng(3)
    corner = pd.Series({name: name[1] in "012" and name[3] in "012" for name in areas.index})
    values = corner * 5.0 + rng.normal(size=100)
    found = local_clusters(values, contiguity(areas), rng)
    assert found.loc["r1c1", "label"] == "HH"
    assert found.loc["r1c1", "hot_spot"] == "hot"
    assert set(found.index[found["label"] == "HH"]) <= set(corner.index[corner])
    noise = local_clusters(pd.Series(rng.normal(size=100), areas.index), contiguity(areas), rng)
    assert (noise["label"] == "ns").all()


def test_adjusted_p_values_are_never_smaller() -> None:
    areas = grid(6)
    values = pd.Series(np.random.default_rng(5).normal(size=36), areas.index)
    found = local_clusters(values, contiguity(areas), np.random.default_rng(5), 199)
    assert (found["p_adjusted"] >= found["p_value"]).all()
    assert found["p_value"].between(2 / 200, 1).all()


def test_same_seed_same_bytes() -> None:
    areas = grid(6)
    values = pd.Series(np.random.default_rng(5).normal(size=36), areas.index)
    first, second = (local_clusters(values, contiguity(areas), np.random.default_rng(7), 199) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_nothing_global_is_touched() -> None:
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    areas = grid(4)
    local_clusters(pd.Series(np.arange(16.0), areas.index), contiguity(areas), np.random.default_rng(0), 99)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_no_list_is_left_out_not_counted_as_zero() -> None:
    areas = grid(4)
    values = pd.Series(np.arange(16.0), areas.index)
    values["r0c1"] = values["r1c0"] = values["r1c1"] = np.nan
    kept, neighbours = known(values, contiguity(areas))
    assert len(kept) == 13
    assert list(neighbours.isolates) == ["r0c0"]
    found = local_clusters(values, contiguity(areas), np.random.default_rng(0), 99)
    assert found.loc["r0c0", "isolate"]
    assert found.loc["r0c0", "label"] == "ns"
    assert np.isnan(found.loc["r0c0", "p_value"])


@pytest.mark.parametrize("values", [[1.0, 2.0, np.nan, np.nan], [0.3, 0.3, 0.3, 0.3]])
def test_no_pattern_can_be_told_from_nothing(values: list[float]) -> None:
    areas = grid(2)
    with pytest.raises(ValueError, match="differ"):
        global_moran(pd.Series(values, areas.index), contiguity(areas), np.random.default_rng(0), 9)


def test_both_tails_count() -> None:
    null = np.arange(99.0)
    assert two_sided(np.array(98.0), null) == pytest.approx(2 * 2 / 100)
    assert two_sided(np.array(0.0), null) == pytest.approx(2 * 2 / 100)
    assert two_sided(np.array(49.0), null) == 1


def zone_figures(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    figures = pd.DataFrame(
        {
            "strength_class": "present",
            "label": "ns",
            "votes": 10.0,
            "valid_votes": 100.0,
            "seats_won": 1.0,
            "seats": 2.0,
            "previous_votes": 20.0,
            "previous_valid_votes": 100.0,
        },
        areas.index,
    )
    figures.loc[["r0c0", "r0c1"], "strength_class"] = "bastion"
    figures.loc["r1c2", "label"] = "HH"
    figures.loc["r3c3", "label"] = "HH"
    figures.loc["r0c0", "votes"] = 40
    return figures


def test_party_areas_join_neighbours_and_take_the_name_of_the_largest_member() -> None:
    areas = grid(4).assign(name_fr=lambda a: a.index, name_ar="ع", population=1_000.0)
    areas.loc["r0c1", "population"] = 5_000
    zones = party_areas(areas, zone_figures(areas), contiguity(areas))
    assert zones["members"].tolist() == [["r0c0", "r0c1", "r1c2"], ["r3c3"]]
    first = zones.iloc[0]
    assert first["name_fr"] == "r0c1"
    assert (first["votes"], first["valid_votes"], first["seats_won"], first["population"]) == (60, 300, 3, 7_000)
    assert first["seats"] == 6
    assert first["share"] == pytest.approx(0.2)
    assert first["change"] == pytest.approx(0)
    assert first.geometry.area == pytest.approx(3)
    assert zones.crs == areas.crs


def test_each_party_area_has_the_figures_of_its_own_members() -> None:
    """Two areas of which the second has the largest member, so that neither order of them is that of the other."""
    areas = grid(4).assign(name_fr=lambda a: a.index, name_ar="ع", population=1_000.0)
    areas.loc["r3c3", "population"] = 9_000
    figures = zone_figures(areas)
    figures.loc["r3c3", ["votes", "valid_votes", "previous_votes"]] = 5, 50, 40
    first, second = (zone for _, zone in party_areas(areas, figures, contiguity(areas)).iterrows())
    assert (first["members"], second["members"]) == (["r0c0", "r0c1", "r1c2"], ["r3c3"])
    assert (first["share"], second["share"]) == (pytest.approx(60 / 300), pytest.approx(5 / 50))
    assert (first["change"], second["change"]) == (pytest.approx(0), pytest.approx(5 / 50 - 40 / 100))


def test_an_unknown_part_makes_the_sum_unknown() -> None:
    areas = grid(4).assign(name_fr=lambda a: a.index, name_ar="ع", population=np.nan)
    figures = zone_figures(areas)
    figures.loc["r0c0", "previous_votes"] = np.nan
    first = party_areas(areas, figures, contiguity(areas)).iloc[0]
    assert np.isnan(first["population"])
    assert np.isnan(first["change"])
    assert first["votes"] == 60


def test_a_party_without_strongholds_has_no_area() -> None:
    areas = grid(4).assign(name_fr="x", name_ar="x", population=1.0)
    figures = zone_figures(areas).assign(strength_class="present", label="ns")
    zones = party_areas(areas, figures, contiguity(areas))
    assert zones.empty
    assert "change" in zones.columns


def test_adjusted_p_values_have_the_errors_of_the_tests_they_come_from() -> None:
    """Of four tests: 4 × .01 ÷ 1, then 4 × .03 ÷ 3 for the second and the third, then .5."""
    p_values = np.array([0.03, 0.5, 0.01, 0.025])
    found, error = adjusted(p_values, 9_999)
    np.testing.assert_allclose(found, [0.04, 0.5, 0.04, 0.04])
    own = 2 * np.sqrt(0.015 * 0.985 / 9_999) * 4 / 3
    np.testing.assert_allclose(error[[0, 3]], own)
    np.testing.assert_allclose(error[1], 2 * np.sqrt(0.25 * 0.75 / 9_999))


@pytest.mark.parametrize("lists", [36, 64])
def test_labels_are_the_same_for_any_seed_but_borderline_ones(lists: int) -> None:
    """SIMULATED: a field with a gradient, some of whose tests lie about the threshold."""
    side = int(lists**0.5)
    areas = grid(side)
    field = np.random.default_rng(3).normal(size=lists) + np.linspace(0, 6, lists)
    values = pd.Series(field, areas.index)
    neighbours = contiguity(areas)
    seen = [local_clusters(values, neighbours, np.random.default_rng(seed)) for seed in range(3)]
    settled = ~np.logical_or.reduce([found["borderline"] for found in seen])
    assert settled.sum() > lists / 2
    for found in seen:
        assert (found.loc[found["borderline"], "label"] == "ns").all()
        assert (found["label"][settled] == seen[0]["label"][settled]).all()
    assert set(seen[0]["label"]) > {"ns"}


def test_p_values_are_those_of_every_choice_of_other_areas() -> None:
    """On sixteen squares all choices of neighbours can be counted: the draws find the same two-sided p-values."""
    areas = grid(4)
    values = pd.Series([9.0, 8, 1, 0, 7, 3, 0, 2, 1, 0, 5, 1, 0, 4, 2, 6], areas.index)
    neighbours = contiguity(areas)
    found = local_clusters(values, neighbours, np.random.default_rng(1), 99_999)["p_value"]
    z = (values - values.mean()) / values.std(ddof=0)
    for area, own in neighbours.adjacency.groupby("focal"):
        around = own.index.get_level_values("neighbor")
        choices = np.array([sum(pick) for pick in combinations(z.drop(area), len(around))])
        observed = z[around].sum()
        tail = min((choices >= observed - 1e-9).mean(), (choices <= observed + 1e-9).mean())
        error = 2 * np.sqrt(tail * (1 - tail) / 99_999)
        assert found[area] == pytest.approx(min(1, 2 * tail), abs=5 * error + 3e-5)


def test_draws_may_serve_many_parties() -> None:
    areas = grid(4)
    neighbours = contiguity(areas)
    values = pd.Series(np.random.default_rng(2).normal(size=16), areas.index)
    draws = draw_neighbours(neighbours, np.random.default_rng(5), 999)
    alone = local_clusters(values, neighbours, np.random.default_rng(5), 999)
    pd.testing.assert_frame_equal(local_clusters(values, neighbours, np.random.default_rng(9), draws=draws), alone)
