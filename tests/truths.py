"""Simulated: files whose content is known, and the ways in which such files go wrong on their way, seeded."""

import csv
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils import get_column_letter

Rows = list[list[object]]
Change = Callable[[Rows, random.Random], Rows]

PARTIES = ("PAM", "PI", "RNI", "USFP", "MP")
COMMUNES = (
    ("01.571.01.11", "Tétouan", "Tétouan"),
    ("01.571.03.03", "Tétouan", "Al Kharroub"),
    ("01.051.01.03", "Al Hoceima", "Bni Bouayach"),
    ("06.461.01.15", "Settat", "Settat"),
    ("03.061.01.03", "Boulemane", "Imouzzer Marmoucha"),
    ("09.541.01.01", "Taroudannt", "Aït Iaâza"),
)
FORM = (
    *("election_code", "area_code", "province_name", "area_name", "party_code", "votes", "seats_won", "seats"),
    *("registered_voters", "ballots_cast", "valid_votes", "invalid_votes"),
)
STATIONS = (
    *("election_code", "commune_code", "station_code", "registered_voters", "ballots_cast", "valid_votes"),
    *("invalid_votes", *PARTIES),
)
CODES = ("election_code", "area_code", "commune_code", "party_code", "station_code")
NAMES = ("province_name", "area_name")
COUNTS = (*FORM[5:], *STATIONS[3:])
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def form(names: dict[str, tuple[str, str]], dice: random.Random) -> Rows:
    """Make rows of our own form: every figure of every contest, so that a slip of any one contradicts another."""
    rows: Rows = [list(FORM)]
    for area, (province, name) in names.items():
        votes = [dice.randint(100, 400) for _ in PARTIES]
        votes[dice.randrange(len(votes))] += 1000 if area == "01.571.01.11" else 0
        seats = [dice.randint(1, 5) for _ in PARTIES]
        valid, invalid = sum(votes), dice.randint(5, 60)
        figures = [sum(seats), valid + invalid + dice.randint(50, 300), valid + invalid, valid, invalid]
        rows += [
            ["communal-2021", area, province, name, party, vote, seat, *figures]
            for party, vote, seat in zip(PARTIES, votes, seats, strict=True)
        ]
    return rows


def stations(dice: random.Random) -> Rows:
    """Make rows of polling stations in the wide form, with every figure."""
    rows: Rows = [list(STATIONS)]
    for area, *_ in COMMUNES[:4]:
        for number in range(1, 5):
            votes = [dice.randint(5, 90) for _ in PARTIES]
            valid, invalid = sum(votes), dice.randint(0, 20)
            figures = [valid + invalid + dice.randint(800, 1200), valid + invalid, valid, invalid]
            rows.append(["communal-2021", area, str(number), *figures, *votes])
    return rows


def _places(rows: Rows, columns: tuple[str, ...], dice: random.Random) -> tuple[int, int]:
    """Choose a row and one of the columns there are."""
    header = [str(cell) for cell in rows[0]]
    known = [place for place, name in enumerate(header) if name in columns]
    return dice.randrange(1, len(rows)), dice.choice(known)


def _cell(columns: tuple[str, ...], change: Callable[[object, random.Random], object]) -> Change:
    def changed(rows: Rows, dice: random.Random) -> Rows:
        row, column = _places(rows, columns, dice)
        rows[row][column] = change(rows[row][column], dice)
        return rows

    return changed


def _column(columns: tuple[str, ...], change: Callable[[object, random.Random], object]) -> Change:
    def changed(rows: Rows, dice: random.Random) -> Rows:
        _, column = _places(rows, columns, dice)
        for row in rows[1:]:
            row[column] = change(row[column], dice)
        return rows

    return changed


def _thousands(cell: object, dice: random.Random) -> object:
    number = int(str(cell))
    marked = f"{number:,}" if number >= 1000 else f"{number},000"
    return dice.choice([marked, marked.replace(",", "."), f"{number}.000"])


def _spaced(cell: object, dice: random.Random) -> object:
    return f"{int(str(cell)):,}".replace(",", dice.choice([" ", "\u00a0", "\u202f", "\u2009", "٬"]))


def _wrapped(cell: object, dice: random.Random) -> object:
    before, after = dice.choice([("\u200f", ""), ("\u00a0", " "), ("", "\u200b"), ("\u202b", "\u202c"), ("\ufeff", "")])
    return f"{before}{cell}{after}"


def _lost_zeros(cell: object, _dice: random.Random) -> object:
    return ".".join(part.lstrip("0") for part in str(cell).split("."))


def _slip(cell: object, dice: random.Random) -> object:
    """Put another digit in the place of one, or one too many."""
    digits = str(cell)
    place = dice.randrange(len(digits))
    other = dice.choice([digit for digit in "123456789" if digit != digits[place]])
    return dice.choice([digits[:place] + other + digits[place + 1 :], digits[:place] + other + digits[place:]])


def _odd(_cell: object, dice: random.Random) -> object:
    return dice.choice(
        [True, "#REF!", "#N/A", "=A1", "VRAI", "12%", "12,5", "X", "1e3", "-3", "2021-09-08", "1'200", "½"]
    )


def _other_area(rows: Rows, dice: random.Random) -> Rows:
    row, column = _places(rows, NAMES, dice)
    others = [line[column] for line in rows[1:] if line[column] != rows[row][column]]
    rows[row][column] = dice.choice(others)
    return rows


def _without_party(rows: Rows, dice: random.Random) -> Rows:
    row, column = _places(rows, ("party_code",), dice)
    rows[row][column] = None
    return rows


def _total_of_lists(rows: Rows, dice: random.Random) -> Rows:
    """Add a row of the sum of one contest's lists."""
    row = dice.randrange(1, len(rows))
    lists = [line for line in rows[1:] if line[1] == rows[row][1]]
    total = list(lists[-1])
    total[4], total[5] = (
        dice.choice(["TOTAL", "Total", "مجموع", None, "Ensemble"]),
        sum(int(str(line[5])) for line in lists),
    )
    place = rows.index(lists[-1]) + 1
    return [*rows[:place], total, *rows[place:]]


def _total_of_contests(rows: Rows, _dice: random.Random) -> Rows:
    """Give one contest's lists the sums of all others', as the row of a province has them."""
    area = rows[-1][1]
    lines = [line for line in rows[1:] if line[1] == area]
    others = [line for line in rows[1:] if line[1] != area]
    for line in lines:
        line[5:] = [
            sum(int(str(other[place])) for other in others if other[4] == line[4]) for place in range(5, len(line))
        ]
    return rows


def _total_of_stations(rows: Rows, dice: random.Random) -> Rows:
    """Add a row of the sum of one commune's stations."""
    area = dice.choice(COMMUNES[:4])[0]
    lines = [line for line in rows[1:] if line[1] == area]
    label = dice.choice(["TOTAL", "المجموع", "T1", "999", "Sous-total"])
    total = ["communal-2021", area, label, *(sum(int(str(line[p])) for line in lines) for p in range(3, len(STATIONS)))]
    place = rows.index(lines[-1]) + 1
    return [*rows[:place], total, *rows[place:]]


def _station_again(rows: Rows, dice: random.Random) -> Rows:
    row = list(dice.choice(rows[1:]))
    row[2] = dice.choice([f"0{row[2]}", f"{row[2]} ", str(row[2]).translate(ARABIC), row[2]])
    return [*rows, row]


def _date_for_code(rows: Rows, dice: random.Random) -> Rows:
    rows[dice.randrange(1, len(rows))][2] = dice.choice(["1-Apr", "02-janv", "2021-04-01", "avr-04", "01/04/2021"])
    return rows


def _repeated(rows: Rows, dice: random.Random) -> Rows:
    return [*rows, list(dice.choice(rows[1:]))]


def _fewer(rows: Rows, dice: random.Random) -> Rows:
    row = dice.randrange(1, len(rows))
    return [*rows[:row], *rows[row + dice.randint(1, 3) :]]


def _shifted(rows: Rows, dice: random.Random) -> Rows:
    """Let the cells of a row slip one to the left, as where an empty cell was lost."""
    row, column = _places(rows, COUNTS, dice)
    rows[row] = [*rows[row][:column], *rows[row][column + 1 :], None]
    return rows


def _swapped_figures(rows: Rows, dice: random.Random) -> Rows:
    """Exchange the names of two columns of figures of contests."""
    known = [place for place, name in enumerate(rows[0]) if name in FORM[7:]]
    one, other = dice.sample(known, 2)
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    return rows


def _more_columns(rows: Rows, dice: random.Random) -> Rows:
    name = dice.choice(["TOTAL", "voix", "nom", "Total exprimés", "remarque"])
    return [[*row, name if number == 0 else 7] for number, row in enumerate(rows)]


def _empty_rows(rows: Rows, dice: random.Random) -> Rows:
    place = dice.randrange(1, len(rows))
    return [*rows[:place], *([[None] * len(rows[0])] * dice.randint(1, 3)), *rows[place:]]


def _any_order(rows: Rows, dice: random.Random) -> Rows:
    order = dice.sample(range(len(rows[0])), len(rows[0]))
    return [[row[place] for place in order] for row in [rows[0], *dice.sample(rows[1:], len(rows) - 1)]]


@dataclass(frozen=True)
class Kind:
    """A way in which files go wrong: ``right`` tells whether a loader can still read what was meant."""

    change: Change
    right: bool


OF_BOTH = (
    Kind(_cell(COUNTS, _thousands), False),
    Kind(_column(COUNTS, _thousands), False),
    Kind(_cell(COUNTS, _spaced), True),
    Kind(_column(COUNTS, _spaced), True),
    Kind(_column(COUNTS, lambda cell, dice: str(cell).translate(ARABIC)), True),
    Kind(_cell(COUNTS, _slip), False),
    Kind(_cell(COUNTS, _odd), False),
    Kind(_cell(CODES, _wrapped), True),
    Kind(_column(CODES, _wrapped), True),
    Kind(_column(("area_code", "commune_code"), _lost_zeros), False),
    Kind(_cell(("area_code", "commune_code"), _slip), False),
    Kind(_cell(("area_code", "commune_code", "election_code", "party_code"), _odd), False),
    Kind(_repeated, False),
    Kind(_fewer, False),
    Kind(_shifted, False),
    Kind(_more_columns, False),
    Kind(_empty_rows, True),
)
OF_FORM = (
    *OF_BOTH,
    Kind(_other_area, False),
    Kind(_without_party, False),
    Kind(_total_of_lists, False),
    Kind(_total_of_contests, False),
    Kind(_swapped_figures, False),
    Kind(_any_order, True),
    Kind(_cell(("party_code",), lambda cell, dice: str(cell).lower()), False),
    Kind(_cell(NAMES, lambda cell, dice: str(cell).upper()), True),
)
OF_STATIONS = (*OF_BOTH, Kind(_total_of_stations, False), Kind(_station_again, False), Kind(_date_for_code, False))


def write_csv(rows: Rows, dice: random.Random) -> bytes:
    """Write CSV with any delimiter and encoding that people's programs choose."""
    text = io.StringIO()
    delimiter = dice.choice(",;\t|")
    if dice.random() < 0.2:
        text.write(f"sep={delimiter}\r\n")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(dice.choice(["utf-8", "utf-8-sig", "utf-16"]))


def write_xlsx(rows: Rows, dice: random.Random) -> bytes:
    """Write a workbook: now and then with other sheets, hidden rows, or numbers as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    as_text = dice.random() < 0.3
    for row in rows:
        sheet.append([str(cell) if as_text and cell is not None else cell for cell in row])
    if dice.random() < 0.3:
        other = book.create_sheet("old", 0)
        for row in rows[: len(rows) // 2]:
            other.append(row)
        other.sheet_state = "hidden"
    if dice.random() < 0.2:
        sheet.row_dimensions[2].hidden = True
    return _saved(book)


def merge_cells(content: bytes, dice: random.Random) -> bytes:
    """Merge cells of two rows, of which the lower one's are lost."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    column = get_column_letter(dice.randrange(1, sheet.max_column + 1))
    row = dice.randrange(2, sheet.max_row)
    sheet.merge_cells(f"{column}{row}:{column}{row + 1}")
    return _saved(book)


def format_percent(content: bytes, dice: random.Random) -> bytes:
    """Format a count as a percentage."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    numbers = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, int)]
    for cell in dice.sample(numbers, min(1, len(numbers))):
        cell.number_format = "0%"
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_ods(rows: Rows, _dice: random.Random) -> bytes:
    """Write an OpenDocument spreadsheet of one table."""

    def cell(value: object) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, int) and not isinstance(value, bool):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        text = f"<text:p>{escape(str(value))}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    table = f'<table:table table:name="t">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content{names}>{body}</office:document-content>")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return content.getvalue()
