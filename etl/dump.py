"""The whole database as files anyone can read: tidy CSV, GeoPackage, GeoParquet, with dictionary and licences."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
from psycopg import Connection
from psycopg.rows import dict_row
from sqlalchemy import Table

from app.settings import Settings
from app.store.models import Base
from etl.dictionary import fields
from etl.exchange import TABLES, export_query, geometry_of, geometry_query, srid_of, text_of
from etl.sources import digest as digest_file

PACKAGE, DICTIONARY, GEOPACKAGE = "datapackage.json", "dictionary.csv", "kharita.gpkg"


def export(settings: Settings, folder: Path) -> list[Path]:
    """
    Write the whole database into a folder.

    Parameters
    ----------
    settings : Settings
        Database.
    folder : Path
        Made if it is not there; files of the same names are replaced.

    Returns
    -------
    list of Path
        ``<table>.csv`` of every table, by natural keys, an empty cell unquoted where unknown; ``<table>.parquet``
        (GeoParquet) of those with a geometry, which ``kharita.gpkg`` holds as layers too; ``dictionary.csv``;
        and ``datapackage.json`` (Frictionless), with checksums, sources and licences.

    Notes
    -----
    `etl.restore` reads the tables back, so that every value goes out as PostgreSQL has it. The files of `app.files` are
    for people: they name their sources, and change texts that a spreadsheet would run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (folder / GEOPACKAGE).unlink(missing_ok=True)
        for table in TABLES:
            written.append(folder / f"{table.name}.csv")
            with written[-1].open("wb") as file:
                file.writelines(_copied(connection, text_of(export_query(table))))
            if geometry_of(table) is not None:
                written.append(_write_geometries(connection, table, folder))
        licences = connection.execute(_LICENCES).fetchall()
    written += [folder / GEOPACKAGE, _write_dictionary(folder)]
    return [*written, _write_package(folder, written, licences)]


def _copied(connection: Connection, query: bytes) -> Iterator[bytes]:
    """Rows as PostgreSQL writes them, with a header: an unknown is empty, an empty text is quoted."""
    with connection.cursor().copy(b"COPY (%b) TO STDOUT (FORMAT csv, HEADER)" % query) as copy:
        yield from map(bytes, copy)


def _write_geometries(connection: Connection, table: Table, folder: Path) -> Path:
    """Write a table with its geometries, row for row as in its CSV."""
    rows = connection.cursor(row_factory=dict_row).execute(text_of(export_query(table))).fetchall()
    shapes = [geometry for (geometry,) in connection.execute(text_of(geometry_query(table)))]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(table)])
    dates = {field.name: "datetime64[s]" for field in fields(table) if field.type == "date"}
    geometry = gpd.GeoSeries(shapely.from_wkb(shapes), crs=srid_of(table))
    located = gpd.GeoDataFrame(frame.astype(dates).convert_dtypes(), geometry=geometry)
    path = folder / f"{table.name}.parquet"
    located.to_parquet(path)
    located.to_file(folder / GEOPACKAGE, layer=str(table.name), driver="GPKG")
    return path


def _write_dictionary(folder: Path) -> Path:
    path = folder / DICTIONARY
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["table", "column", "type", "description"])
        lines.writerows([table.name, f.name, f.type, f.description] for table in TABLES for f in fields(table))
    return path


_LICENCES = """
    SELECT DISTINCT source_code, title, licence, citation, coalesce(url, '') FROM source_file
    ORDER BY source_code, title, licence, citation
"""


def _write_package(folder: Path, written: list[Path], licences: list[tuple[Any, ...]]) -> Path:
    """Describe all files: checksums, columns, sources with licence and citation."""
    tables = {table.name: table for table in TABLES}
    resources = []
    for path in written:
        file = digest_file(path, path.name)
        resource: dict[str, Any] = {
            "name": path.name.replace(".", "-").lower(),
            "path": path.name,
            "bytes": file.size_bytes,
            "hash": f"sha256:{file.sha256}",
        }
        if path.suffix == ".csv" and path.stem in tables:
            described = [
                {"name": f.name, "type": f.type, "description": f.description} for f in fields(tables[path.stem])
            ]
            resource |= {
                "description": _purpose(tables[path.stem]),
                "schema": {"fields": described, "missingValues": [""]},
            }
        resources.append(resource)
    package = {
        "name": "kharita",
        "title": "Moroccan election results, areas and party strength",
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "sources": [
            {"title": title, "path": url, "code": code, "licence": licence, "citation": citation}
            for code, title, licence, citation, url in licences
        ],
        "resources": resources,
    }
    path = folder / PACKAGE
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _purpose(table: Table) -> str:
    """First line of what the model says of a table."""
    model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    return (model.__doc__ or "").strip().partition("\n")[0]
