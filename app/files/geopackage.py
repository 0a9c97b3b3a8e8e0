"""A party's figures as a GeoPackage that QGIS opens in the colours of the atlas."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from app.files.columns import CLUSTER, CONTEST, PLACE, RESULT, STRENGTH, ZONE, Column, of_votes
from app.files.dossier import Dossier, Standings
from app.files.provenance import told
from app.files.qml import Rule, write_qml
from app.files.styles import hatching, known_themes, outline, rules
from app.files.texts import LEVELS
from app.maps.themes import Theme
from app.maps.words.catalogues import Text, text

_FIGURES = {
    "score": "score",
    "class": "class",
    "share": "share",
    "cluster": "cluster",
    "margin": "margin",
    "swing": "swing",
    "price": "votes_to_win",
    "seats": "seats_won",
    "turnout": "turnout",
}
"""The figure that each theme shows; the first with any is shown at first."""

_OUTLINES = {"region": ("#333333", 0.5), "province": ("#777777", 0.3), "commune": ("#9a9a9a", 0.1)}
_ZONE = ("#c2185b", 0.8)


@dataclass(frozen=True)
class Style:
    """A way to draw a layer; the first of a layer is the one it opens in."""

    name: str
    rules: Sequence[Rule]
    named: bool = True


@dataclass(frozen=True)
class Layer:
    """A layer: its name in the file, its title, its features, what their columns are, its styles."""

    name: str
    title: Text
    frame: gpd.GeoDataFrame
    columns: Sequence[Column]
    styles: Sequence[Style]


def write_geopackage(dossier: Dossier, path: Path) -> None:
    """
    Write a party's figures as layers of multipolygons in EPSG:4326, each with styles and with headings of its columns.

    Parameters
    ----------
    dossier : Dossier
    path : Path
        Where there is no file yet.

    Notes
    -----
    NULL is unknown, or not there at all where ``lists_…`` is 0. Styles are rows of ``layer_styles``, where QGIS keeps
    and looks for its own; headings are those of the GeoPackage extension for schemas; the tables ``sources`` and
    ``about`` and the metadata of the file tell where the figures are from.
    """
    layers = [layer for layer in list_layers(dossier) if not layer.frame.empty]
    about = told(dossier)
    for layer in layers:
        _write_layer(layer, path, about)
    _write_table(path, "sources", dossier.sources, text("Publications the figures come from").fr)
    described = pd.DataFrame({"what": list(about), "value": list(about.values())}, dtype="string")
    _write_table(path, "about", described, text("What the figures depend on").fr)
    _write_table(path, "layer_styles", _styles(layers), text("Styles of the layers, for QGIS").fr)
    with closing(sqlite3.connect(path)) as connection, connection:
        _write_headings(connection, layers)


def list_layers(dossier: Dossier) -> list[Layer]:
    """
    List the layers of a party's file, the one with its scores first.

    Parameters
    ----------
    dossier : Dossier

    Returns
    -------
    list of Layer
        A layer without features is there, too.
    """
    communes = dossier.communes.rename_axis("code").reset_index()
    named = [column for key, column in PLACE.items() if key in communes]
    zones = text("Party areas")
    return [
        _standing(dossier, dossier.areas),
        Layer("zones", zones, dossier.zones, list(ZONE.values()), [Style(zones.fr, outline(zones.fr, *_ZONE))]),
        Layer("clusters", text("Neighbourhoods"), dossier.clusters, list(CLUSTER.values()), _of_clusters()),
        *(_standing(dossier, whole) for whole in reversed(dossier.wholes)),
        Layer("communes", LEVELS["commune"], communes, named, [_outlined("commune")]),
    ]


def layer_name(level: str) -> str:
    """Name the layer of a level: its plural."""
    return f"{level[:-1]}ies" if level.endswith("y") else f"{level}s"


def _standing(dossier: Dossier, standings: Standings) -> Layer:
    """Make the layer of a level; one that is not of the areas that vote is drawn as borders unless asked otherwise."""
    frame = standings.frame.rename_axis("code").reset_index()
    figures = of_votes([*CONTEST.values(), *RESULT.values(), *STRENGTH.values()], dossier.votes)
    places = [column for key, column in PLACE.items() if key in frame and frame[key].notna().any()]
    columns = [*places, *(column for column in figures if column.key in frame)]
    frame = frame[[*(column.key for column in columns), "geometry"]]
    styles = list(_themed(dossier, frame))
    if standings is not dossier.areas:
        styles.insert(0, _outlined(standings.level))
    return Layer(layer_name(standings.level), LEVELS[standings.level], frame, columns, styles)


def _themed(dossier: Dossier, frame: gpd.GeoDataFrame) -> Iterable[Style]:
    """Make the styles of themes that the layer has figures for, those of the latest election first."""
    known = known_themes()
    for vote in dossier.votes:
        lists = f"lists_{vote.suffix}"
        for key, figure in _FIGURES.items():
            field = f"{figure}_{vote.suffix}"
            if field in frame and _tells(frame.loc[frame[lists] > 0, field]):
                yield Style(f"{known[key].name.fr} {vote.suffix}", _classes(known[key], field, lists))


def _tells(figures: pd.Series) -> bool:
    """Whether anything is known; a class may say that it is not."""
    return bool((figures.notna() & (figures != "insufficient")).any())


def _classes(theme: Theme, field: str, fielded: str) -> list[Rule]:
    return rules(theme, field, fielded if theme.of_party else None)


def _of_clusters() -> list[Style]:
    """Colour the areas as the atlas does; or hatch those of which something is sure, upon another layer."""
    theme, field = known_themes()["cluster"], "label"
    coloured = Style(theme.name.fr, rules(theme, field, None), named=False)
    return [coloured, Style(text("Hatching").fr, hatching(theme, field, left_out="ns"), named=False)]


def _outlined(level: str) -> Style:
    return Style(text("Boundaries").fr, outline(LEVELS[level].fr, *_OUTLINES[level]), named=False)


def _write_layer(layer: Layer, path: Path, about: Mapping[str, str]) -> None:
    first = not path.exists()
    layer.frame.to_file(
        path,
        driver="GPKG",
        layer=layer.name,
        engine="pyogrio",
        geometry_type="MultiPolygon",
        dataset_metadata=dict(about) if first else None,
        layer_options={"IDENTIFIER": layer.title.fr, "DESCRIPTION": f"{layer.title.fr} / {layer.title.ar}"},
        **({"dataset_options": {"VERSION": "1.2"}} if first else {}),  # what every client reads without a warning
    )


def _write_table(path: Path, name: str, frame: pd.DataFrame, description: str) -> None:
    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", layer_options={"DESCRIPTION": description})


def _styles(layers: Iterable[Layer]) -> pd.DataFrame:
    """Lay out the styles as QGIS does."""
    rows: list[dict[str, Any]] = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.name,
            "f_geometry_column": "geom",
            "styleName": style.name,
            "styleQML": write_qml(style.rules, "name_fr" if style.named else None, _headings(layer)),
            "styleSLD": "",
            "useAsDefault": number == 0,
            "description": f"{layer.title.fr} : {style.name}",
            "owner": "",
            "ui": None,
            "update_time": pd.Timestamp(0, tz="UTC"),
        }
        for layer in layers
        for number, style in enumerate(layer.styles)
    ]
    return pd.DataFrame(rows).astype({"ui": "string"})


def _headings(layer: Layer) -> dict[str, str]:
    return {column.key: column.heading.fr for column in layer.columns}


def _write_headings(connection: sqlite3.Connection, layers: Iterable[Layer]) -> None:
    """Give columns their headings, as GeoPackage's extension for schemas says it."""
    connection.executescript(_SCHEMA)
    connection.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
        [
            (layer.name, column.key, column.heading.fr, column.heading.ar, f"{column.meaning.fr} / {column.meaning.ar}")
            for layer in layers
            for column in layer.columns
        ],
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
