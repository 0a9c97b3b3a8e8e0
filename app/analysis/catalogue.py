"""The catalogue of figures: what each is called, what it says and in which unit. Whatever shows a figure reads it."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "fr", "ar")
MEASURED = ("rate", "change", "number")
"""Kinds of figures whose unit a description names; counts name what they count."""


@dataclass(frozen=True)
class Figure:
    """
    A figure, or a text beside figures.

    Attributes
    ----------
    key : str
        What names it, once in the catalogue.
    kind : str
        ``text``, ``flag``, ``date``, ``object`` (JSON), ``class`` of strength, ``count``, ``rate`` in [0, 1],
        ``change`` of one in [−1, 1], or another ``number``.
    unit : str
        Of numbers: what is counted, the unit of measurement, or the range; empty for a pure number and for text.
    term, definition : mapping
        By language. Every term is there; definitions in French and Arabic are of figures in files for people.
    """

    key: str
    kind: str
    unit: str
    term: Mapping[str, str]
    definition: Mapping[str, str]

    @property
    def described(self) -> str:
        """The definition in English, with the unit of a measured figure."""
        definition = self.definition["en"]
        if self.kind not in MEASURED or not self.unit:
            return definition
        said, mark, more = definition.partition(";")
        return f"{said}, {self.unit}{mark}{more}"

    @property
    def is_percentage(self) -> bool:
        """Whether people read it as per cent."""
        return self.kind in ("rate", "change")


def read_catalogue(lines: Iterable[str]) -> dict[str, Figure]:
    """
    Read a catalogue.

    Parameters
    ----------
    lines : iterable of str
        CSV: ``key``, ``kind``, ``unit``, and ``term_…`` and ``definition_…`` in each language.

    Returns
    -------
    dict of str to Figure
        By key, in the order of the lines.

    Raises
    ------
    ValueError
        A key is there twice, or a term or an English definition is missing.
    """
    figures: dict[str, Figure] = {}
    for row in csv.DictReader(lines):
        key = row["key"]
        if key in figures:
            raise ValueError(f"{key} is in the catalogue twice")
        missing = [name for name in ("term_en", "term_fr", "term_ar", "definition_en") if not row[name]]
        if missing:
            raise ValueError(f"{key} lacks {', '.join(missing)}")
        term, definition = ({each: row[f"{words}_{each}"] for each in LANGUAGES} for words in ("term", "definition"))
        figures[key] = Figure(key, row["kind"], row["unit"], term, definition)
    return figures


FIGURES: Mapping[str, Figure] = read_catalogue(
    Path(__file__).with_name("catalogue.csv").read_text(encoding="utf-8").splitlines()
)
"""Every figure, by key."""
