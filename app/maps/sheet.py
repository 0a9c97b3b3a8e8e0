"""One theme of one election as a folium map by itself, to be shown in a notebook without a network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from branca.element import Element, Figure
from numpy.typing import NDArray
from shapely.geometry import mapping

from app.maps import scale
from app.maps.ground import COORDINATE_DECIMALS, land_left_out
from app.maps.templating import templates
from app.maps.texts import TEXTS
from app.maps.themes import Theme, classes
from app.maps.words.catalogues import Language, Text, text
from app.maps.words.numbers import number, percent, points

HEIGHT = "620px"
_ID = "sheet"
_UNKNOWN, _LEFT_OUT = "url(#unknown)", "url(#left-out)"


class _Written(Element):
    """Text that branca puts in the page as it is."""

    def __init__(self, text: str) -> None:
        super().__init__("{{ this.text }}")
        self.text = text


@dataclass(frozen=True)
class Sheet:
    """
    What a sheet shows.

    Attributes
    ----------
    theme : Theme
    title, boundaries : Text
        What the map is of, and whose outlines it has.
    areas : geopandas.GeoDataFrame
        ``name_fr``, ``name_ar``, polygons in EPSG:4326; ``value``, NA unknown; ``absent``, whether it is known that
        the party fielded no list.
    """

    theme: Theme
    title: Text
    boundaries: Text
    areas: gpd.GeoDataFrame


def draw_sheet(sheet: Sheet, language: Language) -> folium.Map:
    """
    Draw a sheet.

    Parameters
    ----------
    sheet : Sheet
    language : str
        Of its words; in Arabic they run from right to left.

    Returns
    -------
    folium.Map
        It asks nothing of a network, in a notebook or saved as a file.
    """
    kinds = classes(sheet.theme, sheet.areas["value"])
    fills = [_fill(sheet.theme, kind, absent) for kind, absent in zip(kinds, sheet.areas["absent"], strict=True)]
    outlines = _outlines(sheet.areas.geometry, fills)
    gaps = land_left_out(sheet.areas)
    page = {
        "sheet": sheet,
        "language": language,
        "legend": _legend(sheet.theme, kinds, fills, language),
        "areas": _tooltips(sheet, kinds, language),
        "left_out": TEXTS["left_out"] if len(gaps) else None,
        "layer": outlines.get_name(),
    }
    figure = Figure(height=HEIGHT)
    figure.header.add_child(_written("sheet_head.html"))
    figure.html.add_child(_written("sheet_body.html", **page))
    leaflet_map = _folium_map()
    leaflet_map.add_to(figure)
    if len(gaps):
        _outlines(gaps, [_LEFT_OUT] * len(gaps), f"{_ID}_gaps").add_to(leaflet_map)
    outlines.add_to(leaflet_map)
    west, south, east, north = sheet.areas.total_bounds
    leaflet_map.fit_bounds([[south, west], [north, east]], padding_top_left=(0, 48), padding_bottom_right=(0, 28))
    return leaflet_map


def _fill(theme: Theme, kind: int | None, absent: bool) -> str:
    if kind is not None:
        return theme.colours[kind]
    return scale.NO_LIST if absent and theme.of_party else _UNKNOWN


def _folium_map() -> folium.Map:
    leaflet_map = folium.Map(tiles=None, attribution_control=False, zoom_snap=0.1)
    leaflet_map._id = _ID
    leaflet_map.default_js, leaflet_map.default_css = [], []  # Leaflet is written in, the rest is not used
    return leaflet_map


def _outlines(shapes: gpd.GeoSeries, fills: list[str], layer_id: str = _ID) -> folium.GeoJson:
    """Make a layer of geometry and colours alone: branca reads what it renders as a template again."""
    features = [
        {"type": "Feature", "id": position, "properties": {"fill": fill}, "geometry": mapping(shape)}
        for position, (shape, fill) in enumerate(zip(_rounded(shapes), fills, strict=True))
    ]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_style,
        smooth_factor=0,
        interactive=layer_id == _ID,  # what lies between the areas has nothing to tell
    )
    layer._id = layer_id
    return layer


def _rounded(shapes: gpd.GeoSeries) -> "NDArray[np.object_]":
    rounded: NDArray[np.object_] = shapely.transform(shapes.to_numpy(), lambda xy: np.round(xy, COORDINATE_DECIMALS))
    return rounded


def _style(feature: Mapping[str, Any]) -> dict[str, Any]:
    return {"fillColor": feature["properties"]["fill"], "fillOpacity": 1, "color": "#ffffff", "weight": 0.6}


def _written(template: str, **values: Any) -> Element:
    return _Written(templates.get_template(template).render(**values))


def _tooltips(sheet: Sheet, kinds: "list[int | None]", language: Language) -> list[dict[str, str]]:
    """Say of each area its name in both languages, and its figure."""
    columns = (sheet.areas[name] for name in ("name_fr", "name_ar", "value", "absent"))
    return [
        {"fr": french, "ar": arabic, "told": _told(sheet.theme, kind, value, absent)[language]}
        for french, arabic, value, absent, kind in zip(*columns, kinds, strict=True)
    ]


def _told(theme: Theme, kind: int | None, value: Any, absent: bool) -> Text:
    if kind is None:
        return TEXTS["class_absent"] if absent and theme.of_party else theme.unknown
    return _WRITTEN[theme.key](value) if theme.limits else theme.categories[kind].label


def _legend(theme: Theme, kinds: "list[int | None]", fills: list[str], language: Language) -> list[dict[str, Any]]:
    """List the classes with their colours and how many areas are in each; empty ones of no list and unknown are out."""
    labels = [label[language] for label in _labels(theme)]
    known = [
        {"fill": colour, "label": label, "count": kinds.count(kind)}
        for kind, (colour, label) in enumerate(zip(theme.colours, labels, strict=True))
    ]
    others = {scale.NO_LIST: TEXTS["class_absent"], _UNKNOWN: theme.unknown}
    rest = [
        {"fill": fill, "label": label[language], "count": fills.count(fill)}
        for fill, label in others.items()
        if fill in fills
    ]
    return [*reversed(known), *rest] if theme.limits else [*known, *rest]


def _labels(theme: Theme) -> list[Text]:
    if theme.categories:
        return [category.label for category in theme.categories]
    write = _WRITTEN[theme.key]
    limits = [write(limit) for limit in theme.limits]
    between = [text("{low} – {high}", low=low, high=high) for low, high in pairwise(limits)]
    return [text("< {limit}", limit=limits[0]), *between, text("≥ {limit}", limit=limits[-1])]


_WRITTEN: Mapping[str, Callable[[float], Text]] = {
    "score": number,
    "share": percent,
    "margin": points,
    "swing": points,
    "turnout": percent,
}
