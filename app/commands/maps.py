"""Render the maps: ``./run maps`` reads the database and writes atlases, briefings and a gallery of them."""

from typing import Annotated

import psycopg
import typer

from app.commands.drawn import GALLERY, DrawnPages, made_of, read_drawn
from app.settings import Settings
from app.store.fingerprint import code_digest
from app.store.queries.digests import DATASET, HISTORY, VERSION_LENGTH, whole_digests

PARTY = "MP"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def render(
    party: Annotated[list[str] | None, typer.Option(help=f"code of a party, may be repeated; {PARTY} if none")] = None,
    every: Annotated[bool, typer.Option("--all", help="every party that fielded lists")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="print the briefings of these parties, with Chromium")] = False,
) -> None:
    """Write atlases, regional briefings and the gallery, where data, code or pages changed: all show the same data."""
    settings, parties = Settings(), party or [PARTY]
    code = code_digest()
    drawn = _drawn(settings, code)
    if drawn and not every and not pdf and _is_complete(settings, drawn, parties):
        typer.echo(f"{settings.build_dir / 'maps' / GALLERY}  unchanged")
        return
    from app.commands.map_pages import draw

    draw(settings, parties, every, pdf, code)


def _drawn(settings: Settings, code: str) -> DrawnPages | None:
    """Read which pages are drawn from the data and the code; None where nothing is loaded."""
    with psycopg.connect(settings.libpq_url) as connection:
        digests = whole_digests(connection)
    if DATASET not in digests:
        return None
    current = made_of(digests[DATASET][:VERSION_LENGTH], digests[HISTORY], code)
    return read_drawn(settings.build_dir / "maps", current)


def _is_complete(settings: Settings, drawn: DrawnPages, parties: list[str]) -> bool:
    """Tell whether the gallery and all pages beside it and of these parties are drawn."""
    pages = {page for of_party in drawn.parties.values() for page in of_party} | set(drawn.gallery)
    beside = {page.name for page in (settings.build_dir / "maps").glob("*.html")}
    return bool(drawn.gallery) and set(parties) <= set(drawn.parties) and beside <= pages
