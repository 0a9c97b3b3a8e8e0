"""The export holds everything, explains itself, and makes the same database again."""

import csv
import json
import shutil

import geopandas as gpd
import psycopg
import pytest
from geoalchemy2 import Geometry

from app.store.queries.digests import dataset_version
from etl import status
from etl.dictionary import fields
from etl.dump import export
from etl.exchange import TABLES, export_query
from etl.identity import COMMON, TERRITORY, renew
from etl.polling import load_stations
from etl.restore import restore
from etl.sources import Refused, SourceDeclaration
from tests.databases import migrate
from tests.polling import simulate_stations


@pytest.fixture(scope="module")
def filled(new_database, loaded_template):
    """The shipped data, and polling stations of which some places and figures are unknown."""
    with new_database(loaded_template) as settings:
        yield settings


@pytest.fixture(scope="module")
def folder(filled, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    _poll(filled, folder)
    export(filled, folder)
    return folder


def _poll(settings, folder) -> None:
    wide = simulate_stations("house-2021-local", ["06.461.01.15"], ["PAM", "PI"], stations=40, seed=3)
    wide = wide.astype({"registered_voters": "Int64"})
    wide.loc[wide.index[:5], ["lon", "lat", "registered_voters"]] = None
    wide.to_csv(folder / "stations.csv", index=False)
    fields = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    source = SourceDeclaration(code="simulated", reader="stations", files=("stations.csv",), **fields)
    with psycopg.connect(settings.libpq_url) as connection:
        file_id = connection.execute(
            """
            INSERT INTO source_file
                (source_code, path, sha256, size_bytes, title, publisher, licence, citation, vintage, note)
            VALUES ('simulated', 'stations.csv', '', 0, 'a "title", with a comma', '', '', E'two\\nlines', '', '')
            RETURNING id
            """
        ).fetchone()[0]
        load_stations(connection, source, folder, file_id)


def digest_of(settings) -> str:
    """Version of the data as they are, whatever digests are stored."""
    with psycopg.connect(settings.libpq_url) as connection:
        elections = [code for (code,) in connection.execute("SELECT code FROM election")]
        renew(connection, elections, (*COMMON, *TERRITORY))
        return dataset_version(connection)


def test_an_export_makes_an_identical_database(filled, folder, new_database):
    with new_database() as empty:
        migrate(empty)
        assert digest_of(empty) != digest_of(filled)
        restore(empty, folder)
        assert status.dataset_version(empty) == digest_of(empty) == digest_of(filled)
        with psycopg.connect(empty.libpq_url) as connection:  # a load after it gets a version of its own
            row = connection.execute("INSERT INTO load_run (sources) VALUES ('{}') RETURNING id").fetchone()
            assert row[0] == connection.execute("SELECT max(id) FROM load_run").fetchone()[0] > 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE party_result SET votes = votes + 1 WHERE ctid = (SELECT min(ctid) FROM party_result)",
        "UPDATE contest SET registered_voters = NULL WHERE registered_voters IS NOT NULL",
        "UPDATE area SET geom = ST_Translate(geom, 1e-9, 0) WHERE level = 'region' AND code = '01'",
        "UPDATE area SET parent_id = NULL WHERE level = 'commune' AND code = '06.461.01.15'",
        "UPDATE source_file SET note = '' WHERE note IS NULL",
    ],
)
def test_the_digest_sees_every_change_of_content(own_settings, change):
    before = digest_of(own_settings)
    with psycopg.connect(own_settings.libpq_url) as connection:
        assert connection.execute(change).rowcount > 0
    assert digest_of(own_settings) != before


def test_the_digest_does_not_see_ids_and_times(own_settings):
    before = digest_of(own_settings)
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("UPDATE load_run SET finished_at = now()")
        connection.execute("UPDATE contest SET source_file_id = source_file_id")  # rows move in the table
        connection.execute("CREATE TEMP TABLE held AS SELECT * FROM party_result")
        connection.execute("DELETE FROM party_result")
        connection.execute("UPDATE contest SET id = id + 1000000")
        connection.execute("UPDATE held SET contest_id = contest_id + 1000000")
        connection.execute("INSERT INTO party_result SELECT * FROM held")
    assert digest_of(own_settings) == before


def test_every_column_is_exported_and_explained(folder):
    with (folder / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        explained = {(line["table"], line["column"]) for line in csv.DictReader(file)}
    for table in TABLES:
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert [field.name for field in fields(table)] == header
        assert {(table.name, column) for column in header} <= explained
        told = {name for column in table.columns for name in header if name.startswith(column.name.removesuffix("_id"))}
        ids = {"id"} if "id" not in header else set()
        for column in table.columns:
            if not isinstance(column.type, Geometry) and column.name not in ids:
                assert any(name.startswith(column.name.removesuffix("_id")) for name in told), column


def test_geometries_come_as_geopackage_and_geoparquet(folder):
    for name, crs, rows in (("area", 4326, 1735), ("area_shape", 3857, 5205), ("polling_station", 4326, 40)):
        layer, parquet = (
            gpd.read_file(folder / "kharita.gpkg", layer=name),
            gpd.read_parquet(folder / f"{name}.parquet"),
        )
        assert len(layer) == len(parquet) == rows
        assert layer.crs == parquet.crs == crs
        both = parquet.geometry.notna().to_numpy()
        assert layer.geometry[both].geom_equals(parquet.geometry[both]).all()


def test_the_package_names_sources_and_licences(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    licences = {source["code"]: source["licence"] for source in package["sources"]}
    assert licences["house-2021-local"] == "CC BY 4.0"
    described = {resource["path"]: resource for resource in package["resources"]}
    assert "no row" in str(described["party_result.csv"]["schema"])
    assert len([path for path in described if path.endswith(".csv")]) == len(TABLES) + 1
    assert all(len(list(export_query(table).selected_columns)) == len(list(fields(table))) for table in TABLES)


def test_an_export_is_not_restored_over_data(filled, folder):
    before = digest_of(filled)
    with pytest.raises(Refused, match="empty database"):
        restore(filled, folder)
    assert digest_of(filled) == before


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: (folder / "contest.csv").unlink(), "contest.csv: is not there"),
        (lambda folder: (folder / "area.parquet").write_bytes(b"x"), "area.parquet: is not as it was written"),
        (lambda folder: (folder / "datapackage.json").write_text("[]"), "cannot be read"),
    ],
)
def test_a_spoilt_export_is_refused(filled, folder, tmp_path, spoil, reason):
    copied = tmp_path / "export"
    shutil.copytree(folder, copied)
    spoil(copied)
    with pytest.raises(Refused, match=reason):
        restore(filled, copied)
