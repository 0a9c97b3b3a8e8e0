"""A party's strength in the areas that vote: its scores, its neighbours, the price of the next seat."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.seats import Rules
from app.errors import NotFound
from app.store.queries import patterns, scores, seat_inputs, seats
from app.store.queries.elections import ElectionPart
from app.store.records import Row

_OF_SCORE = {
    **{figure: figure for figure in ("score", "rank", "rank_low", "rank_high", "top_fifth", "p_seat")},
    "class": "strength_class",
}
_OF_CLUSTER = {"cluster": "label"}
_OF_PRICE = {"votes_to_win": "votes_to_win"}
"""Figures of `app.files.columns.STRENGTH`, and the fields that tell them."""


def read_strengths(session: Session, rules: Rules, party: str, election: str, level: str) -> pd.DataFrame:
    """
    Read a party's figures in the areas that vote in an election.

    Parameters
    ----------
    session : Session
    rules : mapping
        The seat laws.
    party, election : str
        Their codes.
    level : str
        Of the areas.

    Returns
    -------
    pandas.DataFrame
        Index area code; the figures of `app.files.columns.STRENGTH` but the margin. Missing is unknown; no row where
        nothing is known.
    """
    scored = _scored(session, ElectionPart(election, level, party))
    return scored.join([_clustered(session, party, election), _priced(session, rules, party, election)], how="outer")


def _scored(session: Session, part: ElectionPart) -> pd.DataFrame:
    rows: list[Row] = []
    with suppress(NotFound):
        rows = scores.by_area(session, part, None)
    return _by_area(rows, _OF_SCORE)


def _clustered(session: Session, party: str, election: str) -> pd.DataFrame:
    rows: list[Row] = []
    with suppress(NotFound):
        rows = patterns.clusters(session, election, party, None)
    return _by_area(rows, _OF_CLUSTER)


def _priced(session: Session, rules: Rules, party: str, election: str) -> pd.DataFrame:
    rows: list[Row] = []
    with suppress(NotFound):
        inputs = seat_inputs.read(session, rules, election)
        rows = seats.prices(inputs, seat_inputs.places(session, election), party)
    return _by_area(rows, _OF_PRICE)


def _by_area(rows: Sequence[Row], fields: Mapping[str, str]) -> pd.DataFrame:
    codes = [row["area__code"] for row in rows]
    return pd.DataFrame({figure: [row[field] for row in rows] for figure, field in fields.items()}, codes, dtype=object)
