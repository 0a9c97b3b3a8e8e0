"""Tables as CSV that Excel opens with its Arabic intact."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from app.files.values import as_text

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"


def write_csv(columns: Sequence[str], records: Iterable[Iterable[Any]]) -> bytes:
    """
    Write a table as CSV in UTF-8 with a byte order mark.

    Parameters
    ----------
    columns : sequence of str
    records : iterable of iterable
        Values in the order of the columns. None is an empty cell, a list JSON; a text that a spreadsheet would run as a
        formula follows an apostrophe.

    Returns
    -------
    bytes
    """
    text = io.StringIO(_BOM)
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    table.writerow(map(_cell, columns))
    table.writerows(map(_cell, record) for record in records)
    return text.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return as_text(value) if isinstance(value, list | bool) else value
