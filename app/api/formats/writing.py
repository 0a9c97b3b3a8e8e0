"""Items in each form: what of them goes where, and what is said about them."""

import io
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import geopandas as gpd
import orjson
import pandas as pd

from app.analysis.space.polygons import parse_geojson
from app.api.formats.rows import About, FlatColumn, nest, tabulate
from app.files import geojson, xlsx
from app.files.delimited import write_csv
from app.files.geoparquet import write_geoparquet
from app.files.gpkg import FeatureLayer, write_gpkg
from app.files.values import as_text
from app.store.records import Row

_CRS = "EPSG:4326"
_DTYPES = {bool: "boolean", int: "Int64", float: "float64"}
_RATE_FORMAT = "0.00%"


def as_json(items: list[Row], about: About) -> bytes:
    """Write items and what is said about them as JSON."""
    return orjson.dumps({"items": [nest(item) for item in items], **_members(items, about)})


def as_geojson(items: list[Row], about: About) -> bytes:
    """
    Write items as a FeatureCollection.

    Each item's `geometry` is GeoJSON text and goes out as it is stored; what is said about the items becomes foreign
    members.
    """
    records = tabulate(items, about.columns())
    features = [geojson.feature(item["geometry"], record) for item, record in zip(items, records, strict=True)]
    return orjson.dumps(geojson.collection(features, _members(items, about)))


def as_csv(items: list[Row], about: About) -> bytes:
    """
    Write items as CSV.

    The last columns name the dataset, the coverage, the method and the sources, so that a saved file still tells what
    its numbers depend on, and what they do not say where something is noted.
    """
    columns = about.columns()
    origin = {
        "dataset_version": about.provenance["dataset_version"],
        "coverage": about.covered,
        "method_version": about.provenance.get("method_version"),
        "source_codes": " ".join(about.source_codes),
        **{name: value for name, value in about.provenance.items() if name == "note"},
    }
    records = ([*record.values(), *origin.values()] for record in tabulate(items, columns))
    return write_csv([*(column.name for column in columns), *origin], records)


def as_xlsx(items: list[Row], about: About) -> bytes:
    """Write items as a workbook of two sheets: the items, rates as per cent, and their sources."""
    columns = about.columns()
    book = xlsx.create_book()
    formats = {
        column.name: _RATE_FORMAT if column.figure and column.figure.is_percentage else None for column in columns
    }
    xlsx.add_table(book, about.resource, formats, [[*record.values()] for record in tabulate(items, columns)])
    told, facts = _sources(about, len(items))
    xlsx.add_table(book, "sources", dict.fromkeys(told), facts)
    return _in_memory(book.save)


def _number_format(column: FlatColumn) -> str | None:
    return _RATE_FORMAT if column.figure and column.figure.is_percentage else None


def as_gpkg(items: list[Row], about: About) -> bytes:
    """Write items as a GeoPackage with one layer, named after the resource; its metadata tell what they depend on."""
    metadata = {key: as_text(value) for key, value in _said(items, about).items()}
    return _in_memory(lambda file: write_gpkg(file, FeatureLayer(about.resource, _frame(items, about)), metadata))


def as_geoparquet(items: list[Row], about: About) -> bytes:
    """Write items as GeoParquet; its metadata tell what they depend on."""
    return _in_memory(lambda file: write_geoparquet(file, _frame(items, about), _said(items, about)))


def _in_memory(write: Callable[[BinaryIO], None]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _members(items: list[Row], about: About) -> Row:
    several = list(about.coverage) or None
    return {
        "count": len(items),
        "matched": about.matched,
        "links": about.links,
        "coverage": about.coverage[0] if len(about.coverage) == 1 else several,
        "provenance": about.provenance,
    }


def _said(items: list[Row], about: About) -> Row:
    return {
        "noun": about.resource,
        "count": len(items),
        "matched": about.matched,
        "coverage": about.covered,
        **about.provenance,
    }


def _sources(about: About, count: int) -> tuple[list[str], list[list[Any]]]:
    """Tell what the items depend on: one row for each thing said, then one for each file."""
    provenance = {key: value for key, value in about.provenance.items() if key != "sources"}
    said = {"items here": count, "items in all": about.matched, "coverage": about.covered} | provenance
    files = about.provenance["sources"]
    fields = list(dict.fromkeys(field for source in files for field in source))
    facts = [[key, value, *[None] * len(fields)] for key, value in said.items()]
    return ["what", "value", *fields], facts + [["source", None, *map(source.get, fields)] for source in files]


def _frame(items: list[Row], about: About) -> gpd.GeoDataFrame:
    columns = about.columns()
    records = tabulate(items, columns)
    series = {column.name: _series(column, [record[column.name] for record in records]) for column in columns}
    outlines = parse_geojson([item["geometry"] for item in items])
    return gpd.GeoDataFrame(series, geometry=outlines, crs=_CRS)


def _series(column: FlatColumn, values: Sequence[Any]) -> "pd.Series[Any]":
    """Make a column of its type, be it unknown everywhere; what is no number and no truth value is text."""
    if column.kind in _DTYPES:
        return pd.Series(values, dtype=_DTYPES[column.kind])
    return pd.Series([None if value is None else as_text(value) for value in values], dtype="str")
