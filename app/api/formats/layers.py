"""Answers as layers for GIS clients: GeoPackage and GeoParquet."""

import io
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from app.api.formats.rows import About, as_text, tabulate
from app.store.records import Row

_CRS = "EPSG:4326"


def write_gpkg(items: list[Row], about: About) -> bytes:
    """
    Write items as a GeoPackage with one layer of multipolygons, named after the noun, in EPSG:4326.

    Unknown is NULL. What the items depend on is in the metadata of the file.
    """
    file = io.BytesIO()
    _frame(items).to_file(
        file,
        driver="GPKG",
        layer=about.noun,
        engine="pyogrio",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        VERSION="1.2",  # what every client at large reads without a warning
        dataset_metadata={key: _text(value) for key, value in _said(items, about).items()},
    )
    return file.getvalue()


def write_geoparquet(items: list[Row], about: About) -> bytes:
    """
    Write items as GeoParquet 1.1, outlines as WKB in EPSG:4326.

    Unknown is null. What the items depend on is in the metadata of the file, where pandas reads it into ``attrs``.
    """
    frame = _frame(items)
    frame.attrs = _said(items, about)
    file = io.BytesIO()
    frame.to_parquet(file, index=False, compression="zstd", schema_version="1.1.0")
    return file.getvalue()


def _said(items: list[Row], about: About) -> Row:
    return {"noun": about.noun, "count": len(items), "matched": about.matched, **about.provenance}


def _frame(items: list[Row]) -> gpd.GeoDataFrame:
    columns, rows = tabulate(items)
    table = pd.DataFrame({column: _series([row.get(column) for row in rows]) for column in columns})
    outlines = shapely.from_geojson([item["geometry"] for item in items])
    return gpd.GeoDataFrame(table, geometry=outlines, crs=_CRS)


def _series(values: Sequence[Any]) -> pd.Series:
    """Make a column of the narrowest type that holds its values; one in which all is unknown is text."""
    types = {type(value) for value in values if value is not None}
    for dtype, fitting in (("boolean", {bool}), ("Int64", {int}), ("float64", {int, float})):
        if types and types <= fitting:
            return pd.Series(values, dtype=dtype)
    return pd.Series([None if value is None else _text(value) for value in values], dtype="str")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return as_text(value) if isinstance(value, list | dict) else str(value)
