"""The pages of the maps as files: drawn from one snapshot, those that were not drawn from it yet."""

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import typer

from app.commands.drawn import GALLERY, DrawnPages, digests, made_of, read_drawn, write_drawn
from app.errors import NotReady
from app.maps.atlas import Atlas
from app.maps.briefing_page import render_briefing
from app.maps.gallery import BriefingLink, Entry, gallery_entry, render_gallery
from app.maps.page import render_atlas
from app.maps.printing import BROWSERS, PrintFailed, find_browser, print_pdf
from app.maps.snapshot import Snapshot, Snapshots, atlas_of, briefing_of, read_snapshots, unpriced_atlas
from app.maps.words.catalogues import Text, text
from app.maps.words.numbers import day
from app.settings import Settings
from app.store.database import reading_session

WORKERS = 2
"""Each process holds the snapshots, 0.3 GB."""

FEW = 3
"""So many parties are rendered before a second process is ready."""

T = TypeVar("T")


@dataclass(frozen=True)
class Written:
    """What was written for a party; ``pages`` are paths in the folder."""

    entry: Entry
    pages: tuple[str, ...]
    size: int
    took: float


def draw(settings: Settings, parties: Sequence[str], every: bool, pdf: bool, code: str) -> None:
    """
    Draw the pages of parties, those beside them that are not up to date, and the gallery.

    Parameters
    ----------
    settings : Settings
        Database, and the folder of the pages.
    parties : sequence of str
        Codes.
    every : bool
        All parties of the House, too.
    pdf : bool
        Print the briefings of these parties.
    code : str
        Digest of the code.
    """
    snapshots = _read(settings)
    country, folder = snapshots.house.country, settings.build_dir / "maps"
    asked = _asked(snapshots, parties, every)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = read_drawn(folder, made_of(*snapshots.dataset, code))
    kept = {page.stem for page in folder.glob("*.html")}
    codes = [code for code in country.parties.index if code in kept.union(asked)]
    outdated = [code for code in codes if code not in drawn.parties]
    with _workers(snapshots, folder, outdated) as rendered:
        written = {each.entry.party.code: each for each in _telling("Maps", rendered, len(outdated), _line)}
    entries = [written[code].entry if code in written else _entry(snapshots, code) for code in codes]
    if pdf:
        _print([folder / link.href for entry in entries if entry.party.code in asked for link in entry.briefings])
    shown = [_with_pdfs(folder, entry) for entry in entries]
    _write(folder / GALLERY, render_gallery(country.ground, shown, country.dataset_version, _made_now()))
    pages = {code: written[code].pages if code in written else drawn.parties[code] for code in codes}
    linked = {GALLERY, *(link.pdf for entry in shown for link in entry.briefings if link.pdf)}
    write_drawn(
        folder, DrawnPages(drawn.made_of, {c: digests(folder, p) for c, p in pages.items()}, digests(folder, linked))
    )
    typer.echo(f"{folder / GALLERY}  open this one")


def _read(settings: Settings) -> Snapshots:
    try:
        with reading_session(settings) as session:
            return read_snapshots(session)
    except NotReady as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _asked(snapshots: Snapshots, codes: Sequence[str], every: bool) -> set[str]:
    known = snapshots.house.country.parties.index
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(unknown)} fielded no list. Those who did: {', '.join(known)}", param_hint="--party"
        )
    return {*codes, *snapshots.house.party_codes} if every else set(codes)


@contextmanager
def _workers(snapshots: Snapshots, folder: Path, codes: Sequence[str]) -> Iterator[Iterator[Written]]:
    """Render parties one after the other, or many of them in processes that were given the snapshots once."""
    if len(codes) <= FEW:
        yield (write_party(snapshots, folder, code) for code in codes)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(WORKERS, context, initializer=_take, initargs=(snapshots, folder)) as pool:
        yield pool.map(_write_taken, codes)


_taken: list[Callable[[str], Written]] = []


def _take(snapshots: Snapshots, folder: Path) -> None:
    _taken.append(partial(write_party, snapshots, folder))


def _write_taken(party_code: str) -> Written:
    return _taken[0](party_code)


def write_party(snapshots: Snapshots, folder: Path, party_code: str) -> Written:
    """
    Write the atlases of a party, and its briefings into a folder of its own.

    Parameters
    ----------
    snapshots : Snapshots
        Everything.
    folder : pathlib.Path
        Where the atlases are.
    party_code : str
        A party of the House.

    Returns
    -------
    Written
        Its entry in the gallery, the size of its atlas of the House in bytes, seconds taken.
    """
    start = time.perf_counter()
    for snapshot in snapshots.of_party(party_code)[1:]:
        _write_atlas(snapshots, snapshot, folder, party_code)
    atlas, size = _write_atlas(snapshots, snapshots.house, folder, party_code)
    _write_briefings(snapshots.house, atlas, folder)
    entry = _entry(snapshots, party_code)
    pages = (
        *(_page(snapshot, party_code) for snapshot in snapshots.of_party(party_code)),
        *(link.href for link in entry.briefings),
    )
    return Written(entry, pages, size, time.perf_counter() - start)


def _entry(snapshots: Snapshots, party_code: str) -> Entry:
    """Sum up a party's pages for the gallery."""
    house = snapshots.house
    links = [BriefingLink(region.name, f"{party_code}/regions/{region.slug}.html", None) for region in house.regions]
    atlas = unpriced_atlas(house, party_code)
    return gallery_entry(atlas, _page(house, party_code), links, snapshots.siblings(house, party_code))


def _page(snapshot: Snapshot, party_code: str) -> str:
    return f"{party_code}{snapshot.ballot.suffix}.html"


def _write_atlas(snapshots: Snapshots, snapshot: Snapshot, folder: Path, party_code: str) -> tuple[Atlas, int]:
    """Write one of a party's atlases; return what it shows, and its size in bytes."""
    atlas = atlas_of(snapshot, party_code)
    page = render_atlas(atlas, snapshots.siblings(snapshot, party_code))
    _write(folder / _page(snapshot, party_code), page)
    return atlas, len(page.encode())


def _write_briefings(snapshot: Snapshot, atlas: Atlas, folder: Path) -> None:
    regions = folder / atlas.party.code / "regions"
    regions.mkdir(parents=True, exist_ok=True)
    for region in snapshot.regions:
        path = regions / f"{region.slug}.html"
        if _write(path, render_briefing(briefing_of(snapshot, atlas, region))):
            path.with_suffix(".pdf").unlink(missing_ok=True)  # printed from what the page was


def _print(pages: Sequence[Path]) -> None:
    """Print the pages that were not printed since they changed."""
    browser = find_browser()
    if browser is None:
        typer.echo(f"PDFs were left out: no browser found ({', '.join(BROWSERS)}; Debian: apt-get install chromium).")
        return
    missing = [page for page in pages if not page.with_suffix(".pdf").exists()]

    def printed(page: Path) -> str:
        print_pdf(browser, page, page.with_suffix(".pdf"))
        return str(page.with_suffix(".pdf"))

    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            for _ in _telling("PDFs", pool.map(printed, missing), len(missing), str):
                pass
    except PrintFailed as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _with_pdfs(folder: Path, entry: Entry) -> Entry:
    links = [
        replace(link, pdf=pdf) if (folder / (pdf := link.href.removesuffix(".html") + ".pdf")).exists() else link
        for link in entry.briefings
    ]
    return replace(entry, briefings=tuple(links))


def _telling(label: str, things: Iterator[T], total: int, line: Callable[[T], str]) -> Iterator[T]:
    """Tell how far it is while going through things: a bar on a terminal, a line for each in a log."""
    if sys.stdout.isatty():
        with typer.progressbar(things, length=total, label=label) as bar:
            yield from bar
        return
    for number, thing in enumerate(things, start=1):
        typer.echo(f"{number}/{total}  {line(thing)}")
        yield thing


def _line(written: Written) -> str:
    entry = written.entry
    return f"{entry.href}  {written.size / 1e6:.2f} MB  {len(entry.briefings)} briefings  {written.took:.1f} s"


def _made_now() -> Text:
    now = dt.datetime.now().astimezone()
    return text("Pages made on {day} at {hour}.", day=day(now.date()), hour=Text.same(f"{now:%H:%M}"))


def _write(path: Path, text: str) -> bool:
    """Write beside and rename: whoever reads finds the old page or the new one. Tell whether it changed anything."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
    return True
