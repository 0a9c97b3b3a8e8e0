"""How many of the contests that an election has are loaded: in the country, or in an area."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.analysis.figures import Coverage
from app.store.models import EXPECTED_CONTEST, Election
from app.store.queries import areas
from app.store.records import Row

_UNITS = {"communal_council": "councils"}
"""What contests of an institution are called, where it is not contests."""

_expected = EXPECTED_CONTEST.c


def count(session: Session, elections: Sequence[str]) -> dict[str, Coverage]:
    """Count the contests of elections, by their codes: none of none where no area votes by itself."""
    found = session.execute(_counted().where(_expected.election_code.in_(elections)))
    return dict.fromkeys(elections, Coverage(0, 0)) | {code: Coverage(*counts) for code, _, *counts in found}


def of(session: Session, election: str, area: str | None = None) -> Row | None:
    """
    Tell how many contests of an election are known of those that it has.

    Parameters
    ----------
    session : Session
    election : str
    area : str, optional
        Code of an area: only those in it.

    Returns
    -------
    dict or None
        As `app.api.schemas.Coverage`; None in a part of the area of one contest.

    Raises
    ------
    NotFound
        No area has the code.
    """
    statement = _counted().where(_expected.election_code == election)
    if area is not None:
        within = areas.identify_in(session, election, area)
        statement = statement.where(_expected.area_id.in_(areas.inside(within)))
    found = session.execute(statement).first()
    if found is None:
        return None
    code, institution, *counts = found
    return described(code, institution, Coverage(*counts))


def described(election: str, institution: str, coverage: Coverage) -> Row:
    """Put a coverage as the API tells it."""
    units = _UNITS.get(institution, "contests")
    text = f"{coverage.contests:,} of {coverage.of:,} {units}"
    return {"election": election, "contests": coverage.contests, "of": coverage.of, "text": text}


def of_several(session: Session, elections: Sequence[str]) -> dict[str, Row]:
    """Tell the coverage of elections, by their codes, as `of`."""
    found = session.execute(_counted().where(_expected.election_code.in_(elections)))
    return {code: described(code, institution, Coverage(*counts)) for code, institution, *counts in found}


def _counted() -> Select[Any]:
    held, explained = (func.count().filter(one) for one in (_expected.held, _expected.explained))
    return (
        select(_expected.election_code, Election.institution, held, func.count(), explained)
        .join_from(EXPECTED_CONTEST, Election, Election.code == _expected.election_code)
        .group_by(_expected.election_code, Election.institution)
    )
