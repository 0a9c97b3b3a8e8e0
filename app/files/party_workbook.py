"""A party's figures as a workbook for Excel and LibreOffice, in one language throughout."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from app.files.columns import SOURCE, Column
from app.files.dossier import Dossier
from app.files.party_tables import PartyTable, list_tables
from app.files.styles import known_themes
from app.files.values import as_text, known_records
from app.files.wording import OBJECTIVES, SAID
from app.files.xlsx import FONT, GENERAL, WHOLE, Look, SheetWriter, create_book
from app.maps import scale
from app.maps.texts import TEXTS, flag
from app.maps.words.catalogues import Language, Text, text

HEADER_ROW = 3

_FORMATS = {"count": WHOLE, "rate": "0.0%", "change": "+0.0%;-0.0%;0.0%", "number": "0.0"}
_DARK = PatternFill("solid", fgColor="1F2A44")
_LINE = Border(bottom=Side("thin", "C8CCD0"))
_A4 = 9
_LINE_HEIGHT, _HEADER_HEIGHT = 15, 62
_WIDTHS = {"text": 20, "count": 10, "rate": 10, "change": 10, "number": 7, "class": 13}
_OTHER_WIDTHS = {"name_fr": 25, "name_ar": 23, "region_fr": 26, "region_ar": 26, "code": 25, "rivals": 26}
_OTHER_WIDTHS |= {"objective": 10, "lists": 8, "rank": 7, "rank_low": 8, "rank_high": 8, "seats": 11, "seats_won": 11}
_SOURCE_WIDTHS = (24, 36, 24, 20, 36, 28, 28, 24, 48)
_PLACED = {"ar": Alignment(horizontal="right", indent=1), "fr": Alignment(horizontal="left", indent=1)}
_CENTRED = Alignment(horizontal="center")
_SMALL_TITLE = Look(font=Font(FONT, bold=True, size=12))
_WRAPPED = Look(border=_LINE, alignment=Alignment(wrap_text=True, vertical="top"))


def write_party_workbook(dossier: Dossier, language: Language, path: Path) -> None:
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
    book = create_book(Text.join([dossier.party.name, dossier.votes[0].name])[language])
    tables = list_tables(dossier, language)
    for table in tables:
        _add_table(book, table, language)
    _add_sources(book, dossier, [column for table in tables for column in table.columns], language)
    book.save(path)


def _create_sheet(book: Workbook, title: Text, language: Language) -> SheetWriter:
    """Begin a sheet that reads from its language's side and is printed as wide as a page."""
    sheet = SheetWriter(book, title[language])
    layout = sheet.layout
    layout.sheet_view.rightToLeft = language == "ar"
    layout.sheet_view.showGridLines = False
    layout.page_setup.orientation = "landscape"
    layout.page_setup.paperSize = _A4
    layout.page_setup.fitToHeight = 0
    layout.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side in ("left", "right", "top"):
        setattr(layout.page_margins, side, 0.4)
    layout.HeaderFooter.oddFooter.center.text = "&P / &N"
    return sheet


def _add_heading(sheet: SheetWriter, book: Workbook, language: Language) -> None:
    heading = Look(font=Font(FONT, bold=True, size=14), alignment=_words(language))
    sheet.append([f"{sheet.layout.title} – {book.properties.title}"], [heading])


def _add_table(book: Workbook, table: PartyTable, language: Language) -> None:
    sheet = _create_sheet(book, table.title, language)
    layout, columns = sheet.layout, table.columns
    sheet.set_widths(_OTHER_WIDTHS.get(column.figure, _WIDTHS[column.kind]) for column in columns)
    layout.freeze_panes = f"{get_column_letter(table.fixed + 1)}{HEADER_ROW + 1}"
    _add_heading(sheet, book, language)
    note = Look(font=Font(FONT, italic=True, color="555555"), alignment=_words(language))
    sheet.append([table.note[language]], [note])
    _add_header(sheet, [column.heading for column in columns], language)
    looks = [Look(_FORMATS.get(column.kind, GENERAL), border=_LINE, alignment=_alignment(column)) for column in columns]
    for record in known_records(table.rows):
        sheet.append([_shown(column, record[column.key], language) for column in columns], looks)
    last = max(sheet.last_row, HEADER_ROW + 1)
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        for condition, colour in _colours(column, f"{letter}{HEADER_ROW + 1}", language):
            fill, font = PatternFill(bgColor=_argb(colour)), Font(FONT, color=_argb(scale.ink(colour)))
            rule = FormulaRule([condition], fill=fill, font=font)
            layout.conditional_formatting.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}", rule)
    layout.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(columns))}{last}"
    layout.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    # codes, in the last column, are for joining tables
    layout.print_area = f"A1:{get_column_letter(len(columns) - 1)}{last}"


def _alignment(column: Column) -> Alignment | None:
    """Put names on the side their script begins at, apart from their neighbours; None leaves it to the program."""
    if column.kind in ("class", "number"):
        return _CENTRED
    return _PLACED.get(column.figure[-2:], _PLACED["fr"]) if column.kind == "text" else None


def _words(language: Language, **how: Any) -> Alignment:
    """Align words of ours: in their language's direction, so that a full stop ends the sentence."""
    return Alignment(readingOrder=2 if language == "ar" else 1, **how)


def _add_header(sheet: SheetWriter, headings: Iterable[Text], language: Language) -> None:
    centred = _words(language, wrap_text=True, horizontal="center", vertical="center")
    look = Look(font=Font(FONT, bold=True, color="FFFFFF"), fill=_DARK, alignment=centred)
    titles = [heading[language] for heading in headings]
    sheet.append(titles, [look] * len(titles), _HEADER_HEIGHT)


def _shown(column: Column, value: Any, language: Language) -> str | int | float | None:
    """Say a value in words where it is a code of ours."""
    if value is None:
        return None
    if column.kind == "class":
        return TEXTS[f"class_{value}"][language]
    if column.figure == "objective":
        return OBJECTIVES[value][language]
    if column.figure == "continuity":
        return flag(str(value))[language]
    if column.kind == "text":
        return str(value)
    return int(value) if column.kind == "count" else float(value)


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


def _add_sources(book: Workbook, dossier: Dossier, told: Iterable[Column], language: Language) -> None:
    """Tell where the figures are from: what they depend on, the files that were read, what each column says."""
    facts = [(heading[language], fact) for heading, fact in _facts(dossier, language)]
    meanings = dict.fromkeys((column.name[language], column.meaning[language]) for column in told)
    sheet = _create_sheet(book, text("Sources"), language)
    sheet.set_widths(_SOURCE_WIDTHS)
    _add_heading(sheet, book, language)
    _add_pairs(sheet, facts)
    _add_title(sheet, text("Files the figures come from")[language])
    _add_header(sheet, [column.heading for column in SOURCE.values()], language)
    for record in known_records(dossier.sources):
        _add_row(sheet, [*record.values()], _SOURCE_WIDTHS)
    _add_title(sheet, text("What the columns say")[language])
    _add_pairs(sheet, meanings)


def _add_title(sheet: SheetWriter, title: str) -> None:
    sheet.append([], [])
    sheet.append([title], [_SMALL_TITLE])


def _add_pairs(sheet: SheetWriter, pairs: Iterable[tuple[str, str]]) -> None:
    """Add rows of two cells, the second as wide as all columns but the first."""
    first, *others = _SOURCE_WIDTHS
    for name, fact in pairs:
        _add_row(sheet, [name, fact], (first, sum(others)))
        span = f"B{sheet.last_row}:{get_column_letter(len(_SOURCE_WIDTHS))}{sheet.last_row}"
        sheet.layout.merged_cells.add(span)


def _add_row(sheet: SheetWriter, values: Sequence[Any], widths: Sequence[int]) -> None:
    """Add a row as high as its longest text needs; a program that makes PDF does not find that out by itself."""
    lines = [ceil(1.1 * len(str(value)) / width) for value, width in zip(values, widths, strict=True)]
    # cells without a value have their line, too, those that a wide one covers included
    cells = [*values, *[None] * (len(_SOURCE_WIDTHS) - len(values))]
    sheet.append(cells, [_WRAPPED] * len(cells), _LINE_HEIGHT * max(lines))


def _facts(dossier: Dossier, language: Language) -> Iterator[tuple[Text, str]]:
    party = dossier.party
    yield SAID["party"], f"{party.name[language]} ({party.acronym})"
    for vote in dossier.votes:
        yield SAID["election"], f"{vote.name[language]} ({vote.code})"
        if vote.coverage is not None:
            yield SAID["coverage"], vote.coverage[language]
    for key, value in dossier.said.items():
        if value is not None:
            yield SAID[key], as_text(value)


def _argb(colour: str) -> str:
    digits = colour.removeprefix("#")
    return ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits).upper()
