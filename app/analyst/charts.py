"""The standard figures, in French or Arabic. Matplotlib shapes and orders Arabic itself from 3.11 on."""

from collections.abc import Callable, Iterable
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from app.maps import scale
from app.maps.texts import TEXTS, flagged
from app.maps.words.catalogues import CATALOGUES, Language, Text, text
from app.maps.words.numbers import coefficient, number, percent

_ROW_INCHES = 0.3
_WIDTH_INCHES = 8
_INK, _PALE = scale.BASTION, "#9aa3a8"
_RISE, _FALL = scale.AHEAD[-1], scale.BEHIND[0]


def plot_ranks(scores: pd.DataFrame, words: dict[str, Text], language: Language) -> Axes:
    """
    Draw ranks with their range of method.

    Parameters
    ----------
    scores : pandas.DataFrame
        Of one party: ``area_name_fr``, ``area_name_ar``, ``rank``, ``rank_low``, ``rank_high``.
    words : dict of str to Text
        ``party`` and ``year`` of the title.
    language : str
    """
    axes = _axes(scores[f"area_name_{language}"], text("{party} {year}: rank of its constituencies", **words), language)
    rows = range(len(scores))
    axes.hlines(rows, _floats(scores["rank_low"]), _floats(scores["rank_high"]), color=_PALE, linewidth=4)
    axes.plot(_floats(scores["rank"]), rows, "o", color=_INK)
    axes.set_xlabel(text("rank (line: range of method)")[language])
    return axes


def plot_components(components: pd.DataFrame, words: dict[str, Text], language: Language) -> Axes:
    """
    Draw the points that each component brings to a score.

    Parameters
    ----------
    components : pandas.DataFrame
        Of one score: ``component``, ``weight`` and ``contribution``; one without a weight is left out.
    words : dict of str to Text
        ``party``, ``area`` and ``year`` of the title.
    language : str
    """
    weighed = components[components["weight"].fillna(0).gt(0)]
    names = [TEXTS[f"component_{name}"][language] for name in weighed["component"]]
    axes = _axes(names, text("{party}, {area} {year}: what the score is made of", **words), language)
    possible, brought = 100 * _floats(weighed["weight"]), _floats(weighed["contribution"])
    axes.barh(range(len(weighed)), possible, color="#e8eaeb")
    bars = axes.barh(range(len(weighed)), brought, color=_INK)
    axes.bar_label(bars, [CATALOGUES[language].number(points, decimals=1) for points in brought], padding=3, color=_INK)
    axes.set_xlabel(text("points of the score")[language])
    return axes


def plot_swing(changes: pd.DataFrame, words: dict[str, Text], language: Language) -> Axes:
    """
    Draw shares before and after as arrows.

    Parameters
    ----------
    changes : pandas.DataFrame
        ``area_name_fr``, ``area_name_ar``, ``share_before``, ``share_after``, ``swing``, all known; ``continuity``.
    words : dict of str to Text
        ``party``, ``before`` and ``year`` of the title.
    language : str
    """
    title = flagged(
        text("{party}: share of the votes, {before} → {year}", **words),
        next(iter(changes["continuity"].dropna()), None),
    )
    axes = _axes(changes[f"area_name_{language}"], title, language)
    before, after = _floats(changes["share_before"]), _floats(changes["share_after"])
    for row, (start, end) in enumerate(zip(before, after, strict=True)):
        colour = _RISE if end >= start else _FALL
        arrow = {
            "arrowstyle": "-|>",
            "color": colour,
            "linewidth": 2,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        axes.annotate("", (end, row), (start, row), arrowprops=arrow)
    axes.plot([*before, *after], [*range(len(changes))] * 2, " ")  # so that the axis holds the arrows
    _write_ticks(axes, percent, language)
    return axes


def plot_seats(seats: pd.DataFrame, words: dict[str, Text], language: Language) -> Axes:
    """
    Draw the share of the votes beside the share of the seats.

    Parameters
    ----------
    seats : pandas.DataFrame
        ``acronym``, ``share``, and ``seat_share`` by party.
    words : dict of str to Text
        ``year`` of the title.
    language : str
    """
    axes = _axes(seats["acronym"], text("{year}: share of the votes and share of the seats", **words), language)
    _dumbbells(axes, seats["share"], seats["seat_share"])
    axes.set_xlabel(text("votes (circle) and seats (dot)")[language])
    _write_ticks(axes, percent, language)
    return axes


def plot_validation(measures: pd.DataFrame, words: dict[str, Text], language: Language) -> Axes:
    """
    Draw how well the score and the last share forecast the order of each party's areas.

    Parameters
    ----------
    measures : pandas.DataFrame
        Index party; Spearman's correlation by ``last_share`` and ``score``.
    words : dict of str to Text
        ``year`` of the title.
    language : str
    """
    axes = _axes(measures.index, text("What forecasts the order of {year} best?", **words), language)
    _dumbbells(axes, measures["last_share"], measures["score"])
    axes.axvline(0, color=_PALE, linewidth=0.8)
    _write_ticks(axes, coefficient, language)
    axes.set_xlabel(text("rank correlation: last share (circle), score (dot)")[language])
    return axes


def _axes(names: Iterable[str], title: Text, language: Language) -> Axes:
    """Make axes with a row for each name, the first on top; Arabic begins on the right."""
    listed = list(names)
    size = (_WIDTH_INCHES, 1.4 + _ROW_INCHES * len(listed))
    _, axes = plt.subplots(figsize=size, layout="constrained")
    axes.set_yticks(range(len(listed)), listed)
    axes.set_ylim(len(listed) - 0.4, -0.6)
    axes.set_title(title[language], fontsize=12, fontweight="bold")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e8eaeb")
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    _write_ticks(axes, number, language)
    if language == "ar":
        axes.yaxis.tick_right()
        axes.invert_xaxis()
    return axes


def _dumbbells(axes: Axes, hollow: "pd.Series[Any]", full: "pd.Series[Any]") -> None:
    rows = range(len(hollow))
    axes.hlines(rows, _floats(hollow), _floats(full), color=_PALE, linewidth=2)
    axes.plot(_floats(hollow), rows, "o", color=_INK, markerfacecolor="white")
    axes.plot(_floats(full), rows, "o", color=_INK)


def _write_ticks(axes: Axes, write: Callable[[float], Text], language: Language) -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)[language]))


def _floats(values: "pd.Series[Any]") -> Any:
    """Make NA NaN, which is drawn as nothing."""
    return values.to_numpy(dtype=float, na_value=float("nan"))
