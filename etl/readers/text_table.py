"""Parsing of text tables: every cell is text first, so that an error can name file, row and reason."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from etl.readers import numerals
from etl.readers.files import read_rows
from etl.sources import FileProblem, Refused

Value = TypeVar("Value")


@dataclass
class TextTable:
    """
    A table of text being parsed, with the problems found so far.

    ``rows`` holds text, NA where a cell is empty; its index is the line in the file, the header being 1.
    """

    name: str
    rows: pd.DataFrame
    problems: list[FileProblem] = field(default_factory=list)

    def refuse(self, row: int | None, reason: str) -> None:
        """Note a reason to refuse the table."""
        self.problems.append(FileProblem(self.name, row, reason))

    def require(self, *columns: str) -> None:
        """Refuse the rows where one of these cells is empty."""
        for column in columns:
            for row in self.rows.index[self.rows[column].isna()]:
                self.refuse(int(row), f"{column} is empty")

    def unique(self, *key: str) -> None:
        """Refuse every row whose key already stands above."""
        repeated = self.rows.loc[self.rows.duplicated(list(key)), list(key)]
        for row, values in zip(repeated.index, repeated.itertuples(index=False), strict=True):
            self.refuse(int(row), f"{' / '.join(map(str, values))} stands twice")

    def known(self, column: str, codes: Collection[str], what: str) -> None:
        """Refuse the rows whose code is not in ``codes``; ``what`` names what it is a code of."""
        given = self.rows[column].dropna()
        for row, code in given[~given.isin(list(codes))].items():
            self.refuse(int(str(row)), f"{column} {code!r} is no {what}")

    def counts(self, column: str) -> "pd.Series[Any]":
        """Whole numbers ≥ 0, NA where the cell is empty or says that it is unknown."""
        return pd.Series(
            self._converted(column, numerals.count, "a whole number ≥ 0"), index=self.rows.index, dtype="Int64"
        )

    def rates(self, column: str) -> "pd.Series[Any]":
        """Numbers in [0, 1], NA where the cell is empty or says that it is unknown."""
        return pd.Series(
            self._converted(column, numerals.rate, "a rate in [0, 1]"), index=self.rows.index, dtype="Float64"
        )

    def numbers(self, column: str) -> "pd.Series[Any]":
        """Numbers ≥ 0, NA where the cell is empty or says that it is unknown."""
        return pd.Series(
            self._converted(column, numerals.number, "a number ≥ 0"), index=self.rows.index, dtype="Float64"
        )

    def dates(self, column: str) -> "pd.Series[Any]":
        """Days, as ``datetime.date``."""
        days = self._converted(column, dt.date.fromisoformat, "a date YYYY-MM-DD")
        return pd.Series(days, index=self.rows.index, dtype="object")

    def _converted(self, column: str, convert: Callable[[str], Value], what: str) -> list[Value | None]:
        values: list[Value | None] = []
        for row, text in self.rows[column].items():
            value = None
            if not pd.isna(text) and not numerals.is_unknown(str(text)):
                try:
                    value = convert(str(text))
                except ValueError:
                    self.refuse(int(str(row)), f"{column} must be {what}, not {text!r}")
            values.append(value)
        return values


def read_table(path: Path, name: str, columns: Sequence[str]) -> TextTable:
    """
    Read a table of text.

    Parameters
    ----------
    path : Path
        The file, in any form that ``read_rows`` reads.
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
        rows = read_rows(path, name)
    except Refused as refused:
        nothing.problems.extend(refused.problems)
        return nothing
    missing, unknown = sorted(set(columns) - set(rows.columns)), sorted(set(rows.columns) - set(columns))
    if missing or unknown:
        nothing.refuse(1, f"columns missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}")
        return nothing
    return TextTable(name, rows[list(columns)])
