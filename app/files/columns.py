"""The figures in the files: what each is called in French and Arabic, what it means, and how it is written."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.files.dossier import Vote
from app.maps.words.catalogues import Text


@dataclass(frozen=True)
class Column:
    """
    A figure, of one election where it has a ``suffix``.

    Attributes
    ----------
    figure : str
        What is counted.
    kind : str
        ``text``, ``count``, ``rate`` in [0, 1], ``change`` of one in [-1, 1], ``score`` or other real number, ``class``
        of strength.
    name, meaning : Text
        What it is called, and a few words that say what it counts.
    suffix : str
        As `Vote.suffix`.
    """

    figure: str
    kind: str
    name: Text
    meaning: Text
    suffix: str = ""

    @property
    def key(self) -> str:
        """Name of the column in frames and layers."""
        return f"{self.figure}_{self.suffix}" if self.suffix else self.figure

    @property
    def heading(self) -> Text:
        """The name, with the election."""
        return Text(f"{self.name.fr} {self.suffix}".strip(), f"{self.name.ar} {self.suffix}".strip())

    def of(self, vote: Vote) -> "Column":
        """Make the column of one election."""
        return replace(self, suffix=vote.suffix)


def of_votes(columns: Iterable[Column], votes: Sequence[Vote]) -> list[Column]:
    """List the columns of several elections, one election after the other."""
    chosen = list(columns)
    return [column.of(vote) for vote in votes for column in chosen]


def _read() -> dict[str, dict[str, Column]]:
    groups: dict[str, dict[str, Column]] = {}
    with Path(__file__).with_name("columns.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            name, meaning = (Text(row[f"{words}_fr"], row[f"{words}_ar"]) for words in ("name", "meaning"))
            groups.setdefault(row["group"], {})[row["figure"]] = Column(row["figure"], row["kind"], name, meaning)
    return groups


_GROUPS = _read()

PLACE = _GROUPS["place"]
CONTEST = _GROUPS["contest"]
"""Of an area's contest, or of the contests inside it."""
RESULT = _GROUPS["result"]
"""What the party obtained, at any level."""
STRENGTH = _GROUPS["strength"]
"""Of the party in an area that votes."""
ZONE, CLUSTER, TARGET, SOURCE = (_GROUPS[group] for group in ("zone", "cluster", "target", "source"))
