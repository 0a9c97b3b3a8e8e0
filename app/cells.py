"""Text in the cells of a workbook: as text, whatever it holds."""

import re

from openpyxl.cell import Cell

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""

_CUT = " […]"
# what XML 1.0 has no way to write
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
