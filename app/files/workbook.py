"""A party's figures as a workbook for Excel and LibreOffice, in one language throughout."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.files.cells import put
from app.files.columns import SOURCE, Column
from app.files.dossier import Dossier
from app.files.styles import known_themes
from app.files.tables import Table, list_tables
from app.files.texts import OBJECTIVES, SAID
from app.maps import scale
from app.maps.texts import TEXTS
from app.maps.words.catalogues import Language, Text, text

HEADER_ROW = 3

_FONT = "Calibri"
_DARK = PatternFill("solid", fgColor="1F2A44")
_LINE = Border(bottom=Side("thin", "C8CCD0"))
_LINE_HEIGHT, _HEADER_HEIGHT = 15, 62
_WIDTHS = {"text": 20, "count": 10, "rate": 10, "change": 10, "score": 7, "class": 13}
_OTHER_WIDTHS = {"name_fr": 25, "name_ar": 23, "region_fr": 26, "region_ar": 26, "code": 25, "rivals": 26}
_OTHER_WIDTHS |= {"objective": 10, "lists": 8, "rank": 7, "rank_low": 8, "rank_high": 8, "seats": 11, "seats_won": 11}
_SOURCE_WIDTHS = (24, 36, 24, 20, 36, 28, 28, 24, 48)
_PLACED = {"ar": Alignment(horizontal="right", indent=1), "fr": Alignment(horizontal="left", indent=1)}
_CENTRED = Alignment(horizontal="center")


def write_workbook(dossier: Dossier, language: Language, path: Path) -> None:
    """
    Write a party's workbook: the areas that vote, provinces, seats to win and to hold, sources.

    Parameters
    ----------
    dossier : Dossier
    language : {"fr", "ar"}
        Of headings, classes and names; names in the other language stand beside. Sheets in Arabic run right to left.
    path : Path

    Notes
    -----
    Unknown is an empty cell. Rates are numbers in [0, 1] that show as per cent. Text is stored as text, so that none of
    it runs as a formula.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "Kharita"
    book.properties.title = Text.join([dossier.party.name, dossier.votes[0].name])[language]
    tables = list_tables(dossier, language)
    for table in tables:
        _add_table(_add_sheet(book, table.title, language), table, language)
    sources = _add_sheet(book, text("Sources"), language)
    _add_sources(sources, dossier, [column for table in tables for column in table.columns], language)
    book.save(path)


def _add_sheet(book: Workbook, title: Text, language: Language) -> Worksheet:
    """Add a sheet that reads from its language's side and is printed as wide as a page."""
    sheet = book.create_sheet(title[language])
    sheet.sheet_view.rightToLeft = language == "ar"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side in ("left", "right", "top"):
        setattr(sheet.page_margins, side, 0.4)
    sheet.oddFooter.center.text = "&P / &N"
    top = put(sheet["A1"], f"{sheet.title} – {book.properties.title}")
    top.font, top.alignment = Font(_FONT, bold=True, size=14), _words(language)
    return sheet


def _add_table(sheet: Worksheet, table: Table, language: Language) -> None:
    note = put(sheet["A2"], table.note[language])
    note.font, note.alignment = Font(_FONT, italic=True, color="555555"), _words(language)
    _add_header(sheet, HEADER_ROW, [column.heading for column in table.columns], language)
    for number, record in enumerate(table.rows.to_dict("records"), HEADER_ROW + 1):
        for place, column in enumerate(table.columns, 1):
            cell = put(sheet.cell(number, place), _shown(column, record[column.key], language), column.kind)
            cell.border, cell.alignment = _LINE, _alignment(column)
    last = max(sheet.max_row, HEADER_ROW + 1)
    for place, column in enumerate(table.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _OTHER_WIDTHS.get(column.figure, _WIDTHS[column.kind])
        for condition, colour in _colours(column, f"{letter}{HEADER_ROW + 1}", language):
            fill, font = PatternFill(bgColor=_argb(colour)), Font(_FONT, color=_argb(scale.ink(colour)))
            rule = FormulaRule([condition], fill=fill, font=font)
            sheet.conditional_formatting.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}", rule)
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, table.fixed + 1)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(table.columns))}{last}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    # codes, in the last column, are for joining tables
    sheet.print_area = f"A1:{get_column_letter(len(table.columns) - 1)}{last}"


def _alignment(column: Column) -> Alignment | None:
    """Put names on the side their script begins at, apart from their neighbours; None leaves it to the program."""
    if column.kind in ("class", "score"):
        return _CENTRED
    return _PLACED.get(column.figure[-2:], _PLACED["fr"]) if column.kind == "text" else None


def _words(language: Language, **how: Any) -> Alignment:
    """Align words of ours: in their language's direction, so that a full stop ends the sentence."""
    return Alignment(readingOrder=2 if language == "ar" else 1, **how)


def _add_header(sheet: Worksheet, row: int, headings: Iterable[Text], language: Language) -> None:
    for place, heading in enumerate(headings, 1):
        cell = put(sheet.cell(row, place), heading[language])
        cell.font, cell.fill = Font(_FONT, bold=True, color="FFFFFF"), _DARK
        cell.alignment = _words(language, wrap_text=True, horizontal="center", vertical="center")
    sheet.row_dimensions[row].height = _HEADER_HEIGHT


def _shown(column: Column, value: Any, language: Language) -> Any:
    """Say a value in words where it is a code of ours."""
    if pd.isna(value):
        return None
    if column.kind == "class":
        return TEXTS[f"class_{value}"][language]
    if column.figure == "objective":
        return OBJECTIVES[value][language]
    return value


def _colours(column: Column, cell: str, language: Language) -> Iterator[tuple[str, str]]:
    """Colour scores and classes as on the map: conditions on the first cell, which stay when rows are sorted."""
    if column.figure == "score":
        theme = known_themes()["score"]
        for low, colour in reversed([*zip((0, *theme.limits), theme.colours, strict=True)]):
            yield f"AND(ISNUMBER({cell}),{cell}>={low})", colour
    if column.kind == "class":
        theme = known_themes()["class"]
        named = [*((str(one.key), colour) for one, colour in zip(theme.categories, theme.colours, strict=True))]
        for kind, colour in (*named, ("absent", scale.NO_LIST)):
            yield f'{cell}="{TEXTS[f"class_{kind}"][language]}"', colour


def _add_sources(sheet: Worksheet, dossier: Dossier, told: Iterable[Column], language: Language) -> None:
    """Tell where the figures are from: what they depend on, the files that were read, what each column says."""
    facts = [(heading[language], fact) for heading, fact in _facts(dossier, language)]
    meanings = dict.fromkeys((column.name[language], column.meaning[language]) for column in told)
    for place, width in enumerate(_SOURCE_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    _add_pairs(sheet, facts)
    _add_title(sheet, text("Files the figures come from")[language])
    _add_header(sheet, sheet.max_row + 1, [column.heading for column in SOURCE.values()], language)
    for record in dossier.sources.to_dict("records"):
        _add_row(sheet, [*record.values()], _SOURCE_WIDTHS)
    _add_title(sheet, text("What the columns say")[language])
    _add_pairs(sheet, meanings)


def _add_title(sheet: Worksheet, title: str) -> None:
    put(sheet.cell(sheet.max_row + 2, 1), title).font = Font(_FONT, bold=True, size=12)


def _add_pairs(sheet: Worksheet, pairs: Iterable[tuple[str, str]]) -> None:
    """Add rows of two cells, the second as wide as all columns but the first."""
    first, *others = _SOURCE_WIDTHS
    for pair in pairs:
        _add_row(sheet, pair, (first, sum(others)))
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=len(_SOURCE_WIDTHS)
        )


def _add_row(sheet: Worksheet, values: Sequence[Any], widths: Sequence[int]) -> None:
    """Add a row as high as its longest text needs; a program that makes PDF does not find that out by itself."""
    number = sheet.max_row + 1
    for place, value in enumerate(values, 1):
        cell = put(sheet.cell(number, place), value)
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), _LINE
    lines = [ceil(1.1 * len(str(value)) / width) for value, width in zip(values, widths, strict=True)]
    sheet.row_dimensions[number].height = _LINE_HEIGHT * max(lines)


def _facts(dossier: Dossier, language: Language) -> Iterator[tuple[Text, str]]:
    party = dossier.party
    yield SAID["party"], f"{party.name[language]} ({party.acronym})"
    for vote in dossier.votes:
        yield SAID["election"], f"{vote.name[language]} ({vote.code})"
    for key, value in dossier.said.items():
        if value is not None:
            yield SAID[key], value if isinstance(value, str) else orjson.dumps(value).decode()


def _argb(colour: str) -> str:
    digits = colour.removeprefix("#")
    return ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits).upper()
