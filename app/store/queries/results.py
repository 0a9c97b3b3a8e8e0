"""Results of an election in the areas of a level."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import NotFound
from app.store.models import LEVELS, Area, PartyTally, Tally
from app.store.queries import areas, elections, parties
from app.store.queries.elections import ElectionPart
from app.store.records import Row

_FIGURES = (
    Tally.contests,
    Tally.seats,
    Tally.registered_voters,
    Tally.ballots_cast,
    Tally.valid_votes,
    Tally.invalid_votes,
    Tally.turnout,
)
_PARTY_FIGURES = (
    PartyTally.party_code.label("party"),
    PartyTally.contests.label("lists"),
    PartyTally.votes,
    PartyTally.share,
    PartyTally.margin,
    PartyTally.seats_won,
)
_COMPARED = (
    Tally.leader,
    Tally.lead,
    Tally.effective_number_votes,
    Tally.effective_number_seats,
    Tally.gallagher,
    Tally.loosemore_hanby,
    Tally.why_unknown,
)


def by_area(session: Session, part: ElectionPart, band: str | None) -> list[Row]:
    """
    Results of an election, one row per area, by code.

    Parameters
    ----------
    session : Session
    part : ElectionPart
        Without a level: of the area itself, or else of the areas that vote. With an area: what lies in it, or itself.
        Without a party: every party that fielded a list, by votes.
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.AreaResult`. A party that was asked for and fielded no list has 0 lists and unknown votes.

    Raises
    ------
    NotFound
        A code names nothing, or the election has no figures at the level.
    """
    rows, obtained = _read(session, part, [Tally.own_contest, *_FIGURES], band)
    return [_result(row, obtained.get(row["area_id"], []), part.party) for row in rows]


def compared(session: Session, part: ElectionPart, band: str | None) -> list[Row]:
    """
    Read what compares the lists of an election in each area, by code: leader, lead, indices (`app.analysis.figures`).

    Parameters and raises as `by_area`.

    Returns
    -------
    list of dict
        With `turnout`, `why_unknown`, and the `parties` of `by_area`.
    """
    rows, obtained = _read(session, part, [Tally.turnout, *_COMPARED], band)
    return [
        {key: value for key, value in row.items() if key != "area_id"} | {"parties": obtained.get(row["area_id"], [])}
        for row in rows
    ]


def _read(
    session: Session, part: ElectionPart, figures: Sequence[InstrumentedAttribute[Any]], band: str | None
) -> tuple[list[Row], dict[int, list[Row]]]:
    """Read figures of areas, and of the parties by area id."""
    level = elections.require(session, part.election)
    if part.party is not None:
        parties.require(session, part.party)
    within = None
    if part.area is not None:
        within, level = areas.identify(session, part.area)
    level = part.level or level
    statement = (
        select(Area.id.label("area_id"), Tally.election_code.label("election"), *areas.named(Area, "area"))
        .add_columns(*figures)
        .join(Tally, Tally.area_id == Area.id)
        .where(Tally.election_code == part.election, Area.level == level)
        .order_by(Area.code)
    )
    if within is not None:
        statement = statement.where(Area.id.in_(areas.inside(within)))
    rows = [dict(row) for row in session.execute(areas.outlined(statement, band)).mappings()]
    if not rows:
        raise _none_here(session, part, level)
    return rows, _party_figures(session, part, [row["area_id"] for row in rows])


def _party_figures(session: Session, part: ElectionPart, area_ids: list[int]) -> dict[int, list[Row]]:
    """Figures of the parties by area id, by votes."""
    statement = (
        select(PartyTally.area_id, *_PARTY_FIGURES)
        .where(PartyTally.election_code == part.election, PartyTally.area_id == any_(literal(area_ids, ARRAY(Integer))))
        .order_by(PartyTally.area_id, PartyTally.votes.desc().nulls_last(), PartyTally.seats_won.desc().nulls_last())
        .order_by(PartyTally.party_code)
    )
    if part.party is not None:
        statement = statement.where(PartyTally.party_code == part.party)
    rows = [dict(row) for row in session.execute(statement).mappings()]
    return {area_id: list(found) for area_id, found in groupby(rows, key=lambda row: row.pop("area_id"))}


def _result(tally: Row, obtained: list[Row], party: str | None) -> Row:
    if party is not None and not obtained:
        obtained = [{"party": party, "lists": 0, "votes": None, "share": None, "margin": None, "seats_won": None}]
    shown = {key: value for key, value in tally.items() if key != "area_id"}
    basis = "own contest" if tally["own_contest"] else f"sum of {tally['contests']} contests"
    return {**shown, "basis": basis, "reasons": _reasons(tally, obtained), "parties": obtained}


def _reasons(tally: Row, obtained: list[Row]) -> dict[str, str]:
    """Say of each figure that is unknown why it is."""
    contests = tally["contests"]
    missing = "not published" if tally["own_contest"] else f"unknown in at least one of the {contests} contests"
    reasons = {figure.key: missing for figure in _FIGURES if tally[figure.key] is None}
    if any(row["seats_won"] is None for row in obtained if row["lists"]):
        reasons["seats_won"] = "the seats of each list are not published"
    return reasons


def _none_here(session: Session, part: ElectionPart, level: str) -> NotFound:
    having = select(Area.level).join(Tally).where(Tally.election_code == part.election).distinct()
    levels = set(session.scalars(having))
    if level in levels:
        return NotFound(f"No {level} with results of {part.election} lies in {part.area}.")
    existing = ", ".join(name for name in reversed(LEVELS) if name in levels) or "no level"
    return NotFound(f"No own contest at level {level}: results of {part.election} exist at: {existing}.")
