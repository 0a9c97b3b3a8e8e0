"""Styles of layers: the classes and colours of the atlas, so that a layer and a page can be laid side by side."""

from itertools import pairwise
from math import inf, isinf

import pandas as pd

from app.files.qml import Fill, Rule
from app.maps import scale
from app.maps.texts import TEXTS
from app.maps.themes import Theme, themes
from app.maps.words.catalogues import Text, text
from app.maps.words.numbers import POINTS, number

_UNKNOWN, _HATCH = "#ffffff", "#8a8d8a"
_HATCHED_BORDER_MM = 0.5
_CHANCES = (0.2, 0.4, 0.6, 0.8)


def known_themes() -> dict[str, Theme]:
    """List the themes of the atlas by their keys; that of the winning parties has no party."""
    return {theme.key: theme for theme in themes(pd.DataFrame({"acronym": []}))}


def rules(theme: Theme, field: str, fielded: str | None) -> list[Rule]:
    """
    Turn a theme of the atlas into classes of a layer.

    Parameters
    ----------
    theme : Theme
    field : str
        Column with its figures.
    fielded : str or None
        Column that counts the party's lists; None where the theme does not tell an area without a list apart.

    Returns
    -------
    list of Rule
        The classes in their order; then no list, in grey; then unknown, hatched.
    """
    absent = [] if fielded is None else [Rule(TEXTS["class_absent"].fr, f'"{fielded}" = 0', Fill(scale.NO_LIST))]
    classes = _categories(theme, field) if theme.categories else _intervals(theme, field)
    return [*classes, *absent, Rule(theme.unknown.fr, "ELSE", Fill(_UNKNOWN, hatch=_HATCH))]


def hatching(theme: Theme, field: str, left_out: str) -> list[Rule]:
    """
    Turn a theme of classes with names into hatching, to lie upon another layer.

    Parameters
    ----------
    theme : Theme
    field : str
        Column with the keys of the classes.
    left_out : str
        Key of the class that is not drawn.

    Returns
    -------
    list of Rule
        The other classes in their order; nothing for what is unknown.
    """
    return [
        Rule(_bare(category.label.fr), _is(field, category.key), Fill(None, colour, colour, _HATCHED_BORDER_MM))
        for category, colour in zip(theme.categories, theme.colours, strict=True)
        if category.key != left_out
    ]


def outline(label: str, colour: str, width_mm: float) -> list[Rule]:
    """Make the one class of a layer of which only borders are drawn."""
    return [Rule(label, "ELSE", Fill(border=colour, border_mm=width_mm))]


def chances(field: str) -> list[Rule]:
    """
    Make classes of chances, in the colours of the score.

    Parameters
    ----------
    field : str
        Column of chances in [0, 1].

    Returns
    -------
    list of Rule
        Five classes; then unknown, hatched.
    """
    theme = known_themes()["score"]
    stretches = zip(pairwise((-inf, *_CHANCES, inf)), theme.colours, strict=True)
    return [
        *(
            Rule(_chance(low, high), " AND ".join(_bounds(field, low, high)), Fill(colour))
            for (low, high), colour in stretches
        ),
        Rule(theme.unknown.fr, "ELSE", Fill(_UNKNOWN, hatch=_HATCH)),
    ]


def _chance(low: float, high: float) -> str:
    start, end = (number(100 * one) for one in (max(low, 0.0), min(high, 1.0)))
    return text("{low} to {high}%", low=start, high=end).fr


def _categories(theme: Theme, field: str) -> list[Rule]:
    """Make a class of each name; the last of counted things holds those that are more, too."""
    conditions = [_is(field, category.key) for category in theme.categories]
    last = theme.categories[-1].key
    if not isinstance(last, str):
        conditions[-1] = f'"{field}" >= {last}'
    labels = [_bare(category.label.fr) for category in theme.categories]
    return [
        Rule(label, condition, Fill(colour))
        for label, condition, colour in zip(labels, conditions, theme.colours, strict=True)
    ]


def _is(field: str, key: str | int) -> str:
    return f"\"{field}\" = '{key}'" if isinstance(key, str) else f'"{field}" = {key}'


def _intervals(theme: Theme, field: str) -> list[Rule]:
    """Make a class of each stretch between limits; a limit is in the class that it begins."""
    return [
        Rule(_stretch(low, high, theme), " AND ".join(_bounds(field, low, high)), Fill(colour))
        for (low, high), colour in zip(pairwise((-inf, *theme.limits, inf)), theme.colours, strict=True)
    ]


def _bounds(field: str, low: float, high: float) -> list[str]:
    lower = [] if isinf(low) else [f'"{field}" >= {low}']
    return lower if isinf(high) else [*lower, f'"{field}" < {high}']


def _stretch(low: float, high: float, theme: Theme) -> str:
    """Say a class of numbers, its ends in the theme's words."""
    if isinf(low):
        return text("less than {limit} ({end})", limit=_said(high, theme), end=theme.ends[0]).fr
    if isinf(high):
        return text("{limit} or more ({end})", limit=_said(low, theme), end=theme.ends[1]).fr
    return text("{low} to {high}", low=_said(low, theme), high=_said(high, theme)).fr


def _said(limit: float, theme: Theme) -> Text:
    """Write a limit: a score or a count as it is, a rate in per cent, what goes both ways in points."""
    if max(theme.limits) >= 1:
        return number(limit)
    if min(theme.limits) < 0:
        return POINTS.of(abs(100 * limit), n=number(100 * limit))
    return text("{n}%", n=number(100 * limit))


def _bare(text: str) -> str:
    return text.strip("\u2068\u2069")
