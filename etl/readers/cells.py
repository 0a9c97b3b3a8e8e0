"""
One reading of every cell, for all readers: from its text to a value, or why it has none; never a guess.

What can be read two ways is not read: a point or comma before exactly three digits is a thousands mark to one and a
decimal mark to another, 05/09/2024 is a day in May or in September, and a formula is not the figure that was last
computed of it.
"""

import datetime as dt
import math
import re

UNKNOWN = frozenset({"-", "–", "—", "n.d.", "n.d", "nd", "n/d", "غير متوفر"})
"""What stands in a cell, in lower case, to say that the figure is not known."""

MAX_COUNT = 100_000_000
"""No count of voters or votes in Morocco, a country of 37 million, comes near it."""

YEARS = (1956, 2099)
"""Years in which an election of the independent country may be: others are slips."""

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u066c\u2060\ufeff]")
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٪−", "01234567890123456789.%-")
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?")
_THREE_DIGITS = re.compile(r"[\d ]+[.,]\d{3}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})*[.,]\d{3}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|N/D)", re.IGNORECASE)
_BOOLEANS = frozenset({"true", "false", "vrai", "faux"})
_MONTHS = (
    *("jan", "janv", "janvier", "january", "feb", "fev", "fevr", "fév", "févr", "février", "february", "mar", "mars"),
    *("march", "apr", "avr", "avril", "april", "may", "mai", "jun", "juin", "june", "jul", "juil", "juillet", "july"),
    *("aug", "aou", "aoû", "août", "aout", "august", "sep", "sept", "septembre", "september", "oct", "octobre"),
    *("october", "nov", "novembre", "november", "dec", "déc", "décembre", "december"),
    *(
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "ابريل",
        "ماي",
        "مايو",
        "يونيو",
        "يوليوز",
        "غشت",
        "شتنبر",
        "أكتوبر",
        "نونبر",
        "دجنبر",
    ),
)
_MONTH = "(?:" + "|".join(_MONTHS) + r")\.?"
_AS_DATE = re.compile(
    rf"\d{{1,2}}[-/. ]{_MONTH}(?:[-/. ]\d{{2,4}})?|{_MONTH}[-/. ]\d{{1,4}}"
    r"|\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}",
    re.IGNORECASE,
)

WHOLE = "write a whole number in digits: 0 for none, - where it is not known"
MARKS = "a point or comma before three digits is a thousands mark or a decimal mark: write 1000 or 1 000"
RATE = "write 0.4512 or 45,12 %: ballots cast / registered voters"
FORMULA = "put the value in the place of the formula (copy, paste special, values)"
ERROR = "put the right value in the place of the spreadsheet's error"
PERCENT = "write the count itself, and format the cell as a number, not as a percentage"
ISO = f"write the date as YYYY-MM-DD, of a year from {YEARS[0]} to {YEARS[1]}"
LOST_CODE = "the spreadsheet made a date of it: format the column as text and write the code again"
TEXT = "write text in this cell"


class UnreadableError(ValueError):
    """A cell that cannot be read, or can be read in two ways; ``remedy`` says what to write instead."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.remedy = remedy


def is_unknown(text: str) -> bool:
    """Whether a cell states that its figure is unknown; an empty cell states nothing."""
    return clean(text).casefold() in UNKNOWN


def clean(text: str) -> str:
    """Take off what cannot be seen: marks of direction and width, and any space around."""
    return _INVISIBLE.sub("", text).replace("\u00a0", " ").strip()


def number(text: str) -> float:
    """
    Read a number ≥ 0.

    Digits may be Arabic-Indic; the decimal mark may be a comma, a point or ``٫``; thousands may be set apart by spaces
    (thin, no-break) or ``٬``, in threes. ``1.234`` is refused: it is a thousand to some and less than two to others.

    Raises
    ------
    UnreadableError
        The text is no such number, or could be two.
    """
    plain = _spaced(text)
    if _THOUSANDS.fullmatch(plain):
        raise UnreadableError(text, MARKS)
    return _value(text, plain)


def count(text: str) -> int:
    """
    Read a whole number in [0, ``MAX_COUNT``]; ``12.0`` is one, as spreadsheets write it, ``12.000`` is not.

    Raises
    ------
    UnreadableError
        The text is no such number, or could be two.
    """
    plain = _spaced(text)
    if _THREE_DIGITS.fullmatch(plain):
        raise UnreadableError(text, MARKS)
    if plain.endswith("%"):
        raise UnreadableError(text, PERCENT)
    value = _value(text, plain)
    if value != int(value) or value > MAX_COUNT:
        raise UnreadableError(text, WHOLE)
    return int(value)


def rate(text: str) -> float:
    """
    Read a rate in [0, 1], or a percentage in [0, 100] that ends in ``%`` or ``٪``: three decimals are no thousands.

    Beyond 15 decimals there is only what binary floats leave over: 0.38520000000000004 is 0.3852.

    Raises
    ------
    UnreadableError
        The text is no such rate.
    """
    plain = _spaced(text)
    try:
        value = _value(text, plain.removesuffix("%").rstrip()) / (100 if plain.endswith("%") else 1)
    except UnreadableError as error:
        raise UnreadableError(text, RATE if error.remedy == WHOLE else error.remedy) from None
    if value > 1:
        raise UnreadableError(text, RATE)
    return round(value, 15)


def degrees(text: str) -> float:
    """
    Read a longitude or latitude, which may be negative.

    Raises
    ------
    UnreadableError
        The text is no number.
    """
    plain = _spaced(text)
    return -_value(text, plain[1:]) if plain.startswith("-") else _value(text, plain)


def date(text: str) -> dt.date:
    """
    Read a day as ISO 8601 writes it, of a year in ``YEARS``.

    Raises
    ------
    UnreadableError
        It is written otherwise, is no day, or of another century.
    """
    plain = clean(text).translate(_DIGITS)
    if not _DATE.fullmatch(plain):
        raise UnreadableError(text, ISO)
    try:
        day = dt.date.fromisoformat(plain)
    except ValueError:
        raise UnreadableError(text, ISO) from None
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise UnreadableError(text, ISO)
    return day


def plain_text(text: str) -> str:
    """
    Read a name or remark: cleaned, and nothing that a spreadsheet puts in the place of one.

    Raises
    ------
    UnreadableError
        It is a formula, an error or a truth value.
    """
    cleaned = clean(text)
    if cleaned.startswith("="):
        raise UnreadableError(text, FORMULA)
    if _ERROR.fullmatch(cleaned):
        raise UnreadableError(text, ERROR)
    if cleaned.casefold() in _BOOLEANS:
        raise UnreadableError(text, TEXT)
    return cleaned


def code(text: str) -> str:
    """
    Read a code: as `plain_text`, in ASCII digits.

    Raises
    ------
    UnreadableError
        As of `plain_text`.
    """
    return plain_text(text).translate(_DIGITS)


def station_code(text: str) -> str:
    """
    Read the code of a polling station, which no list tells: a date in its place is what a spreadsheet made of 1-4.

    Raises
    ------
    UnreadableError
        As of `plain_text`, and what looks like a date.
    """
    cleaned = code(text)
    if _AS_DATE.fullmatch(cleaned):
        raise UnreadableError(text, LOST_CODE)
    return cleaned


def _spaced(text: str) -> str:
    """Digits and marks in ASCII, every kind of space as one, invisible marks left out."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text).translate(_DIGITS)).strip()


def _value(text: str, plain: str) -> float:
    if not _PLAIN.fullmatch(plain):
        remedy = FORMULA if plain.startswith("=") else ERROR if _ERROR.fullmatch(plain) else WHOLE
        raise UnreadableError(text, remedy)
    value = float(plain.replace(" ", "").replace(",", "."))
    if not math.isfinite(value):
        raise UnreadableError(text, WHOLE)
    return value
