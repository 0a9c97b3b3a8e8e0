"""GeoPackage: layers of multipolygons and tables, with headings of columns and styles for QGIS."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import geopandas as gpd
import pandas as pd
import pyogrio

from app.maps.words.catalogues import text


class ColumnHeading(NamedTuple):
    """What a column is called (no two of a layer alike), the same in another language, and what it means."""

    column: str
    name: str
    title: str
    description: str


class LayerStyle(NamedTuple):
    """A way to draw a layer, as QML of QGIS; the first of a layer is the one it opens in."""

    name: str
    qml: str


@dataclass(frozen=True)
class FeatureLayer:
    """
    A layer.

    Attributes
    ----------
    name : str
        Of its table.
    frame : geopandas.GeoDataFrame
        Polygons and multipolygons.
    title, description : str
        As clients list it; the name where there is no title.
    headings : sequence of ColumnHeading
    styles : sequence of LayerStyle
    """

    name: str
    frame: gpd.GeoDataFrame
    title: str = ""
    description: str = ""
    headings: Sequence[ColumnHeading] = ()
    styles: Sequence[LayerStyle] = ()


@dataclass(frozen=True)
class AttributeTable:
    """A table without geometries."""

    name: str
    frame: pd.DataFrame
    description: str


def write_gpkg(target: Path | BinaryIO, layer: FeatureLayer, metadata: Mapping[str, str]) -> None:
    """
    Write a GeoPackage of one layer, without headings and styles; missing values are NULL.

    Parameters
    ----------
    target : Path or binary file
    layer : FeatureLayer
    metadata : mapping
        Of the file.
    """
    # 1.2 is what every client reads without a warning
    _add_layer(target, layer, dataset_options={"VERSION": "1.2"}, dataset_metadata=dict(metadata))


def write_styled_gpkg(
    path: Path, layers: Sequence[FeatureLayer], tables: Iterable[AttributeTable], metadata: Mapping[str, str]
) -> None:
    """
    Write a GeoPackage of several layers with their headings and styles, and of tables.

    Parameters
    ----------
    path : Path
        Where there is no file yet.
    layers : sequence of FeatureLayer
        One at least.
    tables : iterable of AttributeTable
    metadata : mapping
        Of the file.

    Notes
    -----
    Styles are rows of ``layer_styles``, where QGIS keeps and looks for its own; headings are those of the GeoPackage
    extension for schemas.
    """
    first, *others = layers
    write_gpkg(path, first, metadata)
    for layer in others:
        _add_layer(path, layer)
    for table in (*tables, AttributeTable("layer_styles", _styles(layers), text("Styles of the layers, for QGIS").fr)):
        _write(path, table.name, table.frame, layer_options={"DESCRIPTION": table.description})
    with closing(sqlite3.connect(path)) as connection, connection:
        _add_headings(connection, layers)


def _add_layer(target: Path | BinaryIO, layer: FeatureLayer, **of_file: Mapping[str, str]) -> None:
    titled = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description} if layer.title else {}
    shapes = {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    _write(target, layer.name, layer.frame, layer_options=titled, **shapes, **of_file)


def _write(target: Path | BinaryIO, name: str, frame: pd.DataFrame, **options: Any) -> None:
    pyogrio.write_dataframe(frame, target, layer=name, driver="GPKG", **options)


def _styles(layers: Iterable[FeatureLayer]) -> pd.DataFrame:
    """Lay out the styles as QGIS does."""
    rows: list[dict[str, Any]] = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.name,
            "f_geometry_column": "geom",
            "styleName": style.name,
            "styleQML": style.qml,
            "styleSLD": "",
            "useAsDefault": number == 0,
            "description": f"{layer.title} : {style.name}",
            "owner": "",
            "ui": None,
            "update_time": pd.Timestamp(0, tz="UTC"),
        }
        for layer in layers
        for number, style in enumerate(layer.styles)
    ]
    return pd.DataFrame(rows).astype({"ui": "string"})


def _add_headings(connection: sqlite3.Connection, layers: Iterable[FeatureLayer]) -> None:
    connection.executescript(_SCHEMA)
    connection.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
        [(layer.name, *heading) for layer in layers for heading in layer.headings],
    )


# GeoPackage 1.2, F.9
_SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
   'read-write');
"""
