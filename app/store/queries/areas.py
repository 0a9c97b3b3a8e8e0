"""Areas: found by name, by place, by what they lie in, or by code."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Label, Select, case, func, join, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import unknown_code
from app.store.models import LEVELS, Area, AreaPart, AreaShape, Election, SourceFile
from app.store.records import Row

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_METRES_PER_DEGREE = 110_500  # a little less than a degree of latitude has anywhere
_LEVEL_ORDER = case({level: order for order, level in enumerate(LEVELS)}, value=Area.level)


@dataclass(frozen=True)
class Search:
    """
    What the areas must satisfy, all of it; None and the empty tuple ask for nothing.

    ``parent`` is the code of an area in which they lie, directly or not. ``words`` are folded
    (`app.analysis.names.fold`). Points are (longitude, latitude) and boxes (west, south, east, north), in degrees.
    """

    level: str | None = None
    parent: str | None = None
    words: Sequence[str] = ()
    box: Box | None = None
    containing: Point | None = None
    near: Point | None = None
    radius_m: float = 0.0


def search(session: Session, wanted: Search, band: str | None) -> list[Row]:
    """
    Find areas.

    Parameters
    ----------
    session : Session
    wanted : Search
    band : str or None
        Generalisation level of the outlines to add as `geometry`, GeoJSON text.

    Returns
    -------
    list of dict
        The nearest areas come first, or those whose words begin as asked, then the larger levels.

    Raises
    ------
    NotFound
        There is no such parent.
    """
    first = [_distance(wanted.near).label("distance_m")] if wanted.near else []
    matching = described(band).add_columns(*first).where(*_conditions(wanted))
    if wanted.parent is not None:
        within, _ = identify(session, wanted.parent)
        matching = matching.where(Area.id.in_(inside(within)), Area.id != within)
    statement = matching.order_by(*first, *_relevance(wanted.words), _LEVEL_ORDER, Area.code, Area.vintage)
    return [dict(row) for row in session.execute(statement).mappings()]


def one(session: Session, level: str, code: str, band: str | None) -> Row:
    """
    Describe one area.

    Raises
    ------
    NotFound
        No area of this level has this code.
    """
    matching = described(band).where(Area.level == level, Area.code == code)
    statement = matching.order_by(Area.vintage.desc())
    row = session.execute(statement).mappings().first()
    if row is None:
        raise _unknown(session, code, Area.level == level, f"area of level {level}")
    return dict(row)


def identify(session: Session, code: str) -> tuple[int, str]:
    """
    Find the id and the level of the area with this code.

    Raises
    ------
    NotFound
        No area of any level has it.
    """
    statement = select(Area.id, Area.level).where(Area.code == code).order_by(_LEVEL_ORDER, Area.vintage.desc())
    found = session.execute(statement).first()
    if found is None:
        raise _unknown(session, code, Area.code != "", "area")
    return found.id, found.level


def in_force(election: str | BindParameter[str]) -> ColumnElement[bool]:
    """Whether an area was one on the day of an election."""
    day = select(Election.date).where(Election.code == election).scalar_subquery()
    begun = or_(Area.valid_from.is_(None), Area.valid_from <= day)
    return begun & or_(Area.valid_to.is_(None), Area.valid_to > day)


def identify_in(session: Session, election: str, code: str) -> int:
    """
    Find the id of the area that had this code on the day of an election, or else has it in another division.

    A regional constituency is the region: it has its outline and all that lies in it.

    Raises
    ------
    NotFound
        No area of any level has it.
    """
    own = case((Area.level == "regional_constituency", Area.parent_id), else_=Area.id)
    then = session.scalar(select(own).where(Area.code == code, in_force(election)))
    return then or identify(session, code)[0]


def names(session: Session, level: str) -> dict[str, Row]:
    """Name the areas of a level, in their latest edition, by code: as `app.api.schemas.AreaName`."""
    columns = (Area.level, Area.code, Area.name_fr, Area.name_ar)
    statement = select(*columns).where(Area.level == level).order_by(Area.vintage)
    return {row["code"]: dict(row) for row in session.execute(statement).mappings()}


def inside(area_id: int) -> Select[int]:
    """Select the ids of an area and of all that lies in it, be it as a child or as a part of a constituency."""
    parts = select(AreaPart.part_id).where(AreaPart.area_id == area_id)
    tree = select(Area.id).where((Area.id == area_id) | Area.id.in_(parts)).cte("tree", recursive=True)
    children = select(Area.id).join(tree, Area.parent_id == tree.c.id)
    return select(tree.union(children).c.id)


def named(area: Any, label: str) -> list[Label[Any]]:
    """Columns that name an area, labelled to become the inner record `label`."""
    return [getattr(area, name).label(f"{label}__{name}") for name in ("level", "code", "name_fr", "name_ar")]


def outlined(statement: Select[Any], band: str | None) -> Select[Any]:
    """Add the outlines of a generalisation level as `geometry` to a selection of areas; none for None."""
    if band is None:
        return statement
    shape = (AreaShape.area_id == Area.id) & (AreaShape.band == band)
    return statement.add_columns(AreaShape.geojson.label("geometry")).outerjoin(AreaShape, shape)


def source_files() -> list[Select[int]]:
    """Select the files that names and outlines of areas were made of."""
    codes = select(SourceFile.source_code).join(Area, Area.source_file_id == SourceFile.id)
    return [select(SourceFile.id).where(SourceFile.source_code.in_(codes))]


def described(band: str | None) -> Select[Any]:
    """
    Select areas with what they lie in, and the outlines of a generalisation level as `geometry`, none for None.

    A communal unit has the local constituency it votes in, with what is particular about that.
    """
    parent, seat, part = aliased(Area), aliased(Area), aliased(AreaPart)
    votes_in = join(part, seat, (seat.id == part.area_id) & (seat.level == "constituency"))
    own = (Area.level, Area.code, Area.name_fr, Area.name_ar, Area.vintage, Area.kind, Area.city_fr, Area.city_ar)
    measured = (Area.population_2014, Area.population_2024, Area.area_km2)
    seated = (*named(seat, "constituency"), part.note.label("constituency__note"))
    statement = (
        select(*own, *named(parent, "parent"), *seated, *measured)
        .outerjoin(parent, parent.id == Area.parent_id)
        .outerjoin(votes_in, part.part_id == Area.id)
    )
    return outlined(statement, band)


def _conditions(wanted: Search) -> list[ColumnElement[bool]]:
    conditions = [Area.search_text.contains(word, autoescape=True) for word in wanted.words]
    if wanted.level:
        conditions.append(Area.level == wanted.level)
    if wanted.box:
        conditions.append(func.ST_Intersects(Area.geom, _envelope(wanted.box)))
    if wanted.containing:
        conditions.append(func.ST_Covers(Area.geom, _point(wanted.containing)))
    if wanted.near:
        conditions.append(Area.geom.intersects(_envelope(_around(wanted.near, wanted.radius_m))))
        conditions.append(
            func.ST_DWithin(func.geography(Area.geom), func.geography(_point(wanted.near)), wanted.radius_m)
        )
    return conditions


def _relevance(words: Sequence[str]) -> list[ColumnElement[int]]:
    """Count the words that begin no word of the name: the fewest come first."""
    if not words:
        return []
    spaced = func.concat(" ", func.replace(Area.search_text, "|", " "))
    inside_only = [case((spaced.contains(f" {word}", autoescape=True), 0), else_=1) for word in words]
    return [sum(inside_only[1:], inside_only[0])]


def _distance(point: Point) -> ColumnElement[float]:
    return func.ST_Distance(func.geography(Area.geom), func.geography(_point(point)))


def _point(point: Point) -> ColumnElement[Any]:
    return func.ST_SetSRID(func.ST_MakePoint(*point), 4326)


def _envelope(box: Box) -> ColumnElement[Any]:
    return func.ST_MakeEnvelope(*box, 4326)


def _around(point: Point, radius_m: float) -> Box:
    """Box that no place within the radius lies outside of: what the index on `geom` can answer."""
    longitude, latitude = point
    tall = radius_m / _METRES_PER_DEGREE
    furthest = abs(latitude) + tall
    wide = tall / math.cos(math.radians(furthest)) if furthest < 89 else 360.0
    return longitude - wide, latitude - tall, longitude + wide, latitude + tall


def _unknown(session: Session, code: str, among: ColumnElement[bool], resource: str) -> Exception:
    return unknown_code(resource, code, list(session.scalars(select(Area.code).where(among).order_by(Area.code))))
