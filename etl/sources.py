"""The registry of sources: ``data/sources.toml`` read into declarations."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """
    One publication the project loads.

    ``files`` lie below the data directory; ``origin_file`` is the publisher's file the figures were carried over from;
    ``assertions`` are the counts and totals that must hold, or the source is refused.
    """

    code: str
    reader: str
    title: str
    publisher: str
    licence: str
    citation: str
    vintage: str
    files: tuple[str, ...]
    assertions: Mapping[str, int]
    url: str | None = None
    note: str | None = None
    package: str | None = None
    origin_file: str | None = None
    origin_sha256: str | None = None


@dataclass(frozen=True)
class FileDigest:
    """A file as it was when it was read."""

    path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Problem:
    """One reason to refuse a file: where it is (``row`` counts lines from 1, the header being 1) and what is wrong."""

    file: str
    row: int | None
    reason: str

    def __str__(self) -> str:
        """File, row and reason on one line."""
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{place}: {self.reason}"


@dataclass
class Refused(Exception):
    """A source that is not loaded, with every reason found."""

    source: str
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        """Every problem, a line each."""
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        return f"{self.source} is refused, nothing was changed:\n{lines}"


def read_sources(data_dir: Path) -> dict[str, Source]:
    """
    Read ``sources.toml``.

    Parameters
    ----------
    data_dir : Path
        The project's ``data`` directory.

    Returns
    -------
    dict[str, Source]
        Declarations by code, in the order of the file, which is the order of loading.
    """
    declared = tomllib.loads((data_dir / "sources.toml").read_text(encoding="utf-8"))
    return {
        code: Source(code=code, **{**fields, "files": tuple(fields["files"])})  # a TOML array is a list
        for code, fields in declared.items()
    }


def digest(path: Path, name: str) -> FileDigest:
    """Checksum and size of one file, under the name it is known by."""
    content = path.read_bytes()
    return FileDigest(path=name, sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
