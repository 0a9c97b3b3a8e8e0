"""Restore of an export of `etl.dump`: the same facts, under new ids."""

import json
from pathlib import Path

import geopandas as gpd
import psycopg
import shapely
from psycopg import Connection, sql
from sqlalchemy import Table

from app.settings import Settings
from etl.dump import PACKAGE
from etl.exchange import TABLES, export_query, geometry_of, restore_statements, srid_of, text_of
from etl.identity import COMMON, TERRITORY, renew
from etl.partitions import match_partitions
from etl.readers.content import refusal
from etl.sources import FileProblem, Refused, digest

_EMPTY = "make a database, point DATABASE_URL at it, and restore there"
_AGAIN = "export again, and copy the whole folder"


def restore(settings: Settings, folder: Path) -> None:
    """
    Fill an empty database with an export, all or nothing.

    Parameters
    ----------
    settings : Settings
        A migrated database without data.
    folder : Path
        As `export` wrote it.

    Raises
    ------
    Refused
        A file is missing or is not as it was written, or the database is not empty.
    """
    _check_files(folder)
    with psycopg.connect(settings.libpq_url) as connection:
        if connection.execute("SELECT 1 FROM source_file LIMIT 1").fetchall():
            raise refusal(folder.name, "can only be restored into an empty database", _EMPTY)
        for table in TABLES:
            _stage(connection, table, folder)
            if table.name == "station_result":
                _make_partitions(connection)
            for statement in restore_statements(table):
                connection.execute(text_of(statement))
            if table.name == "election":
                match_partitions(connection)  # before any table that has a partition for each
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"staged_{table.name}")))
        elections = [code for (code,) in connection.execute("SELECT code FROM election")]
        renew(connection, elections, (*COMMON, *TERRITORY))
        connection.execute("SELECT setval(pg_get_serial_sequence('load_run', 'id'), max(id)) FROM load_run")
        connection.execute("ANALYZE")


def _check_files(folder: Path) -> None:
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        declared = {resource["path"]: resource["hash"] for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refusal(PACKAGE, f"cannot be read: {error}", _AGAIN) from error
    needed = {f"{table.name}.csv" for table in TABLES}
    needed |= {f"{table.name}.parquet" for table in TABLES if geometry_of(table) is not None}
    problems = []
    for file in sorted(needed):
        path = folder / file
        if file not in declared or not path.is_file():
            problems.append(FileProblem(file, None, "is not there", _AGAIN))
        elif f"sha256:{digest(path, file).sha256}" != declared[file]:
            problems.append(FileProblem(file, None, "is not as it was written", _AGAIN))
    if problems:
        raise Refused(folder.name, problems)


def _stage(connection: Connection, table: Table, folder: Path) -> None:
    """Copy a table's files into a temporary table of the columns they have."""
    query = export_query(table)
    names = {
        "staged": sql.Identifier(f"staged_{table.name}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, query.selected_columns.keys())),
    }
    create = sql.SQL("CREATE TEMP TABLE {staged} ON COMMIT DROP AS ").format(**names)
    connection.execute(create.as_bytes() + text_of(query) + b" WITH NO DATA")
    connection.execute(sql.SQL("ALTER TABLE {staged} ADD COLUMN row serial, ADD COLUMN geom geometry").format(**names))
    statement = sql.SQL("COPY {staged} ({columns}) FROM STDIN (FORMAT csv, HEADER)").format(**names)
    with (folder / f"{table.name}.csv").open("rb") as file, connection.cursor().copy(statement) as copy:
        while part := file.read(2**20):
            copy.write(part)
    if geometry_of(table) is not None:
        _stage_geometries(connection, table, folder / f"{table.name}.parquet")
    connection.execute(sql.SQL("ANALYZE {staged}").format(**names))


def _stage_geometries(connection: Connection, table: Table, path: Path) -> None:
    """Give each staged row its geometry: the rows of the two files are in one order."""
    geometries = shapely.set_srid(gpd.read_parquet(path).geometry.to_numpy(), srid_of(table))
    connection.execute("CREATE TEMP TABLE staged_geometry (row integer PRIMARY KEY, geom geometry)")
    with connection.cursor().copy("COPY staged_geometry FROM STDIN") as copy:
        for row, geometry in enumerate(shapely.to_wkb(geometries, hex=True, include_srid=True), start=1):
            copy.write_row((row, geometry))
    update = sql.SQL(
        "UPDATE {0} SET geom = staged_geometry.geom FROM staged_geometry WHERE {0}.row = staged_geometry.row"
    )
    connection.execute(update.format(sql.Identifier(f"staged_{table.name}")))
    connection.execute("DROP TABLE staged_geometry")


def _make_partitions(connection: Connection) -> None:
    """Make a partition for each file of polling stations."""
    files = connection.execute("SELECT DISTINCT source_file_id FROM polling_station").fetchall()
    for (file_id,) in files:
        statement = sql.SQL("CREATE TABLE {} PARTITION OF station_result FOR VALUES IN ({})")
        connection.execute(statement.format(sql.Identifier(f"station_result_{file_id}"), file_id))
