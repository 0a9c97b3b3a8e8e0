"""Counted things, ordinals and days in words, as the grammar of each language has them."""

import datetime as dt
import math
from dataclasses import dataclass

from app.maps.atlas import Text
from app.maps.numbers import number, points

_RANKS_AR = (
    *("الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة"),
    *("السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
)
_MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_MONTHS_AR = (
    *("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"),
    *("يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
)


@dataclass(frozen=True)
class Noun:
    """
    The forms of a noun beside a number, by the plural categories of Unicode CLDR.

    Attributes
    ----------
    one_fr, more_fr : str
        French: for 0 and 1, and from 2 on.
    one, two : str
        Arabic: the whole phrase for 1, and for 2 as it stands after a preposition.
    few, many, other : str
        Arabic: after 3 to 10, after 11 to 99, after the other numbers, by their last two digits.
    """

    one_fr: str
    more_fr: str
    one: str
    two: str
    few: str
    many: str
    other: str


AREA = Noun("circonscription", "circonscriptions", "دائرة واحدة", "دائرتين", "دوائر", "دائرة", "دائرة")
SEAT = Noun("siège", "sièges", "مقعد واحد", "مقعدين", "مقاعد", "مقعدا", "مقعد")
VOTE = Noun("voix", "voix", "صوت واحد", "صوتين", "أصوات", "صوتا", "صوت")
STRONGHOLD = Noun("bastion", "bastions", "معقل واحد", "معقلين", "معاقل", "معقلا", "معقل")


def counted(count: float, noun: Noun) -> Text:
    """
    Write a number and what it counts.

    Parameters
    ----------
    count : float
        Whole, ≥ 0; NaN is unknown.
    noun : Noun
        What is counted.

    Returns
    -------
    Text
        ``3 sièges`` and ``3 مقاعد``, or the word for unknown.
    """
    written = number(count)
    if math.isnan(count):
        return written
    french = noun.more_fr if count >= 2 else noun.one_fr
    return Text(f"{written.fr} {french}", _counted_ar(count, written.ar, noun))


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
    size = points(abs(change)).fr.lstrip("+")
    return Text(f"{size} {'points' if round(abs(change), 3) >= 0.02 else 'point'}", f"{size} نقطة")


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
    ordinal = _RANKS_AR[place - 1] if place <= len(_RANKS_AR) else str(place)
    return Text(f"{place}{'er' if place == 1 else 'e'} rang", f"الرتبة {ordinal}")


def day(date: dt.date) -> Text:
    """Write a day with the name of its month, as it is called in Morocco."""
    first = "1er" if date.day == 1 else date.day
    return Text(
        f"{first} {_MONTHS_FR[date.month - 1]} {date.year}", f"{date.day} {_MONTHS_AR[date.month - 1]} {date.year}"
    )


def _counted_ar(count: float, written: str, noun: Noun) -> str:
    if count == 1:
        return noun.one
    if count == 2:
        return noun.two
    last_two = count % 100
    if 3 <= last_two <= 10:
        return f"{written} {noun.few}"
    return f"{written} {noun.many if last_two >= 11 else noun.other}"
