"""The themes of the map: what each is called, its classes and their colours."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from app.analysis import figures
from app.maps import scale
from app.maps.atlas import CONSTITUENCY, SEATS, VOTES
from app.maps.texts import TEXTS
from app.maps.words.catalogues import Text, text, text_in

NO_DATA = text("No data")
MAJORITY, QUARTER = 0.5, 0.25
"""Parts of a council's seats: more than the first are a majority."""

GROUPS = {
    "strength": text("Where is it strong?"),
    "change": text("What changed?"),
    "seats": text("Where can it win?"),
}
"""The questions that themes help to answer."""


@dataclass(frozen=True)
class Category:
    """A class with a name: its values are ``key``."""

    key: str | int
    label: Text


@dataclass(frozen=True)
class Theme:
    """
    One way to colour the areas.

    Attributes
    ----------
    key : str
        What it is called in addresses and by the scripts.
    group : str
        The question it helps to answer, a key of `GROUPS`.
    name, legend : Text
        The short name, and the one that says what is counted in which unit.
    colours : tuple of str
        Of its classes, in their order.
    limits : tuple of float
        Where one class of numbers ends and the next, which holds the limit, begins; empty for categories.
    ends : tuple of Text
        What the lowest and the highest numbers are called; empty for categories.
    categories : tuple of Category
        The classes with names; empty for numbers.
    unknown : Text
        What a hatched area lacks.
    of_party : bool
        Whether an area without a list of the party differs from an unknown one.
    """

    key: str
    group: str
    name: Text
    legend: Text
    colours: tuple[str, ...]
    limits: tuple[float, ...] = ()
    ends: tuple[Text, ...] = ()
    categories: tuple[Category, ...] = ()
    unknown: Text = NO_DATA
    of_party: bool = True


def themes(parties: pd.DataFrame, level: str = CONSTITUENCY, basis: str = VOTES) -> tuple[Theme, ...]:
    """
    List the themes in the order they are offered.

    Parameters
    ----------
    parties : pandas.DataFrame
        Index ``code``, those with most votes first; ``acronym``.
    level : str
        Of the areas: the price of a seat is a theme of constituencies, the majority of the council one of communes.
    basis : str
        What was scored, as `Country.basis`.

    Returns
    -------
    tuple of Theme
        The first is shown at first.
    """
    seats = (_PRICE, _SEATS) if level == CONSTITUENCY else (_COUNCIL,)
    return (*_STRENGTH[basis], *_CHANGE, *seats, _MARGIN, _winner(parties))


def classes(theme: Theme, values: pd.Series) -> "list[int | None]":
    """
    Put values in the classes of a theme.

    Parameters
    ----------
    theme : Theme
    values : pandas.Series
        Numbers, or the keys of its categories; NA unknown.

    Returns
    -------
    list of int or None
        Position of each value's class; None for none. Three seats and more are one class, and so are the parties that
        have no colour of their own.
    """
    if theme.limits:
        numbers = values.astype("Float64").to_numpy(float, na_value=np.nan)
        return [None if np.isnan(found) else int(found) for found in figures.class_of(numbers, theme.limits)]
    return [None if pd.isna(value) else _category(theme, value) for value in values]


def _category(theme: Theme, value: Any) -> int | None:
    keys = [category.key for category in theme.categories]
    if value in keys:
        return keys.index(value)
    last = len(keys) - 1
    return last if keys[last] == "other" or (isinstance(keys[last], int) and value > keys[last]) else None


def council_parts(parts: pd.Series) -> pd.Series:
    """
    Name what a party has of each council's seats.

    Parameters
    ----------
    parts : pandas.Series
        Seats won ÷ seats, in [0, 1]; NaN is unknown.

    Returns
    -------
    pandas.Series
        Keys of the categories of the theme ``council``; None where unknown.
    """
    named = pd.Series("some", parts.index, dtype=object).mask(parts == 0, "none").mask(parts >= QUARTER, "quarter")
    return named.mask(parts > MAJORITY, "majority").where(parts.notna(), None)


def _winner(parties: pd.DataFrame) -> Theme:
    """Give the parties with most votes a colour each, the same on every page, and the others one together."""
    acronyms = [(str(code), str(acronym)) for code, acronym in parties["acronym"].head(len(scale.PARTIES)).items()]
    return Theme(
        "winner",
        "seats",
        text("First"),
        text("List with most votes"),
        (*scale.PARTIES[: len(acronyms)], scale.OTHER_PARTIES),
        categories=(
            *(Category(code, Text.same(acronym)) for code, acronym in acronyms),
            Category("other", text("Other parties")),
        ),
        unknown=text("Tie, or no data"),
        of_party=False,
    )


_OF_VOTES = (
    Theme(
        "score",
        "strength",
        text("Strength"),
        text("Strength score, from 0 to 100"),
        scale.STRENGTH,
        limits=(20, 40, 60, 80),
        ends=(text_in("end of the legend", "weak"), text_in("end of the legend", "strong")),
    ),
    Theme(
        "class",
        "strength",
        text("Strongholds"),
        text("Seats held and within reach"),
        (scale.BASTION, scale.HELD, scale.IN_REACH, scale.PRESENT, scale.MARGINAL),
        categories=tuple(
            Category(kind, TEXTS[f"class_{kind}"]) for kind in ("bastion", "held", "in_reach", "present", "marginal")
        ),
        unknown=TEXTS["class_unknown"],
    ),
    Theme(
        "share",
        "strength",
        text("Share of the votes"),
        text("Share of the votes, in %"),
        scale.STRENGTH,
        limits=(0.03, 0.1, 0.2, 0.3),
        ends=(text_in("votes", "few"), text_in("votes", "many")),
    ),
    Theme(
        "cluster",
        "strength",
        text("Neighbourhoods"),
        text("Share of the votes, and that of the neighbours"),
        (scale.HIGH_HIGH, scale.HIGH_LOW, scale.LOW_HIGH, scale.LOW_LOW, scale.STEADY),
        categories=tuple(Category(kind, TEXTS[f"cluster_{kind}"]) for kind in ("HH", "HL", "LH", "LL", "ns")),
        unknown=text("Not computed"),
    ),
)

_SCORE, _CLASS, _SHARE, _CLUSTER = _OF_VOTES
_STRENGTH = {
    VOTES: _OF_VOTES,
    SEATS: (
        replace(_SCORE, legend=text("Strength score by council seats, from 0 to 100")),
        replace(
            _CLASS,
            name=text("Control"),
            legend=text("What the party holds of the council"),
            colours=(scale.BASTION, scale.HELD, scale.PRESENT, scale.MARGINAL),
            categories=tuple(
                Category(kind, TEXTS[f"class_{kind}"]) for kind in ("majority", "first", "represented", "none")
            ),
        ),
        _SHARE,
        replace(_CLUSTER, legend=text("Share of the seats, and that of the neighbours")),
    ),
}
"""By what was scored."""

_CHANGE = (
    Theme(
        "swing",
        "change",
        text("Change"),
        text("Change since the previous election, in points"),
        (*scale.BEHIND, scale.STEADY, *scale.AHEAD),
        limits=(-0.1, -0.05, -0.01, 0.01, 0.05, 0.1),
        ends=(text_in("end of the legend", "fall"), text_in("end of the legend", "rise")),
        unknown=text("No comparison"),
    ),
    Theme(
        "turnout",
        "change",
        text("Turnout"),
        text("Turnout, in % of registered voters"),
        scale.TURNOUT,
        limits=(0.4, 0.5, 0.6, 0.7),
        ends=(text_in("turnout", "low"), text_in("turnout", "high")),
        of_party=False,
    ),
)

_PRICE = Theme(
    "price",
    "seats",
    text("Seat within reach"),
    text("Votes to gain for one more seat"),
    scale.PRICE,
    limits=(1000, 2500, 5000, 10000),
    ends=(text_in("seat", "within reach"), text_in("seat", "far")),
    unknown=text("Missing votes uncertain"),
)

_SEATS = Theme(
    "seats",
    "seats",
    text("Seats"),
    text("Seats won by the party"),
    scale.SEATS,
    categories=(*(Category(won, Text.same(won)) for won in range(3)), Category(3, text("3 or more"))),
    unknown=text("Seats not published"),
)

_COUNCIL = Theme(
    "council",
    "seats",
    text("Councils"),
    text("Share of the council's seats"),
    scale.SEATS,
    categories=tuple(Category(part, TEXTS[f"council_{part}"]) for part in ("none", "some", "quarter", "majority")),
    unknown=text("Seats not published"),
)

_MARGIN = Theme(
    "margin",
    "seats",
    text("Margin"),
    text("Margin over the best other list, in points"),
    (*scale.BEHIND, *scale.AHEAD),
    limits=(-0.2, -0.05, 0, 0.05, 0.2),
    ends=(text_in("end of the legend", "behind"), text_in("end of the legend", "ahead")),
)
