"""A file's bytes and text, and the refusal of a file, as all readers of files make it."""

import codecs
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from etl.sources import FileProblem, Refused

MAX_BYTES = 128 * 2**20
"""The largest file, and the largest workbook once unpacked, that is read whole."""

MAX_ROWS, MAX_COLUMNS, MAX_LINE = 400_000, 500, 2**20

SAVE_AS = "save it again from the spreadsheet as .xlsx, or as CSV in UTF-8"
SPLIT = "split it into several files"

Cells = Sequence[object]


def refusal(name: str, reason: str, remedy: str, row: int | None = None) -> Refused:
    """Refuse a file for one reason."""
    return Refused(name, [FileProblem(name, row, reason, remedy)])


def read_content(path: Path, name: str) -> bytes:
    """
    Read a file whole.

    Raises
    ------
    Refused
        It is not there, may not be read, or is larger than ``MAX_BYTES``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusal(name, f"cannot be read: larger than {MAX_BYTES // 2**20} MiB", SPLIT)
        return path.read_bytes()
    except OSError as error:
        raise refusal(
            name, f"cannot be read: {error.strerror}", "see that the file is there and may be read"
        ) from error


def decoded(content: bytes, name: str) -> str:
    """
    Decode text of undeclared encoding.

    What begins with a BOM of UTF-16 is UTF-16, what is valid UTF-8 is UTF-8. Else it is one of the two Windows code
    pages used in Morocco, which agree on the accented small letters of French: in Arabic, letters beyond ASCII stand
    in words; in French, they stand alone.

    Raises
    ------
    Refused
        The bytes are no text in any of these encodings.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as("utf-16", content, name)
    if b"\0" in content:
        raise refusal(name, "cannot be read: it is no text in UTF-8, Windows-1252 or Windows-1256", SAVE_AS)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        high = [byte >= 0xC0 for byte in content]
        in_words = sum(a and b for a, b in pairwise(high))
        encoding = "cp1256" if in_words * 2 > sum(high) else "cp1252"
    return _decoded_as(encoding, content, name)


def _decoded_as(encoding: str, content: bytes, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        told = "neither UTF-8 nor " if encoding.startswith("cp") else "no whole "
        raise refusal(name, f"cannot be read: {told}{encoding}, at byte {error.start}", SAVE_AS) from error
    if "\0" in text:
        raise refusal(name, f"cannot be read: it is no text in {encoding}", SAVE_AS)
    return text
