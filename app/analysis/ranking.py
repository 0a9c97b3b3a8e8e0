"""Areas in the order of one figure, kept by others: what a target list is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

Bounds = Mapping[str, tuple[float | None, float | None]]


def rank(
    rows: Sequence[dict[str, Any]], by: str, descending: bool, bounds: Bounds
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """
    Rank rows by a figure, keeping those whose other figures are within bounds.

    Parameters
    ----------
    rows : sequence of dict
        Figures by name; None is unknown.
    by : str
        The figure that gives the order.
    descending : bool
        Whether the greatest comes first.
    bounds : mapping of str to (float or None, float or None)
        Least and greatest value of a figure, both allowed; None sets no bound.

    Returns
    -------
    list of dict
        The rows kept, with their `rank` from 1: equal figures share the better one. Rows whose figure is unknown come
        last, in the order given, with a `rank` of None.
    dict of str to int
        For each figure with a bound how many rows were left out because it is unknown, though they keep to all other
        bounds.
    """
    verdicts = [{name: _keeps(row[name], *limits) for name, limits in bounds.items()} for row in rows]
    kept = [row for row, verdict in zip(rows, verdicts, strict=True) if all(verdict.values())]
    unknown = {
        name: sum(v[name] is None and all(keeps is not False for keeps in v.values()) for v in verdicts)
        for name in bounds
    }
    known = [row for row in kept if row[by] is not None]
    ordered = sorted(known, key=lambda row: -row[by] if descending else row[by])
    values = [row[by] for row in ordered]
    ranked = [{"rank": values.index(row[by]) + 1, **row} for row in ordered]
    return ranked + [{"rank": None, **row} for row in kept if row[by] is None], unknown


def _keeps(value: float | None, least: float | None, greatest: float | None) -> bool | None:
    """Tell whether a value is within bounds; None where it is unknown."""
    if value is None:
        return None
    return (least is None or value >= least) and (greatest is None or value <= greatest)
