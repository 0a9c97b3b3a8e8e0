"""The registry of sources: ``data/sources.toml`` read into declarations."""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from etl.suggestions import did_you_mean

DECLARATION = "declaration"
"""How problems call what declares a source."""

MEND_TABLE = "correct the table; `git checkout data` brings back the project's own"
"""What to do about a table of the project that is wrong."""


@dataclass(frozen=True)
class SourceDeclaration:
    """
    One publication the project loads.

    ``files`` lie below the data directory; ``origin_file`` is the publisher's file the figures were carried over from;
    ``assertions`` are the counts and totals that must hold, or the source is refused. A publisher's file is known by
    ``sha256`` and ``size_bytes``, whatever its name; ``download`` is where it comes from, None where only the page
    ``url`` is known. ``election`` is the code of the election its rows belong to, where they do not say; ``list_type``
    picks the rows of one kind of list; ``left_out`` are figures of a workbook that are of another ballot.
    ``elections``, ``parties``, ``lineage``, ``laws``, national ``totals`` and ``corrections`` of names are those that
    this source brings along. ``tolerated`` gives a reason for each fatal check that is a warning here, ``coverage``
    the reason why some areas have no contest. ``absent`` are the codes of these areas, or of those they lie in: with
    it they count as explained. ``empty`` says what an empty cell of a party is in a workbook of which only values can
    be read; with ``accept_totals`` rows of totals are left out and listed. ``location`` is where a user's own file is,
    ``declaration`` what declares it. ``outlines`` names the columns of a file of boundaries: ``code``, or ``province``
    and ``unit``; ``area_km2`` where it declares areas; its ``layer`` and ``crs``. A division is in force from
    ``valid_from`` until the next begins; ``renamed`` gives the new code of areas that only changed code since the one
    before it, ``redrawn`` those that kept it and changed their borders.
    """

    code: str
    reader: str
    title: str
    publisher: str
    licence: str
    citation: str
    vintage: str
    files: tuple[str, ...]
    assertions: Mapping[str, int] = field(default_factory=dict)
    url: str | None = None
    note: str | None = None
    package: str | None = None
    origin_file: str | None = None
    origin_sha256: str | None = None
    download: str | None = None
    sha256: str | None = None
    size_bytes: int | None = None
    election: str | None = None
    list_type: str | None = None
    left_out: tuple[str, ...] = ()
    seats_from: str | None = None
    elections: tuple[Mapping[str, Any], ...] = ()
    parties: tuple[Mapping[str, Any], ...] = ()
    lineage: tuple[Mapping[str, Any], ...] = ()
    laws: tuple[Mapping[str, Any], ...] = ()
    totals: tuple[Mapping[str, Any], ...] = ()
    corrections: tuple[Mapping[str, Any], ...] = ()
    tolerated: Mapping[str, str] = field(default_factory=dict)
    coverage: str | None = None
    absent: tuple[str, ...] = ()
    empty: Literal["no_list"] | None = None
    accept_totals: bool = False
    location: Path | None = None
    declaration: Path | None = None
    outlines: Mapping[str, str] = field(default_factory=dict)
    valid_from: dt.date | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    redrawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileDigest:
    """A file as it was when it was read."""

    path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class FileProblem:
    """
    One reason to refuse a file, or to warn of it.

    ``row`` counts the lines of the file from 1, the header being 1; ``reason`` says what is wrong, ``remedy`` what to
    do about it, ``value`` is the cell that it is about, where it is about one.
    """

    file: str
    row: int | None
    reason: str
    remedy: str
    value: str | None = None

    def __str__(self) -> str:
        """File, row and reason on one line."""
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{place}: {self.reason}"


@dataclass
class Refused(Exception):
    """A source that is not loaded, with every reason found."""

    source: str
    problems: list[FileProblem] = field(default_factory=list)

    def __str__(self) -> str:
        """Every problem, a line each, and below those of one remedy what to do."""
        lines = "\n".join(f"  {line}" for line in told(self.problems))
        return f"{self.source} is refused, nothing was changed:\n{lines}"


def told(problems: Iterable[FileProblem]) -> list[str]:
    """Lay out problems as lines, with each remedy once, below the last of the problems in a row that it is for."""
    lines = []
    for remedy, alike in groupby(problems, key=lambda problem: problem.remedy):
        lines += [*map(str, alike), f"→ {remedy}"]
    return lines


def read_sources(data_dir: Path) -> dict[str, SourceDeclaration]:
    """
    Read the sources that come with the project from ``sources.toml``.

    Parameters
    ----------
    data_dir : Path
        The project's ``data`` directory.

    Returns
    -------
    dict[str, SourceDeclaration]
        Declarations by code, in the order of the file, which is the order of loading.
    """
    declared = _registry(data_dir)
    return {code: declare(code, fields) for code, fields in declared.items() if code != _PUBLICATIONS}


def read_publications(data_dir: Path) -> dict[str, SourceDeclaration]:
    """
    Read the publishers' files that a user fetches, or puts into ``data/raw``, from ``sources.toml``.

    Parameters
    ----------
    data_dir : Path
        The project's ``data`` directory.

    Returns
    -------
    dict[str, SourceDeclaration]
        Declarations by code, in the order of the file.
    """
    return {code: declare(code, fields) for code, fields in _registry(data_dir).get(_PUBLICATIONS, {}).items()}


_PUBLICATIONS = "publication"
_SOURCE = TypeAdapter(SourceDeclaration)
_FIELDS = {field.name for field in fields(SourceDeclaration)} - {"code", "location", "declaration"}


def _registry(data_dir: Path) -> dict[str, dict[str, Any]]:
    file = "sources.toml"
    try:
        return tomllib.loads((data_dir / file).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Refused(file, [FileProblem(file, None, f"cannot be read: {error}", MEND_TABLE)]) from error


def declare(code: str, fields: Mapping[str, Any]) -> SourceDeclaration:
    """
    Make a source of its declaration in TOML.

    Raises
    ------
    Refused
        The declaration lacks a field, has one of the wrong type, or an unknown one.
    """
    unknown = sorted(set(fields) - _FIELDS)
    if unknown:
        hints = "; ".join(did_you_mean(name, _FIELDS) or f"remove {name}" for name in unknown)
        raise Refused(code, [FileProblem("declaration", None, f"unknown fields: {', '.join(unknown)}", hints)])
    try:
        return _SOURCE.validate_python({"code": code, **fields})
    except ValidationError as invalid:
        wrong = [f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in invalid.errors()]
        remedy = "see the fields of a declaration in docs/loading.md; `./run etl template` writes one"
        raise Refused(code, [FileProblem("declaration", None, reason, remedy) for reason in wrong]) from invalid


def digest(path: Path, name: str) -> FileDigest:
    """Checksum and size of one file, under the name it is known by."""
    with path.open("rb") as content:
        checksum = hashlib.file_digest(content, "sha256")
    return FileDigest(path=name, sha256=checksum.hexdigest(), size_bytes=path.stat().st_size)
