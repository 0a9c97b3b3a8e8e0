"""The loader's commands: ``python -m etl load``, ``score``, ``status``."""

import time
from typing import Annotated

import typer

from app.settings import ROOT, Settings
from etl.load import Loaded, load
from etl.score import score_elections, write_validation_report
from etl.sources import Refused, read_sources
from etl.status import counts

app = typer.Typer(
    help="Load publications into the database, score, and tell what is there.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

REFUSED = 2


@app.command("load")
def load_command(
    sources: Annotated[list[str] | None, typer.Argument(help="Codes of sources; all when none")] = None,
) -> None:
    """Load sources of data/sources.toml: all or none, and nothing where the files have not changed."""
    settings = Settings()
    declared = read_sources(settings.data_dir)
    unknown = sorted(set(sources or ()) - set(declared))
    if unknown:
        typer.echo(f"no source named {', '.join(unknown)}; there are: {', '.join(declared)}", err=True)
        raise typer.Exit(REFUSED)
    chosen = [declared[code] for code in declared if not sources or code in sources]
    started = time.monotonic()

    def tell(loaded: Loaded) -> None:
        outcome = "unchanged" if loaded.rows is None else f"{loaded.rows:,} rows"
        typer.echo(f"  {loaded.source}: {outcome}")

    try:
        version = load(settings, chosen, tell)
    except Refused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(REFUSED) from None
    typer.echo(f"dataset version {version}, {time.monotonic() - started:.1f} s")


@app.command("score")
def score_command(
    party: Annotated[str, typer.Option(help="all: a score compares every list with every other")] = "all",
) -> None:
    """Score every party in every area that votes, find its clusters and areas, back-test, and store it all."""
    if party != "all":
        typer.echo("parties are scored together: give --party all, and ask the service for one of them", err=True)
        raise typer.Exit(REFUSED)
    started = time.monotonic()
    score_elections(Settings(), lambda election, rows: typer.echo(f"  {election}: {rows:,} scores"))
    typer.echo(f"scored in {time.monotonic() - started:.1f} s")


@app.command("validate")
def validate_command() -> None:
    """Back-test the score on the House elections and write docs/validation.md with its chart."""
    for path in write_validation_report(Settings(), ROOT / "docs"):
        typer.echo(f"  {path}")


@app.command("status")
def status_command() -> None:
    """Tell what the database holds."""
    for what, count in counts(Settings()).items():
        typer.echo(f"  {count:>6,} {what}")


if __name__ == "__main__":
    app()
