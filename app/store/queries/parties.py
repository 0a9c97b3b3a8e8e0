"""Parties, and what they obtained nationally."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, SQLColumnExpression, case, cast, func, select
from sqlalchemy.orm import Session

from app.errors import unknown_code
from app.store.models import CONTEST_WITHIN_CITY, OF_CONTEST, Contest, Election, Party, PartyResult
from app.store.queries import coverage
from app.store.records import Row

_DESCRIBED = (Party.code, Party.acronym, Party.name_fr, Party.name_ar, Party.kind, Party.symbol_fr, Party.symbol_ar)


def every(session: Session) -> list[Row]:
    """All parties, by code."""
    return [dict(row) for row in session.execute(select(*_DESCRIBED).order_by(Party.code)).mappings()]


def one(session: Session, code: str) -> Row:
    """
    Describe a party, with its elections, the latest first.

    Raises
    ------
    NotFound
        No party has this code.
    """
    require(session, code)
    row = session.execute(select(*_DESCRIBED).where(Party.code == code)).mappings().one()
    statement = (
        select(Election.code.label("election"), *_figures())
        .select_from(PartyResult)
        .join(Contest, OF_CONTEST)
        .join(Election, Election.code == Contest.election_code)
        .where(PartyResult.party_code == code, adds_up())
        .group_by(Election.code, Contest.election_code)
        .order_by(Election.date.desc(), Election.code)
    )
    results = [dict(result) for result in session.execute(statement).mappings()]
    known = coverage.of_several(session, [result["election"] for result in results])
    return {**row, "elections": [result | {"coverage": known.get(result["election"])} for result in results]}


def of_election(session: Session, election: str) -> list[Row]:
    """National figures of every party of an election, by votes."""
    figures = _figures()
    _, votes, _, seats_won = figures
    statement = (
        select(Party.code.label("party"), Party.acronym, Party.name_fr, Party.name_ar, *figures)
        .select_from(PartyResult)
        .join(Contest, OF_CONTEST)
        .join(Party, Party.code == PartyResult.party_code)
        .where(Contest.election_code == election, adds_up())
        .group_by(Contest.election_code, Party.code)
        .order_by(votes.desc().nulls_last(), seats_won.desc().nulls_last(), Party.code)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def stood_in(session: Session, election: str) -> list[str]:
    """List the codes of the parties that fielded a list in an election."""
    statement = select(PartyResult.party_code).where(PartyResult.election_code == election).distinct()
    return list(session.scalars(statement.order_by(PartyResult.party_code)))


def require(session: Session, code: str) -> None:
    """
    Make sure that a party has this code.

    Raises
    ------
    NotFound
        None has.
    """
    known = list(session.scalars(select(Party.code).order_by(Party.code)))
    if code not in known:
        raise unknown_code("party", code, known)


def source_files(code: str | None = None) -> list[Select[int]]:
    """Select the files that parties were read from; for one party also those of its results."""
    named = select(Party.source_file_id)
    if code is None:
        return [named]
    return [named, select(PartyResult.source_file_id).where(PartyResult.party_code == code)]


def complete_sum(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Sum of a column, NULL where any of its values is: a sum is known only where each of its terms is."""
    return case((func.count(column) == func.count(), func.sum(column)))


def adds_up(contest_id: SQLColumnExpression[int] = Contest.id) -> ColumnElement[bool]:
    """Leave out councils of arrondissements whose city's council is there: the members of the one sit in the other."""
    return contest_id.not_in(select(CONTEST_WITHIN_CITY.c.contest_id))


def _figures() -> list[ColumnElement[Any]]:
    everywhere = Contest.__table__.alias("everywhere")
    valid_votes = (
        select(complete_sum(everywhere.c.valid_votes))
        .where(everywhere.c.election_code == Contest.election_code, adds_up(everywhere.c.id))
        .scalar_subquery()
        .correlate(Contest)
    )
    votes = complete_sum(PartyResult.votes)
    return [
        func.count().label("lists"),
        votes.label("votes"),
        (cast(votes, Float) / func.nullif(valid_votes, 0)).label("share"),
        complete_sum(PartyResult.seats_won).label("seats_won"),
    ]
