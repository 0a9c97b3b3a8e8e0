"""Indices of one contest (or one country) at once, from what its lists obtained."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis import figures
from app.analysis.figures import Contests, Floats
from app.analysis.indices import (
    effective_number,
    gallagher,
    location_quotient,
    loosemore_hanby,
    nationalisation,
    weighted_nationalisation,
)

INDICES = (
    "lead",
    "effective_number_votes",
    "effective_number_seats",
    "gallagher",
    "loosemore_hanby",
)
"""Figures of a contest as a whole, beside its leader."""


class Compared(NamedTuple):
    """
    What compares the lists of contests.

    Attributes
    ----------
    margin, rank : Series
        On the index of the lists; NaN is unknown.
    contests : DataFrame
        Indexed by area: `lists`, `leader`, `INDICES` and `why_unknown`, missing where nothing is.
    """

    margin: "pd.Series[float]"
    rank: "pd.Series[float]"
    contests: pd.DataFrame


def compare_lists(lists: pd.DataFrame, by: str = "area_id") -> Compared:
    """
    Compare the lists of each contest of one election.

    Parameters
    ----------
    lists : DataFrame
        One row per list: column `by`, `party_code`, `votes`, `seats_won` and the contest's `valid_votes`; NaN unknown.
    by : str
        Column that names the contest.

    Returns
    -------
    Compared
    """
    rows, areas = pd.factorize(lists[by])
    columns, parties = pd.factorize(lists["party_code"], sort=True)
    votes, seats = (_laid_out(lists[name], rows, columns) for name in ("votes", "seats_won"))
    stood = np.zeros(votes.shape, bool)
    stood[rows, columns] = True
    valid_votes = lists["valid_votes"].groupby(rows).first().to_numpy(float)
    of = figures.contests(votes, valid_votes, stood)
    margins, ranks = (pd.Series(table[rows, columns], lists.index) for table in (figures.margin(of), figures.rank(of)))
    return Compared(margins, ranks, _of_contests(of, seats, parties).set_axis(pd.Index(areas, name=by)))


def _laid_out(values: "pd.Series[float]", rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
    """Put the values of lists into a table of contests and parties, NaN where no list stood."""
    table = np.full((rows.max(initial=-1) + 1, columns.max(initial=-1) + 1), np.nan)
    table[rows, columns] = values
    return table


def _of_contests(of: Contests, seats: Floats, parties: "pd.Index[str]") -> pd.DataFrame:
    first = figures.leader(of)
    margins = np.concatenate([figures.margin(of), np.full((len(first), 1), np.nan)], axis=1)
    shares = np.where(of.stood, figures.share(of.votes, of.valid_votes[:, None]), 0.0)
    won = np.where(of.stood, seats, 0.0)
    seat_shares = figures.ratio(won, won.sum(axis=-1, keepdims=True))
    why = figures.why_unknown(of)
    return pd.DataFrame(
        {
            "lists": of.stood.sum(axis=-1),
            "leader": np.array([*parties, None], dtype=object)[first],
            "lead": margins[np.arange(len(first)), first],
            "effective_number_votes": figures.effective_number(of),
            "effective_number_seats": effective_number(seat_shares),
            "gallagher": gallagher(shares, seat_shares),
            "loosemore_hanby": loosemore_hanby(shares, seat_shares),
            "why_unknown": pd.Series(why).mask(why == ""),
        }
    )


def profile(
    lists: Sequence[Mapping[str, Any]], valid_votes: float | None
) -> tuple[dict[str, Any], dict[str, float | None]]:
    """
    Describe one contest, or one country, by its indices.

    Parameters
    ----------
    lists : sequence of mapping
        `party`, `votes` and `seats_won` (None unknown) of every list.
    valid_votes : float or None

    Returns
    -------
    dict
        `lists`, `leader`, `INDICES` and `why_unknown`; None where unknown.
    dict of str to float or None
        Margin of each party, None where unknown.
    """
    rows = [(0, one["party"], one["votes"], one["seats_won"], valid_votes) for one in lists]
    frame = pd.DataFrame(rows, columns=["area_id", "party_code", "votes", "seats_won", "valid_votes"])
    compared = compare_lists(frame.astype(dict.fromkeys(("votes", "seats_won", "valid_votes"), float)))
    if frame.empty:
        return dict.fromkeys(("leader", *INDICES)) | {"lists": 0, "why_unknown": figures.NO_LIST}, {}
    [found] = compared.contests.astype(object).where(compared.contests.notna(), None).to_dict("records")
    margins = dict(zip(frame["party_code"], map(known, compared.margin), strict=True))
    return {str(name): value for name, value in found.items()}, margins


def of_party(lists: Sequence[Mapping[str, Any]], party: str, national_share: float | None) -> dict[str, Any]:
    """
    Describe one party's place in a contest.

    Parameters
    ----------
    lists : sequence of mapping
        `party`, `share` in [0, 1] and `margin` in [−1, 1] (None unknown) of every list.
    party : str
    national_share : float or None

    Returns
    -------
    dict
        `party`, `share`, `margin`, `location_quotient`; None where it fielded no list.
    """
    own = next((found for found in lists if found["party"] == party), {"share": None, "margin": None})
    quotient = None
    if own["share"] is not None and national_share is not None:
        quotient = known(location_quotient(own["share"], national_share))
    return {"party": party, "share": own["share"], "margin": own["margin"], "location_quotient": quotient}


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
    stood = results.assign(stood=True).pivot(index="area_code", columns="party_code", values="stood").notna()
    size = results.groupby("area_code")["valid_votes"].first()
    shares = votes.div(size, axis=0).where(stood, 0.0)  # the index counts no list as no support
    rows = [
        {
            "party_code": party,
            "lists": int(stood[party].sum()),
            "areas": len(votes),
            "pns": known(nationalisation(shares[party])),
            "pns_weighted": known(weighted_nationalisation(shares[party], size)),
        }
        for party in votes.columns
    ]
    columns = ["party_code", "lists", "areas", "pns", "pns_weighted"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["lists", "party_code"], ascending=[False, True], ignore_index=True
    )


def known(number: Any) -> float | None:
    """Return the number, or None for NaN."""
    value = float(number)
    return None if np.isnan(value) else value
