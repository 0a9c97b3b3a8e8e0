"""Scores of the parties' strength, with the method behind them."""

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.store.models import Area, PartyScore, ScoreRun
from app.store.queries import areas, elections, parties
from app.store.queries.elections import ElectionPart
from app.store.records import Row, rows_of

COMPUTED = ("score", "rank", "rank_median", "rank_low", "rank_high", "ranked", "top_fifth", "components")
"""Figures that depend on the parameters of the method; a class and what it rests on do not."""

NO_VOTES = "votes are not published by commune"
BY_SEATS = f"by council seats: {NO_VOTES}"

FIGURES = (*COMPUTED, "p_seat", "strength_class")


def method(session: Session, election: str) -> Row:
    """
    Describe how an election's scores were computed.

    Returns
    -------
    dict
        `method_version`, `parameters`, `input_digest`, by which all that they were computed from is known, and
        `past_flag`: what stands in for a past that is unpublished, None where nothing does; `note`: that they are by
        council seats, where they are.

    Raises
    ------
    NotFound
        The election is unknown or not scored.
    """
    elections.require(session, election)
    columns = (ScoreRun.method_version, ScoreRun.parameters, ScoreRun.input_digest, ScoreRun.basis)
    run = session.execute(select(*columns).where(ScoreRun.election_code == election)).mappings().first()
    if run is None:
        scored = ", ".join(session.scalars(select(ScoreRun.election_code).order_by(ScoreRun.election_code)))
        raise NotFound(f"{election} has no scores. Scored: {scored or 'none'}.")
    told = {name: value for name, value in run.items() if name != "basis"}
    note = BY_SEATS if run["basis"] == "seats" else None
    return {**told, "past_flag": past_flag(session, election), "note": note}


def basis(session: Session, election: str) -> str | None:
    """Tell whether an election's scores are of votes or of seats; None where it is not scored."""
    return session.scalar(select(ScoreRun.basis).where(ScoreRun.election_code == election))


def past_flag(session: Session, election: str) -> str | None:
    """Say which elections by another ballot count as the past of an election's leans, as its own are unpublished."""
    others = elections.stand_ins(session, election)
    return f"{', '.join(others)}: another ballot, as the own one of that day is unpublished" if others else None


def by_area(session: Session, part: ElectionPart, band: str | None) -> list[Row]:
    """
    Scores of an election, one row per party and area, each party's strongest area first.

    Parameters
    ----------
    session : Session
    part : ElectionPart
        Without a level: of the areas that vote. With an area: what lies in it, or itself. Without a party: of all.
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.AreaScore`.

    Raises
    ------
    NotFound
        A code names nothing, or nothing that fits is scored.
    """
    level = part.level or elections.require(session, part.election)
    statement = (
        select(ScoreRun.election_code.label("election"), PartyScore.party_code.label("party"))
        .add_columns(*areas.named(Area, "area"), ScoreRun.basis.label("basis"))
        .add_columns(*(getattr(PartyScore, figure) for figure in FIGURES))
        .join_from(PartyScore, ScoreRun, ScoreRun.id == PartyScore.score_run_id)
        .join(Area, Area.id == PartyScore.area_id)
        .where(ScoreRun.election_code == part.election, Area.level == level)
        .order_by(PartyScore.party_code, PartyScore.rank.nulls_last(), Area.code)
    )
    if part.party is not None:
        parties.require(session, part.party)
        statement = statement.where(PartyScore.party_code == part.party)
    if part.area is not None:
        within, _ = areas.identify(session, part.area)
        statement = statement.where(Area.id.in_(areas.inside(within)))
    rows = [dict(row) for row in session.execute(areas.outlined(statement, band)).mappings()]
    if not rows:
        raise _none_here(session, part.election)
    return rows


def replaced(rows: list[Row], computed: pd.DataFrame) -> list[Row]:
    """
    Put other figures in the place of the stored ones, each party's strongest area first again.

    Parameters
    ----------
    rows : list of dict
        What `by_area` returns.
    computed : DataFrame
        What `strength.score` returns for the same election.

    Returns
    -------
    list of dict
    """
    figures = rows_of(computed[["party_code", "area_code", *COMPUTED]])
    known = {(row.pop("party_code"), row.pop("area_code")): row for row in figures}
    new = [row | known[row["party"], row["area__code"]] for row in rows]
    whole = ("rank", "rank_median", "rank_low", "rank_high")
    new = [row | {name: None if row[name] is None else int(row[name]) for name in whole} for row in new]
    return sorted(new, key=lambda row: (row["party"], row["rank"] or len(computed), row["area__code"]))


def source_files(session: Session, election: str) -> list[Select[int]]:
    """Select the files behind an election's scores: its results, and those of the elections it is compared with."""
    known = [*elections.stand_ins(session, election), *elections.up_to(session, election)]
    return [files for code in known for files in elections.source_files(code)]


def _none_here(session: Session, election: str) -> NotFound:
    scored = select(PartyScore.area_id).join(ScoreRun).where(ScoreRun.election_code == election)
    levels = session.scalars(select(Area.level).where(Area.id.in_(scored)).distinct())
    return NotFound(f"No score of {election} fits; there are scores at level: {', '.join(levels)}.")
