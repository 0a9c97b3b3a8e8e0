"""Figures the pages add to those of the database, of all parties at once."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from app.analysis.history import lineages
from app.analysis.swing import swing


def swings(results: pd.DataFrame, contests: pd.DataFrame, elections: Sequence[str], lineage: pd.DataFrame) -> pd.Series:
    """
    Follow each list's share from the election before.

    Parameters
    ----------
    results : pandas.DataFrame
        Index (``party_code``, ``election_code``, ``area_code``); ``votes``.
    contests : pandas.DataFrame
        Index (``election_code``, ``area_code``); ``valid_votes``.
    elections : sequence of str
        Codes of comparable elections, the oldest first.
    lineage : pandas.DataFrame
        Who is the same party over time: ``party_code``, ``lineage_code``.

    Returns
    -------
    pandas.Series
        On the index of ``results``, change of the share in [-1, 1]; NaN where one of the two lists is missing or
        unknown.
    """
    lists = results[["votes"]].join(contests["valid_votes"]).reset_index()
    held = set(lists["election_code"])
    pairs = [(before, after) for before, after in pairwise(elections) if {before, after} <= held]
    changes = [swing(lists, before, after, lineage).assign(election_code=after) for before, after in pairs]
    if not changes:
        return pd.Series(float("nan"), index=results.index)
    keys = ["election_code", "area_code", "lineage_code"]
    change = pd.concat(changes).set_index(keys)["swing"]
    lists["lineage_code"] = lineages(lists["party_code"], lineage)
    return pd.Series(change.reindex(pd.MultiIndex.from_frame(lists[keys])).to_numpy(), index=results.index)


def all_lists(results: pd.DataFrame) -> pd.DataFrame:
    """
    Put the lists of each contest in order.

    Parameters
    ----------
    results : pandas.DataFrame
        Index (``party_code``, ``election_code``, ``area_code``); ``votes``, ``share``, ``margin``, ``seats_won``.

    Returns
    -------
    pandas.DataFrame
        Index (``election_code``, ``area_code``); ``party_code`` and those figures; in each contest most votes first,
        unknown ones last.
    """
    lists = results[["votes", "share", "margin", "seats_won"]].reset_index("party_code")
    keys = ["election_code", "area_code", "votes", "party_code"]
    return lists.sort_values(keys, ascending=[True, True, False, True])
