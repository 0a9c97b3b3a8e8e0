"""
Literals of filters: values and geometries that a filter holds, checked before they go anywhere.

They are those of CQL2 JSON (OGC 21-065r2 §7), of whatever content.
"""

import datetime as dt
import math
from typing import Any

import orjson
import shapely
from sqlalchemy import BigInteger, ColumnElement, Double, func, literal
from sqlalchemy.types import TypeEngine

from app.errors import BadParameter
from app.ogc.crs import Bounds, box_in_degrees, to_degrees
from app.store.records import Crs

Tree = Any

_GEOMETRIES = (
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"),
)
_NUMBERS = (int, float)
# wide enough for every number that `_number` lets through
_BOUND_AS: dict[type, TypeEngine[Any]] = {int: BigInteger(), float: Double()}


def refused(reason: str) -> BadParameter:
    """Make the error that refuses a filter."""
    return BadParameter("filter", reason)


def bound_value(tree: Tree) -> ColumnElement[Any]:
    """
    Bind a literal as a parameter.

    Raises
    ------
    BadParameter
        It is no date, no finite number, or text that PostgreSQL cannot hold.
    """
    plain = _plain(tree)
    kind = _BOUND_AS.get(type(plain))
    return literal(plain) if kind is None else literal(plain, kind)


def _plain(tree: Tree) -> Any:
    if isinstance(tree, dict):
        return _date(tree["date"])
    if isinstance(tree, str) and "\0" in tree:
        raise refused("holds a NUL character")
    if isinstance(tree, _NUMBERS) and not isinstance(tree, bool):
        return _number(tree)
    return tree


def _date(text: Tree) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise refused(f"{text!r} is no date such as 2021-09-08") from None


def _number(value: float) -> float:
    """Let a whole number stay one as long as PostgreSQL's bigint holds it."""
    if isinstance(value, int) and abs(value) < 2**63:
        return value
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise refused("holds a number that is too large")
    return number


def read_geometry(tree: Tree, crs: Crs) -> shapely.Geometry:
    """
    Read a geometry, GeoJSON or a bbox, and bring it to longitude and latitude.

    Parameters
    ----------
    tree : dict
        A bbox in degrees whose west is greater than its east crosses longitude 180.
    crs : Crs
        The system of its coordinates.

    Raises
    ------
    BadParameter
        It is none, or none that can be compared with: empty, not valid, or outside the world.
    """
    if isinstance(tree, dict) and tree.keys() == {"bbox"}:
        return box_in_degrees("filter", _box(tree["bbox"]), crs)
    try:
        drawn = shapely.from_geojson(orjson.dumps(tree))
    except (shapely.errors.GEOSException, TypeError):
        drawn = None
    if drawn is None or drawn.geom_type not in _GEOMETRIES or drawn.is_empty or not drawn.is_valid:
        raise refused("needs a valid geometry, such as POINT(-6.8 34) or BBOX(-7,33,-6,34)")
    return to_degrees("filter", drawn, crs)


def _box(numbers: Tree) -> Bounds:
    if not isinstance(numbers, list) or len(numbers) not in (4, 6) or any(type(n) not in _NUMBERS for n in numbers):
        raise refused("a bbox has 4 or 6 numbers")
    west, south, *_, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    return west, south, east, north


def bound_geometry(drawn: shapely.Geometry) -> ColumnElement[Any]:
    """Bind a geometry in longitude and latitude as a parameter."""
    return func.ST_GeomFromEWKB(shapely.to_wkb(shapely.set_srid(drawn, 4326), include_srid=True))
