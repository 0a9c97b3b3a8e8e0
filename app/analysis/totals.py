"""Totals of a set of contests, and the reason for each that is unknown."""

from typing import Any

import numpy as np
import pandas as pd

from app.analysis.profile import known

COUNTS = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes")
INDIVISIBLE = ("seats", "seats_won")
NAMED = 5
"""Contests that a reason names; more are counted."""


def add_up(contests: pd.DataFrame, lists: pd.DataFrame) -> dict[str, Any]:
    """
    Add up contests, each whole or in part.

    Parameters
    ----------
    contests : DataFrame
        Indexed by area code: `COUNTS` and `turnout` (NaN unknown) and `weight`, the part in (0, 1] of the contest's
        figures that is counted; below 1 the sums are estimates.
    lists : DataFrame
        One row per list of these contests: `area_code`, `party`, `votes`, `seats_won` (NaN unknown).

    Returns
    -------
    dict
        `contests`; the sums, `turnout` in [0, 1], `estimated_share`, the part in [0, 1] of the valid votes that comes
        from contests counted in part; `parties` by votes: `party`, `lists`, `votes`, `share` of all valid votes,
        `seats_won`; and `reasons`, why what is None is. A sum is None where any of its terms is unknown, and of seats
        where a contest is counted in part: seats cannot be divided.
    """
    sums = {name: _total(contests[name], contests["weight"]) for name in COUNTS}
    reasons = {name: _reason(contests[name], contests["weight"]) for name in COUNTS if sums[name] is None}
    turnout = _turnout(contests, sums)
    if turnout is None:
        reasons["turnout"] = next(
            (f"{name}: {reasons[name]}" for name in ("ballots_cast", "registered_voters") if name in reasons),
            "no voters",
        )
    parties = _parties(contests, lists, sums["valid_votes"])
    without_seats = [party for party in parties if party["seats_won"] is None]
    if without_seats:
        weight = lists["area_code"].map(contests["weight"])
        reasons["seats_won"] = _reason(lists.set_index("area_code")["seats_won"], weight.set_axis(lists["area_code"]))
    valid_votes = contests["valid_votes"] * contests["weight"]
    estimated = known(valid_votes[contests["weight"] < 1].sum())
    whole = {name: None if value is None else round(value) for name, value in sums.items()}
    return {
        "contests": len(contests),
        **whole,
        "turnout": turnout,
        "estimated_share": _ratio(estimated, known(valid_votes.sum())) or 0.0,
        "reasons": reasons,
        "parties": parties,
    }


def _turnout(contests: pd.DataFrame, sums: dict[str, float | None]) -> float | None:
    """Turnout of the sums, or of the only contest: there it may be published without the counts it was made of."""
    if len(contests) == 1:
        return known(contests["turnout"].iloc[0])
    return _ratio(sums["ballots_cast"], sums["registered_voters"])


def _parties(contests: pd.DataFrame, lists: pd.DataFrame, valid_votes: float | None) -> list[dict[str, Any]]:
    rows = []
    weights = lists["area_code"].map(contests["weight"])
    for party, own in lists.groupby("party"):
        votes = _total(own["votes"], weights[own.index])
        seats = _total(own["seats_won"], weights[own.index])
        rows.append(
            {
                "party": party,
                "lists": len(own),
                "votes": None if votes is None else round(votes),
                "share": _ratio(votes, valid_votes),
                "seats_won": None if seats is None else round(seats),
            }
        )
    return sorted(rows, key=lambda row: (-(row["votes"] or 0), row["party"]))


def _total(column: "pd.Series[float]", weights: "pd.Series[float]") -> float | None:
    """Weighted sum; None where a term is unknown, or is of what cannot be divided and counts in part."""
    if column.empty or (column.name in INDIVISIBLE and (weights < 1).any()):
        return None
    return known(np.sum(column.to_numpy(float) * weights.to_numpy(float)))


def _reason(column: "pd.Series[float]", weights: "pd.Series[float]") -> str:
    if column.empty:
        return "no contest is counted"
    missing = sorted(set(column.index[column.isna()]))
    if not missing:
        return f"seats cannot be divided, and {(weights < 1).sum()} contests are counted in part"
    contests = column.index.nunique()
    if len(missing) == contests:
        return "not published" if contests == 1 else f"not published for any of the {contests} contests"
    named = ", ".join(missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
    return f"unknown in {len(missing)} of {contests} contests: {named}"


def _ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole
