"""
Commands of ``python -m etl``: ``fetch``, ``check``, ``load``, ``unload``, ``template``, ``score``, ``status``.

What reads, computes and writes is imported by the command that needs it, once it does: that takes seconds, and often
there is nothing to do.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import psycopg
import typer

from app.errors import NotReady
from app.settings import ROOT, Settings
from etl import status
from etl.download import fetch
from etl.naming import find_sources, require_declared
from etl.progress import meter
from etl.raw import find_raw, how_to_get
from etl.registered import version_if_loaded
from etl.scored import loads_of, note_scored, scored_if_current
from etl.sources import Refused, SourceDeclaration, read_publications, read_sources

if TYPE_CHECKING:
    from etl.checks import Check
    from etl.load import Loaded

WARNED, REFUSED = 1, 2


Said = ParamSpec("Said")


def in_words(command: Callable[Said, None]) -> Callable[Said, None]:
    """Make a command end in words whatever happens: a refusal, a server that went away, a disk that is full."""

    @wraps(command)
    def run(*arguments: Said.args, **options: Said.kwargs) -> None:
        try:
            command(*arguments, **options)
        except Refused as refused:
            said = str(refused)
        except psycopg.OperationalError as error:
            said = (
                f"the database stopped or cannot be reached, nothing was changed: {_first_line(error)}\n  → {_SERVER}"
            )
        except psycopg.Error as error:
            said = f"the database refused, nothing was changed: {_first_line(error)}\n  → {_SCHEMA}"
        except OSError as error:
            said = f"{error.filename or 'the system'}: {error.strerror or error}\n  → {_DISK}"
        else:
            return
        typer.echo(said, err=True)
        raise typer.Exit(REFUSED)

    return run


_SERVER = "see that the server runs and its disk has room (`./run up`), and run the command again"
_SCHEMA = "bring the schema up to date (`./run up` and `./run etl status`), and run the command again"
_DISK = "see that the file may be read or written and that the disk has room, and run the command again"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


app = typer.Typer(
    help="Load publications into the database, score elections, and report the state of both.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command("fetch")
@in_words
def fetch_command(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Codes of publishers' files; without any, list them")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Fetch all that can be downloaded")] = False,
) -> None:
    """Download publishers' files into data/raw; exit 1 where one must be fetched by hand, 2 where one was refused."""
    settings = Settings()
    publications = read_publications(settings.data_dir)
    unknown = sorted(set(sources or ()) - set(publications))
    if unknown:
        typer.echo(f"no source named {', '.join(unknown)}; there are: {', '.join(publications)}", err=True)
        raise typer.Exit(REFUSED)
    chosen = [source for code, source in publications.items() if every or code in (sources or ())]
    if not chosen:
        for source in publications.values():
            typer.echo(f"  {source.code}: {_availability(source, settings)}")
    raise typer.Exit(max((_fetch(source, settings) for source in chosen), default=0))


def _availability(source: SourceDeclaration, settings: Settings) -> str:
    found = find_raw(source.sha256 or "", source.size_bytes, settings.data_dir)
    return f"is there, {found.name}" if found else how_to_get(source)


def _fetch(source: SourceDeclaration, settings: Settings) -> int:
    """Fetch one file; return the exit code it calls for."""
    if source.download is None or find_raw(source.sha256 or "", source.size_bytes, settings.data_dir):
        told = _availability(source, settings)
        typer.echo(f"  {source.code}: {told}")
        return 0 if told.startswith("is there") else WARNED
    name = Path(source.files[0]).name
    try:
        fetch(source, settings.data_dir, meter(name, source.size_bytes or 1, sys.stdout))
    except Refused as refused:
        typer.echo(str(refused), err=True)
        return REFUSED
    typer.echo(f"  {source.code}: {name} is there, size and checksum are right")
    return 0


AcceptTotals = Annotated[
    bool,
    typer.Option("--accept-totals", help="Leave out the rows and columns that are totals of others, and list them"),
]


def _named(names: list[str], settings: Settings, accept_totals: bool) -> list[SourceDeclaration]:
    found = find_sources(names, settings.data_dir)
    return [replace(source, accept_totals=True) for source in found] if accept_totals else found


@app.command("check")
@in_words
def check_command(
    names: Annotated[list[str], typer.Argument(help="Files, or codes of sources")],
    as_text: Annotated[bool, typer.Option("--text/--json", help="A table, or JSON with every problem")] = True,
    accept_totals: AcceptTotals = False,
) -> None:
    """Read and check, changing nothing; exit 2 when something is fatal, 1 when there are warnings, 0 when clean."""
    from etl.checks import as_json, table
    from etl.registry import check_source

    settings = Settings()
    sources = _named(names, settings, accept_totals)
    with psycopg.connect(settings.libpq_url) as connection:
        connection.read_only = True
        found = {source.code: check_source(connection, source, settings) for source in sources}
    if as_text:
        typer.echo("\n".join(f"{code}\n{table(checks)}" for code, checks in found.items()))
    else:
        typer.echo(json.dumps({code: as_json(checks) for code, checks in found.items()}, ensure_ascii=False, indent=1))
    raise typer.Exit(max(_exit_code(checks) for checks in found.values()))


def _exit_code(checks: "list[Check]") -> int:
    from etl.checks import Severity

    severities = {check.severity for check in checks if check.problems}
    return REFUSED if Severity.FATAL in severities else WARNED if severities else 0


@app.command("load")
@in_words
def load_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Files, or codes of sources; by default those of the project")
    ] = None,
    accept_totals: AcceptTotals = False,
) -> None:
    """Load sources: all or none, and nothing where the files have not changed."""
    settings = Settings()
    started = time.monotonic()
    chosen = _named(names, settings, accept_totals) if names else list(read_sources(settings.data_dir).values())
    for source in chosen:
        require_declared(source)
    version = version_if_loaded(settings, chosen)
    if version is None:
        version = _load(settings, chosen)
    else:
        for source in chosen:
            _tell_rows(source.code, None)
    typer.echo(f"dataset version {version}, {time.monotonic() - started:.1f} s")


def _load(settings: Settings, sources: list[SourceDeclaration]) -> str:
    from etl.load import load

    return load(settings, sources, _tell_loaded)


def _tell_rows(source: str, rows: int | None) -> None:
    typer.echo(f"  {source}: {'unchanged' if rows is None else f'{rows:,} rows'}")


def _tell_loaded(loaded: "Loaded") -> None:
    from etl.checks import table

    _tell_rows(loaded.source, loaded.rows)
    found = [check for check in loaded.checks if check.problems]
    if found:
        typer.echo(table(found, most=3))


@app.command("unload")
@in_words
def unload_command(source: Annotated[str, typer.Argument(help="Code of a source, as status shows it")]) -> None:
    """Remove all that came from a source."""
    from etl.load import unload

    version = unload(Settings(), source)
    typer.echo(f"dataset version {version}")


@app.command("template")
@in_words
def template_command(
    directory: Annotated[Path, typer.Argument(help="Folder for results.csv, .xlsx and .toml")] = Path(),
) -> None:
    """Write templates of our own form for results."""
    from etl.template import write_templates

    try:
        written = write_templates(directory)
    except FileExistsError as exists:
        typer.echo(f"{exists} is there already, nothing was written", err=True)
        raise typer.Exit(REFUSED) from None
    for path in written:
        typer.echo(f"  {path}")


@app.command("score")
@in_words
def score_command(
    party: Annotated[
        str, typer.Option(help="only 'all' is valid: a score compares every list with every other")
    ] = "all",
) -> None:
    """Score every party in every area that votes, find clusters and party areas, back-test, forecast; store it all."""
    if party != "all":
        typer.echo("parties are scored together: give --party all, and ask the service for one of them", err=True)
        raise typer.Exit(REFUSED)
    settings, started = Settings(), time.monotonic()
    current = scored_if_current(settings)
    if current is None:
        _score(settings)
    for code in current or ():
        _tell_scored(code, None)
    typer.echo(f"scored in {time.monotonic() - started:.1f} s")


def _score(settings: Settings) -> None:
    from etl.outlook_store import store_outlooks
    from etl.scoring import score_elections

    loads = loads_of(settings)
    score_elections(settings, _tell_scored)
    store_outlooks(settings, _tell_outlook)
    note_scored(settings, loads)


def _tell_scored(election: str, scores: int | None) -> None:
    typer.echo(f"  {election}: {'unchanged' if scores is None else f'{scores:,} scores'}")


def _tell_outlook(outlook: str, chances: int | None) -> None:
    typer.echo(f"  {outlook}: {'unchanged' if chances is None else f'{chances:,} chances'}")


@app.command("validate")
@in_words
def validate_command() -> None:
    """Back-test the outlook and the score, and write docs/validation-outlook.md and docs/validation.md with charts."""
    from etl.outlook_validation import write_outlook_validation
    from etl.scoring import write_validation_report

    for write in (write_outlook_validation, write_validation_report):
        try:
            for path in write(Settings(), ROOT / "docs"):
                typer.echo(f"  {path}")
        except NotReady as lacking:
            typer.echo(str(lacking), err=True)
            raise typer.Exit(REFUSED) from None


@app.command("export")
@in_words
def export_command(folder: Annotated[Path, typer.Argument(help="Output folder")]) -> None:
    """Write the whole database as CSV, GeoPackage and GeoParquet, with dictionary and licences."""
    from etl.dump import export

    for path in export(Settings(), folder):
        typer.echo(f"  {path}")


@app.command("restore")
@in_words
def restore_command(folder: Annotated[Path, typer.Argument(help="Folder that export wrote")]) -> None:
    """Fill an empty database with an export."""
    from etl.restore import restore

    restore(Settings(), folder)
    typer.echo(f"restored from {folder}")


@app.command("status")
@in_words
def status_command() -> None:
    """Report what the database holds and the state of every source."""
    settings = Settings()
    for what, count in status.counts(settings).items():
        typer.echo(f"  {count:>6,} {what}")
    typer.echo(f"  dataset version {status.dataset_version(settings)}")
    typer.echo(status.table(status.sources(settings)))


if __name__ == "__main__":
    app()
