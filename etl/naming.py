"""What a user names on the command line: a source by its code, or a file that is recognised or declares itself."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from etl.sources import FileProblem, Refused, SourceDeclaration, declare, digest, read_publications, read_sources

UNDECLARED = "not declared"


def find_sources(names: Iterable[str], data_dir: Path) -> list[SourceDeclaration]:
    """
    Find the sources that a user names.

    Parameters
    ----------
    names : iterable of str
        Codes of ``sources.toml``, or paths of files. A file is known by its checksum (a workbook may hold several
        sources), or else by a declaration of the same name that ends in ``.toml`` and lies beside it.
    data_dir : Path
        The project's ``data`` directory.

    Returns
    -------
    list of SourceDeclaration
        In the order named, each once. A file without a declaration is our own form, with licence ``UNDECLARED``.

    Raises
    ------
    Refused
        There is no such source or file, or its declaration is wrong.
    """
    known = read_sources(data_dir) | read_publications(data_dir)
    found = [source for name in names for source in _named(name, known)]
    return list({source.code: source for source in found}.values())


def _named(name: str, known: Mapping[str, SourceDeclaration]) -> list[SourceDeclaration]:
    if name in known:
        return [known[name]]
    path = Path(name)
    if not path.is_file():
        reason = f"no source named {name}, and no such file; sources: {', '.join(known)}"
        raise Refused(name, [FileProblem(name, None, reason)])
    checksum = digest(path, path.name).sha256
    same = [replace(source, location=path) for source in known.values() if source.sha256 == checksum]
    return same or [_own(path, known)]


def _own(path: Path, known: Mapping[str, SourceDeclaration]) -> SourceDeclaration:
    code = re.sub(r"[^\w-]+", "-", path.stem).strip("-").lower()
    if code in known:
        reason = f"a source of sources.toml is called {code}: give the file another name"
        raise Refused(code, [FileProblem(path.name, None, reason)])
    unsaid = dict.fromkeys(("publisher", "licence", "citation", "vintage"), UNDECLARED)
    fields = {"reader": "form", "title": path.name, "files": [path.name]} | unsaid
    declaration = path.with_suffix(".toml")
    if declaration.is_file():
        try:
            fields |= tomllib.loads(declaration.read_text(encoding="utf-8"))
        except ValueError as error:  # wrong encoding or wrong TOML
            raise Refused(code, [FileProblem(declaration.name, None, f"cannot be read: {error}")]) from error
    beside = declaration if declaration.is_file() else None
    return replace(declare(code, fields), location=path, declaration=beside)


def require_declared(source: SourceDeclaration) -> None:
    """
    Refuse an undeclared source: every figure in the database names its source and licence.

    Raises
    ------
    Refused
        Naming what is not declared.
    """
    unsaid = [name for name in ("publisher", "licence", "citation", "vintage") if getattr(source, name) == UNDECLARED]
    if unsaid:
        declaration = Path(source.files[0]).with_suffix(".toml").name
        reason = f"{', '.join(unsaid)} not declared: write {declaration} beside it (`./run etl template` makes one)"
        raise Refused(source.code, [FileProblem(source.files[0], None, reason)])
