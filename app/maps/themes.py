"""The themes of the map: what each is called, its classes and their colours."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.maps import scale
from app.maps.atlas import CONSTITUENCY, Text
from app.maps.texts import TEXTS

GROUPS = ("strength", "change", "seats")


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
        The question it helps to answer, one of `GROUPS`.
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
        Whether an area without a list of the party is told apart from an unknown one.
    """

    key: str
    group: str
    name: Text
    legend: Text
    colours: tuple[str, ...]
    limits: tuple[float, ...] = ()
    ends: tuple[Text, ...] = ()
    categories: tuple[Category, ...] = ()
    unknown: Text = TEXTS["no_data"]
    of_party: bool = True


def themes(parties: pd.DataFrame, level: str = CONSTITUENCY) -> tuple[Theme, ...]:
    """
    List the themes in the order they are offered.

    Parameters
    ----------
    parties : pandas.DataFrame
        Index ``code``, those with most votes first; ``acronym``.
    level : str
        Of the areas: what a seat costs is told of constituencies, who has the majority of communes' councils.

    Returns
    -------
    tuple of Theme
        The first is shown at first.
    """
    seats = (_PRICE, _SEATS) if level == CONSTITUENCY else (_COUNCIL,)
    return (*_STRENGTH, *_CHANGE, *seats, _MARGIN, _winner(parties))


def _theme(key: str, group: str, colours: tuple[str, ...], **other: Any) -> Theme:
    """Name a theme from its key."""
    return Theme(key, group, TEXTS[f"theme_{key}"], TEXTS[f"legend_{key}"], colours, **other)


def _texts(*keys: str) -> tuple[Text, ...]:
    return tuple(TEXTS[key] for key in keys)


def _winner(parties: pd.DataFrame) -> Theme:
    """Give the parties with most votes a colour each, the same on every page, and the others one together."""
    most = parties["acronym"].head(len(scale.PARTIES))
    acronyms = list(zip(most.index, most, strict=True))
    return _theme(
        "winner",
        "seats",
        (*scale.PARTIES[: len(acronyms)], scale.OTHER_PARTIES),
        categories=(
            *(Category(code, Text.same(acronym)) for code, acronym in acronyms),
            Category("other", TEXTS["other_parties"]),
        ),
        unknown=TEXTS["unknown_winner"],
        of_party=False,
    )


_STRENGTH = (
    _theme("score", "strength", scale.STRENGTH, limits=(20, 40, 60, 80), ends=_texts("legend_weak", "legend_strong")),
    _theme(
        "class",
        "strength",
        (scale.STRONGHOLD, scale.LEANING, scale.COMPETITIVE, scale.WEAK),
        categories=tuple(
            Category(kind, TEXTS[f"class_{kind}"]) for kind in ("stronghold", "leaning", "competitive", "weak")
        ),
        unknown=TEXTS["class_insufficient"],
    ),
    _theme(
        "share",
        "strength",
        scale.STRENGTH,
        limits=(0.03, 0.1, 0.2, 0.3),
        ends=_texts("legend_few", "legend_many"),
    ),
    _theme(
        "cluster",
        "strength",
        (scale.HIGH_HIGH, scale.HIGH_LOW, scale.LOW_HIGH, scale.LOW_LOW, scale.STEADY),
        categories=tuple(Category(kind, TEXTS[f"cluster_{kind}"]) for kind in ("HH", "HL", "LH", "LL", "ns")),
        unknown=TEXTS["unknown_cluster"],
    ),
)

_CHANGE = (
    _theme(
        "swing",
        "change",
        (*scale.BEHIND, scale.STEADY, *scale.AHEAD),
        limits=(-0.1, -0.05, -0.01, 0.01, 0.05, 0.1),
        ends=_texts("legend_falls", "legend_rises"),
        unknown=TEXTS["unknown_swing"],
    ),
    _theme(
        "turnout",
        "change",
        scale.TURNOUT,
        limits=(0.4, 0.5, 0.6, 0.7),
        ends=_texts("legend_low", "legend_high"),
        of_party=False,
    ),
)

_PRICE = _theme(
    "price",
    "seats",
    scale.PRICE,
    limits=(1000, 2500, 5000, 10000),
    ends=_texts("legend_near", "legend_far"),
    unknown=TEXTS["unknown_price"],
)

_SEATS = _theme(
    "seats",
    "seats",
    scale.SEATS,
    categories=(*(Category(won, Text.same(won)) for won in range(3)), Category(3, TEXTS["three_or_more"])),
    unknown=TEXTS["unknown_seats"],
)

_COUNCIL = _theme(
    "council",
    "seats",
    scale.SEATS,
    categories=tuple(Category(part, TEXTS[f"council_{part}"]) for part in ("none", "some", "quarter", "majority")),
    unknown=TEXTS["unknown_seats"],
)

_MARGIN = _theme(
    "margin",
    "seats",
    (*scale.BEHIND, *scale.AHEAD),
    limits=(-0.2, -0.05, 0, 0.05, 0.2),
    ends=_texts("legend_behind", "legend_ahead"),
)
