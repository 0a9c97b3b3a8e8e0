"""The forms an answer goes out in: JSON, GeoJSON and CSV; and which one a client wants."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

import orjson

Row = dict[str, Any]
Format = Literal["json", "geojson", "csv"]
F = TypeVar("F", bound=str)

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# the field that tells a record from the others of its list
_NAMES = ("component", "assumption", "party", "election", "name")
_BOM = "\ufeff"


def negotiate(accept: str, offered: Sequence[F], media_types: Mapping[F, str] = MEDIA_TYPES) -> F | None:
    """
    Choose the form a client likes best.

    Parameters
    ----------
    accept : str
        The Accept header; empty means that anything will do.
    offered : sequence of str
        Forms the answer exists in, the default first.
    media_types : mapping
        Media type of each form.

    Returns
    -------
    str or None
        The form of the highest quality (RFC 9110 §12.5.1), the first offered among equals; None where all are refused.
    """
    ranges = [_media_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    quality = {form: _quality(media_types[form].partition(";")[0], ranges) for form in offered}
    best = max(offered, key=quality.__getitem__)
    return best if quality[best] > 0 else None


def _media_range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = [text[2:] for text in parameters if text.startswith("q=")]
    try:
        return name, float(weights[0]) if weights else 1.0
    except ValueError:
        return name, 0.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Quality given by the most specific range that covers the media type."""
    covering = [media_type, media_type.partition("/")[0] + "/*", "*/*"]
    found = [(covering.index(name), -weight) for name, weight in ranges if name in covering]
    return -min(found)[1] if found else 0.0


def nest(row: Mapping[str, Any]) -> Row:
    """Make ``{"area": {"code": "03"}}`` of ``{"area__code": "03"}``; an inner record of nulls only is null itself."""
    nested: Row = {}
    for key, value in row.items():
        outer, inside, inner = key.partition("__")
        if inside:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[key] = value
    empty = {key for key in nested if key not in row and all(value is None for value in nested[key].values())}
    return nested | dict.fromkeys(empty)


def flatten(row: Mapping[str, Any], prefix: str = "") -> Row:
    """
    Make a flat record, for a table or a layer's attributes.

    ``area__code`` and ``{"area": {"code": …}}`` become ``area_code``; a list of records becomes columns that begin with
    the record's name: ``[{"party": "RNI", "votes": 5}]`` becomes ``RNI_votes``. Records without a name stay a list.
    """
    flat: Row = {}
    for key, value in row.items():
        name = prefix + key.replace("__", "_")
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{name}_")
        elif isinstance(value, list) and all(_name_of(record) for record in value):
            flat |= _columns(value)
        else:
            flat[name] = value
    return flat


def _columns(records: list[Mapping[str, Any]]) -> Row:
    columns: Row = {}
    for record in records:
        named_by = _name_of(record)
        columns |= flatten({key: record[key] for key in record if key != named_by}, f"{record[named_by]}_")
    return columns


def _name_of(record: Any) -> str | None:
    """Find the field that names a record; None if it is no record, or has no name."""
    return next((key for key in _NAMES if isinstance(record, Mapping) and key in record), None)


def write_json(items: list[Row], about: Row) -> bytes:
    """Write items and what is said about them (`matched`, `provenance`) as JSON."""
    return orjson.dumps({"items": [nest(item) for item in items], "count": len(items), **about})


def write_geojson(items: list[Row], about: Row) -> bytes:
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
    return orjson.dumps({"type": "FeatureCollection", "features": features, "count": len(items), **about})


def write_csv(items: list[Row], about: Row) -> bytes:
    """
    Write items as a table that Excel opens with its Arabic intact: UTF-8 with a byte order mark.

    Unknown is an empty cell. The three last columns name the dataset, the method and the sources, so that a saved file
    still tells what its numbers depend on. A text that a spreadsheet would run as a formula follows an apostrophe.
    """
    provenance = about["provenance"]
    origin = {
        "dataset_version": provenance["dataset_version"],
        "method_version": provenance.get("method_version"),
        "source_codes": " ".join(dict.fromkeys(source["source_code"] for source in provenance["sources"])),
    }
    rows = [flatten(item) | origin for item in items]
    columns = dict.fromkeys([*(column for row in rows for column in row if column not in origin), *origin])
    text = io.StringIO(_BOM)
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return orjson.dumps(value).decode() if isinstance(value, list | bool) else value


WRITERS = {"json": write_json, "geojson": write_geojson, "csv": write_csv}
