"""Files of rows as people send them: CSV, Excel, JSON lines; every cell as text, NA where it is empty."""

import csv
import datetime as dt
import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from etl.personal import person_columns
from etl.sources import FileProblem, Refused

MAX_BYTES = 128 * 2**20
"""The largest file, and the largest workbook once unpacked, that is read whole."""

MAX_ROWS, MAX_COLUMNS, MAX_LINE = 400_000, 500, 2**20

Cells = Sequence[object]


def read_rows(path: Path, name: str) -> pd.DataFrame:
    """
    Read a file's rows.

    Parameters
    ----------
    path : Path
        ``.csv`` (comma, semicolon or tab; UTF-8 with or without BOM, Windows-1252, Windows-1256), ``.xlsx`` (its first
        sheet) or ``.jsonl`` (an object a line).
    name : str
        How a refusal calls the file.

    Returns
    -------
    DataFrame
        Text, NA where a cell is empty; columns as the header names them; the index is the line in the file.

    Raises
    ------
    Refused
        The file cannot be read, is larger than ``MAX_BYTES``, or its header is empty or ambiguous.
    """
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return framed_sheet(read_sheets(path, name)[0], name)
    if kind not in {".csv", ".jsonl"}:
        raise refusal(name, f"has no known format ({kind or 'no extension'}); use .csv, .xlsx or .jsonl")
    text = decoded(_content(path, name), name)
    return _csv_rows(text, name) if kind == ".csv" else _json_rows(text, name)


def refusal(name: str, reason: str, row: int | None = None) -> Refused:
    """Refuse a file for one reason."""
    return Refused(name, [FileProblem(name, row, reason)])


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusal(name, f"cannot be read: larger than {MAX_BYTES // 2**20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise refusal(name, f"cannot be read: {error.strerror}") from error


def decoded(content: bytes, name: str) -> str:
    """
    Decode text of undeclared encoding.

    What is valid UTF-8 is UTF-8. Else it is one of the two Windows code pages used in Morocco, which agree on the
    accented small letters of French: in Arabic, letters beyond ASCII stand in words; in French, they stand alone.

    Raises
    ------
    Refused
        The bytes are no text in any of these encodings.
    """
    if b"\0" in content:
        raise refusal(name, "cannot be read: it is no text in UTF-8, Windows-1252 or Windows-1256")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        high = [byte >= 0xC0 for byte in content]
        in_words = sum(a and b for a, b in pairwise(high))
        encoding = "cp1256" if in_words * 2 > sum(high) else "cp1252"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusal(name, f"cannot be read: neither UTF-8 nor {encoding}, at byte {error.start}") from error


def _csv_rows(text: str, name: str) -> pd.DataFrame:
    header = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise refusal(name, f"cannot be read: a line is longer than {MAX_LINE:,} characters")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return framed(next(lines, ()), enumerate(lines, 2), name)
    except csv.Error as error:
        raise refusal(name, f"cannot be read: {error}", lines.line_num) from error


def _json_rows(text: str, name: str) -> pd.DataFrame:
    """Rows of JSON lines: the columns are the keys of all objects, in the order in which they first come."""
    records: dict[int, dict[str, object]] = {}
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            record = json.loads(content, object_pairs_hook=_distinct)
        except (ValueError, RecursionError) as error:
            raise refusal(name, f"cannot be read: {error}", line) from error
        if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
            raise refusal(name, "is no object of plain values", line)
        records[line] = record
    header = list(dict.fromkeys(key for record in records.values() for key in record))
    return framed(header, ((line, [record.get(key) for key in header]) for line, record in records.items()), name)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def read_sheets(path: Path, name: str) -> list[list[Cells]]:
    """
    Read every sheet of an Excel workbook, formulas as their text.

    A formula is never taken for its last computed value, which may be missing or stale.

    Raises
    ------
    Refused
        The workbook is damaged, encrypted, no workbook at all, or would unpack to more than ``MAX_BYTES``.
    """
    content = _content(path, name)
    try:
        unpacked = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unpacked > MAX_BYTES:
            raise refusal(name, f"cannot be read: it would unpack to {unpacked // 2**20:,} MiB")
        with warnings.catch_warnings(action="ignore"):  # of styles and validations that openpyxl does not keep
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            return [_sheet_rows(sheet, name) for sheet in workbook.worksheets]
    except Refused:
        raise
    except Exception as error:  # the parsers of a broken workbook raise whatever they stumble over
        raise refusal(name, f"cannot be read as an Excel workbook: {type(error).__name__}: {error}") from error


def _sheet_rows(sheet: Any, name: str) -> list[Cells]:
    sheet.reset_dimensions()  # what a workbook says of its extent may be wrong
    rows = list(islice(sheet.iter_rows(values_only=True), MAX_ROWS + 2))
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    if len(rows) > MAX_ROWS + 1:
        raise refusal(name, f"cannot be read: more than {MAX_ROWS:,} rows in the sheet {sheet.title!r}")
    return rows


def framed_sheet(rows: Sequence[Cells], name: str) -> pd.DataFrame:
    """Make text of a sheet's rows, the first of which is the header; see ``framed``."""
    return framed(rows[0] if rows else (), enumerate(rows[1:], 2), name)


def framed(header: Cells, rows: Iterable[tuple[int, Cells]], name: str) -> pd.DataFrame:
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
    _check_header(columns, name)
    body: dict[int, list[str | None]] = {}
    for line, cells in rows:
        texts = [_text(cell) for cell in cells]
        if any(texts[len(columns) :]):
            raise refusal(name, f"has {len(texts)} cells, the header {len(columns)}", line)
        if any(texts):
            body[line] = texts[: len(columns)] + [None] * (len(columns) - len(texts))
        if len(body) > MAX_ROWS:
            raise refusal(name, f"cannot be read: more than {MAX_ROWS:,} rows")
    return pd.DataFrame(list(body.values()), index=pd.Index(body, dtype="int64"), columns=columns, dtype="string")


def _check_header(header: Sequence[str | None], name: str) -> None:
    if not header:
        raise refusal(name, "cannot be read: it has no header")
    if None in header:
        raise refusal(name, f"column {header.index(None) + 1} has no name", 1)
    repeated = sorted({str(column) for column in header if header.count(column) > 1})
    if repeated:
        raise refusal(name, f"columns stand twice: {', '.join(repeated)}", 1)
    if len(header) > MAX_COLUMNS:
        raise refusal(name, f"has {len(header):,} columns, more than {MAX_COLUMNS}", 1)
    people = person_columns(map(str, header))
    if people:
        raise refusal(
            name, f"holds personal data, which the project does not store; remove the columns: {', '.join(people)}", 1
        )


def _text(cell: object) -> str | None:
    """Text of a cell, None where it is empty: 3.0 is 3, as it was in the spreadsheet."""
    if cell is None:
        return None
    if isinstance(cell, float):
        return np.format_float_positional(cell, trim="-")
    text = cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell).strip()
    return text or None
