"""Answers as a workbook: XLSX, for Excel and LibreOffice."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.api.formats.rows import About, as_text, tabulate
from app.files.cells import put_text
from app.store.records import Row

_BOLD = Font(name="Calibri", size=11, bold=True)  # the font of the other cells
_WIDEST = 40
_RATES = re.compile(r"(^|_)(share|turnout|swing|margin|lead|change|volatility)(_before|_after)?$")
_RATE, _WHOLE, _DECIMAL, _DAY, _TEXT = "0.00%", "#,##0", "#,##0.0000", "yyyy-mm-dd", "@"


def write_xlsx(items: list[Row], about: About) -> bytes:
    """
    Write items as a workbook of two sheets: the items, under a header that stays in sight, and their sources.

    Unknown is an empty cell. Rates are numbers in [0, 1] that show as per cent. Text is stored as text, so that none of
    it runs as a formula.
    """
    columns, rows = tabulate(items)
    book = Workbook(write_only=True)
    records = [[row.get(column) for column in columns] for row in rows]
    _add_sheet(book, about.noun, columns, records)
    _add_sheet(book, "sources", *_sources(about, len(items)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_sheet(book: Any, title: str, columns: list[str], records: list[list[Any]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        seen = [len(str(record[place])) for record in records[:100] if record[place] is not None]
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max([len(column), *seen]) + 2, _WIDEST)
    sheet.append([_header(sheet, column) for column in columns])
    cells = [_cells(sheet, column) for column in columns]
    for record in records:
        sheet.append([cell(value) for cell, value in zip(cells, record, strict=True)])


def _header(sheet: Any, name: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    put_text(cell, name)
    cell.font = _BOLD
    return cell


def _cells(sheet: Any, column: str) -> Callable[[Any], Cell | None]:
    """
    Make the function that puts a value into a cell of a column.

    A sheet is written row by row, so that one cell of each number format does for the whole column: styles are what
    takes time.
    """
    known: dict[str, Cell] = {}

    def cell(value: Any) -> Cell | None:
        if value is None:
            return None
        value = _plain(value)
        number_format = _number_format(column, value)
        if number_format not in known:
            known[number_format] = WriteOnlyCell(sheet)
            known[number_format].number_format = number_format
        found = known[number_format]
        if isinstance(value, str):
            put_text(found, value)
        else:
            found.value = value
        return found

    return cell


def _number_format(column: str, value: Any) -> str:
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, bool):
        return "General"
    if isinstance(value, dt.date):
        return _DAY
    if _RATES.search(column):
        return _RATE
    return _WHOLE if isinstance(value, int) else _DECIMAL


def _sources(about: About, count: int) -> tuple[list[str], list[list[Any]]]:
    """Tell what the items depend on: one row for each thing said, then one for each file."""
    provenance = {key: value for key, value in about.provenance.items() if key != "sources"}
    said = {"items here": count, "items in all": about.matched} | provenance
    files = about.provenance["sources"]
    columns = ["what", "value", *dict.fromkeys(field for source in files for field in source)]
    width = len(columns) - 2
    rows = [[key, value, *[None] * width] for key, value in said.items()]
    return columns, rows + [["source", None, *_fields(source, columns[2:])] for source in files]


def _fields(source: Row, names: Iterable[str]) -> list[Any]:
    return [source.get(name) for name in names]


def _plain(value: Any) -> Any:
    return as_text(value) if isinstance(value, dict | list) else value
