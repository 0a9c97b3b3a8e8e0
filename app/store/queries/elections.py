"""Elections, with national figures that say where they come from."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.errors import unknown_code
from app.store.models import Contest, DeclaredTotal, Election, PartyResult, SourceFile
from app.store.queries.parties import complete_sum, of_election
from app.store.records import Row

_COUNTS = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes")
_FIGURES = dict.fromkeys(_COUNTS, int) | {"turnout": float}
_DESCRIBED = (
    Election.code,
    Election.institution,
    Election.ballot,
    Election.level,
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


def are_comparable(session: Session, one: str, other: str) -> bool:
    """
    Tell whether two elections were held for the same institution by the same kind of ballot.

    Raises
    ------
    NotFound
        One of them is unknown.
    """
    for code in (one, other):
        require(session, code)
    kinds = select(Election.institution, Election.ballot).where(Election.code.in_([one, other])).distinct()
    return len(session.execute(kinds).all()) == 1


def source_files(code: str | None = None) -> list[Select[int]]:
    """Select the files that an election's figures (every election's for None) were read from."""
    elections = select(Election.code) if code is None else select(Election.code).where(Election.code == code)
    contests = select(Contest.id).where(Contest.election_code.in_(elections))
    return [
        select(Election.source_file_id).where(Election.code.in_(elections)),
        select(DeclaredTotal.source_file_id).where(DeclaredTotal.election_code.in_(elections)),
        select(Contest.source_file_id).where(Contest.election_code.in_(elections)),
        select(PartyResult.source_file_id).where(PartyResult.contest_id.in_(contests)),
    ]


def _with_figures(session: Session, code: str | None = None) -> list[Row]:
    sums = [complete_sum(getattr(Contest, figure)).label(figure) for figure in _COUNTS]
    files = func.array_agg(SourceFile.source_code.distinct()).label("source_codes")
    statement = (
        select(*_DESCRIBED, func.count(Contest.id).label("contests"), *sums, files)
        .join(Contest, Contest.election_code == Election.code)
        .join(SourceFile, SourceFile.id == Contest.source_file_id)
        .group_by(Election.code)
        .order_by(Election.date.desc(), Election.code)
    )
    if code is not None:
        statement = statement.where(Election.code == code)
    declared = _declared(session)
    return [_national(dict(row), declared.get(row["code"], {})) for row in session.execute(statement).mappings()]


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
    summed = _origin(f"sum of {row['contests']} contests", None, None, sorted(row.pop("source_codes")))
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
    return {**row, "origins": origins}


def _declared_origin(declared: Row) -> Row:
    return _origin("declared nationally", declared["status"], declared["note"] or None, [declared["source_code"]])


def _origin(basis: str | None, status: str | None, note: str | None, source_codes: list[str]) -> Row:
    return {"basis": basis, "status": status, "note": note, "source_codes": source_codes}
