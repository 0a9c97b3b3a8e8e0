"""A party's figures as layers: a GeoPackage that QGIS opens in the colours of the atlas, and GeoParquet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from app.files.columns import (
    CLUSTER,
    CONTEST,
    OUTLOOK,
    PLACE,
    RESULT,
    STRENGTH,
    UNITS,
    ZONE,
    Column,
    of_census,
    of_votes,
)
from app.files.dossier import Dossier, Standings
from app.files.geoparquet import write_geoparquet
from app.files.gpkg import AttributeTable, ColumnHeading, FeatureLayer, LayerStyle, write_styled_gpkg
from app.files.party_tables import outlook_title, with_census
from app.files.provenance import told
from app.files.qml import Rule, write_qml
from app.files.styles import chances, hatching, known_themes, outline, rules
from app.files.values import known_records
from app.files.wording import CHANCE, LEVELS
from app.maps.atlas import Census
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
class PartyStyle:
    """A way to draw a layer; the first of a layer is the one it opens in."""

    name: str
    rules: Sequence[Rule]
    named: bool = True


@dataclass(frozen=True)
class PartyLayer:
    """A layer: its name in the file, its title, its features, what their columns are, its styles."""

    name: str
    title: Text
    frame: gpd.GeoDataFrame
    columns: Sequence[Column]
    styles: Sequence[PartyStyle]


def write_party_gpkg(dossier: Dossier, path: Path) -> None:
    """
    Write a party's figures as layers of multipolygons in EPSG:4326, each with styles and with headings of its columns.

    Parameters
    ----------
    dossier : Dossier
    path : Path
        Where there is no file yet.

    Notes
    -----
    NULL is unknown, or not there at all where ``lists_…`` is 0. The tables ``sources`` and ``about`` and the metadata
    of the file tell where the figures are from.
    """
    layers = [_drawn(layer) for layer in list_layers(dossier) if not layer.frame.empty]
    about = told(dossier)
    described = pd.DataFrame({"what": list(about), "value": list(about.values())}, dtype="string")
    tables = [
        AttributeTable("sources", dossier.sources, text("Publications the figures come from").fr),
        AttributeTable("about", described, text("What the figures depend on").fr),
    ]
    write_styled_gpkg(path, layers, tables, about)


def write_outlook_geoparquet(dossier: Dossier, path: Path) -> None:
    """
    Write a party's chances at the next elections as GeoParquet: multipolygons in EPSG:4326, `outlook` naming each.

    Parameters
    ----------
    dossier : Dossier
        With an outlook or more.
    path : Path

    Notes
    -----
    As `write_party_geoparquet`.
    """
    frames = [frame.assign(outlook=code) for code, frame in dossier.outlooks.items()]
    every = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))
    write_geoparquet(path, every, {**told(dossier), "sources": known_records(dossier.sources)})


def write_party_geoparquet(dossier: Dossier, path: Path) -> None:
    """
    Write a party's figures in the areas that vote as GeoParquet: multipolygons in EPSG:4326.

    Parameters
    ----------
    dossier : Dossier
    path : Path

    Notes
    -----
    Null is unknown, or not there at all where ``lists_…`` is 0. What the figures depend on, sources included, is in the
    metadata of the file.
    """
    frame = dossier.areas.frame.rename_axis("code").reset_index()
    write_geoparquet(path, frame, {**told(dossier), "sources": known_records(dossier.sources)})


def list_layers(dossier: Dossier) -> list[PartyLayer]:
    """
    List the layers of a party's file, the one with its scores first.

    Parameters
    ----------
    dossier : Dossier

    Returns
    -------
    list of PartyLayer
        A layer without features is there, too.
    """
    communes = dossier.communes.rename_axis("code").reset_index()
    named = [column for key, column in PLACE.items() if key in communes]
    zones = text("Party areas")
    return [
        _standing(dossier, dossier.areas),
        PartyLayer(
            "zones", zones, dossier.zones, list(ZONE.values()), [PartyStyle(zones.fr, outline(zones.fr, *_ZONE))]
        ),
        PartyLayer("clusters", text("Neighbourhoods"), dossier.clusters, list(CLUSTER.values()), _of_clusters()),
        *(_standing(dossier, whole) for whole in reversed(dossier.wholes)),
        PartyLayer("communes", LEVELS["commune"], communes, named, [_outlined("commune")]),
        *([] if dossier.census is None else [_census(dossier, dossier.census)]),
        *(layer for code, frame in dossier.outlooks.items() for layer in _outlooks(code, frame)),
    ]


def _outlooks(code: str, frame: gpd.GeoDataFrame) -> Iterable[PartyLayer]:
    """Make a layer of each level that an outlook tells of, coloured by the chance of a seat."""
    columns = list(OUTLOOK.values())
    for level in frame["level"].unique():
        title = text("{outlook}: {level}", outlook=outlook_title(code), level=LEVELS[level])
        rows = gpd.GeoDataFrame(frame[frame["level"] == level].reset_index(drop=True))
        style = PartyStyle(CHANCE.fr, chances("p_seat"))
        yield PartyLayer(f"outlook_{layer_name(level)}", title, rows, columns, [style])


def _census(dossier: Dossier, census: Census) -> PartyLayer:
    """Make the layer of what the census tells of the areas that vote."""
    frame = dossier.areas.frame.rename_axis("code").reset_index()
    frame = gpd.GeoDataFrame(with_census(frame, census, dossier.areas.level))
    places = [column for key, column in PLACE.items() if key != "population"]
    columns = [*places, *UNITS.values(), *of_census(census)]
    told = [column for column in columns if column.key in frame and frame[column.key].notna().any()]
    title = text("Census")
    styles = [PartyStyle(title.fr, outline(title.fr, *_OUTLINES["province"]), named=False)]
    return PartyLayer("census", title, frame[[*(column.key for column in told), "geometry"]], told, styles)


def layer_name(level: str) -> str:
    """Name the layer of a level: its plural."""
    return f"{level[:-1]}ies" if level.endswith("y") else f"{level}s"


def _standing(dossier: Dossier, standings: Standings) -> PartyLayer:
    """Make the layer of a level; one that is not of the areas that vote is drawn as borders unless asked otherwise."""
    frame = standings.frame.rename_axis("code").reset_index()
    figures = of_votes([*CONTEST.values(), *RESULT.values(), *STRENGTH.values()], dossier.votes)
    places = [column for key, column in PLACE.items() if key in frame and frame[key].notna().any()]
    columns = [*places, *(column for column in figures if column.key in frame)]
    frame = frame[[*(column.key for column in columns), "geometry"]]
    styles = list(_themed(dossier, frame))
    if standings is not dossier.areas:
        styles.insert(0, _outlined(standings.level))
    return PartyLayer(layer_name(standings.level), LEVELS[standings.level], frame, columns, styles)


def _themed(dossier: Dossier, frame: gpd.GeoDataFrame) -> Iterable[PartyStyle]:
    """Make the styles of themes that the layer has figures for, those of the latest election first."""
    known = known_themes()
    for vote in dossier.votes:
        lists = f"lists_{vote.suffix}"
        for key, figure in _FIGURES.items():
            field = f"{figure}_{vote.suffix}"
            if field in frame and _tells(frame.loc[frame[lists] > 0, field]):
                yield PartyStyle(f"{known[key].name.fr} {vote.suffix}", _classes(known[key], field, lists))


def _tells(figures: pd.Series) -> bool:
    """Whether anything is known; a class may say that it is not."""
    return bool((figures.notna() & (figures != "unknown")).any())


def _classes(theme: Theme, field: str, fielded: str) -> list[Rule]:
    return rules(theme, field, fielded if theme.of_party else None)


def _of_clusters() -> list[PartyStyle]:
    """Colour the areas as the atlas does; or hatch those of which something is sure, upon another layer."""
    theme, field = known_themes()["cluster"], "label"
    coloured = PartyStyle(theme.name.fr, rules(theme, field, None), named=False)
    return [coloured, PartyStyle(text("Hatching").fr, hatching(theme, field, left_out="ns"), named=False)]


def _outlined(level: str) -> PartyStyle:
    return PartyStyle(text("Boundaries").fr, outline(LEVELS[level].fr, *_OUTLINES[level]), named=False)


def _drawn(layer: PartyLayer) -> FeatureLayer:
    """Describe a layer and draw its styles as the format has them."""
    headings = [
        ColumnHeading(column.key, column.heading.fr, column.heading.ar, f"{column.meaning.fr} / {column.meaning.ar}")
        for column in layer.columns
    ]
    shown = {heading.column: heading.name for heading in headings}
    styles = [
        LayerStyle(style.name, write_qml(style.rules, "name_fr" if style.named else None, shown))
        for style in layer.styles
    ]
    title, described = layer.title.fr, f"{layer.title.fr} / {layer.title.ar}"
    return FeatureLayer(layer.name, layer.frame, title, described, headings, styles)
