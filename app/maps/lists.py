"""What every list obtained and how it changed, as rows in which the page's script finds each figure by place."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from app.analysis import figures
from app.analysis.history import lineages
from app.analysis.swing import swing
from app.maps.atlas import CONSTITUENCY, Country
from app.maps.themes import Theme, classes, council_parts

RATE_DECIMALS = 5


def swings(
    results: pd.DataFrame, contests: pd.DataFrame, elections: Sequence[str], lineage: pd.DataFrame
) -> pd.DataFrame:
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
        Who is the same party over time: ``party_code``, ``lineage_code``, ``relation``.

    Returns
    -------
    pandas.DataFrame
        On the index of ``results``: ``swing``, change of the share in [-1, 1], NaN where one of the two lists is
        missing or unknown, and its ``continuity``, see `app.analysis.swing.swing`.
    """
    lists = results[["votes"]].join(contests["valid_votes"]).reset_index()
    held = set(lists["election_code"])
    pairs = [(before, after) for before, after in pairwise(elections) if {before, after} <= held]
    changes = [swing(lists, before, after, lineage).assign(election_code=after) for before, after in pairs]
    if not changes:
        return pd.DataFrame({"swing": float("nan"), "continuity": None}, index=results.index)
    keys = ["election_code", "area_code", "lineage_code"]
    change = pd.concat(changes).set_index(keys)[["swing", "continuity"]]
    lists["lineage_code"] = lineages(lists["party_code"], lineage)
    return change.reindex(pd.MultiIndex.from_frame(lists[keys])).set_axis(results.index)


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


def list_columns(level: str) -> tuple[str, ...]:
    """
    Name the columns of a row.

    Parameters
    ----------
    level : str
        Of the page's areas.

    Returns
    -------
    tuple of str
        ``class_…`` is the place of a figure's class in that theme; ``part`` that of a council's seats in [0, 1]. What
        is not known of most lists comes last.
    """
    seats = ("class_seats",) if level == CONSTITUENCY else ("class_council", "part")
    return ("party", "seats_won", *seats, "votes", "share", "class_share", "margin", "class_margin")


def list_rows(
    lists: pd.DataFrame, seats: pd.Series, codes: Iterable[Hashable], shown: Mapping[str, Theme], country: Country
) -> list[list[list[Any]]]:
    """
    List the results of every list, by area.

    Parameters
    ----------
    lists : pandas.DataFrame
        Index area code; ``party_code``, ``votes``, ``share``, ``margin``, ``seats_won``.
    seats : pandas.Series
        By area code.
    codes : iterable of str
        The areas, in their order.
    shown : mapping of str to Theme
        The page's themes.
    country : Country
        Its parties, and the level of its areas.

    Returns
    -------
    list of list of list
        Per area and list, as `list_columns`: a party by its place in ``country.parties``, and without the unknown at
        the end, which the page puts back. There are thousands of lists.
    """
    part = pd.Series(figures.ratio(lists["seats_won"], seats.reindex(lists.index)), lists.index)
    valued = {"share": lists["share"], "margin": lists["margin"], "seats": lists["seats_won"]}
    valued["council"] = council_parts(part)
    told = lists.assign(part=part, party=country.parties.index.get_indexer(pd.Index(lists["party_code"])))
    told = told.round({"part": 3, "share": RATE_DECIMALS, "margin": RATE_DECIMALS})
    columns = list_columns(country.level)
    for name in columns:
        theme = name.removeprefix("class_")
        if theme != name:
            told[name] = classes(shown[theme], valued[theme])
    by_area: dict[Hashable, list[list[Any]]] = {code: [] for code in codes}
    for area, *row in told[list(columns)].itertuples(name=None):
        by_area[area].append(_without_end([plain(value) for value in row]))
    return list(by_area.values())


def _without_end(row: list[Any]) -> list[Any]:
    known = [place for place, value in enumerate(row) if value is not None]
    return row[: known[-1] + 1]


def plain(value: Any) -> Any:
    """Make NaN null, and write 12.0 as 12: a column of counts is floating as soon as one of them is unknown."""
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
