"""The catalogues: messages are English in the code, and a file a translator edits gives each language's words."""

import datetime as dt
import gettext
import io
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

FOLDER = Path(__file__).parent
DOMAIN = "kharita"

Language = Literal["fr", "ar"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES = {"fr": "fr", "ar": "ar_MA", "en": "en"}

COUNTS = (1_000_000, 100, 11, 3, 2, 1, 0)
"""Numbers of every plural class of every language."""


class Catalogue:
    """
    The words of one language, and how it writes numbers (Unicode CLDR).

    Parameters
    ----------
    language : str
        A key of `LOCALES`. English is what the code says; it needs no file.
    """

    def __init__(self, language: str) -> None:
        self.locale = Locale.parse(LOCALES[language])
        self._messages = _read(catalogue_file(language))
        self._symbols = self.locale.number_symbols["latn"]
        self._counts = {self.locale.plural_form(count): count for count in COUNTS}

    def text(self, message: str) -> str:
        """Say a message that the code has in English."""
        return self._messages.gettext(message)

    def text_in(self, context: str, message: str) -> str:
        """Say a message that can be meant in several ways."""
        return self._messages.pgettext(context, message)

    def counted(self, message: "Plural", count: float, **values: str) -> str:
        """Say how many; ``n`` is the number as it is to be written, unless it is a whole one."""
        said = self._plural(message, self.locale.plural_form(count))
        return said.format_map({"n": self.number(count), **values})

    def forms(self, message: "Plural") -> dict[str, str]:
        """List what is said by plural category (CLDR), for scripts that count."""
        return {category: self._plural(message, category) for category in self._counts}

    def _plural(self, message: "Plural", category: str) -> str:
        count = self._counts[category]
        if message.context is None:
            return self._messages.ngettext(message.one, message.other, count)
        return self._messages.npgettext(message.context, message.one, message.other, count)

    def number(self, value: float, decimals: int = 0, sign: bool = False) -> str:
        """Write a number: ``12 345``, ``12.345``; with its sign, ``+3,2``. NaN is unknown."""
        if math.isnan(value):
            return self.text("unknown")
        rounded = round(float(value), decimals)
        written = format_decimal(abs(rounded), "#,##0.00"[: 5 + decimals + (decimals > 0)], self.locale)
        if rounded < 0:
            return f"{self._symbols['minusSign']}{written}"
        return f"{self._symbols['plusSign']}{written}" if sign and rounded > 0 else written

    def percent(self, rate: float) -> str:
        """Write a rate in [0, 1] with one decimal: ``33,8 %``, ``33,8%``. NaN is unknown."""
        if math.isnan(rate):
            return self.text("unknown")
        pattern = self.locale.percent_formats[None].pattern
        written = self.number(100 * rate, decimals=1)
        return str(pattern.replace("#,##0", written).replace("%", self._symbols["percentSign"]))

    def day(self, date: dt.date) -> str:
        """Write a day: ``7 octobre 2016``, ``1 غشت 2021``."""
        first = self.text_in("first day of a month", "1") if date.day == 1 else str(date.day)
        return f"{first} {format_date(date, 'MMMM y', self.locale)}"


def catalogue_file(language: str) -> Path:
    """Name the file that a translator of a language edits."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _read(file: Path) -> gettext.NullTranslations:
    """Read a catalogue as it is edited; without one the messages are said as the code has them."""
    if not file.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as edited:
        write_mo(compiled, read_po(edited))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


CATALOGUES = {language: Catalogue(language) for language in LOCALES}


@dataclass(frozen=True)
class Text:
    """The same words in French and in Arabic."""

    fr: str
    ar: str

    def format(self, **values: "Text") -> "Text":
        """Fill the ``{fields}`` of both languages, each with the value in its own language."""
        return in_each(
            lambda language: self[language].format_map({name: value[language] for name, value in values.items()})
        )

    def __getitem__(self, language: str) -> str:
        """Take the words of one language."""
        return str(getattr(self, language))

    @staticmethod
    def same(value: object) -> "Text":
        """Take what is written alike in both, held together in text of either direction by Unicode's FSI and PDI."""
        isolated = f"\u2068{value}\u2069"
        return Text(isolated, isolated)

    @staticmethod
    def join(texts: Iterable["Text"]) -> "Text":
        """List several texts with the comma of each language."""
        listed = list(texts)
        return in_each(lambda language: _COMMA[language].join(text[language] for text in listed))


@dataclass(frozen=True)
class Plural:
    """
    A message that counts something.

    Attributes
    ----------
    one, other : str
        In English, for 1 and for other numbers; ``{n}`` is the number, and there may be other fields.
    context : str or None
        As that of `text_in`.
    """

    one: str
    other: str
    context: str | None = None

    def of(self, count: float, **values: Text) -> Text:
        """
        Say how many.

        Parameters
        ----------
        count : float
            ≥ 0; NaN is unknown.
        **values : Text
            What the other fields are filled with; ``n`` where the number is not to be written as a whole one.

        Returns
        -------
        Text
            ``3 sièges`` and ``3 مقاعد``, or the word for unknown.
        """
        if math.isnan(count):
            return UNKNOWN
        return in_each(
            lambda language: CATALOGUES[language].counted(
                self, count, **{name: value[language] for name, value in values.items()}
            )
        )


def in_each(say: Callable[[Language], str]) -> Text:
    """Say something in every language."""
    return Text(**{language: say(language) for language in LANGUAGES})


def text(message: str, **values: Text) -> Text:
    """
    Say a message in every language.

    Parameters
    ----------
    message : str
        In English, written where it is said: it is the key of the catalogues.
    **values : Text
        What its ``{fields}`` are filled with.
    """
    said = in_each(lambda language: CATALOGUES[language].text(message))
    return said.format(**values) if values else said


def text_in(context: str, message: str) -> Text:
    """Say a message that other languages say in several ways; the context tells their catalogues which is meant."""
    return in_each(lambda language: CATALOGUES[language].text_in(context, message))


def plural(one: str, other: str) -> Plural:
    """Count something, in English for 1 and for other numbers, with ``{n}`` for the number."""
    return Plural(one, other)


def plural_in(context: str, one: str, other: str) -> Plural:
    """Count something that other languages count in several ways; the context tells which is meant."""
    return Plural(one, other, context)


UNKNOWN = text("unknown")
_COMMA = text(", ")
