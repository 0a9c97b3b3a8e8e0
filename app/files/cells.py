"""Cells of a workbook: numbers as numbers, text as text, unknown as nothing."""

from typing import Any

import pandas as pd
from openpyxl.cell import Cell

from app.cells import put_text

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
