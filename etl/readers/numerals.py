"""Numbers as people write them: from the text of a cell to a value, or a ValueError; never a guess."""

import math
import re

UNKNOWN = frozenset({"-", "–", "—", "n.d.", "n.d", "nd", "n/d", "غير متوفر"})
"""What stands in a cell, in lower case, to say that the figure is not known."""

MAX_COUNT = 100_000_000
"""No count of voters or votes in Morocco, a country of 37 million, comes near it."""

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u066c\u2060\ufeff]")
_INVISIBLE = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٪−", "01234567890123456789.%-")
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?")


def is_unknown(text: str) -> bool:
    """Whether a cell states that its figure is unknown; an empty cell states nothing."""
    return _INVISIBLE.sub("", text).strip().casefold() in UNKNOWN


def number(text: str) -> float:
    """
    Read a number ≥ 0.

    Digits may be Arabic-Indic; the decimal mark may be a comma, a point or ``٫``; thousands may be set apart by spaces
    (thin, no-break) or ``٬``, in threes. A point or comma is never a thousands separator: ``1.234`` is less than two.

    Raises
    ------
    ValueError
        The text is no such number.
    """
    spaced = _SPACES.sub(" ", _INVISIBLE.sub("", text).translate(_DIGITS)).strip()
    if not _PLAIN.fullmatch(spaced):
        raise ValueError(text)
    value = float(spaced.replace(" ", "").replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def count(text: str) -> int:
    """
    Read a whole number in [0, ``MAX_COUNT``]; ``12.0`` is one, as spreadsheets write it.

    Raises
    ------
    ValueError
        The text is no such number.
    """
    value = number(text)
    if value != int(value) or value > MAX_COUNT:
        raise ValueError(text)
    return int(value)


def rate(text: str) -> float:
    """
    Read a rate in [0, 1], or a percentage in [0, 100] that ends in ``%`` or ``٪``.

    Beyond 15 decimals there is only what binary floats leave over: 0.38520000000000004 is 0.3852.

    Raises
    ------
    ValueError
        The text is no such rate.
    """
    plain = text.translate(_DIGITS).strip()
    value = number(plain.removesuffix("%")) / 100 if plain.endswith("%") else number(plain)
    if value > 1:
        raise ValueError(text)
    return round(value, 15)
