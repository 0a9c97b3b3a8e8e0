"""Features of a collection: what a client's question selects, page by page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, SQLColumnExpression, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.errors import BadParameter, NotFound
from app.store.models import Area, AreaShape
from app.store.queries.collections import Band, Collection
from app.store.records import CRS84, Crs, Row

Interval = tuple[dt.date | None, dt.date | None]

SEPARATOR = ":"
"""Between the parts of a feature's id."""

_DIGITS = 18  # as many as a bigint holds whatever they are
_POLYGON = '{"type":"Polygon","coordinates":'
_MULTIPOLYGON = '{"type":"MultiPolygon","coordinates":'


@dataclass(frozen=True)
class FeatureFilter:
    """
    What the features must satisfy, all of it.

    Attributes
    ----------
    conditions : tuple of ColumnElement
        On the columns of the collection's relation and on its `outline`.
    when : tuple of date, optional
        The first and the last day, None where open.
    """

    conditions: tuple[ColumnElement[bool], ...] = ()
    when: Interval | None = None


@dataclass(frozen=True)
class OutlineFormat:
    """How the outlines are drawn: in which system, and how fine."""

    crs: Crs
    band: Band


@dataclass(frozen=True)
class FeaturePage:
    """At most ``limit`` features that follow the one with the id ``after``, or the first ones."""

    limit: int
    after: str | None = None


def read_page(
    session: Session, collection: Collection, wanted: FeatureFilter, drawing: OutlineFormat, page: FeaturePage
) -> list[Row]:
    """
    Read a page of the features that satisfy what is wanted.

    Returns
    -------
    list of dict
        `id`, `geometry` as GeoJSON text, and the properties; in the order of the ids' parts.

    Raises
    ------
    BadParameter
        An ``after`` that is no id of this collection.
    """
    key = tuple_(*_key(collection))
    statement = _drawn(collection, drawing).where(*_conditions(collection, wanted)).order_by(*_key(collection))
    if page.after is not None:
        statement = statement.where(key > tuple_(*_parts(collection, page.after)))
    return _rows(session, collection, statement.limit(page.limit))


def one(session: Session, collection: Collection, feature_id: str, drawing: OutlineFormat) -> Row:
    """
    Read one feature.

    Raises
    ------
    NotFound
        The collection has none of this id.
    """
    try:
        parts = _parts(collection, feature_id)
    except BadParameter:
        parts = [literal(None) for _ in collection.key]
    same = [column == part for column, part in zip(_key(collection), parts, strict=True)]
    rows = _rows(session, collection, _drawn(collection, drawing).where(*same))
    if not rows:
        raise NotFound(f"{collection.id} has no feature {feature_id!r}; ids are {SEPARATOR.join(collection.key)}.")
    return rows[0]


def matched(session: Session, collection: Collection, wanted: FeatureFilter) -> int:
    """Count the features that satisfy what is wanted."""
    relation = collection.relation
    statement = select(func.count()).select_from(relation).where(*_conditions(collection, wanted))
    if collection.of_areas and wanted.conditions:
        statement = statement.join(Area, Area.id == relation.c.area_id)
    return session.execute(statement).scalar_one()


def extent(session: Session, collection: Collection) -> tuple[list[float], list[dt.date] | None]:
    """
    Measure a collection.

    Returns
    -------
    list of float
        West, south, east, north in degrees; empty where there are no features.
    list of date, or None
        First and last day, None for a collection without time.
    """
    relation = collection.relation
    outlines = select(func.ST_Extent(outline(collection)).label("box"))
    if collection.of_areas:
        outlines = outlines.where(Area.id.in_(select(relation.c.area_id)))
    box = outlines.subquery()
    corners = [getattr(func, name)(box.c.box) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")]
    bounds = [corner for corner in session.execute(select(*corners)).one() if corner is not None]
    if collection.date is None:
        return bounds, None
    date = relation.c[collection.date]
    days = session.execute(select(func.min(date), func.max(date))).one()
    return bounds, [day for day in days if day is not None]


def _key(collection: Collection) -> list[ColumnElement[Any]]:
    return [collection.relation.c[name] for name in collection.key]


def _parts(collection: Collection, feature_id: str) -> list[ColumnElement[str]]:
    parts = feature_id.split(SEPARATOR)
    if len(parts) != len(collection.key):
        raise BadParameter("after", f"is no id of {collection.id}: {SEPARATOR.join(collection.key)}")
    return [_part(collection.properties[name], part) for name, part in zip(collection.key, parts, strict=True)]


def _part(kind: type, text: str) -> ColumnElement[Any]:
    if kind is str:
        return literal(text)
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadParameter("after", f"{text!r} is no number that an id has")
    return literal(int(text), BigInteger)


def outline(collection: Collection) -> SQLColumnExpression[Any]:
    """Return the exact outline of a feature, in EPSG:4326."""
    return Area.geom if collection.of_areas else collection.relation.c.geom


def _drawn(collection: Collection, drawing: OutlineFormat) -> Select[Any]:
    relation = collection.relation
    source = AreaShape if collection.of_areas else relation.c
    properties = [relation.c[name] for name in collection.properties]
    statement = select(_geometry(source, drawing.crs).label("geometry"), *properties).select_from(relation)
    if not collection.of_areas:
        return statement
    shape = (AreaShape.area_id == relation.c.area_id) & (AreaShape.band == drawing.band)
    return statement.join(Area, Area.id == relation.c.area_id).outerjoin(AreaShape, shape)


def _geometry(source: Any, crs: Crs) -> ColumnElement[Any]:
    """GeoJSON text of an outline: as it is stored, or else transformed."""
    if crs == CRS84:
        text: ColumnElement[Any] = source.geojson
        return text
    moved = func.ST_Transform(source.geom, crs.srid)
    ordered = func.ST_FlipCoordinates(moved) if crs.latitude_first else moved
    return func.ST_AsGeoJSON(ordered, crs.decimals, 0)


def _conditions(collection: Collection, wanted: FeatureFilter) -> list[ColumnElement[bool]]:
    if wanted.when is None or collection.date is None:
        return list(wanted.conditions)
    return [*wanted.conditions, *_within(collection.relation.c[collection.date], wanted.when)]


def _within(date: ColumnElement[Any], when: Interval) -> list[ColumnElement[bool]]:
    first, last = when
    bounds = [] if first is None else [date >= first]
    return bounds if last is None else [*bounds, date <= last]


def _rows(session: Session, collection: Collection, statement: Select[Any]) -> list[Row]:
    found = session.execute(statement)
    names = list(found.keys())
    parts = [names.index(name) for name in collection.key]
    return [
        dict(zip(names, row, strict=True))
        | {"id": SEPARATOR.join([str(row[part]) for part in parts]), "geometry": _of_parts(row.geometry)}
        for row in found
    ]


def _of_parts(geometry: str | None) -> str | None:
    """Write a polygon as a multipolygon of one part: a layer of a GIS has one type of geometry."""
    if geometry is None or not geometry.startswith(_POLYGON):
        return geometry
    return f"{_MULTIPOLYGON}[{geometry[len(_POLYGON) : -1]}]}}"
