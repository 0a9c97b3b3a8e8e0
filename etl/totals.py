"""Rows that are not what they seem: totals and subtotals among the results of areas or polling stations."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.names import fold
from etl.results import Codes, Results, merged, of_contests, province_of, with_sums
from etl.sources import FileProblem

ACCEPT = (
    "delete it; or give `--accept-totals` (`accept_totals = true` in the declaration) to have totals left out and "
    'listed; or, where it is none, declare `tolerated = { totals = "why" }`'
)
_WORDS = frozenset(
    {
        *("total", "totaux", "totale", "totales", "tot", "soustotal", "subtotal", "ensemble", "somme", "sum", "cumul"),
        *("recapitulatif", "recapitulation", "مجموع", "المجموع", "مجاميع", "الاجمالي", "اجمالي", "الكلي", "حاصل"),
    }
)
LEAST_ADDENDS = 2


def says_total(text: str) -> bool:
    """Whether a code or name says that it is a total: a word of it does, in French, Arabic or English."""
    return not _WORDS.isdisjoint(fold(text).split())


def sums_of_others(
    row: NDArray[np.int64], column: NDArray[np.int64], value: NDArray[np.float64], group: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """
    Find the rows that are the sum of others of their group.

    A row is one where it equals, column by column, the sum of the rows right before it, of those right after it, or of
    all others of its group: at least two, or three where it has a figure in one column alone. Subtotals are left out
    before their total is looked for.

    Parameters
    ----------
    row, column, value : ndarray, shape (cells,)
        The figures of each row that are not zero, sorted by row; no negative ones.
    group : ndarray of int, shape (rows,)
        What each row is summed within; rows of a group are together.

    Returns
    -------
    ndarray of bool, shape (rows,)
    """
    found = np.zeros(len(group), dtype=bool)
    total: NDArray[np.float64] = np.bincount(row, weights=value, minlength=len(group)).astype(float)
    starts = np.searchsorted(row, np.arange(len(group) + 1))

    def summed(first: int, last: int) -> dict[int, float]:
        """Sum the rows from first to last that are no totals, by column."""
        cells = np.arange(starts[first], starts[last + 1])
        cells = cells[~found[row[cells]]]
        columns, place = np.unique(column[cells], return_inverse=True)
        sums = np.bincount(place, weights=value[cells], minlength=len(columns))
        return {int(name): float(sum_) for name, sum_ in zip(columns, sums, strict=True) if sum_}

    bounds = np.flatnonzero(np.diff(group, prepend=-1, append=-1)).astype(np.int64)
    while True:
        again = False
        kept = np.flatnonzero(~found & (total > 0)).astype(np.int64)
        for this, first, last in _candidates(total, group, kept, bounds):
            own = summed(this, this)
            begin, end = np.searchsorted(kept, (first, last + 1))
            addends = end - begin - (first <= this <= last)
            if addends < (LEAST_ADDENDS if len(own) > 1 else LEAST_ADDENDS + 1):
                continue
            others = summed(first, last)
            if first <= this <= last:
                others = {name: sum_ - own.get(name, 0) for name, sum_ in others.items() if sum_ != own.get(name, 0)}
            if others == own:
                found[this] = again = True
                break
        if not again:
            return found


def _candidates(
    total: NDArray[np.float64], group: NDArray[np.int64], kept: NDArray[np.int64], bounds: NDArray[np.int64]
) -> list[tuple[int, int, int]]:
    """Rows whose total is that of a run of rows before or after them, or of their group: row, first, last."""
    found: list[tuple[int, int, int]] = []
    before = np.concatenate([[0.0], np.cumsum(total[kept])])
    place = np.arange(len(kept))
    starts = np.searchsorted(before, before[:-1] - total[kept])
    hit = (before[starts] == before[:-1] - total[kept]) & (starts <= place - LEAST_ADDENDS)
    hit &= group[kept[np.minimum(starts, place)]] == group[kept]
    found += [(int(kept[i]), int(kept[starts[i]]), int(kept[i - 1])) for i in np.flatnonzero(hit)]
    ends = np.searchsorted(before, before[1:] + total[kept])
    inside = ends < len(before)
    ends = np.minimum(ends, len(before) - 1)
    hit = inside & (before[ends] == before[1:] + total[kept]) & (ends >= place + 1 + LEAST_ADDENDS)
    hit &= group[kept[np.maximum(ends - 1, 0)]] == group[kept]
    found += [(int(kept[i]), int(kept[i + 1]), int(kept[ends[i] - 1])) for i in np.flatnonzero(hit)]
    sums = np.bincount(group[kept], weights=total[kept]) if len(kept) else np.zeros(0)
    for i in np.flatnonzero(sums[group[kept]] == 2 * total[kept]):
        first = bounds[np.searchsorted(bounds, kept[i], side="right") - 1]
        last = bounds[np.searchsorted(bounds, kept[i], side="right")] - 1
        found.append((int(kept[i]), int(first), int(last)))
    return sorted(found)


def _contest_totals(results: Results, codes: Codes) -> "pd.Series[str]":
    """Reason by row of each contest that is the sum of others of its election, within its province or in all."""
    numbers, of_lists = results.numbers
    first = np.sort(np.unique(numbers, return_index=True)[1])
    first = first[numbers[first] >= 0]  # of a contest nobody can name no other is told apart
    contests, numbers = results.contests.iloc[first], numbers[first]  # in ascending order, as they are numbered
    reasons: dict[int, str] = {}
    if len(contests) <= LEAST_ADDENDS:
        return pd.Series(reasons, dtype="string")
    party = pd.factorize(results.votes["party_code"])[0]
    province = province_of(contests["area_code"], codes)
    everywhere, in_province = contests["election_code"], contests["election_code"] + "/" + province.fillna("")
    groups = [pd.factorize(of, use_na_sentinel=False)[0] for of in (everywhere, in_province)]
    votes, seats = (results.votes[name].to_numpy(float, na_value=0.0) for name in ("votes", "seats_won"))
    # seats are few, and often add up by chance: they are asked only where votes are not known
    without_votes = ~np.isin(of_lists, of_lists[votes > 0])
    for what, value, asked in (("votes", votes, votes > 0), ("seats", seats, (seats > 0) & without_votes)):
        told = asked & (party >= 0) & np.isin(of_lists, numbers)
        for group in groups:
            if not told.any() or np.bincount(group).max() <= LEAST_ADDENDS:
                continue
            order = np.argsort(group, kind="stable")
            row = np.argsort(order)[np.searchsorted(numbers, of_lists[told])]
            cells = np.argsort(row, kind="stable")
            sums = sums_of_others(row[cells], party[told][cells], value[told][cells], group[order])
            for at in order[sums]:
                reasons.setdefault(
                    int(contests.index[at]), f"{contests['area_code'].iloc[at]}: its {what} are the sum of other rows'"
                )
    return pd.Series(reasons, dtype="string")


def _list_totals(results: Results, codes: Codes) -> "pd.Series[str]":
    """Reason by row of each list whose party is no party but a word for a total."""
    party = results.votes["party_code"].dropna()
    strange = party[~party.isin([*codes.parties, *results.parties])]
    totals = strange[[says_total(str(code)) for code in strange]]
    return ("party_code '" + totals + "' says that the row is a total").astype("string")


def find_totals(results: Results, codes: Codes) -> list[FileProblem]:
    """Find the contests and lists that are totals of others."""
    return [
        FileProblem(file, int(str(row)), str(reason), ACCEPT)
        for file, reasons in (
            (results.contests_file, _contest_totals(results, codes)),
            (results.votes_file, _list_totals(results, codes)),
        )
        for row, reason in reasons.items()
    ]


def without_totals(results: Results, codes: Codes) -> Results:
    """Leave out the contests and lists that are totals of others, and list them."""
    contests, lists = _contest_totals(results, codes), _list_totals(results, codes)
    numbers, of_lists = results.numbers
    gone = numbers[results.contests.index.isin(contests.index)]
    stays, is_total = ~np.isin(numbers, gone), results.votes.index.isin(lists.index)
    votes = results.votes[~is_total & ~np.isin(of_lists, gone)]
    told: Mapping[str, list[FileProblem]] = {
        "rows": [
            FileProblem(file, int(str(row)), f"{reason}; it is left out", "nothing need be done where it is a total")
            for file, reasons in ((results.contests_file, contests), (results.votes_file, lists))
            for row, reason in reasons.items()
        ]
    }
    kept = results.contests[stays]
    # what was summed with a total in it is summed again
    with_total = of_contests(results, results.lists["votes"].sum())[stays]
    shortened = np.isin(numbers[stays], of_lists[is_total])
    summed = (kept["valid_votes"] == with_total).fillna(False).astype(bool) & shortened
    kept = with_sums(kept.assign(valid_votes=kept["valid_votes"].mask(summed)), votes)
    return replace(results, contests=kept, votes=votes, problems=merged(results.problems, told))
