"""What maps are oriented by: neighbours and sea of Natural Earth, towns of GeoNames under our names."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.maps import surroundings
from app.maps.surroundings import ELSEWHERE, WINDOW, named_as_ours, read_neighbours, read_sea, read_towns


@pytest.fixture
def uncached():
    for read in (read_neighbours, read_sea, read_towns):
        read.cache_clear()
    yield
    for read in (read_neighbours, read_sea, read_towns):
        read.cache_clear()


def test_the_towns_of_the_country_without_a_quarter_that_bears_anothers_name():
    found = read_towns()
    assert len(found) == 315
    assert found.index.is_unique
    assert not set(ELSEWHERE) & set(found.index)
    assert found.loc[found["name"] == "Dakhla"].geometry.y.between(23, 24).all()


def test_the_largest_come_first_with_their_name_in_tifinagh():
    assert read_towns().head(2)["name"].tolist() == ["Casablanca", "Rabat"]
    assert read_towns().loc[2553604, "name_tifinagh"] == "ⴰⵏⴼⴰ"


def test_points_are_in_degrees():
    found = read_towns()
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs.to_epsg() == 4326
    casablanca = found.geometry[2553604]
    assert (casablanca.x, casablanca.y) == (pytest.approx(-7.61138), pytest.approx(33.58831))


def test_another_number_of_towns_is_refused(uncached, monkeypatch):
    monkeypatch.setattr(surroundings, "TOWNS", 317)
    with pytest.raises(ValueError, match="has 316 towns, 317 are expected"):
        read_towns()


def test_a_town_has_our_name_where_its_unit_bears_one_of_its_names():
    """Simulated towns: two of one name in one unit, one whose other name is the unit's, one of another name."""
    towns = gpd.GeoDataFrame(
        {
            "name": ["Big", "Big", "Marrakesh", "Elsewhere"],
            "name_tifinagh": "",
            "other_names": [(), (), ("Marrakech",), ()],
            "population": [4, 3, 2, 1],
        },
        index=[4, 3, 2, 1],
        geometry=[shapely.Point(0, 0)] * 4,
        crs=4326,
    )
    units = pd.DataFrame(
        {
            "name_fr": ["Bîg", "Bîg", "Marrakech"],
            "name_ar": ["ك", "ك", "م"],
            "search_text": ["big | x", "big | x", "marrakech"],
        },
        index=[4, 3, 2],
    )
    named = named_as_ours(towns, units)
    assert named["name_fr"].tolist() == ["Bîg", "Big", "Marrakech", "Elsewhere"]
    assert named["name_ar"].isna().tolist() == [False, True, False, True]


def test_neighbours_are_those_in_sight_and_never_the_country_itself():
    found = read_neighbours()
    assert found.index.tolist() == ["DZ", "ES", "ML", "MR", "PT"]
    assert found.loc["DZ", ["name_fr", "name_ar"]].tolist() == ["Algérie", "الجزائر"]
    assert found.geometry.is_valid.all()
    assert shapely.box(*WINDOW).covers(shapely.union_all(found.geometry.to_numpy()))
    rabat, dakhla, tindouf = (shapely.Point(*place) for place in ((-6.84, 34.02), (-15.93, 23.70), (-8.13, 27.67)))
    assert found.index[found.covers(tindouf)].tolist() == ["DZ"]
    assert not found.covers(rabat).any() and not found.covers(dakhla).any()


def test_the_sea_is_where_no_land_is():
    sea = shapely.union_all(read_sea().to_numpy())
    water, land = [(-10, 33), (-3, 36), (-18, 22)], [(-6.84, 33.9), (-14, 24), (-8.13, 27.67)]
    assert [sea.contains(shapely.Point(*place)) for place in water + land] == [True] * 3 + [False] * 3
    assert not shapely.union_all(read_neighbours().geometry.to_numpy()).overlaps(sea)


def test_a_package_without_a_neighbour_is_refused(uncached, monkeypatch):
    monkeypatch.setitem(surroundings.NEIGHBOURS, "999", "XX")
    with pytest.raises(ValueError, match=r"'999'.* are expected"):
        read_neighbours()


def test_without_the_npm_packages_it_says_what_to_do(uncached, monkeypatch, tmp_path):
    monkeypatch.setattr(surroundings, "WORLD", tmp_path / "none.json")
    with pytest.raises(FileNotFoundError, match="run install"):
        read_sea()


def test_the_snapshot_of_the_maps_has_them(snapshots):
    around = snapshots.surroundings
    assert len(around.towns) == 315
    named = around.towns.dropna(subset="name_ar")
    assert len(named) == 221
    assert named["name_fr"].is_unique
    assert named.loc[2542997, ["name_fr", "name_ar"]].tolist() == ["Marrakech", "مراكش"]
    assert named.loc[2548830, ["name_fr", "name_ar"]].tolist() == ["Fquih Ben Salah", "الفقيه بن صالح"]
    country = shapely.union_all(snapshots.house.country.ground.areas.geometry.to_numpy())
    for outside in (around.neighbours.geometry, around.sea):
        assert outside.is_valid.all()
        assert outside.intersection(country).to_crs(6933).area.sum() < 1
    assert [source.licence for source in around.sources] == ["public domain", "CC BY 4.0"]
