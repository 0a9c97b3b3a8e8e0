"""Simulated: ways in which files go wrong between the publisher and the loader, seeded."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl

Rows = list[list[object]]
ODD_CELLS = (
    *(
        -1,
        -5.5,
        10**9,
        10**30,
        float("nan"),
        float("inf"),
        1.5,
        True,
        "",
        " ",
        "NaN",
        "1e400",
        "-",
        "n.d.",
        "٣٤",
        "1 234",
    ),
    *(
        "=SUM(A1:A9)",
        "=HYPERLINK(1)",
        "#REF!",
        "#DIV/0!",
        "abc",
        "'; DROP TABLE contest; --",
        "\u202e12",
        "0x10",
        "1,5",
    ),
    *("12%", "é" * 3000, "01.571.01.11", "communal-2021", "RNI", "2021-09-08", None, 0, 1, 7, "12.0", "\ufeff", "\x0b"),
)


def change_rows(rows: Rows, dice: random.Random) -> Rows:
    """Make one to three changes of a table."""
    changed = [list(row) for row in rows]
    for _ in range(dice.randint(1, 3)):
        changed = dice.choice(_ROW_CHANGES)(changed, dice) or [[]]
    return changed


def _odd_cell(rows: Rows, dice: random.Random) -> Rows:
    row = dice.choice(rows)
    if row:
        row[dice.randrange(len(row))] = dice.choice(ODD_CELLS)
    return rows


def _odd_column(rows: Rows, dice: random.Random) -> Rows:
    column, cell = dice.randrange(max(len(rows[0]), 1)), dice.choice(ODD_CELLS)
    for row in rows[1:]:
        row[column : column + 1] = [cell]
    return rows


def _shuffle_columns(rows: Rows, dice: random.Random) -> Rows:
    order = dice.sample(range(len(rows[0])), len(rows[0]))
    return [[row[place] if place < len(row) else None for place in order] for row in rows]


def _shuffle_header(rows: Rows, dice: random.Random) -> Rows:
    return [dice.sample(rows[0], len(rows[0])), *rows[1:]]


def _drop_column(rows: Rows, dice: random.Random) -> Rows:
    place = dice.randrange(max(len(rows[0]), 1))
    return [row[:place] + row[place + 1 :] for row in rows]


def _repeat_row(rows: Rows, dice: random.Random) -> Rows:
    return [*rows, list(dice.choice(rows))]


def _drop_rows(rows: Rows, dice: random.Random) -> Rows:
    return rows[: dice.randint(0, len(rows))]


def _more_cells(rows: Rows, dice: random.Random) -> Rows:
    dice.choice(rows).append(dice.choice(ODD_CELLS))
    return rows


_ROW_CHANGES: tuple[Callable[[Rows, random.Random], Rows], ...] = (
    *(_odd_cell, _odd_cell, _odd_cell, _odd_column, _shuffle_columns, _shuffle_header),
    *(_drop_column, _repeat_row, _drop_rows, _more_cells),
)


def change_bytes(content: bytes, dice: random.Random) -> bytes:
    """Cut a file, damage it, or put it into another encoding."""
    place = dice.randrange(len(content))
    return dice.choice(
        [
            lambda: content[:place],
            lambda: content[place:],
            lambda: content[:place] + dice.randbytes(dice.randint(1, 40)) + content[place + 20 :],
            lambda: content[:place] + bytes([content[place] ^ 1 << dice.randrange(8)]) + content[place + 1 :],
            lambda: content + content,
            lambda: content.decode("utf-8", "replace").encode("utf-16"),
            lambda: content.decode("utf-8", "replace").encode("cp1256", "replace"),
            lambda: content.decode("latin-1").encode("utf-8"),
            lambda: b"",
        ]
    )()


def csv_file(rows: Rows, dice: random.Random) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=dice.choice(",;\t")).writerows(rows)
    return text.getvalue().encode(dice.choice(["utf-8", "utf-8-sig", "cp1252", "cp1256"]), "replace")


def json_file(rows: Rows, _dice: random.Random) -> bytes:
    header = [str(cell) for cell in rows[0]]
    return "\n".join(json.dumps(dict(zip(header, row, strict=False))) for row in rows[1:]).encode()


def excel_file(sheets: list[Rows], dice: random.Random) -> bytes:
    """Write sheets, now and then some of them empty, missing or in another order."""
    kept = dice.choice([sheets] * 6 + [sheets[::-1], sheets[:1], [[] for _ in sheets]])
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in kept:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([_storable(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _storable(cell: object) -> object:
    """What Excel can store of a cell: no control characters."""
    return cell.replace("\x0b", "") if isinstance(cell, str) else cell


def change_package(content: bytes, dice: random.Random) -> bytes:
    """Damage a workbook inside its zip archive: blow a part up, empty it, or leave it out."""
    if dice.random() < 0.2:
        return _bomb()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(parts))
    harm = dice.choice(["empty", "leave out", "extent", "scramble"])
    if harm == "extent":
        parts = {
            part: text.replace(b'<dimension ref="A1', b'<dimension ref="A1:XFD1048576" was="')
            for part, text in parts.items()
        }
    elif harm == "leave out":
        del parts[name]
    else:
        parts[name] = b"" if harm == "empty" else bytes(dice.sample(parts[name], len(parts[name])))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return changed.getvalue()


@cache
def _bomb() -> bytes:
    """Make a small archive that unpacks to more than anyone would read."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", bytes(130 * 2**20))
    return content.getvalue()
