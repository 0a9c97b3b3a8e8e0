"""Files of rows as people send them: CSV, workbooks, JSON lines; every cell as text, NA where it is empty."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from etl.personal import person_columns
from etl.readers import cells
from etl.readers.content import MAX_COLUMNS, MAX_LINE, MAX_ROWS, SAVE_AS, SPLIT, Cells, decoded, read_content, refusal
from etl.readers.workbooks import read_book
from etl.sources import FileProblem

TEXTS = (".csv", ".jsonl")
WORKBOOKS = (".xlsx", ".xls", ".ods", ".xlsb")
UNSEEN = (".xls", ".ods", ".xlsb")
"""Workbooks of which values alone can be read: no formulas, formats, merged or hidden cells."""

_DELIMITERS = ",;\t|"
_ONE_ROW = "keep one row of headers at the top, with a name of its own for each column"


@dataclass(frozen=True)
class FileRows:
    """
    A file as read.

    ``rows``: text, NA where a cell is empty; the index is the line in the file. ``notes``: what a reader should know of
    it, by the name of the check of `etl.checks` that tells it. ``seen``: False of ``UNSEEN``.
    """

    rows: pd.DataFrame
    notes: Mapping[str, list[FileProblem]] = field(default_factory=dict)
    seen: bool = True


def read_rows(path: Path, name: str) -> pd.DataFrame:
    """Read a file's rows alone, as `read_file`."""
    return read_file(path, name).rows


def read_file(path: Path, name: str) -> FileRows:
    """
    Read a file of rows.

    Parameters
    ----------
    path : Path
        ``.csv`` (comma, semicolon, tab or ``|``, a line ``sep=;`` or none; UTF-8 with or without BOM, UTF-16 with,
        Windows-1252, Windows-1256), a workbook (its first visible sheet) or ``.jsonl`` (an object a line).
    name : str
        How a refusal calls the file.

    Returns
    -------
    FileRows
        Columns as the header names them.

    Raises
    ------
    Refused
        The file cannot be read, is larger than ``MAX_BYTES``, or its header is empty or ambiguous.
    """
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        book = read_book(path, name)
        return FileRows(framed_sheet(book.sheets[0].rows, name), book.notes(1), kind not in UNSEEN)
    if kind not in TEXTS:
        known = ", ".join((*TEXTS, *WORKBOOKS))
        raise refusal(name, f"has no known format ({kind or 'no extension'}); use {known}", SAVE_AS)
    text = decoded(read_content(path, name), name)
    return FileRows(_csv_rows(text, name) if kind == ".csv" else _json_rows(text, name))


def delimiter_of(text: str) -> tuple[str, str]:
    """Find the delimiter of CSV, as its header shows or a line ``sep=;`` before it says; and that line, if any."""
    first = text[: text.find("\n") + 1] or text
    told = first.strip().casefold()
    if told.startswith("sep=") and len(told) <= len("sep=;"):
        return (told[len("sep=") :] or "\t"), first
    header = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=header.count), ""


def _csv_rows(text: str, name: str) -> pd.DataFrame:
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise refusal(name, f"cannot be read: a line is longer than {MAX_LINE:,} characters", SAVE_AS)
    delimiter, told = delimiter_of(text)
    before = 1 if told else 0
    lines = csv.reader(io.StringIO(text[len(told) :], newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(lines, ())
        return framed(header, _numbered(lines, before), name, before + 1)
    except csv.Error as error:
        remedy = "close the quotation mark, or save the file as CSV again"
        raise refusal(name, f"cannot be read: {error}", remedy, before + lines.line_num) from error


def _numbered(lines: Any, before: int) -> Iterator[tuple[int, Cells]]:
    """Give each row with the line of the file it begins in: a cell may hold several."""
    ended = lines.line_num
    for row in lines:
        yield before + ended + 1, row
        ended = lines.line_num


def _json_rows(text: str, name: str) -> pd.DataFrame:
    """Rows of JSON lines: the columns are the keys of all objects, in the order in which they first come."""
    records: dict[int, dict[str, object]] = {}
    remedy = "write an object of plain values on each line, each key once"
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            # a number with a point stays as it is written: 1.000 is not 1
            record = json.loads(content, object_pairs_hook=_distinct, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise refusal(name, f"cannot be read: {error}", remedy, line) from error
        if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
            raise refusal(name, "is no object of plain values", remedy, line)
        records[line] = record
    header = list(dict.fromkeys(key for record in records.values() for key in record))
    rows = ((line, [record.get(key) for key in header]) for line, record in records.items())
    return framed(header, rows, name)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def framed_sheet(rows: Sequence[Cells], name: str) -> pd.DataFrame:
    """Make text of a sheet's rows, the first of which is the header; see ``framed``."""
    return framed(rows[0] if rows else (), enumerate(rows[1:], 2), name)


def framed(header: Cells, rows: Iterable[tuple[int, Cells]], name: str, line: int = 1) -> pd.DataFrame:
    """
    Make text of cells, leaving out empty rows.

    Parameters
    ----------
    header : sequence
        Names of the columns; empty cells at its end are left out.
    rows : iterable of (int, sequence)
        Line in the file, and cells.
    name : str
        How a refusal calls the file.
    line : int
        Where the header stands.

    Returns
    -------
    DataFrame
        Text, NA where a cell is empty; the index is the line.

    Raises
    ------
    Refused
        There is no header, it names a column twice, or none where there are cells, or a person; or there are more
        than ``MAX_ROWS`` rows.
    """
    columns = [_text(cell) for cell in header]
    while columns and columns[-1] is None:
        columns.pop()
    _check_header(columns, name, line)
    body: dict[int, list[str | None]] = {}
    for place, row in rows:
        texts = [_text(cell) for cell in row]
        if any(texts[len(columns) :]):
            raise refusal(name, f"has {len(texts)} cells, the header {len(columns)}", _CELLS, place)
        if any(texts):
            body[place] = texts[: len(columns)] + [None] * (len(columns) - len(texts))
        if len(body) > MAX_ROWS:
            raise refusal(name, f"cannot be read: more than {MAX_ROWS:,} rows", SPLIT)
    return pd.DataFrame(list(body.values()), index=pd.Index(body, dtype="int64"), columns=columns, dtype="string")


_CELLS = "give every row as many cells as the header has; quote a cell that holds the delimiter"


def _check_header(header: Sequence[str | None], name: str, line: int) -> None:
    if not header:
        raise refusal(name, "cannot be read: it has no header", _ONE_ROW)
    if None in header:
        raise refusal(name, f"column {header.index(None) + 1} has no name", _ONE_ROW, line)
    repeated = sorted({str(column) for column in header if header.count(column) > 1})
    if repeated:
        raise refusal(name, f"columns stand twice: {', '.join(repeated)}", _ONE_ROW, line)
    if len(header) > MAX_COLUMNS:
        raise refusal(name, f"has {len(header):,} columns, more than {MAX_COLUMNS}", SPLIT, line)
    people = person_columns(map(str, header))
    if people:
        reason = f"holds personal data, which the project does not store; remove the columns: {', '.join(people)}"
        raise refusal(name, reason, f"remove the columns: {', '.join(people)}", line)


def _text(cell: object) -> str | None:
    """Text of a cell, None where nothing can be seen in it: 3.0 is 3, as it was in the spreadsheet."""
    if cell is None:
        return None
    if isinstance(cell, float):
        return np.format_float_positional(cell, trim="-")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    text = str(cell)
    return (text.strip() if text.isascii() and text.isprintable() else cells.clean(text)) or None
