"""Query parameters declared once: how each is read, and how the API document describes it."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request

from app.analysis.catalogue import FIGURES
from app.errors import BadParameter
from app.http.parameters import reject_undecodable
from app.ogc import cql2
from app.ogc import crs as systems
from app.store.queries.collections import Collection
from app.store.queries.features import Interval
from app.store.records import CRS84

LIMIT = 2000
DEFAULT_LIMIT = 100
MAX_FILTER_BYTES = 2048
MAX_LENGTH = 200
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)

Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """
    A query parameter. ``read`` makes a value of its text, and refuses with a `ValueError` that says what is wanted.

    A parameter that is not given has the value ``default``.
    """

    name: str
    description: str
    schema: Schema
    read: Callable[[str], Any] = str
    default: Any = None
    longest: int = MAX_LENGTH


def read_query(request: Request, declared: Iterable[Parameter]) -> dict[str, Any]:
    """
    Read the query of a request.

    Returns
    -------
    dict
        The value of every declared parameter, by name.

    Raises
    ------
    BadParameter
        For one that is not declared, given twice, too long, not text, or not what it must be.
    """
    known = {parameter.name: parameter for parameter in declared}
    values = {name: parameter.default for name, parameter in known.items()}
    seen: set[str] = set()
    for name, text in request.query_params.multi_items():
        if name not in known:
            raise BadParameter(name, f"unknown parameter; there are: {', '.join(known)}")
        if name in seen:
            raise BadParameter(name, "is given more than once")
        seen.add(name)
        values[name] = _value(known[name], text)
    return values


def _value(parameter: Parameter, text: str) -> Any:
    if len(text.encode("utf-8", errors="replace")) > parameter.longest:
        raise BadParameter(parameter.name, f"is longer than {parameter.longest} bytes")
    reject_undecodable(parameter.name, text)
    try:
        return parameter.read(text)
    except BadParameter as refused:
        raise BadParameter(parameter.name, refused.reason) from None
    except ValueError as refused:
        raise BadParameter(parameter.name, str(refused)) from None


def _one_of(values: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if text not in values:
            raise ValueError(f"must be one of: {', '.join(values)}")
        return values[text]

    return read


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise ValueError("must be a whole number from 1")
    return min(int(text), LIMIT)


def _bbox(text: str) -> systems.Bounds:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise ValueError("must be four numbers, or six with heights: lower corner, upper corner")
    west, south, *_, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    return west, south, east, north


def _interval(text: str) -> Interval:
    first, slash, last = text.partition("/")
    if not slash:
        return _day(first), _day(first)
    begin, end = (None if end in ("", "..") else _day(end) for end in (first, last))
    if begin is None and end is None:
        raise ValueError("is open at both ends: leave it out")
    if begin and end and begin > end:
        raise ValueError("ends before it begins")
    return begin, end


def _day(text: str) -> dt.date:
    try:
        # the standard library reads more than RFC 3339 has: weeks, dates without hyphens, times without an offset
        if RFC_3339.fullmatch(text):
            return dt.datetime.fromisoformat(text.upper()).date()
    except ValueError:
        pass  # a day or an hour that there is not
    raise ValueError("must be a date, a time with its offset, or two of them as 2011-01-01/2021-12-31, .. where open")


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadParameter("filter", f"is not JSON: {error}") from None


FILTER_LANGUAGES = {"cql2-text": cql2.parse, "cql2-json": _json, "cql-text": cql2.parse}  # the last is its name to GDAL


def form(*names: str) -> Parameter:
    """In which of these forms to answer."""
    schema = {"type": "string", "enum": list(names)}
    return Parameter("f", "form of the answer; overrides Accept", schema, _one_of({name: name for name in names}))


FORM = form("json", "html")
LIMIT_PARAMETER = Parameter(
    "limit",
    f"the most features to return; more than {LIMIT} counts as {LIMIT}",
    {"type": "integer", "minimum": 1, "maximum": LIMIT, "default": DEFAULT_LIMIT},
    _limit,
    DEFAULT_LIMIT,
)
AFTER = Parameter("after", "id of the feature before the first; `next` links carry it", {"type": "string"})
BBOX = Parameter(
    "bbox",
    "lower corner and upper corner of a box that the features intersect",
    {"type": "array", "items": {"type": "number"}, "oneOf": [{"minItems": n, "maxItems": n} for n in (4, 6)]},
    _bbox,
)
DATETIME = Parameter("datetime", "day or interval; features without a time always match", {"type": "string"}, _interval)
FILTER = Parameter("filter", "condition in CQL2", {"type": "string"}, longest=MAX_FILTER_BYTES)
FILTER_LANG = Parameter(
    "filter-lang",
    "language of filter",
    {"type": "string", "enum": list(FILTER_LANGUAGES), "default": "cql2-text"},
    _one_of(FILTER_LANGUAGES),
    cql2.parse,
)
BANDS = ("low", "medium", "high")


def _crs(name: str, description: str) -> Parameter:
    schema = {"type": "string", "format": "uri", "enum": list(systems.BY_URI), "default": CRS84.uri}
    return Parameter(name, description, schema, _one_of(systems.BY_URI), CRS84)


CRS = _crs("crs", "coordinate reference system of the answer")
BBOX_CRS = _crs("bbox-crs", "coordinate reference system of bbox")
FILTER_CRS = _crs("filter-crs", "coordinate reference system of the coordinates in filter")


def _detail(collection: Collection) -> list[Parameter]:
    if not collection.of_areas:
        return []
    schema = {"type": "string", "enum": list(BANDS), "default": collection.band}
    words = "how fine the outlines are: simplified to 1000 m, 300 m or 60 m"
    return [Parameter("detail", words, schema, _one_of({band: band for band in BANDS}), collection.band)]


def of_feature(collection: Collection) -> list[Parameter]:
    """Parameters of one feature."""
    return [FORM, CRS, *_detail(collection)]


def of_items(collection: Collection) -> list[Parameter]:
    """Parameters of a page of features; each property is one."""
    fixed = [FORM, LIMIT_PARAMETER, BBOX, BBOX_CRS, DATETIME, CRS, FILTER, FILTER_LANG, FILTER_CRS]
    return [
        *fixed,
        *_detail(collection),
        AFTER,
        *(_property(name, kind) for name, kind in collection.properties.items()),
    ]


SCHEMAS: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
}
_READERS: Mapping[type, Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    bool: _one_of({"true": True, "false": False}),
    dt.date: lambda text: {"date": _day(text).isoformat()},
}


def _property(name: str, kind: type) -> Parameter:
    return Parameter(name, f"only features with this {name}: {FIGURES[name].described}", SCHEMAS[kind], _READERS[kind])


def of_layer(layer: Collection) -> list[Parameter]:
    """Declare what a layer of thematic tiles is chosen by."""
    schema = {"type": "string", "minLength": 1, "maxLength": 100}
    return [Parameter(name, f"code of the {name}", schema, longest=100) for name in layer.given]
