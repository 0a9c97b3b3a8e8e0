"""Numbers as French and Moroccan Arabic readers write them (Unicode CLDR, locales fr and ar-MA)."""

import math

from app.maps.atlas import Text

UNKNOWN = Text("inconnu", "غير معروف")

_NARROW_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"
_LEFT_TO_RIGHT_MARK = "\u200e"


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
    if math.isnan(value):
        return UNKNOWN
    grouped = f"{value:,.0f}"
    return Text(grouped.replace(",", _NARROW_SPACE), grouped.replace(",", "."))


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
    if math.isnan(value):
        return UNKNOWN
    digits = f"{100 * value:.1f}".replace(".", ",")
    return Text(f"{digits}{_NO_BREAK_SPACE}%", f"{digits}{_LEFT_TO_RIGHT_MARK}%{_LEFT_TO_RIGHT_MARK}")


def coefficient(value: float) -> Text:
    """Write a number in [-1, 1] with two decimals: ``0,35`` and ``0,35``."""
    return Text.same(f"{value:.2f}".replace(".", ","))


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
    if math.isnan(value):
        return UNKNOWN
    rounded = round(100 * value, 1)
    digits = f"{abs(rounded):.1f}".replace(".", ",")
    sign = "+" if rounded > 0 else "-" if rounded < 0 else ""
    return Text(f"{sign}{digits}", f"{_LEFT_TO_RIGHT_MARK}{sign}{digits}" if sign else digits)
