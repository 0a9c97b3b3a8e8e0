"""Census indicators of any area from those of its parts: each by its own base, never as a mean of percentages."""

import re

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
    rows = definitions.set_index("key")
    figures = pd.DataFrame({key: evaluate(units, fields) for key, fields in rows["fields"].items()}, units.index)
    counted = figures.groupby(groups)
    size, known = counted.size(), counted.count()
    by_measure = {str(measure): list(of.index) for measure, of in rows.groupby("measure")}
    values = []
    for measure, keys in by_measure.items():
        if measure == "sum":
            values.append(counted[keys].sum().where(known[keys] > 0))
        elif measure == "published":
            values.append(counted[keys].first().where(size == 1))
        else:
            base = pd.DataFrame({key: evaluate(units, str(rows.at[key, "base"])) for key in keys}, units.index)
            weighed, known[keys] = _weighed(figures[keys], base, groups, measure)
            values.append(weighed)
    value = pd.concat(values, axis=1)[list(rows.index)]
    percent = list(rows.index[(rows["unit"] == "share") & (rows["measure"] != "ratio")])
    value[percent] = value[percent] / 100  # published in percent
    found = pd.concat({"value": value.unstack(), "units_known": known.unstack()}, axis=1)
    found = found.rename_axis(["key", "code"]).reset_index()
    return found.assign(units=found["code"].map(size))[["code", "key", "value", "units", "units_known"]]


def _weighed(
    figures: pd.DataFrame, base: pd.DataFrame, groups: "pd.Series[str]", measure: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum counts over those of their base, or means weighted by it; with the number of units where both are known."""
    product = figures * base
    weighted = product if measure == "mean" else figures.where(base.notna())
    weight = base.where(figures.notna()).groupby(groups).sum()
    return weighted.groupby(groups).sum() / weight.where(weight > 0), product.groupby(groups).count()


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
