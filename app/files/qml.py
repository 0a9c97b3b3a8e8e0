"""Styles as QGIS writes them, QML: classes with their fills, and names on the map."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_NAMED_FROM = 3_000_000
"""Scale (1 to this) from which names are written; a constituency is then a few centimetres wide."""

_BORDER = "#ffffff"
_BORDER_MM, _HATCH_MM, _HATCH_EVERY_MM = 0.2, 0.26, 1.4


@dataclass(frozen=True)
class Fill:
    """How a class is drawn: filled, hatched, or neither; with a border."""

    colour: str | None = None
    hatch: str | None = None
    border: str = _BORDER
    border_mm: float = _BORDER_MM


@dataclass(frozen=True)
class Rule:
    """A class: which features are in it, as an expression of QGIS (``ELSE``: those in no other), and how they look."""

    label: str
    condition: str
    fill: Fill


def write_qml(classes: Sequence[Rule], name_field: str | None, headings: Mapping[str, str]) -> str:
    """
    Write a style.

    Parameters
    ----------
    classes : sequence of Rule
        Each feature is drawn once for each class it is in.
    name_field : str or None
        Column with the names to write on the map, None for no names.
    headings : mapping
        What QGIS shows in place of the names of columns.

    Returns
    -------
    str
        QML as QGIS 3 reads it: symbology, labels and headings; nothing else of the layer is changed.
    """
    style = Xml.Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling|Fields")
    style.set("labelsEnabled", str(int(name_field is not None)))
    renderer = Xml.SubElement(style, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    listed = Xml.SubElement(renderer, "rules", key=_key("rules"))
    symbols = Xml.SubElement(renderer, "symbols")
    for number, rule in enumerate(classes):
        named = {"label": rule.label, "filter": rule.condition, "symbol": str(number)}
        Xml.SubElement(listed, "rule", named, key=_key(f"{number} {rule.label}"))
        _add_symbol(symbols, str(number), rule.fill)
    if name_field is not None:
        _add_labels(style, name_field)
    aliases = Xml.SubElement(style, "aliases")
    for field, heading in headings.items():
        Xml.SubElement(aliases, "alias", field=field, name=heading)
    Xml.indent(style)
    return _DOCTYPE + Xml.tostring(style, encoding="unicode")


def _key(text: str) -> str:
    """Make the identifier that QGIS wants of every rule, the same in every writing."""
    return f"{{{uuid.uuid5(uuid.NAMESPACE_OID, text)}}}"


def _add_symbol(symbols: Xml.Element, name: str, fill: Fill) -> None:
    symbol = Xml.SubElement(symbols, "symbol", type="fill", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    border = {"outline_color": _rgb(fill.border), "outline_width": str(fill.border_mm), "outline_style": "solid"}
    filled = {"style": "no"} if fill.colour is None else {"style": "solid", "color": _rgb(fill.colour)}
    _add_layer(symbol, "SimpleFill", filled | border | {"outline_width_unit": "MM", "joinstyle": "round"})
    if fill.hatch is not None:
        spaced = {"angle": "45", "distance": str(_HATCH_EVERY_MM), "distance_unit": "MM"}
        hatching = _add_layer(symbol, "LinePatternFill", spaced)
        line = Xml.SubElement(hatching, "symbol", type="line", name=f"@{name}@1", alpha="1", clip_to_extent="1")
        drawn = {"line_color": _rgb(fill.hatch), "line_width": str(_HATCH_MM), "line_width_unit": "MM"}
        _add_layer(line, "SimpleLine", drawn)


def _add_layer(symbol: Xml.Element, kind: str, options: dict[str, str]) -> Xml.Element:
    layer = Xml.SubElement(symbol, "layer", {"class": kind}, enabled="1", locked="0")
    layer.set("pass", "0")
    listed = Xml.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        Xml.SubElement(listed, "Option", name=name, type="QString", value=value)
    return layer


def _add_labels(style: Xml.Element, field: str) -> None:
    labelling = Xml.SubElement(style, "labeling", type="simple")
    settings = Xml.SubElement(labelling, "settings")
    text = {"fieldName": field, "fontSize": "8", "fontSizeUnit": "Point", "textColor": "30,30,30,255"}
    written = Xml.SubElement(settings, "text-style", text, textOpacity="1", isExpression="0", fontFamily="Sans Serif")
    buffered = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"}
    Xml.SubElement(written, "text-buffer", buffered, bufferOpacity="1")
    Xml.SubElement(settings, "placement", placement="4")
    shown = {"scaleVisibility": "1", "scaleMin": "0", "scaleMax": str(_NAMED_FROM)}
    Xml.SubElement(settings, "rendering", shown, drawLabels="1", obstacle="1")


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
