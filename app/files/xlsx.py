"""Workbooks for Excel and LibreOffice: numbers as numbers, text as text, unknown as an empty cell."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter

from app.files.values import as_text

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""

FONT = "Calibri"
GENERAL, WHOLE = "General", "#,##0"

_CUT = " […]"
# what XML 1.0 has no way to write
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST, _MEASURED_ROWS = 40, 100


@dataclass(frozen=True, eq=False)
class Look:
    """
    How cells look; None is as everywhere else in the workbook.

    Number formats are in English; Excel writes their signs as its user's country does.
    """

    number_format: str = GENERAL
    font: Font | None = None
    fill: PatternFill | None = None
    border: Border | None = None
    alignment: Alignment | None = None


_HEADING = Look(font=Font(FONT, size=11, bold=True))
_TEXT, _GENERAL, _DAY = Look("@"), Look(), Look("yyyy-mm-dd")
_WHOLE, _DECIMAL = Look(WHOLE), Look("#,##0.0000")


class SheetWriter:
    """
    A sheet that is written row by row: what stands before the rows in the file is laid out before the first of them.

    Attributes
    ----------
    layout : openpyxl's WriteOnlyWorksheet
        Views, widths, filters, printing.
    last_row : int
        The row that was written last; 0 before the first.
    """

    def __init__(self, book: Workbook, title: str) -> None:
        self.layout = book.create_sheet(title)
        self.last_row = 0
        # a cell of each look does for all of them, as each is written before the next: styles are what takes time
        self._cells: dict[Look, Cell] = {}

    def set_widths(self, widths: Iterable[float]) -> None:
        """Make the columns, from the first, as wide as so many digits."""
        for place, width in enumerate(widths, 1):
            self.layout.column_dimensions[get_column_letter(place)].width = width

    def append(self, values: Sequence[Any], looks: Sequence[Look], height: float | None = None) -> None:
        """
        Write a row.

        Parameters
        ----------
        values : sequence
            Text, numbers, truth values, days. None leaves a cell empty. Text stays text, also where it begins as a
            formula does; what no cell can hold is replaced or cut, and shows it.
        looks : sequence of Look
            One for each value.
        height : float, optional
            In points.
        """
        self.last_row += 1
        if height is not None:
            self.layout.row_dimensions[self.last_row].height = height
        self.layout.append(self._cell(value, look) for value, look in zip(values, looks, strict=True))

    def _cell(self, value: Any, look: Look) -> Cell | None:
        if value is None and look.border is None:
            return None
        cell = self._cells.get(look) or self._styled(look)
        if isinstance(value, str):
            _put_text(cell, value)
        else:
            cell.value = value
        return cell

    def _styled(self, look: Look) -> Cell:
        cell = WriteOnlyCell(self.layout)
        cell.number_format = look.number_format
        for style in ("font", "fill", "border", "alignment"):
            if getattr(look, style) is not None:
                setattr(cell, style, getattr(look, style))
        if cell.has_style:  # openpyxl puts the next value into a cell without, before it takes the next cell
            self._cells[look] = cell
        return cell


def _put_text(cell: Cell, text: str) -> None:
    written = _UNWRITABLE.sub("\ufffd", text)
    cell.value = written if len(written) <= LONGEST_CELL else written[: LONGEST_CELL - len(_CUT)] + _CUT
    cell.data_type = "s"


def create_book(title: str | None = None) -> Workbook:
    """Begin a workbook; it is saved when its sheets are written."""
    book = Workbook(write_only=True)
    book.properties.creator = "Kharita"
    book.properties.title = title
    return book


def add_table(book: Workbook, title: str, columns: Mapping[str, str | None], records: Sequence[Sequence[Any]]) -> None:
    """
    Add a sheet of rows under a header that stays in sight, each column about as wide as what is in it.

    Parameters
    ----------
    book : Workbook
    title : str
    columns : mapping
        The number format of each column's numbers; None for that of whole numbers or of decimals, whichever each is.
    records : sequence of sequence
        As `SheetWriter.append` takes them, and lists and mappings, which are written as JSON.
    """
    rows = [[as_text(value) if isinstance(value, dict | list) else value for value in record] for record in records]
    sheet = SheetWriter(book, title)
    sheet.layout.freeze_panes = "A2"
    sheet.set_widths(
        min(max(len(str(value)) for value in (heading, *seen) if value is not None) + 2, _WIDEST)
        for heading, *seen in zip(columns, *rows[:_MEASURED_ROWS], strict=True)
    )
    sheet.append([*columns], [_HEADING] * len(columns))
    formats = [None if number_format is None else Look(number_format) for number_format in columns.values()]
    for row in rows:
        sheet.append(row, [_look(value, numbers) for value, numbers in zip(row, formats, strict=True)])


def _look(value: Any, numbers: Look | None) -> Look:
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, bool):
        return _GENERAL
    if isinstance(value, dt.date):
        return _DAY
    return numbers or (_WHOLE if isinstance(value, int) else _DECIMAL)
