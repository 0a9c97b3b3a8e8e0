"""Render the maps: ``python -m app.render`` reads the database and writes one page per party, and a gallery of them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from sqlalchemy.orm import Session

from app.analysis.seats import Rules, read_laws
from app.database import create_reading_engine, session_factory
from app.errors import NotFound, NotReady
from app.maps.atlas import Atlas, BackTest, Country, Election, Party, Source, Text
from app.maps.figures import all_lists, leaders, swings
from app.maps.ground import draw_ground
from app.maps.page import Entry, gallery_entry, render_atlas, render_gallery
from app.maps.prices import party_prices
from app.queries import atlas as queries
from app.queries import dataset, patterns, polls
from app.settings import Settings

INSTITUTION, BALLOT = "house", "local"
ZOOM_BAND = "medium"
PARTY = "MP"


@dataclass(frozen=True)
class Material:
    """What the pages are made from, read at one moment; frames by party first, polls by election."""

    country: Country
    results: pd.DataFrame
    scores: pd.DataFrame
    clusters: pd.DataFrame
    zones: pd.DataFrame
    polls: dict[str, polls.Poll]


def read_material(session: Session, crosswalk: pd.DataFrame, rules: Rules) -> Material:
    """
    Read what the pages of all parties are made from.

    Parameters
    ----------
    session : Session
        Not used yet: the snapshot it reads is chosen here.
    crosswalk : pandas.DataFrame
        Who is the same party over time: ``party_code``, ``lineage_code``.
    rules : mapping
        The seat laws, as from `read_laws`.

    Returns
    -------
    Material
        Of the elections of ``INSTITUTION`` by ``BALLOT``.

    Raises
    ------
    NotReady
        Nothing has been loaded.
    """
    # one snapshot for all that follows, whatever is loaded meanwhile
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    version = dataset.current(session).version
    elections = queries.elections(session, INSTITUTION, BALLOT)
    codes = [election["code"] for election in elections]
    parties, contests = queries.parties(session, codes), queries.contests(session, codes)
    results = queries.results(session, codes)
    country = Country(
        ground=draw_ground(queries.areas(session, ZOOM_BAND), queries.communes(session, ZOOM_BAND)),
        elections=tuple(_election(session, row) for row in elections),
        contests=contests,
        parties=parties,
        lists=all_lists(results),
        leaders=leaders(results),
        boundaries=tuple(Source(**row) for row in queries.sources_of_areas(session)),
        sources=_sources(session, codes),
        dataset_version=version,
        back_test=_back_test(session, elections),
    )
    results["swing"] = swings(results, contests, codes, crosswalk)
    return Material(
        country=country,
        results=results,
        scores=queries.scores(session, codes),
        clusters=queries.clusters(session, codes),
        zones=queries.zones(session, codes),
        polls=dict(_polls(session, rules, codes)),
    )


def atlas_of(material: Material, party_code: str) -> Atlas:
    """
    Take one party's part of the material.

    Parameters
    ----------
    material : Material
    party_code : str
        A party of ``material.country.parties``.

    Returns
    -------
    Atlas
        What its page shows.

    Raises
    ------
    KeyError
        The party fielded no list.
    """
    named = material.country.parties.loc[party_code]
    party = Party(party_code, named["acronym"], Text(named["name_fr"], named["name_ar"]))
    counted = {code: (poll.rule, list(poll.contests.values())) for code, poll in material.polls.items()}
    return Atlas(
        country=material.country,
        party=party,
        results=_of_party(material.results, party_code),
        scores=_of_party(material.scores, party_code),
        clusters=_of_party(material.clusters, party_code),
        prices=party_prices(counted, party_code),
        zones=_of_party(material.zones, party_code),
    )


def render(
    party: Annotated[list[str] | None, typer.Option(help=f"code of a party, may be repeated; {PARTY} if none")] = None,
    every: Annotated[bool, typer.Option("--all", help="every party that fielded lists")] = False,
) -> None:
    """Write the parties' maps and the gallery. Pages already there are made anew, so that all show the same data."""
    settings = Settings()
    engine = create_reading_engine(settings)
    try:
        with session_factory(engine)() as session:
            material = read_material(session, read_crosswalk(settings), read_rules(settings))
    except NotReady as error:
        raise typer.TyperException(str(error)) from error
    finally:
        engine.dispose()
    folder = settings.build_dir / "maps"
    folder.mkdir(parents=True, exist_ok=True)
    codes = _chosen(material.country.parties, party or [PARTY], every, folder)
    entries = [_write_page(material, code, folder, f"{n}/{len(codes)}") for n, code in enumerate(codes, start=1)]
    _write(folder / "index.html", render_gallery(entries))
    typer.echo(f"{folder / 'index.html'}  open this one")


def read_crosswalk(settings: Settings) -> pd.DataFrame:
    """Read who is the same party over time, see `app.analysis.history.lineages`."""
    return pd.read_csv(settings.data_dir / "reference" / "party_crosswalk.csv", dtype="string")


def read_rules(settings: Settings) -> Rules:
    """Read the seat laws, see `app.analysis.seats`."""
    return read_laws((settings.data_dir / "laws.toml").read_text(encoding="utf-8"))


def _polls(session: Session, rules: Rules, codes: Sequence[str]) -> Iterator[tuple[str, polls.Poll]]:
    """Read the elections whose seats can be counted: those with results and a law that is declared."""
    for code in codes:
        with suppress(NotFound):
            yield code, polls.read(session, rules, code)


def _chosen(parties: pd.DataFrame, asked: list[str], every: bool, folder: Path) -> list[str]:
    unknown = sorted(set(asked) - set(parties.index))
    if unknown:
        known = ", ".join(parties.index)
        raise typer.BadParameter(f"{', '.join(unknown)} fielded no list. Those who did: {known}", param_hint="--party")
    wanted = set(asked) | {page.stem for page in folder.glob("*.html")}
    if every:
        # lists without a party are not one party
        wanted |= set(parties.index[parties["kind"] != "independents"])
    return [code for code in parties.index if code in wanted]


def _write_page(material: Material, party_code: str, folder: Path, progress: str) -> Entry:
    start = time.perf_counter()
    atlas = atlas_of(material, party_code)
    path = folder / f"{party_code}.html"
    page = render_atlas(atlas)
    _write(path, page)
    took = time.perf_counter() - start
    typer.echo(f"{progress}  {path}  {len(page.encode()) / 1e6:.2f} MB  {took:.1f} s")
    return gallery_entry(atlas, path.name)


def _write(path: Path, text: str) -> None:
    """Write beside and rename: whoever reads finds the old page or the new one, never half of one."""
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _election(session: Session, row: queries.Row) -> Election:
    name, sources = Text(row["name_fr"], row["name_ar"]), _sources(session, [row["code"]])
    return Election(row["code"], row["date"], name, row["method_version"], sources)


def _back_test(session: Session, elections: list[queries.Row]) -> BackTest | None:
    """Take the latest back-test's means over the parties."""
    years = {election["code"]: election["date"].year for election in elections}
    means = [row for row in patterns.validation(session) if row["party"] is None and row["election"] in years]
    if not means:
        return None
    latest = means[-1]["election"]
    found = {row["method"]: row["spearman"] for row in means if row["election"] == latest}
    return BackTest(years[latest], found["score"], found["last_share"])


def _sources(session: Session, codes: Sequence[str]) -> tuple[Source, ...]:
    return tuple(Source(**row) for row in queries.sources_of_results(session, codes))


def _of_party(frame: pd.DataFrame, party_code: str) -> pd.DataFrame:
    return frame[frame.index.get_level_values("party_code") == party_code].droplevel("party_code")


if __name__ == "__main__":
    typer.run(render)
