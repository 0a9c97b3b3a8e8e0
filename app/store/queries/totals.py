"""Totals of an election over any set of areas: by their codes, a party area, or a drawing."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select, case, func, select, true
from sqlalchemy.orm import Session, aliased

from app.analysis.figures import Coverage
from app.analysis.totals import COUNTS, add_up
from app.errors import NotFound
from app.store.models import OF_CONTEST, Area, AreaPart, Contest, Election, PartyResult, PartyZone, ScoreRun
from app.store.queries import areas, coverage, drawn_areas, elections, parties
from app.store.queries.drawn_areas import Drawn
from app.store.records import Row

_NAME = ("level", "code", "name_fr", "name_ar")


def of_areas(session: Session, election: str, codes: Sequence[str]) -> Row:
    """
    Add up the contests that lie in any of some areas, each contest once.

    Parameters
    ----------
    session : Session
    election : str
    codes : sequence of str
        Codes of areas of any level.

    Returns
    -------
    dict
        As `app.api.schemas.Totals`.

    Raises
    ------
    NotFound
        A code names nothing.
    """
    level = elections.require(session, election)
    units = _units(election, level)
    asked = [areas.identify_in(session, election, code) for code in codes]
    held = {one: _rows(session, units.where(Area.id.in_(areas.inside(one)))) for one in asked}
    found = list({row["id"]: row for rows in held.values() for row in rows}.values())
    smaller = [one for one, rows in held.items() if not rows]
    totals = _totals(session, election, found)
    parts = [part for part in _parts_of_contests(session, election, smaller) if part["votes_in"] not in totals["areas"]]
    return totals | {"not_covered": _without_contest(election, found) + parts, "cut": []}


def of_zone(session: Session, election: str, party: str, zone: int) -> Row:
    """
    Add up the contests of a party area.

    Raises
    ------
    NotFound
        A code names nothing, or the party has no area of this number.
    """
    level = elections.require(session, election)
    parties.require(session, party)
    of_party = (
        select(PartyZone.zone, PartyZone.members)
        .join(ScoreRun, ScoreRun.id == PartyZone.score_run_id)
        .where(ScoreRun.election_code == election, PartyZone.party_code == party)
        .order_by(PartyZone.zone)
    )
    zones = {found.zone: found.members for found in session.execute(of_party)}
    if zone not in zones:
        there = f"its party areas are 1 to {len(zones)}" if zones else "it has none"
        raise NotFound(f"{party} has no party area {zone} in {election}: {there}.")
    found = _rows(session, _units(election, level).where(Area.code.in_(zones[zone])))
    return _totals(session, election, found) | {"not_covered": _without_contest(election, found), "cut": []}


def of_drawing(session: Session, election: str, drawn: Drawn) -> Row:
    """
    Add up the contests that a drawing holds, each whole.

    Parameters
    ----------
    session : Session
    election : str
    drawn : Drawn

    Returns
    -------
    dict
        As `app.api.schemas.Totals`; `cut` lists every area that votes and is partly inside, counted or not.

    Raises
    ------
    NotFound
        The election is unknown.
    """
    touched = _touched(session, election, drawn)
    return _weighted(session, election, [row | {"weight": float(drawn.holds(row))} for row in touched])


def estimate_of_drawing(session: Session, election: str, drawn: Drawn) -> Row:
    """
    Add up the contests that a drawing touches, those that it cuts by the share of their inhabitants inside.

    Parameters, returns and raises as `of_drawing`; what relation the drawing asks for does not matter.
    """
    touched = _touched(session, election, drawn)
    shares = _inhabitants_inside(session, [row["id"] for row in touched if row["share_inside"] < 1], drawn)
    weighted = [row | {"weight": shares.get(row["id"], row["share_inside"])} for row in touched]
    return _weighted(session, election, weighted)


def _touched(session: Session, election: str, drawn: Drawn) -> list[Row]:
    return drawn_areas.touched(session, _units(election, elections.require(session, election)), drawn)


def _weighted(session: Session, election: str, touched: list[Row]) -> Row:
    """Add up what has a weight, and list what is cut."""
    found = [row for row in touched if row["weight"] > 0]
    cut = [
        _named(row) | {"share_inside": row["share_inside"], "counted": row["weight"] if row["contest_id"] else 0.0}
        for row in touched
        if row["share_inside"] < 1
    ]
    return _totals(session, election, found) | {"not_covered": _without_contest(election, found), "cut": cut}


def _units(election: str, level: str) -> Select[Any]:
    """
    Select the areas that could vote in an election, with their contest, NULL where there is none.

    A divided city stands for its arrondissements where it has a contest: its members sit in their councils as well.
    """
    city = aliased(Area)
    in_city = (
        select(AreaPart.part_id)
        .join(city, (city.id == AreaPart.area_id) & (city.level == "city"))
        .join(Contest, (Contest.area_id == city.id) & (Contest.election_code == election))
    )
    is_unit = (Area.level == level) & Area.id.not_in(in_city)
    if level == "commune":
        is_unit |= (Area.level == "city") & Contest.id.is_not(None)
    return (
        select(Area.id, *(getattr(Area, name) for name in _NAME), Contest.id.label("contest_id"))
        .add_columns(Contest.turnout, *(getattr(Contest, name) for name in COUNTS))
        .outerjoin(Contest, (Contest.area_id == Area.id) & (Contest.election_code == election))
        .where(is_unit, areas.in_force(election))
        .order_by(Area.code)
    )


def _rows(session: Session, units: Select[Any]) -> list[Row]:
    return [{**row, "weight": 1.0} for row in session.execute(units).mappings()]


def _named(row: Row) -> Row:
    return {"area": {name: row[name] for name in _NAME}}


def _totals(session: Session, election: str, found: list[Row]) -> Row:
    """Add up the contests of the areas that have one."""
    held = [row for row in found if row["contest_id"] is not None]
    contests = pd.DataFrame(held, columns=["code", "weight", "turnout", *COUNTS]).set_index("code").astype(float)
    statement = (
        select(Area.code.label("area_code"), PartyResult.party_code.label("party"))
        .add_columns(PartyResult.votes, PartyResult.seats_won)
        .join_from(PartyResult, Contest, OF_CONTEST)
        .join(Area, Area.id == Contest.area_id)
        .where(Contest.election_code == election, Contest.id.in_([row["contest_id"] for row in held]))
    )
    lists = pd.DataFrame(session.execute(statement).all(), columns=["area_code", "party", "votes", "seats_won"])
    summed = add_up(contests, lists.astype({"votes": float, "seats_won": float}))
    counted = Coverage(len(held), len(found))
    institution = session.scalars(select(Election.institution).where(Election.code == election)).one()
    covered = coverage.described(election, institution, counted) if found else None
    return {"election": election, "areas": [_named(row)["area"] for row in held], "coverage": covered, **summed}


def _without_contest(election: str, found: list[Row]) -> list[Row]:
    reason = f"no result of {election} is known there"
    return [_named(row) | {"votes_in": None, "reason": reason} for row in found if row["contest_id"] is None]


def _parts_of_contests(session: Session, election: str, ids: list[int]) -> list[Row]:
    """Say of areas in which no contest lies which larger one they are a part of."""
    larger = aliased(Area)
    statement = (
        select(*areas.named(Area, "area"), *areas.named(larger, "votes_in"))
        .outerjoin(
            larger,
            func.ST_Intersects(larger.geom, func.ST_PointOnSurface(Area.geom))
            & larger.id.in_(select(Contest.area_id).where(Contest.election_code == election)),
        )
        .where(Area.id.in_(ids))
        .order_by(Area.code)
    )
    return [_part_of_contest(dict(row), election) for row in session.execute(statement).mappings()]


def _part_of_contest(row: Row, election: str) -> Row:
    area, larger = ({name: row[f"{label}__{name}"] for name in _NAME} for label in ("area", "votes_in"))
    if larger["code"] is None:
        return {"area": area, "votes_in": None, "reason": f"no contest of {election} is there"}
    reason = f"it votes in {larger['name_fr']}, whose votes are not published by {area['level']}"
    return {"area": area, "votes_in": larger, "reason": reason}


def _inhabitants_inside(session: Session, ids: list[int], drawn: Drawn) -> dict[int, float]:
    """
    Tell which share of the inhabitants of areas lives in a drawing.

    Inhabitants are taken as even within a communal unit, and within the whole area where those of one unit are unknown.
    """
    unit = aliased(Area)
    drawing = drawn_areas.as_geometry(drawn).cte("drawing")
    share = drawn_areas.share_inside(Area.geom, drawing.c.geom)
    inhabitants = func.sum(Area.population_2024)
    weight = case(
        (
            (func.count(Area.population_2024) == func.count()) & (inhabitants > 0),
            func.sum(Area.population_2024 * share) / inhabitants,
        ),
        else_=func.sum(Area.area_km2 * share) / func.sum(Area.area_km2),
    ).label("weight")
    statement = (
        select(unit.id, weight)
        .join_from(unit, Area, func.ST_Covers(unit.geom, func.ST_PointOnSurface(Area.geom)))
        .join(drawing, true())
        .where(unit.id.in_(ids), Area.level == "commune", Area.vintage == unit.vintage)
        .group_by(unit.id)
    )
    return {found.id: found.weight for found in session.execute(statement)}
