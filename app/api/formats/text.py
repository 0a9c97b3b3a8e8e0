"""Answers as text: JSON, GeoJSON and CSV."""

import csv
import io
from typing import Any

import orjson

from app.api.formats.rows import About, as_text, flatten, nest, tabulate
from app.store.records import Row

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"


def write_json(items: list[Row], about: About) -> bytes:
    """Write items and what is said about them as JSON."""
    return orjson.dumps({"items": [nest(item) for item in items], **_said(items, about)})


def write_geojson(items: list[Row], about: About) -> bytes:
    """
    Write items as a FeatureCollection (RFC 7946).

    Each item's `geometry` is GeoJSON text and goes out as it is stored; what is said about the items becomes foreign
    members.
    """
    features = [
        {
            "type": "Feature",
            "geometry": orjson.Fragment(item["geometry"] or "null"),
            "properties": flatten({key: value for key, value in item.items() if key != "geometry"}),
        }
        for item in items
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features, **_said(items, about)})


def _said(items: list[Row], about: About) -> Row:
    return {"count": len(items), "matched": about.matched, "links": about.links, "provenance": about.provenance}


def write_csv(items: list[Row], about: About) -> bytes:
    """
    Write items as a table that Excel opens with its Arabic intact: UTF-8 with a byte order mark.

    Unknown is an empty cell. The three last columns name the dataset, the method and the sources, so that a saved file
    still tells what its numbers depend on. A text that a spreadsheet would run as a formula follows an apostrophe.
    """
    columns, rows = tabulate(items)
    origin = {
        "dataset_version": about.provenance["dataset_version"],
        "method_version": about.provenance.get("method_version"),
        "source_codes": " ".join(about.source_codes),
    }
    text = io.StringIO(_BOM)
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    table.writerow([*columns, *origin])
    table.writerows([*(_cell(row.get(column)) for column in columns), *origin.values()] for row in rows)
    return text.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return as_text(value) if isinstance(value, list | bool) else value
