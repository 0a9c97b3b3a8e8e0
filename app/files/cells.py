"""Cells of a workbook: numbers as numbers, text as text, unknown as nothing."""

import re
from typing import Any

import pandas as pd
from openpyxl.cell import Cell

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""

FORMATS = {"count": "#,##0", "rate": "0.0%", "change": "+0.0%;-0.0%;0.0%", "score": "0.0"}
"""How numbers of each kind are shown; Excel writes their signs as its user's country does."""

_CUT = " …"
# what XML 1.0 has no way to write
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
        text = _UNWRITABLE.sub("\ufffd", value)
        cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT)] + _CUT
        cell.data_type = "s"
        return cell
    cell.value = int(value) if kind == "count" else float(value)
    cell.number_format = FORMATS[kind]
    return cell
