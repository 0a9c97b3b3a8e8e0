"""Cells of a workbook: numbers as numbers, text as text, unknown as nothing."""

import re
from typing import Any

import pandas as pd
from openpyxl.cell import Cell

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""

_CUT = " […]"
# what XML 1.0 has no way to write
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

FORMATS = {"count": "#,##0", "rate": "0.0%", "change": "+0.0%;-0.0%;0.0%", "score": "0.0"}
"""How numbers of each kind are shown; Excel writes their signs as its user's country does."""


def put(cell: Cell, value: Any, kind: str = "text") -> Cell:
    """
    Put a value into a cell.

    Parameters
    ----------
    cell : Cell
    value : object
        Missing is unknown, and leaves the cell empty. Text stays text, also where it begins as a formula does.
    kind : str
        As that of a `Column`.

    Returns
    -------
    Cell
        The same.
    """
    if pd.isna(value):
        return cell
    if isinstance(value, str):
        put_text(cell, value)
        return cell
    cell.value = int(value) if kind == "count" else float(value)
    cell.number_format = FORMATS[kind]
    return cell


def put_text(cell: Cell, text: str) -> None:
    """
    Put text into a cell.

    Parameters
    ----------
    cell : Cell
    text : str
        It stays text, also where it begins as a formula does; what no cell can hold is replaced or cut, and shows it.
    """
    written = _UNWRITABLE.sub("\ufffd", text)
    cell.value = written if len(written) <= LONGEST_CELL else written[: LONGEST_CELL - len(_CUT)] + _CUT
    cell.data_type = "s"
