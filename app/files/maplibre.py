"""Styles as MapLibre reads them: the classes and colours of the atlas, for tiles of a layer."""

import struct
import zlib
from itertools import pairwise
from typing import Any

from app.files.styles import known_themes, rules
from app.maps import scale
from app.maps.themes import MAJORITY, QUARTER, Theme

Expression = list[Any]

HATCH = "unknown"
"""Name of the image of hatching in the sprite."""

_FIGURES = {
    "score": "score",
    "class": "strength_class",
    "share": "share",
    "cluster": "label",
    "margin": "margin",
    "seats": "seats_won",
    "council": "seats_part",
    "turnout": "turnout",
    "winner": "leader",
}
_PIXELS = 8
_GROUND, _INK, _BORDER = "#ffffff", "#8a8d8a", "#ffffff"


def figure_of(key: str) -> str | None:
    """Name the attribute of a tile that a theme colours by; None where tiles have none."""
    return _FIGURES.get(key)


def style(theme: Theme, tiles: str, layer: str, sprite: str) -> dict[str, Any]:
    """
    Write a style.

    Parameters
    ----------
    theme : Theme
        One that `figure_of` knows.
    tiles : str
        Address of the TileJSON.
    layer : str
        Name of the layer in the tiles; its features have `lists` where the theme tells an area without a list apart.
    sprite : str
        Address of the sprite, without its ending.

    Returns
    -------
    dict
        Of MapLibre's style specification, version 8. Its metadata name the theme and its classes.
    """
    figure = _FIGURES[theme.key]
    drawn = {"source": "kharita", "source-layer": layer}
    absent: list[Expression] = [["==", ["get", "lists"], 0]] if theme.of_party else []
    listed: list[Expression] = [[">", ["get", "lists"], 0]] if theme.of_party else []
    classes = [
        *(("absent", condition, scale.NO_LIST) for condition in absent),
        *(
            (f"{theme.key}-{number}", ["all", ["has", figure], *listed, *conditions], colour)
            for number, (conditions, colour) in enumerate(zip(_classes(theme, figure), theme.colours, strict=True))
        ),
    ]
    borders = {"line-color": _BORDER, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.3, 10, 1.5]}
    return {
        "version": 8,
        "name": f"{theme.name.fr} / {theme.name.ar}",
        "metadata": {
            "kharita:theme": theme.key,
            "kharita:title": {"fr": theme.legend.fr, "ar": theme.legend.ar},
            "kharita:classes": [
                {"label": rule.label, "colour": rule.fill.colour, "hatched": rule.fill.hatch is not None}
                for rule in rules(theme, figure, "lists" if theme.of_party else None)
            ],
        },
        "sprite": sprite,
        "sources": {"kharita": {"type": "vector", "url": tiles}},
        "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": _GROUND}},
            {"id": "unknown", "type": "fill", **drawn, "paint": {"fill-pattern": HATCH}},
            *(
                {"id": name, "type": "fill", **drawn, "filter": condition, "paint": {"fill-color": colour}}
                for name, condition, colour in classes
            ),
            {"id": "borders", "type": "line", **drawn, "paint": borders},
        ],
    }


def _classes(theme: Theme, figure: str) -> list[list[Expression]]:
    """
    List the conditions of each class, in a layer of the style of its own.

    QGIS reads comparisons in filters and colours that are constant; of MapLibre's other expressions little.
    """
    value: Expression = ["get", figure]
    if theme.key == "council":  # as `app.maps.themes.council_parts` names them
        some: list[Expression] = [[">", value, 0], ["<", value, QUARTER]]
        return [[["==", value, 0]], some, [[">=", value, QUARTER], ["<=", value, MAJORITY]], [[">", value, MAJORITY]]]
    if theme.limits:
        stretches = pairwise((None, *theme.limits, None))
        return [
            [[sign, value, limit] for sign, limit in ((">=", low), ("<", high)) if limit is not None]
            for low, high in stretches
        ]
    *others, last = [category.key for category in theme.categories]
    named: list[list[Expression]] = [[["==", value, key]] for key in others]
    if last == "other":
        return [*named, [["!=", value, key] for key in others]]
    return [*named, [["==" if isinstance(last, str) else ">=", value, last]]]


def themed() -> dict[str, Theme]:
    """List the themes that tiles have a figure for, by key; `winner` is without its parties."""
    return {key: theme for key, theme in known_themes().items() if key in _FIGURES}


def sprite_index(ratio: int) -> dict[str, dict[str, int]]:
    """Say where in the sprite each image is, at this many pixels for one."""
    side = _PIXELS * ratio
    return {HATCH: {"x": 0, "y": 0, "width": side, "height": side, "pixelRatio": ratio}}


def sprite_image(ratio: int) -> bytes:
    """Draw the sprite as PNG: hatching that repeats without a seam."""
    side = _PIXELS * ratio
    ground, ink = (bytes.fromhex(colour[1:]) + b"\xff" for colour in (_GROUND, _INK))
    rows = (b"".join(ink if (x + y) % side < ratio else ground for x in range(side)) for y in range(side))
    pixels = b"".join(b"\0" + row for row in rows)  # each row without a filter
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)  # eight bits of red, green, blue and opacity
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
