"""What of the areas a drawn outline holds."""

from dataclasses import dataclass
from typing import Any, Literal

import shapely
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.analysis.space.polygons import EQUAL_AREA, Box
from app.store.models import LEVELS, Area
from app.store.queries import areas
from app.store.records import Row

Relation = Literal["point_on_surface", "within", "intersects"]

_STEP_DEGREES = 0.05
"""A long side of a drawing is straight in degrees; in steps of this length it stays so on the equal-area plane."""


@dataclass(frozen=True)
class Drawn:
    """
    An outline, and which areas count as held by it.

    An area counts that has its `relation` to the outline and at least `share_min`, in [0, 1], of its surface in it.
    """

    outline: shapely.MultiPolygon
    relation: Relation
    share_min: float

    def holds(self, touched: Row) -> bool:
        """Tell whether an area counts, from the row of `touched_by`."""
        return bool(touched["related"] and touched["share_inside"] >= self.share_min)


def country(session: Session) -> Box:
    """Find west, south, east and north of all areas, in degrees."""
    extent = func.ST_Extent(Area.geom)
    corners = (func.ST_XMin(extent), func.ST_YMin(extent), func.ST_XMax(extent), func.ST_YMax(extent))
    west, south, east, north = session.execute(select(*corners).where(Area.level == "region")).one()
    return west, south, east, north


def areas_in(session: Session, drawn: Drawn, level: str | None, band: str | None) -> list[Row]:
    """
    List the areas in force now that a drawing holds, larger levels first, then by code.

    Parameters
    ----------
    session : Session
    drawn : Drawn
    level : str or None
        None: of every level.
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.DrawnArea`.
    """
    statement = areas.described(band).where(Area.valid_to.is_(None))
    if level is not None:
        statement = statement.where(Area.level == level)
    held = [row for row in touched(session, statement, drawn) if drawn.holds(row)]
    shown = [{key: value for key, value in row.items() if key != "related"} for row in held]
    return sorted(shown, key=lambda row: (LEVELS.index(row["level"]), row["code"]))


def touched(session: Session, statement: Select[Any], drawn: Drawn) -> list[Row]:
    """
    Keep of a selection of areas those that share surface with a drawing.

    Parameters
    ----------
    session : Session
    statement : Select
        From `Area`.
    drawn : Drawn

    Returns
    -------
    list of dict
        The rows with `share_inside`, the share in (0, 1] of the area's surface that is in the drawing, exactly 1 where
        all of it is, and `related`, whether it has the relation asked for.
    """
    drawing = as_geometry(drawn).cte("drawing")
    relations: dict[Relation, ColumnElement[bool]] = {
        "point_on_surface": func.ST_Covers(drawing.c.geom, func.ST_PointOnSurface(Area.geom)),
        "within": func.ST_Covers(drawing.c.geom, Area.geom),
        "intersects": func.ST_Intersects(drawing.c.geom, Area.geom),
    }
    inside = share_inside(Area.geom, drawing.c.geom).label("share_inside")
    found = statement.add_columns(inside, relations[drawn.relation].label("related")).join(
        drawing, func.ST_Intersects(Area.geom, drawing.c.geom)
    )
    rows = [dict(row) for row in session.execute(found).mappings()]
    return [row for row in rows if row["share_inside"] > 0]


def as_geometry(drawn: Drawn) -> Select[Any]:
    """Select a drawing's outline as `geom`, to be sent once in a statement."""
    return select(func.ST_GeomFromWKB(shapely.to_wkb(drawn.outline), 4326).label("geom"))


def share_inside(area: Any, drawing: Any) -> ColumnElement[float]:
    """Share in [0, 1] of an area's surface that a drawing holds, on the equal-area plane."""
    cut = _surface(func.ST_Intersection(area, drawing)) / _surface(area)
    return case((func.ST_Covers(drawing, area), 1.0), else_=func.least(cut, 1.0))


def _surface(geom: Any) -> ColumnElement[float]:
    return func.ST_Area(func.ST_Transform(func.ST_Segmentize(geom, _STEP_DEGREES), EQUAL_AREA))
