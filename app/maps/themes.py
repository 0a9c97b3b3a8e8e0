"""The themes of the map: what each is called, its classes and their colours."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from app.maps import scale
from app.maps.atlas import Text
from app.maps.texts import TEXTS


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
    name: Text
    legend: Text
    colours: tuple[str, ...]
    limits: tuple[float, ...] = ()
    ends: tuple[Text, ...] = ()
    categories: tuple[Category, ...] = ()
    unknown: Text = TEXTS["no_data"]
    of_party: bool = True


def themes(parties: pd.DataFrame) -> tuple[Theme, ...]:
    """
    List the themes in the order they are offered.

    Parameters
    ----------
    parties : pandas.DataFrame
        Index ``code``, those with most votes first; ``acronym``.

    Returns
    -------
    tuple of Theme
        The first is shown at first.
    """
    return (*_OF_STRENGTH, *_OF_NUMBERS, _winner(parties), _SEATS)


def _texts(*keys: str) -> tuple[Text, ...]:
    return tuple(TEXTS[key] for key in keys)


def _winner(parties: pd.DataFrame) -> Theme:
    """Give the parties with most votes a colour each, the same on every page, and the others one together."""
    acronyms: Sequence[tuple[str, str]] = list(parties["acronym"].head(len(scale.PARTIES)).items())
    return Theme(
        "winner",
        *_texts("theme_winner", "legend_winner"),
        colours=(*scale.PARTIES[: len(acronyms)], scale.OTHER_PARTIES),
        categories=(
            *(Category(code, Text.same(acronym)) for code, acronym in acronyms),
            Category("other", TEXTS["other_parties"]),
        ),
        unknown=TEXTS["unknown_winner"],
        of_party=False,
    )


_OF_STRENGTH = (
    Theme(
        "score",
        *_texts("theme_score", "legend_score"),
        colours=scale.STRENGTH,
        limits=(20, 40, 60, 80),
        ends=_texts("legend_weak", "legend_strong"),
    ),
    Theme(
        "class",
        *_texts("theme_class", "legend_class"),
        colours=(scale.STRONGHOLD, scale.LEANING, scale.COMPETITIVE, scale.WEAK),
        categories=tuple(
            Category(kind, TEXTS[f"class_{kind}"]) for kind in ("stronghold", "leaning", "competitive", "weak")
        ),
        unknown=TEXTS["class_insufficient"],
    ),
)

_OF_NUMBERS = (
    Theme(
        "share",
        *_texts("theme_share", "legend_share"),
        colours=scale.STRENGTH,
        limits=(0.03, 0.1, 0.2, 0.3),
        ends=_texts("legend_few", "legend_many"),
    ),
    Theme(
        "margin",
        *_texts("theme_margin", "legend_margin"),
        colours=(*scale.BEHIND, *scale.AHEAD),
        limits=(-0.2, -0.05, 0, 0.05, 0.2),
        ends=_texts("legend_behind", "legend_ahead"),
    ),
    Theme(
        "swing",
        *_texts("theme_swing", "legend_swing"),
        colours=(*scale.BEHIND, scale.STEADY, *scale.AHEAD),
        limits=(-0.1, -0.05, -0.01, 0.01, 0.05, 0.1),
        ends=_texts("legend_falls", "legend_rises"),
        unknown=TEXTS["unknown_swing"],
    ),
    Theme(
        "turnout",
        *_texts("theme_turnout", "legend_turnout"),
        colours=scale.TURNOUT,
        limits=(0.4, 0.5, 0.6, 0.7),
        ends=_texts("legend_low", "legend_high"),
        of_party=False,
    ),
)

_SEATS = Theme(
    "seats",
    *_texts("theme_seats", "legend_seats"),
    colours=scale.SEATS,
    categories=(*(Category(won, Text.same(won)) for won in range(3)), Category(3, TEXTS["three_or_more"])),
    unknown=TEXTS["unknown_seats"],
)
