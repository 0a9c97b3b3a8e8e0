"""Strength in councils, by their seats: votes are not published by commune."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.history import Record, logit, record
from app.analysis.indices import Floats

COUNCIL_CLASSES = ("majority", "first", "represented", "none", "unknown")
CONTROL = {"majority": 1.0, "first": 0.5, "represented": 0.0, "none": 0.0}
"""What holding a council counts, in the place of the share of an area's seats."""


def council_record(
    results: pd.DataFrame, target: str, lineage: pd.DataFrame, parents: "pd.Series[str] | None" = None
) -> Record:
    """
    Lay out councils as contests in which each seat is a vote.

    Parameters
    ----------
    results : DataFrame
        One row per party with a seat, in councils of one stratum: `election_code`, `date`, `area_code`, `party_code`,
        `seats_won`, and the council's `seats`. A council of which not all seats are known has no row.
    target : str
        The election whose councils are described.
    lineage, parents
        As for `history.record`; the parent is the province.

    Returns
    -------
    Record
        `shares`, `margins` and `national` are those of seats; `leans` are logit((s + n) ÷ (S + 1)) − logit(n), with s
        of S seats and n the share in the country. A party with a seat anywhere has 0 where it has none. `held` is
        `CONTROL`.

    Raises
    ------
    KeyError
        The target has no council.
    """
    councils = results[["election_code", "date", "area_code", "seats"]].drop_duplicates(["election_code", "area_code"])
    parties = results[["election_code", "party_code"]].drop_duplicates()
    keys = ["election_code", "area_code", "party_code"]
    won = results.set_index(keys)["seats_won"]
    grid = councils.merge(parties, on="election_code")
    grid["seats_won"] = won.reindex(pd.MultiIndex.from_frame(grid[keys])).fillna(0).to_numpy()
    grid = grid.assign(votes=grid["seats_won"], valid_votes=grid["seats"])
    past = record(grid, target, lineage, parents)
    sizes = councils.pivot(index="area_code", columns="election_code", values="seats").reindex(past.areas)
    held = classify_councils(past.seats_won[-1], past.seats)
    return replace(
        past,
        leans=_leans(past, sizes[list(past.elections)].to_numpy(float).T),
        held=np.asarray(pd.Series(CONTROL).reindex(held.ravel()), float).reshape(held.shape),
    )


def _leans(past: Record, sizes: Floats) -> Floats:
    """
    Log odds of the share less those in the country, with one more seat as the country has them.

    Half a seat each, as for votes, would make a party with one seat in a thousand strong where it has none.
    """
    country = past.national[:, None, :]
    return np.asarray(logit((past.seats_won + country) / (sizes[..., None] + 1)) - logit(country))


def council_table(past: Record) -> pd.DataFrame:
    """
    Say what each party is in each council.

    Parameters
    ----------
    past : Record
        What `council_record` returns.

    Returns
    -------
    DataFrame
        `area_code`, `party_code`, `p_seat` (NaN: nothing is forecast here), `strength_class` (see `classify_councils`).
    """
    index = pd.MultiIndex.from_product([past.areas, past.parties], names=["area_code", "party_code"])
    found = classify_councils(past.seats_won[-1], past.seats).ravel()
    return pd.DataFrame({"p_seat": np.nan, "strength_class": found}, index).reset_index()


def classify_councils(won: Floats, seats: Floats) -> NDArray[np.object_]:
    """
    Put each party of each council in a class.

    Parameters
    ----------
    won : ndarray, shape (A, P)
        Seats of each party; NaN is unknown.
    seats : ndarray, shape (A,)
        Seats of each council.

    Returns
    -------
    ndarray of str, shape (A, P)
        `majority` (more than half of the seats), `first` (more than any other party), `represented`, `none`; `unknown`
        where seats are.
    """
    most = won.max(axis=1, keepdims=True)
    alone = (won == most).sum(axis=1, keepdims=True) == 1
    choices = {
        "unknown": np.isnan(won) | np.isnan(seats)[:, None] | np.isnan(most),
        "majority": 2 * won > seats[:, None],
        "first": (won == most) & alone,
        "represented": won > 0,
    }
    return np.select(list(choices.values()), list(choices), default="none").astype(object)
