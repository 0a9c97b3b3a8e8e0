"""Towns of GeoNames as points."""

import geopandas as gpd
import pytest

from etl.readers import towns
from etl.readers.towns import ELSEWHERE, read_towns
from etl.sources import Refused


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


def test_another_number_of_towns_is_refused(monkeypatch):
    monkeypatch.setattr(towns, "TOWNS", 317)
    with pytest.raises(Refused, match="has 316 towns, 317 are expected"):
        read_towns()
