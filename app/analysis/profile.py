"""Indices of one contest (or one country) at once, from what its lists obtained."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from app.analysis.indices import (
    effective_number,
    gallagher,
    location_quotient,
    loosemore_hanby,
    margin,
    nationalisation,
    ratio,
    weighted_nationalisation,
)


def profile(lists: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """
    Describe a contest by its indices.

    Parameters
    ----------
    lists : sequence of mapping
        `party`, `share` in [0, 1] and `seats_won` (None unknown) of every list.

    Returns
    -------
    dict
        `leader`, `lead`, `effective_number_votes`, `effective_number_seats`, `gallagher`, `loosemore_hanby`; None
        where unknown.
    """
    shares = np.array([found["share"] for found in lists], float)
    seats = np.array([found["seats_won"] for found in lists], float)
    seat_shares = ratio(seats, seats.sum())
    leads = margin(shares)
    first = int(np.nanargmax(shares))
    seats_known = not np.isnan(seat_shares).any()
    return {
        "leader": lists[first]["party"],
        "lead": known(leads[first]),
        "effective_number_votes": known(effective_number(shares)),
        "effective_number_seats": known(effective_number(seat_shares)) if seats_known else None,
        "gallagher": known(gallagher(shares, seat_shares)),
        "loosemore_hanby": known(loosemore_hanby(shares, seat_shares)),
    }


def of_party(lists: Sequence[Mapping[str, Any]], party: str, national_share: float | None) -> dict[str, Any]:
    """
    Describe one party's place in a contest.

    Parameters
    ----------
    lists : sequence of mapping
        As for `profile`.
    party : str
    national_share : float or None

    Returns
    -------
    dict
        `party`, `share`, `margin`, `location_quotient`; None where it fielded no list.
    """
    leads = dict(zip((found["party"] for found in lists), margin([found["share"] for found in lists]), strict=True))
    share = next((found["share"] for found in lists if found["party"] == party), None)
    quotient = None
    if share is not None and national_share is not None:
        quotient = known(location_quotient(share, national_share))
    return {
        "party": party,
        "share": share,
        "margin": None if share is None else known(leads[party]),
        "location_quotient": quotient,
    }


def spread(results: pd.DataFrame) -> pd.DataFrame:
    """
    Tell how evenly each party's vote is spread over the areas of an election.

    Parameters
    ----------
    results : DataFrame
        One row per list of one election: `area_code`, `party_code`, `votes`, `valid_votes`.

    Returns
    -------
    DataFrame
        `party_code`, `lists`, `areas`, `pns`, `pns_weighted`; most lists first.
    """
    votes = results.pivot(index="area_code", columns="party_code", values="votes")
    size = results.groupby("area_code")["valid_votes"].first()
    shares = votes.div(size, axis=0).fillna(0.0)  # the index counts no list as no support
    rows = [
        {
            "party_code": party,
            "lists": int(votes[party].notna().sum()),
            "areas": len(votes),
            "pns": known(nationalisation(shares[party])),
            "pns_weighted": known(weighted_nationalisation(shares[party], size)),
        }
        for party in votes.columns
    ]
    return pd.DataFrame(rows).sort_values(["lists", "party_code"], ascending=[False, True], ignore_index=True)


def known(number: Any) -> float | None:
    """Return the number, or None for NaN."""
    value = float(number)
    return None if np.isnan(value) else value
