"""Contests: the vote of one election in one area that has seats, or counts, of its own."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Select, cast, func, select
from sqlalchemy.orm import Session

from app.errors import unknown_code
from app.store.models import OF_CONTEST, Area, Contest, Election, Party, PartyResult
from app.store.queries import areas, elections, parties
from app.store.records import Row

_COUNTS = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes", "turnout")


@dataclass(frozen=True)
class ContestFilter:
    """What the contests must satisfy, by codes; None asks for nothing. ``party`` is one that fielded a list there."""

    election: str | None = None
    level: str | None = None
    party: str | None = None
    area: str | None = None


def search(session: Session, wanted: ContestFilter, band: str | None) -> list[Row]:
    """
    Find contests.

    Parameters
    ----------
    session : Session
    wanted : ContestFilter
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.Contest`, the latest election first, then by code of the area.

    Raises
    ------
    NotFound
        A code names nothing.
    """
    statement = areas.outlined(_described(), band).order_by(Election.date.desc(), Election.code, Area.code)
    if wanted.election is not None:
        elections.require(session, wanted.election)
        statement = statement.where(Contest.election_code == wanted.election)
    if wanted.level is not None:
        statement = statement.where(Area.level == wanted.level)
    if wanted.party is not None:
        parties.require(session, wanted.party)
        fielded = select(PartyResult.contest_id).where(PartyResult.party_code == wanted.party)
        statement = statement.where(Contest.id.in_(fielded))
    if wanted.area is not None:
        within, _ = areas.identify(session, wanted.area)
        statement = statement.where(Area.id.in_(areas.inside(within)))
    return [_with_reasons(dict(row)) for row in session.execute(statement).mappings()]


def one(session: Session, election: str, area: str, band: str | None) -> Row:
    """
    Describe a contest with its lists, by votes.

    Raises
    ------
    NotFound
        There is no such election, or no contest of it in an area of this code.
    """
    elections.require(session, election)
    statement = areas.outlined(_described(), band).where(Contest.election_code == election, Area.code == area)
    found = session.execute(statement.add_columns(Contest.id.label("contest_id"))).mappings().first()
    if found is None:
        held = select(Area.code).join(Contest).where(Contest.election_code == election).order_by(Area.code)
        raise unknown_code(f"contest of {election} in an area", area, list(session.scalars(held)))
    row = dict(found)
    lists = _lists(session, row.pop("contest_id"))
    return _with_reasons(row) | {"parties": lists}


def _described() -> Select[Any]:
    lists = select(func.count()).where(OF_CONTEST).scalar_subquery()
    return (
        select(Contest.election_code.label("election"), Election.date, Election.law, *areas.named(Area, "area"))
        .add_columns(*(getattr(Contest, count) for count in _COUNTS), Contest.registered_voters_source)
        .add_columns(lists.label("lists"))
        .join(Election, Election.code == Contest.election_code)
        .join(Area, Area.id == Contest.area_id)
    )


def _lists(session: Session, contest: int) -> list[Row]:
    share = cast(PartyResult.votes, Float) / func.nullif(Contest.valid_votes, 0)
    statement = (
        select(Party.code.label("party"), Party.acronym, Party.name_fr, Party.name_ar)
        .add_columns(PartyResult.votes, share.label("share"), PartyResult.seats_won)
        .join(PartyResult, PartyResult.party_code == Party.code)
        .join(Contest, OF_CONTEST)
        .where(Contest.id == contest)
        .order_by(PartyResult.votes.desc().nulls_last(), Party.code)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _with_reasons(row: Row) -> Row:
    """Say of each figure that is unknown why it is."""
    return row | {"reasons": {count: "not published" for count in _COUNTS if row[count] is None}}
