"""Numbers, counted things, ordinals and days as the readers of each language write them."""

import datetime as dt

from app.maps.words.catalogues import CATALOGUES, Text, in_each, plural, text

# Translators: what follows is said after a preposition ("in 2 constituencies", "with 2 more votes")
CONSTITUENCIES = plural("{n} constituency", "{n} constituencies")
# Translators: after a preposition
PARTIES = plural("{n} party", "{n} parties")
# Translators: after a preposition
SEATS = plural("{n} seat", "{n} seats")
# Translators: after a preposition
STRONGHOLDS = plural("{n} stronghold", "{n} strongholds")
# Translators: after a preposition
VOTES = plural("{n} vote", "{n} votes")
# Translators: a difference of rates, written with one decimal: 1.9 points
POINTS = plural("{n} point", "{n} points")

_RANKS = (
    *(text("1st place"), text("2nd place"), text("3rd place"), text("4th place"), text("5th place")),
    *(text("6th place"), text("7th place"), text("8th place"), text("9th place"), text("10th place")),
)


def number(value: float) -> Text:
    """
    Write a whole number.

    Parameters
    ----------
    value : float
        A count; NaN is unknown.

    Returns
    -------
    Text
        ``12 345`` and ``12.345``, or the word for unknown.
    """
    return in_each(lambda language: CATALOGUES[language].number(value))


def percent(value: float) -> Text:
    """
    Write a rate with one decimal.

    Parameters
    ----------
    value : float
        A rate in [0, 1]; NaN is unknown.

    Returns
    -------
    Text
        ``33,8 %`` and ``33,8%``, or the word for unknown.
    """
    return in_each(lambda language: CATALOGUES[language].percent(value))


def coefficient(value: float) -> Text:
    """Write a number in [-1, 1] with two decimals: ``0,35`` and ``0,35``."""
    written = in_each(lambda language: CATALOGUES[language].number(value, decimals=2))
    return Text.same(written.fr) if written.fr == written.ar else written


def points(value: float) -> Text:
    """
    Write a difference of rates with its sign.

    Parameters
    ----------
    value : float
        A difference in [-1, 1]; NaN is unknown.

    Returns
    -------
    Text
        ``+3,2`` and ``-3,2`` in points, or the word for unknown.
    """
    return in_each(lambda language: CATALOGUES[language].number(100 * value, decimals=1, sign=True))


def day(date: dt.date) -> Text:
    """Write a day with the name of its month, as it is called in Morocco."""
    return in_each(lambda language: CATALOGUES[language].day(date))


def difference(change: float) -> Text:
    """
    Write how large a difference of rates is, without its sign, in points.

    Parameters
    ----------
    change : float
        In [-1, 1], known.

    Returns
    -------
    Text
        ``1,9 point``, ``2,0 points`` and ``1,9 نقطة``: French has the plural from 2 on.
    """
    size = round(abs(100 * change), 1)
    return POINTS.of(size, n=in_each(lambda language: CATALOGUES[language].number(size, decimals=1)))


def rank(place: int) -> Text:
    """
    Write a rank: ``1er rang``, ``2e rang``, and in words up to the tenth in Arabic.

    Parameters
    ----------
    place : int
        ≥ 1.

    Returns
    -------
    Text
        To be put after ``au`` and ``في``.
    """
    return _RANKS[place - 1] if place <= len(_RANKS) else text("{n}th place", n=number(place))
