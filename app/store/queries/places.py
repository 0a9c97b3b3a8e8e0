"""Areas by where they lie to others: neighbours, and the nearest of a class."""

from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.store.models import Area, PartyScore, PartyTally, ScoreRun
from app.store.queries import areas, elections, parties
from app.store.records import Row

_LINES = 2
"""Number by which PostGIS calls lines: what borders share besides is single points."""


class Standing(NamedTuple):
    """What a party is: of a class, in an election."""

    election: str
    party: str
    strength_class: str


def neighbours(session: Session, level: str, code: str, band: str | None) -> list[Row]:
    """
    List the areas of the same level and division that share a border with an area, the longest border first.

    Areas that meet in single points only are no neighbours here.

    Parameters
    ----------
    session : Session
    level, code : str
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.Neighbour`: `border_m` is the length of the shared border on the ellipsoid, as it was drawn.

    Raises
    ------
    NotFound
        No area of this level has this code.
    """
    vintage = areas.one(session, level, code, None)["vintage"]
    own = aliased(Area)
    border = func.ST_CollectionExtract(func.ST_Intersection(own.geom, Area.geom), _LINES)
    length = func.ST_Length(func.geography(border)).label("border_m")
    perimeter = func.ST_Perimeter(func.geography(own.geom))
    statement = (
        areas.described(band)
        .add_columns(length, (length / perimeter).label("border_share"))
        .join(own, (own.level == Area.level) & (own.vintage == Area.vintage) & (own.id != Area.id))
        .where(own.level == level, own.code == code, own.vintage == vintage)
        .where(func.ST_Intersects(own.geom, Area.geom))
        .order_by(length.desc(), Area.code)
    )
    rows = [dict(row) for row in session.execute(statement).mappings()]
    return [row for row in rows if row["border_m"] > 0]


def nearest(session: Session, sought: Standing, start: areas.Point | str, band: str | None) -> list[Row]:
    """
    List the areas where a party is of a class, the nearest first.

    Parameters
    ----------
    session : Session
    sought : Standing
    start : tuple of float, or str
        A point (longitude, latitude in degrees), or the code of an area, which is then left out.
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        Scores with `distance_m`: on the ellipsoid, from the point or the area's border to the border of the area found,
        0 where they touch. Of areas equally far the one comes first whose point on surface is
        nearer.

    Raises
    ------
    NotFound
        A code names nothing.
    """
    elections.require(session, sought.election)
    parties.require(session, sought.party)
    origin, own = _origin(session, start)
    distance = func.ST_Distance(func.geography(Area.geom), func.geography(origin))
    middles = (func.geography(func.ST_PointOnSurface(each)) for each in (Area.geom, origin))
    statement = (
        select(ScoreRun.election_code.label("election"), PartyScore.party_code.label("party"))
        .add_columns(*areas.named(Area, "area"), PartyScore.strength_class, PartyScore.score)
        .add_columns(PartyTally.votes, PartyTally.share, distance.label("distance_m"))
        .join_from(PartyScore, ScoreRun, ScoreRun.id == PartyScore.score_run_id)
        .join(Area, Area.id == PartyScore.area_id)
        .outerjoin(
            PartyTally,
            (PartyTally.election_code == ScoreRun.election_code)
            & (PartyTally.area_id == Area.id)
            & (PartyTally.party_code == PartyScore.party_code),
        )
        .where(ScoreRun.election_code == sought.election, PartyScore.party_code == sought.party)
        .where(PartyScore.strength_class == sought.strength_class, Area.id.is_distinct_from(own))
        .order_by("distance_m", func.ST_Distance(*middles), Area.code)
    )
    return [dict(row) for row in session.execute(areas.outlined(statement, band)).mappings()]


def _origin(session: Session, start: areas.Point | str) -> tuple[Any, int | None]:
    """Point or outline to measure from, and the id of the area whose outline it is."""
    if not isinstance(start, str):
        return func.ST_SetSRID(func.ST_MakePoint(*start), 4326), None
    own, _ = areas.identify(session, start)
    outline = aliased(Area)
    return select(outline.geom).where(outline.id == own).scalar_subquery(), own
