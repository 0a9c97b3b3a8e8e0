"""What the pages of the maps were drawn from, noted beside them: those of the same data and code stay as they are."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

NOTE = "drawn.json"
GALLERY = "index.html"


@dataclass(frozen=True)
class DrawnPages:
    """
    Pages as they were drawn.

    Attributes
    ----------
    made_of : str
        See `made_of`.
    parties : mapping of party code to pages
        SHA-256 of each page, by its path in the folder.
    gallery : mapping
        The same of the gallery, and of the PDFs that it links to.
    """

    made_of: str
    parties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gallery: Mapping[str, str] = field(default_factory=dict)


def made_of(version: str, history: str, code: str) -> str:
    """Sum up the version of the dataset, the digest of its loads and that of the code."""
    return hashlib.sha256(f"{version} {history} {code}".encode()).hexdigest()


def read_drawn(folder: Path, current: str) -> DrawnPages:
    """
    Read which pages need not be drawn.

    Parameters
    ----------
    folder : Path
        Where the pages are.
    current : str
        What pages are made of now.

    Returns
    -------
    DrawnPages
        Those made of it that nobody changed or removed since.
    """
    try:
        noted = DrawnPages(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # none yet, or not ours
        return DrawnPages(current)
    if noted.made_of != current:
        return DrawnPages(current)
    parties = {party: pages for party, pages in noted.parties.items() if pages == digests(folder, pages)}
    printed = {str(pdf.relative_to(folder)) for pdf in folder.rglob("*.pdf")}
    same = noted.gallery == digests(folder, {GALLERY, *printed})
    return DrawnPages(current, parties, noted.gallery if same else {})


def write_drawn(folder: Path, drawn: DrawnPages) -> None:
    """Note what was drawn."""
    unfinished = (folder / NOTE).with_suffix(".tmp")
    unfinished.write_text(json.dumps(vars(drawn), indent=1, sort_keys=True), encoding="utf-8")
    unfinished.replace(folder / NOTE)


def digests(folder: Path, pages: Iterable[str]) -> dict[str, str]:
    """Digest those of the pages that are there."""
    paths = {page: folder / page for page in pages}
    return {page: hashlib.sha256(path.read_bytes()).hexdigest() for page, path in paths.items() if path.is_file()}
