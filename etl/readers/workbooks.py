"""Workbooks as people send them: the visible sheets, and what of the others a reader of the report should know."""

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from etl.readers.content import MAX_BYTES, MAX_ROWS, SPLIT, Cells, read_content, refusal
from etl.sources import FileProblem, Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = "open it in the spreadsheet, take the password off (File, Info, Protect) and save it again"
_SAVE = "open it in the spreadsheet and save it again as .xlsx, or as CSV in UTF-8"
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")
_NUMBER = re.compile(rb"\b(?:r|min)=\"(\d+)\"")
_LISTED = 10


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet: its rows, and the numbers of those and of the columns that are hidden, which are read all the same."""

    title: str
    rows: list[Cells]
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()

    @property
    def has_figures(self) -> bool:
        """Whether a number stands below its first row."""
        return any(
            isinstance(cell, int | float) and not isinstance(cell, bool) for row in self.rows[1:] for cell in row
        )


@dataclass(frozen=True)
class Book:
    """The visible sheets of a workbook and the hidden ones; ``unseen`` is its format where values alone can be read."""

    name: str
    sheets: list[WorkbookSheet]
    hidden: list[WorkbookSheet]
    unseen: str | None = None

    def notes(self, used: int) -> dict[str, list[FileProblem]]:
        """Tell what is left out, or is read though nobody sees it, where the first ``used`` sheets are read."""
        rows = [
            FileProblem(self.name, None, f"the sheet {sheet.title!r} has figures and is left out", _ONE_SHEET)
            for sheet in self.sheets[used:]
            if sheet.has_figures
        ]
        rows += [
            FileProblem(self.name, None, f"the hidden sheet {sheet.title!r} has figures and is left out", _ONE_SHEET)
            for sheet in self.hidden
            if sheet.has_figures
        ]
        columns = []
        for sheet in self.sheets[:used]:
            if sheet.hidden_rows:
                reason = (
                    f"{len(sheet.hidden_rows):,} hidden rows of {sheet.title!r} are read: {_some(sheet.hidden_rows)}"
                )
                rows.append(FileProblem(self.name, sheet.hidden_rows[0], reason, _HIDDEN_ROWS))
            if sheet.hidden_columns:
                reason = f"hidden columns of {sheet.title!r} are read: {_some(sheet.hidden_columns)}"
                columns.append(FileProblem(self.name, None, reason, _HIDDEN_ROWS))
        if self.unseen:
            reason = f"of a workbook in {self.unseen}, formats, formulas and hidden rows cannot be seen"
            rows.append(FileProblem(self.name, None, reason, "save it as .xlsx to have them checked"))
        return {check: found for check, found in (("rows", rows), ("columns", columns)) if found}


_ONE_SHEET = "load each sheet from a file of its own, or delete the sheet"
_HIDDEN_ROWS = "show them and see that they belong to the figures, or delete them"


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:_LISTED])) + (" …" if len(numbers) > _LISTED else "")


def read_book(path: Path, name: str) -> Book:
    """
    Read every sheet of a workbook, formulas as their text where they can be seen.

    A formula is never taken for its last computed value, which may be missing or stale. A number that is formatted as a
    percentage is text that ends in ``%``.

    Raises
    ------
    Refused
        The workbook is damaged, encrypted, no workbook at all, would unpack to more than ``MAX_BYTES``, has no visible
        sheet, or cells of its first one are merged.
    """
    content = read_content(path, name)
    kind = path.suffix.lower()
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and validations that openpyxl does not keep
            book = _read_xlsx(content, name) if kind == ".xlsx" else _read_values(content, name, kind)
    except Refused:
        raise
    except PasswordError as error:
        raise refusal(name, "cannot be read: it is encrypted", _PASSWORD) from error
    except Exception as error:  # the parsers of a broken workbook raise whatever they stumble over
        called = "an Excel workbook" if kind == ".xlsx" else f"a workbook ({kind})"
        raise refusal(name, f"cannot be read as {called}: {type(error).__name__}: {error}", _SAVE) from error
    if not book.sheets:
        raise refusal(name, "has no visible sheet", "show the sheet of the results")
    return book


def _read_xlsx(content: bytes, name: str) -> Book:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise refusal(name, "cannot be read: it is encrypted", _PASSWORD)
        raise refusal(
            name, "cannot be read as an Excel workbook: it is .xls, or encrypted", f"name it .xls, or {_SAVE}"
        )
    _check_size(content, name)
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    shown: list[WorkbookSheet] = []
    hidden: list[WorkbookSheet] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in workbook.worksheets:
            visible = sheet.sheet_state == "visible"
            markup = archive.read(sheet._worksheet_path)
            read = WorkbookSheet(sheet.title, _sheet_rows(sheet, name), *_hidden(markup))
            if visible and not shown:
                _check_merged(_merged(markup), read, name)
            (shown if visible else hidden).append(read)
    return Book(name, shown, hidden)


def _check_size(content: bytes, name: str) -> None:
    unpacked = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(content)).infolist())
    if unpacked > MAX_BYTES:
        raise refusal(name, f"cannot be read: it would unpack to {unpacked // 2**20:,} MiB", SPLIT)


def _sheet_rows(sheet: Any, name: str) -> list[Cells]:
    sheet.reset_dimensions()  # what a workbook says of its extent may be wrong
    percent: dict[int, bool] = {}
    rows: list[Cells] = [[_value(cell, percent) for cell in row] for row in islice(sheet.iter_rows(), MAX_ROWS + 2)]
    return _trimmed(rows, sheet.title, name)


def _value(cell: Any, percent: dict[int, bool]) -> object:
    """Value of a cell; a number that is shown as a percentage as the text that is shown, with all its digits."""
    value = cell.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    style = cell._style_id
    if style not in percent:
        percent[style] = "%" in re.sub(r'"[^"]*"|\\.', "", cell.number_format or "")
    return f"{(Decimal(repr(value)) * 100).normalize():f}%" if percent[style] else value


def _trimmed(rows: list[Cells], title: str, name: str) -> list[Cells]:
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    if len(rows) > MAX_ROWS + 1:
        reason = f"cannot be read: more than {MAX_ROWS:,} rows in the sheet {title!r}"
        raise refusal(name, reason, SPLIT)
    return rows


def _hidden(markup: bytes) -> tuple[list[int], list[int]]:
    """Numbers of the hidden rows and columns of a sheet."""
    found = []
    for tag in (_ROW, _COLUMN):
        hidden = (match.group() for match in tag.finditer(markup) if _HIDDEN.search(match.group()))
        found.append([int(number[1]) for text in hidden if (number := _NUMBER.search(text))])
    return found[0], found[1]


def _merged(markup: bytes) -> list[tuple[int, int, int, int]]:
    """Top, left, bottom and right of the merged cells of a sheet, counted from 0."""
    found = []
    for left, top, right, bottom in _MERGED.findall(markup):
        columns = [column_index_from_string(column.decode()) - 1 for column in (left, right)]
        found.append((int(top) - 1, columns[0], int(bottom) - 1, columns[1]))
    return found


def _check_merged(corners: Sequence[tuple[int, int, int, int]], sheet: WorkbookSheet, name: str) -> None:
    """Refuse merged cells within the table: the value of the first of them may stand for all, or for itself."""
    problems = []
    for top, left, bottom, right in corners:
        row = sheet.rows[top] if top < len(sheet.rows) else ()
        value = row[left] if left < len(row) else None
        if value is None:
            continue
        place = f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
        reason = f"the cells {place} of {sheet.title!r} are merged: {value!r}"
        remedy = "unmerge the cells and write the value in each of the rows it holds for"
        problems.append(FileProblem(name, top + 1, reason, remedy, str(value)))
    if problems:
        raise Refused(name, problems)


def _read_values(content: bytes, name: str, kind: str) -> Book:
    """Read the values of a workbook of another format."""
    if content.startswith(b"PK"):
        _check_size(content, name)
    if _ENCRYPTED in content:
        raise refusal(name, "cannot be read: it is encrypted", _PASSWORD)
    try:
        return _values_of(CalamineWorkbook.from_filelike(io.BytesIO(content)), name, kind)
    except CalamineError as error:
        if "password" in str(error).casefold() or "encrypt" in str(error).casefold():
            raise refusal(name, "cannot be read: it is encrypted", _PASSWORD) from error
        raise
    except Exception:
        raise
    except BaseException as error:  # a panic of the parser is no Exception of Python
        if type(error).__name__ != "PanicException":
            raise
        raise refusal(name, f"cannot be read as a workbook ({kind}): {error}", _SAVE) from error


def _values_of(workbook: CalamineWorkbook, name: str, kind: str) -> Book:
    shown: list[WorkbookSheet] = []
    hidden: list[WorkbookSheet] = []
    for said in workbook.sheets_metadata:
        if said.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(said.name)
        values = sheet.to_python(skip_empty_area=False)
        rows: list[Cells] = [[None if cell == "" else cell for cell in row] for row in values]
        read = WorkbookSheet(said.name, _trimmed(rows, said.name, name))
        visible = said.visible is SheetVisibleEnum.Visible
        if visible and not shown and sheet.merged_cell_ranges:
            corners = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges]
            _check_merged(corners, read, name)
        (shown if visible else hidden).append(read)
    return Book(name, shown, hidden, kind)
