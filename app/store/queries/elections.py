"""Elections, with national figures that say where they come from."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.analysis import figures
from app.analysis.figures import Coverage, Held
from app.errors import BadParameter, unknown_code
from app.store.models import Contest, DeclaredTotal, Election, PartyResult, SourceFile, held_elections
from app.store.queries import coverage
from app.store.queries.parties import adds_up, complete_sum, of_election
from app.store.records import Row

USUAL = ("house", "local")
"""Institution and ballot of the election that is meant where none is named."""

OTHER_TURNOUT = "turnout_other"
"""Declared where two official publications tell two turnouts of the country."""

_COUNTS = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes")
_FIGURES = dict.fromkeys(_COUNTS, int) | {"turnout": float}
_DESCRIBED = (
    Election.code,
    Election.institution,
    Election.ballot,
    Election.level,
    Election.scope,
    Election.date,
    Election.law,
    Election.name_fr,
    Election.name_ar,
)


@dataclass(frozen=True)
class ElectionPart:
    """The part of an election that is asked for, by codes; None does not narrow it."""

    election: str
    level: str | None = None
    party: str | None = None
    area: str | None = None


def every(session: Session) -> list[Row]:
    """All elections with their national figures, the latest first."""
    return [{key: value for key, value in row.items() if key != "origins"} for row in _with_figures(session)]


def one(session: Session, code: str) -> Row:
    """
    Describe an election: figures, the origin of each, parties by votes.

    Raises
    ------
    NotFound
        No election has this code.
    """
    require(session, code)
    [row] = _with_figures(session, code)
    return {**row, "parties": of_election(session, code)}


def require(session: Session, code: str) -> str:
    """
    Make sure that an election has this code; return the level of the areas that vote in it.

    Raises
    ------
    NotFound
        None has.
    """
    levels: dict[str, str] = {}
    for known, level in session.execute(select(Election.code, Election.level).order_by(Election.code)):
        levels[known] = level
    if code not in levels:
        raise unknown_code("election", code, list(levels))
    return levels[code]


def held(session: Session) -> list[Held]:
    """List the elections that have contests, the oldest first."""
    return [Held(*row) for row in session.execute(held_elections())]


def comparable(session: Session, code: str) -> list[Held]:
    """
    List the elections that one can be compared with, as `app.analysis.figures.comparable`.

    Raises
    ------
    NotFound
        No election has the code.
    """
    require(session, code)
    every = held(session)
    return [one for found in every if found.code == code for one in figures.comparable(every, found)]


def previous(session: Session, code: str) -> str | None:
    """
    Name the comparable election before one, as `app.analysis.figures.previous`; None for the first.

    Raises
    ------
    NotFound
        No election has the code.
    """
    require(session, code)
    every = held(session)
    before = [figures.previous(every, found) for found in every if found.code == code]
    return next((one.code for one in before if one is not None), None)


def up_to(session: Session, code: str) -> list[str]:
    """
    Name an election after the comparable ones before it, the oldest first.

    Raises
    ------
    NotFound
        No election has the code.
    """
    require(session, code)
    every = held(session)
    own = [one for one in every if one.code == code]
    earlier = [other.code for one in own for other in figures.comparable(every, one) if other.date < one.date]
    return [*earlier, code]


def stand_ins(session: Session, code: str) -> list[str]:
    """
    Name the elections by another ballot that a score looks back on, as `app.analysis.figures.stand_ins`.

    Raises
    ------
    NotFound
        No election has the code.
    """
    require(session, code)
    every = held(session)
    return [other.code for one in every if one.code == code for other in figures.stand_ins(every, one)]


def is_general(session: Session, code: str) -> bool:
    """Tell whether an election was held everywhere: it is no by-election."""
    return session.scalar(select(Election.scope).where(Election.code == code)) == figures.GENERAL


def chosen(session: Session, code: str | None) -> str:
    """
    Choose the election that is asked about: the latest of the House by local lists unless a code is given.

    Raises
    ------
    BadParameter
        No code is given, and of the House no election is complete.
    """
    if code is not None:
        return code
    usual = [one for one in held(session) if (one.institution, one.ballot) == USUAL]
    latest = figures.latest(usual, coverage.count(session, [one.code for one in usual]), *USUAL)
    if latest is None:
        raise BadParameter("election", "must be given: no election of the House by local lists is complete")
    return latest.code


def held_with(session: Session, code: str) -> list[str]:
    """List the other elections of an election's institution on its day."""
    this, other = aliased(Election), aliased(Election)
    same = (other.institution == this.institution, other.date == this.date, other.code != this.code)
    statement = select(other.code).join(this, and_(*same)).where(this.code == code).order_by(other.code)
    return list(session.scalars(statement))


def source_files(code: str | None = None) -> list[Select[int]]:
    """Select the files that an election's figures (every election's for None) were read from."""
    elections = select(Election.code) if code is None else select(Election.code).where(Election.code == code)
    return [
        select(Election.source_file_id).where(Election.code.in_(elections)),
        select(DeclaredTotal.source_file_id).where(DeclaredTotal.election_code.in_(elections)),
        select(Contest.source_file_id).where(Contest.election_code.in_(elections)),
        select(PartyResult.source_file_id).where(PartyResult.election_code.in_(elections)),
    ]


def _with_figures(session: Session, code: str | None = None) -> list[Row]:
    sums = [complete_sum(getattr(Contest, figure)).label(figure) for figure in _COUNTS]
    files = func.array_agg(SourceFile.source_code.distinct()).label("source_codes")
    reasons = func.string_agg(SourceFile.coverage.distinct(), "; ").label("absence_reason")
    statement = (
        select(*_DESCRIBED, func.count(Contest.id).label("contests"), *sums, files, reasons)
        .join(Contest, Contest.election_code == Election.code)
        .join(SourceFile, SourceFile.id == Contest.source_file_id)
        .where(adds_up())
        .group_by(Election.code)
        .order_by(Election.date.desc(), Election.code)
    )
    if code is not None:
        statement = statement.where(Election.code == code)
    rows = session.execute(statement).mappings().all()
    declared, every = _declared(session), held(session)
    known = coverage.count(session, [one.code for one in every])
    return [_national(dict(row) | _standing(row["code"], every, known), declared.get(row["code"], {})) for row in rows]


def _standing(code: str, every: list[Held], known: dict[str, Coverage]) -> Row:
    """Tell how much of an election is loaded, and whether it is the latest of its institution and ballot."""
    [own] = [one for one in every if one.code == code]
    latest = figures.latest(every, known, own.institution, own.ballot)
    return {"latest": own == latest, "coverage": coverage.described(code, own.institution, known[code])}


def _declared(session: Session) -> dict[str, dict[str, Row]]:
    """Nationally declared figures by election and item."""
    statement = select(
        DeclaredTotal.election_code,
        DeclaredTotal.item,
        DeclaredTotal.value,
        DeclaredTotal.status,
        DeclaredTotal.note,
        SourceFile.source_code,
    ).join(SourceFile, SourceFile.id == DeclaredTotal.source_file_id)
    found: dict[str, dict[str, Row]] = {}
    for row in session.execute(statement).mappings():
        found.setdefault(row["election_code"], {})[row["item"]] = dict(row)
    return found


def _national(row: Row, declared: dict[str, Row]) -> Row:
    """Complete the sums that are unknown from the declared figures, and say of each figure where it comes from."""
    summed = _origin(basis(row["contests"], row["coverage"]), None, None, sorted(row.pop("source_codes")))
    if row["ballots_cast"] is not None and row["registered_voters"]:
        row["turnout"] = row["ballots_cast"] / row["registered_voters"]
    origins = {}
    for figure, number in _FIGURES.items():
        if row.get(figure) is not None:
            origins[figure] = summed
        elif figure in declared:
            row[figure] = number(declared[figure]["value"])
            origins[figure] = _declared_origin(declared[figure])
        else:
            row[figure] = None
            origins[figure] = _origin(None, None, "not published for every contest", [])
    other = declared.get(OTHER_TURNOUT)
    if other is not None:
        origins[OTHER_TURNOUT] = _declared_origin(other)
    return {**row, OTHER_TURNOUT: other and other["value"], "origins": origins}


def basis(contests: int, covered: Row) -> str:
    """Say what a sum over the country is the sum of."""
    is_partial = covered["contests"] < covered["of"]
    return f"sum of {covered['text']}" if is_partial else f"sum of {contests} contests"


def _declared_origin(declared: Row) -> Row:
    return _origin("declared nationally", declared["status"], declared["note"] or None, [declared["source_code"]])


def _origin(basis: str | None, status: str | None, note: str | None, source_codes: list[str]) -> Row:
    return {"basis": basis, "status": status, "note": note, "source_codes": source_codes}
