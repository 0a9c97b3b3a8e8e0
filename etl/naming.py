"""What a user names on the command line: a source by its code, or a file that is recognised or declares itself."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from etl.sources import FileProblem, Refused, SourceDeclaration, declare, digest, read_publications, read_sources
from etl.suggestions import did_you_mean

UNDECLARED = "not declared"


def find_sources(names: Iterable[str], data_dir: Path) -> list[SourceDeclaration]:
    """
    Find the sources that a user names.

    Parameters
    ----------
    names : iterable of str
        Codes of ``sources.toml``, or paths of files. A file is known by its checksum (a workbook may hold several
        sources), or else by a declaration that lies beside it and ends in ``.toml``: of the same name, or one whose
        ``files`` names it, which declares several. Naming that declaration names them all.
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
        raise Refused(name, [FileProblem(name, None, reason, did_you_mean(name, known) or "write the path of a file")])
    if path.suffix.lower() == ".toml":
        return _declared_together(path, known)
    checksum = _digest(path)
    same = [replace(source, location=path) for source in known.values() if source.sha256 == checksum]
    return same or [_own(path, known)]


def _own(path: Path, known: Mapping[str, SourceDeclaration]) -> SourceDeclaration:
    code = re.sub(r"[^\w-]+", "-", path.stem).strip("-").lower()
    if code in known:
        reason = f"a source of sources.toml is called {code}: give the file another name"
        raise Refused(code, [FileProblem(path.name, None, reason, "give the file another name")])
    unsaid = dict.fromkeys(("publisher", "licence", "citation", "vintage"), UNDECLARED)
    fields = {"reader": "form", "title": path.name, "files": [path.name]} | unsaid
    beside = _declaration_of(path)
    if beside:
        fields |= _read_declaration(beside)
    return replace(declare(code, fields), files=(path.name,), location=path, declaration=beside)


def _declaration_of(path: Path) -> Path | None:
    """Find what declares a file: a declaration of its name beside it, or one beside it that names it in ``files``."""
    own = path.with_suffix(".toml")
    if own.is_file():
        return own
    for other in sorted(path.parent.glob("*.toml")):
        try:
            files = _files_of(_read_declaration(other))
        except Refused:  # it declares other files, and is refused with them
            continue
        if any(path.match(pattern) for pattern in files):
            return other
    return None


def _declared_together(declaration: Path, known: Mapping[str, SourceDeclaration]) -> list[SourceDeclaration]:
    """Make a source of each file that one declaration names; what it asserts holds of each."""
    patterns = _files_of(_read_declaration(declaration))
    paths = sorted({path for pattern in patterns for path in declaration.parent.glob(pattern) if path.is_file()})
    if not paths:
        reason = "names no file that lies beside it"
        remedy = 'name the file itself, or the files in `files = ["*.csv"]` of the declaration'
        raise Refused(declaration.stem, [FileProblem(declaration.name, None, reason, remedy)])
    return [_own(path, known) for path in paths]


def _files_of(fields: Mapping[str, Any]) -> list[str]:
    files = fields.get("files", [])
    return [str(pattern) for pattern in files if pattern] if isinstance(files, list) else []


def _read_declaration(declaration: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(declaration.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # unreadable, wrong encoding or wrong TOML
        remedy = "mend the line, and save the file as UTF-8; `./run etl template` writes one to compare with"
        problem = FileProblem(declaration.name, None, f"cannot be read: {error}", remedy)
        raise Refused(declaration.stem, [problem]) from error


def _digest(path: Path) -> str:
    try:
        return digest(path, path.name).sha256
    except OSError as error:
        problem = FileProblem(path.name, None, f"cannot be read: {error.strerror}", "see that the file may be read")
        raise Refused(path.name, [problem]) from error


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
        raise Refused(source.code, [FileProblem(source.files[0], None, reason, f"write {declaration}")])
