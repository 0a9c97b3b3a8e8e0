"""Census indicators of any area from those of its parts: each by its own base, never as a mean of percentages."""

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd

_TERM = re.compile(r"([+-]?)([\w:]+)")


def aggregate(units: pd.DataFrame, groups: "pd.Series[str]", definitions: pd.DataFrame) -> pd.DataFrame:
    """
    Aggregate the figures of units to the areas they make.

    Parameters
    ----------
    units : DataFrame
        One row per unit, a column per figure as published: counts, and shares in percent. NaN: unknown.
    groups : Series of str
        The area of each unit, on the same index; a unit without one is left out. Units grouped by themselves keep their
        figures.
    definitions : DataFrame
        One row per indicator: `key`, `unit`, `measure`, and `fields` and `base`, the columns of `units` it is made of,
        added up as in ``a+b-c``. `measure` is ``sum`` (of counts), ``ratio`` (of counts to those of the base), ``mean``
        (weighted by the base) or ``published`` (a figure that cannot be rebuilt from parts).

    Returns
    -------
    DataFrame
        One row per area and indicator: `code`, `key`, `value`, `units`, `units_known`. A value of the unit ``share`` is
        in [0, 1]. A figure is that of the units of which it is known, and `units_known` counts them: below `units` it
        is partial, and to be shown as such. A published figure is NaN for an area of several units.
    """
    rows = definitions.to_dict("records")
    columns = ["code", "key", "value", "units", "units_known"]
    return pd.concat([_indicator(units, groups, row) for row in rows], ignore_index=True)[columns]


def _indicator(units: pd.DataFrame, groups: "pd.Series[str]", definition: dict[Hashable, Any]) -> pd.DataFrame:
    figure = evaluate(units, definition["fields"])
    measure = definition["measure"]
    counted = figure.groupby(groups)
    size, known = counted.size(), counted.count()
    if measure == "sum":
        value = counted.sum().where(known > 0)
    elif measure == "published":
        value = counted.first().where(size == 1)
    else:
        base = evaluate(units, definition["base"])
        known = (figure * base).groupby(groups).count()
        weighted = figure * base if measure == "mean" else figure.where(base.notna())
        weight = base.where(figure.notna()).groupby(groups).sum()
        value = weighted.groupby(groups).sum() / weight.where(weight > 0)
    if definition["unit"] == "share" and measure != "ratio":
        value = value / 100  # published in percent
    found = pd.DataFrame({"value": value, "units": size, "units_known": known})
    return found.rename_axis("code").reset_index().assign(key=definition["key"])


def evaluate(units: pd.DataFrame, expression: str) -> "pd.Series[float]":
    """
    Add up columns.

    Parameters
    ----------
    units : DataFrame
        Columns of numbers.
    expression : str
        Names of columns, joined by ``+`` and ``-``.

    Returns
    -------
    Series
        NaN where a term is.

    Raises
    ------
    KeyError
        There is no such column.
    """
    signed = [(-1.0 if sign == "-" else 1.0, units[name]) for sign, name in _TERM.findall(expression)]
    total = pd.Series(0.0, index=units.index)
    for sign, column in signed:
        total = total + sign * column
    return total
