"""How parties moved between two comparable elections."""

import numpy as np
import pandas as pd

from app.analysis.history import continuities, lineages
from app.analysis.indices import ratio, volatility


def swing(
    results: pd.DataFrame, before: str, after: str, lineage: pd.DataFrame, groups: "pd.Series[str] | None" = None
) -> pd.DataFrame:
    """
    Change of each party's share between two elections, in each area or group of areas.

    Parties are followed by lineage: what split or merged is added up on both sides. Lists that are no party are left
    out, but their votes stay in the valid votes.

    Parameters
    ----------
    results : DataFrame
        One row per list: `election_code`, `area_code`, `party_code`, `votes`, `valid_votes`.
    before, after : str
        Codes of two elections by the same kind of ballot.
    lineage : DataFrame
        See `history.lineages` and `history.continuities`.
    groups : Series, optional
        Group of each area code, whose votes are added up (a constant for the country). Areas without one are left
        out. The areas themselves when not given.

    Returns
    -------
    DataFrame
        By area and lineage: `area_code`, `lineage_code`, `votes_before`, `votes_after`, `share_before`,
        `share_after`, `swing` (share after − share before, in [−1, 1]), `continuity` (`history.continuities`, None
        where the same parties are compared). NaN where the party had no list, or where the votes of one that is added
        up are unknown; its swing is then unknown, not its whole share.

    Raises
    ------
    KeyError
        One of the elections has no result.
    """
    missing = {before, after} - set(results["election_code"])
    if missing:
        raise KeyError(*missing)
    first, last = (_tallied(results, election, lineage, groups) for election in (before, after))
    frame = first.add_suffix("_before").join(last.add_suffix("_after"), how="outer")
    frame["swing"] = frame["share_after"] - frame["share_before"]
    columns = ["votes_before", "votes_after", "share_before", "share_after", "swing"]
    found = frame[columns].sort_index().reset_index()
    stood = results.groupby("election_code")["party_code"].unique()
    flags = continuities(stood[before], stood[after], lineage)
    return found.assign(continuity=found["lineage_code"].map(flags).astype(object).replace(np.nan, None))


def _tallied(
    results: pd.DataFrame, election: str, lineage: pd.DataFrame, groups: "pd.Series[str] | None"
) -> pd.DataFrame:
    """Votes and share of each lineage in each area or group."""
    rows = results[results["election_code"] == election]
    rows = rows.assign(lineage_code=lineages(rows["party_code"], lineage))
    if groups is not None:
        rows = rows.assign(group=rows["area_code"].map(groups)).dropna(subset="group")
        valid = rows.drop_duplicates("area_code").groupby("group")["valid_votes"].sum(skipna=False)
        rows = rows.assign(area_code=rows["group"], valid_votes=rows["group"].map(valid))
    tallied = rows.dropna(subset="lineage_code").groupby(["area_code", "lineage_code"])
    votes, valid_votes = tallied["votes"].sum(skipna=False), tallied["valid_votes"].first()
    return pd.DataFrame({"votes": votes, "share": ratio(votes, valid_votes)})


def volatilities(swings: pd.DataFrame) -> "pd.Series[float]":
    """
    Pedersen's net volatility of each area.

    Parameters
    ----------
    swings : DataFrame
        What `swing` returns.

    Returns
    -------
    Series
        In [0, 1], by area code; NaN where one of the elections was not held.
    """
    tables = [
        swings.pivot(index="area_code", columns="lineage_code", values=side) for side in ("share_before", "share_after")
    ]
    return pd.Series(volatility(*tables), tables[0].index, name="volatility")
