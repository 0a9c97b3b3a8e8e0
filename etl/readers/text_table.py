"""Parsing of text tables: every cell is text first, so that an error can name file, row and reason."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from etl.readers import cells
from etl.readers.files import read_file
from etl.sources import FileProblem, Refused
from etl.suggestions import did_you_mean

Value = TypeVar("Value")


@dataclass
class TextTable:
    """
    A table of text being parsed, with the problems found so far.

    ``rows`` holds text, NA where a cell is empty; its index is the line in the file, the header being 1. ``notes`` are
    those of `etl.readers.files.FileRows`.
    """

    name: str
    rows: pd.DataFrame
    problems: list[FileProblem] = field(default_factory=list)
    notes: Mapping[str, list[FileProblem]] = field(default_factory=dict)

    def refuse(self, row: int | None, reason: str, remedy: str, value: str | None = None) -> None:
        """Note a reason to refuse the table."""
        self.problems.append(FileProblem(self.name, row, reason, remedy, value))

    def require(self, *columns: str) -> None:
        """Refuse the rows where one of these cells is empty."""
        for column in columns:
            for row in self.rows.index[self.rows[column].isna()]:
                self.refuse(int(row), f"{column} is empty", f"write {column} in the row, or delete the row", "")

    def unique(self, *key: str) -> None:
        """Refuse every row whose key already stands above."""
        repeated = self.rows.loc[self.rows.duplicated(list(key)), list(key)]
        for row, values in zip(repeated.index, repeated.itertuples(index=False), strict=True):
            told = " / ".join(map(str, values))
            self.refuse(int(row), f"{told} stands twice", "keep one of the rows", told)

    def known(
        self, column: str, codes: Collection[str], what: str, names: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Refuse the rows whose code is not in ``codes``: it is no ``what``, and ``names`` may tell which was meant."""
        given = self.rows[column].dropna()
        for row, code in given[~given.isin(list(codes))].items():
            remedy = did_you_mean(str(code), codes, names) or f"write the code of a {what}, or declare it"
            self.refuse(int(str(row)), f"{column} {code!r} is no {what}", remedy, str(code))

    def clean(self, convert: Callable[[str], str], *columns: str) -> None:
        """Read columns of text in place; a cell that is no text is refused and empty from then on."""
        for column in columns:
            distinct = {text: self._cleaned(column, text, convert) for text in self.rows[column].dropna().unique()}
            self.rows[column] = self.rows[column].map(distinct, na_action="ignore").astype("string")

    def _cleaned(self, column: str, text: str, convert: Callable[[str], str]) -> str | None:
        try:
            return convert(text) or None
        except cells.UnreadableError as error:
            for row in self.rows.index[(self.rows[column] == text).fillna(False)]:
                self.refuse(int(row), f"{column} must be text, not {text!r}", error.remedy, text)
            return None

    def counts(self, column: str) -> "pd.Series[Any]":
        """Whole numbers ≥ 0, NA where the cell is empty or says that it is unknown."""
        return pd.Series(
            self._converted(column, cells.count, "a whole number ≥ 0"), index=self.rows.index, dtype="Int64"
        )

    def rates(self, column: str) -> "pd.Series[Any]":
        """Numbers in [0, 1], NA where the cell is empty or says that it is unknown."""
        return pd.Series(
            self._converted(column, cells.rate, "a rate in [0, 1]"), index=self.rows.index, dtype="Float64"
        )

    def numbers(self, column: str) -> "pd.Series[Any]":
        """Numbers ≥ 0, NA where the cell is empty or says that it is unknown."""
        return pd.Series(self._converted(column, cells.number, "a number ≥ 0"), index=self.rows.index, dtype="Float64")

    def dates(self, column: str) -> "pd.Series[Any]":
        """Days, as ``datetime.date``."""
        days = self._converted(column, cells.date, "a date YYYY-MM-DD")
        return pd.Series(days, index=self.rows.index, dtype="object")

    def _converted(self, column: str, convert: Callable[[str], Value], what: str) -> list[Value | None]:
        values: list[Value | None] = []
        for row, text in self.rows[column].items():
            value = None
            if not pd.isna(text) and not cells.is_unknown(str(text)):
                try:
                    value = convert(str(text))
                except cells.UnreadableError as error:
                    self.refuse(int(str(row)), f"{column} must be {what}, not {text!r}", error.remedy, str(text))
            values.append(value)
        return values


def read_table(path: Path, name: str, columns: Sequence[str]) -> TextTable:
    """
    Read a table of text.

    Parameters
    ----------
    path : Path
        The file, in any form that `read_file` reads.
    name : str
        How problems call the file.
    columns : sequence of str
        The columns it must have, in any order, and no others.

    Returns
    -------
    TextTable
        Its rows; none, and the problem, when the file cannot be read or has other columns.
    """
    nothing = TextTable(name, pd.DataFrame(columns=list(columns), dtype="string"))
    try:
        read = read_file(path, name)
    except Refused as refused:
        nothing.problems.extend(refused.problems)
        return nothing
    missing, unknown = sorted(set(columns) - set(read.rows.columns)), sorted(set(read.rows.columns) - set(columns))
    if missing or unknown:
        reason = f"columns missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        nothing.refuse(1, reason, columns_remedy(unknown, missing))
        return nothing
    return TextTable(name, read.rows[list(columns)].copy(), notes=read.notes)


def columns_remedy(unknown: Iterable[str], missing: Iterable[str]) -> str:
    """Say what to do about a header: what its unknown columns may be, or to remove them, and what to add."""
    missing = list(missing)
    renamed = [f"{column}: {hint}" for column in unknown if (hint := did_you_mean(column, missing))]
    return "; ".join(renamed) or "give the header these columns and no others"
