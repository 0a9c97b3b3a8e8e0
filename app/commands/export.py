"""Write a party's files: ``./run export --party MP``."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.errors import NotFound, NotReady
from app.files.dossier import Dossier
from app.files.dossier.reading import read_dossier
from app.files.party_layers import layer_name, write_outlook_geoparquet, write_party_geoparquet, write_party_gpkg
from app.files.party_workbook import write_party_workbook
from app.maps.words.catalogues import LANGUAGES, Language
from app.settings import Settings
from app.store.database import reading_session

REFUSED = 2

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def export(
    party: Annotated[str, typer.Option(help="code of a party")],
    election: Annotated[
        str | None, typer.Option(help="code of the election the files are about; by default the party's latest")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="folder to write into; by default build/export/PARTY")] = None,
) -> None:
    """Write a party's figures as a GeoPackage for QGIS, GeoParquet, and workbooks in French and Arabic."""
    settings = Settings()
    try:
        with reading_session(settings) as session:
            dossier = read_dossier(session, party, election)
    except (NotFound, NotReady) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from None
    folder = to or settings.build_dir / "export" / party
    folder.mkdir(parents=True, exist_ok=True)
    files = list(_files(dossier))
    for number, (name, write) in enumerate(files, 1):
        start = time.perf_counter()
        path = folder / name
        replace(path, write)
        took = time.perf_counter() - start
        typer.echo(f"{number}/{len(files)}  {path}  {path.stat().st_size / 1e6:.2f} MB  {took:.1f} s")


def _files(dossier: Dossier) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """List the files by name, with how each is written."""
    code, areas = dossier.party.code, layer_name(dossier.areas.level).replace("_", "-")
    yield f"{code}.gpkg", lambda path: write_party_gpkg(dossier, path)
    yield f"{code}-{areas}.parquet", lambda path: write_party_geoparquet(dossier, path)
    if dossier.outlooks:
        yield f"{code}-outlook.parquet", lambda path: write_outlook_geoparquet(dossier, path)
    for language in LANGUAGES:
        yield f"{code}-{language}.xlsx", _workbook(dossier, language)


def _workbook(dossier: Dossier, language: Language) -> Callable[[Path], None]:
    return lambda path: write_party_workbook(dossier, language, path)


def replace(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside and rename: whoever reads finds the old file or the new one, never half of one."""
    unfinished = path.with_name(f".{path.name}")
    unfinished.unlink(missing_ok=True)
    try:
        write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
