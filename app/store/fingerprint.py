"""Fingerprint of the code: whatever was made by the same code of the same data need not be made again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.settings import ROOT

CODE = ("app", "etl", "package-lock.json", "requirements.lock")
"""What pages, scores and outlooks are made by: modules, templates, texts, and the packages that are installed."""


def code_digest(root: Path = ROOT, parts: Iterable[str] = CODE) -> str:
    """
    Sum up the code by the contents of its files.

    Parameters
    ----------
    root : Path
        The checkout.
    parts : iterable of str
        Files and directories in it; one that is not there counts as empty.

    Returns
    -------
    str
        SHA-256 of the names and contents; not of times, nor of what Python compiled.
    """
    checksum = hashlib.sha256()
    for path in sorted(path for part in parts for path in _files(root / part)):
        content = path.read_bytes()
        checksum.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        checksum.update(content)
    return checksum.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    found = path.rglob("*") if path.is_dir() else [path]
    return (file for file in found if file.is_file() and "__pycache__" not in file.parts)
