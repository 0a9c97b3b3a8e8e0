"""Scoring of all elections: scores, clusters, party areas and the back-test computed from the results and stored."""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
from libpysal.graph import Graph

from app.analysis.history import record
from app.analysis.space.clusters import contiguity, patterns
from app.analysis.space.zones import party_areas
from app.analysis.strength.classes import class_table
from app.analysis.strength.method import DEFAULTS, METHOD_VERSION
from app.analysis.strength.score import score_record
from app.analysis.strength.sobol import sobol_indices
from app.analysis.validation import backtest
from app.analysis.validation.report import report
from app.analysis.validation.transitions import SeatBallot, chance_table, seat_chances, transitions
from app.settings import Settings
from app.store.database import reading_session
from app.store.queries import elections
from app.store.queries.seat_inputs import SeatInputs
from etl import chances
from etl import score_store as store
from etl.council_scoring import council_works
from etl.identity import renew
from etl.load import LOCK
from etl.score_work import Findings, Work, Write, done
from etl.strata import Stratum, previous_votes, read_strata

METHOD = (METHOD_VERSION, asdict(DEFAULTS))
"""What everything is computed by."""


def score_elections(settings: Settings, tell: Callable[[str, int | None], None]) -> None:
    """
    Score every election that has results, unless it was scored from the same; the same data give the same rows.

    Parameters
    ----------
    settings : Settings
        Database and data directory.
    tell : callable
        Called with each election's code and its number of scores, None where they are unchanged.
    """
    with psycopg.connect(settings.libpq_url) as connection, reading_session(settings) as session:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        before, found, changed = store.scored_from(connection), set[str](), set[str]()
        works: list[Work] = []
        for stratum in read_strata(connection):
            following = {election: chances.next_ballot(session, election) for election in stratum.elections}
            inputs = {
                election: stratum.input_digest(election, (METHOD, chances.METHOD, following[election]))
                for election in stratum.elections
            }
            outdated = [election for election in inputs if before.get(election) != inputs[election]]
            for election in sorted(set(inputs) - set(outdated)):
                tell(election, None)
            store.forget(connection, outdated)
            neighbours = contiguity(stratum.areas) if outdated else None
            for election in outdated:
                run = Run(
                    store.write_run(connection, election, METHOD, inputs[election]), election, following[election]
                )
                works.append(partial(_score_election, stratum, run, neighbours))
            works += _validations(stratum, outdated, following)
            found, changed = found | set(inputs), changed | set(outdated)
        councils = council_works(connection, before, found, tell)
        found, changed = found | councils.found, changed | councils.outdated
        for findings in done([*works, *councils.works]):
            for write, values in findings.writes:
                write(connection, *values)
            if findings.election:
                tell(findings.election, findings.scores)
        gone = set(before) - found
        store.forget(connection, gone)
        if changed or gone:
            renew(connection, changed | gone)
            store.analyze(connection)


class Run(NamedTuple):
    """A set of scores: its id, its election, and what is known of the next one, if it is forecast."""

    id: int
    election: str
    following: SeatInputs | None


def _score_election(stratum: Stratum, of: Run, neighbours: Graph) -> Findings:
    run, election, following = of
    results, lineage, regions, _ = stratum.ballots
    past = record(stratum.ballots.scored, election, lineage, regions)
    p_seat = None if following is None else chances.seat_chances(stratum.ballots, following)
    scores = score_record(past, DEFAULTS).merge(class_table(past, p_seat))
    located = scores.assign(area_id=scores["area_code"].map(stratum.areas["area_id"]))
    writes: list[Write] = [(store.write_scores, (run, election, located))]
    assumptions = sobol_indices(past, DEFAULTS)
    before = previous_votes(stratum.ballots, election)
    lists = results[results["election_code"] == election]
    for party in sorted(lists["party_code"].unique()):
        figures = _of(lists, party).join(_of(scores, party)["strength_class"])
        moran, clusters = _patterns(figures["votes"] / figures["valid_votes"], neighbours, f"{election}/{party}")
        writes.append((store.write_pattern, (run, party, moran, assumptions[assumptions["party_code"] == party])))
        writes.append((store.write_clusters, (run, party, clusters.join(stratum.areas["area_id"]))))
        zones = _zones(stratum.areas, figures.join(clusters["label"]).join(_of(before, party)), neighbours)
        writes.append((store.write_zones, (run, party, zones)))
    return Findings(election, len(scores), writes)


def _of(frame: pd.DataFrame, party: str) -> pd.DataFrame:
    """Take one party's rows, by area."""
    return frame[frame["party_code"] == party].drop(columns="party_code").set_index("area_code")


def _patterns(shares: "pd.Series[float]", neighbours: Graph, name: str) -> tuple[dict[str, float] | None, pd.DataFrame]:
    """Test whether high shares lie together; four areas or more are needed."""
    rng = np.random.default_rng([DEFAULTS.seed, zlib.crc32(name.encode())])
    try:
        moran, clusters = patterns(shares, neighbours, rng)
        return moran | {"borderline": int(clusters["borderline"].sum())}, clusters.assign(share=shares)
    except ValueError:
        return None, pd.DataFrame(columns=["share", *store.TESTS])


def _zones(areas: gpd.GeoDataFrame, figures: pd.DataFrame, neighbours: Graph) -> gpd.GeoDataFrame:
    columns = ["strength_class", "label", "votes", "valid_votes", "seats_won", "seats", "previous_votes"]
    columns += ["previous_valid_votes"]
    outlines = areas[["name_fr", "name_ar", "population", "geometry"]]
    return party_areas(outlines, figures.reindex(columns=columns), neighbours)


def _validations(
    stratum: Stratum, outdated: Collection[str], ballots: Mapping[str, SeatInputs | None]
) -> Iterator[Work]:
    """Back-test the score, and chances of a seat, on each outdated election that has a comparable one before it."""
    chances = _chances(stratum, outdated, ballots)
    for known, outcome in pairwise(stratum.elections):
        if outcome in outdated:
            yield partial(_validate, stratum, known, outcome, chances.get(outcome, pd.DataFrame()))


def _validate(stratum: Stratum, known: str, outcome: str, chances: pd.DataFrame) -> Findings:
    predicted = backtest.predictions(stratum.ballots, known, outcome, DEFAULTS)
    measured = backtest.accuracy(predicted)
    if measured.empty:
        return Findings(None, 0, [])
    tables = {
        "measures": measured,
        "overall": backtest.overall(measured).reset_index(),
        "regions": backtest.by_region(predicted).reset_index(),
        "chances": chances,
    }
    return Findings(None, 0, [(store.write_validation, (known, outcome, METHOD, tables))])


def _chances(
    stratum: Stratum, outdated: Collection[str], ballots: Mapping[str, SeatInputs | None]
) -> dict[str, pd.DataFrame]:
    """Tell how chances of a seat came true, by election; of those without a law for their seats nothing was said."""
    every = transitions(stratum.ballots)
    if any(ballots[of.outcome] is None for of in every):
        return {}
    seats = {code: SeatBallot(list(of.contests.values()), of.rule) for code, of in ballots.items() if of is not None}
    return {of.outcome: chance_table(rows) for of, rows in seat_chances(every, seats, outdated)}


def write_validation_report(settings: Settings, folder: Path) -> list[Path]:
    """
    Write the back-test of the House's local ballots as a page and two charts.

    Parameters
    ----------
    settings : Settings
        Database and data directory.
    folder : Path
        Where they go.

    Returns
    -------
    list of Path
        The files.
    """
    with psycopg.connect(settings.libpq_url) as connection, reading_session(settings) as session:
        local = {one.code for one in elections.held(session) if (one.institution, one.ballot) == elections.USUAL}
        strata = list(read_strata(connection))
        [house] = [stratum.ballots for stratum in strata if local & set(stratum.elections)]
        known = {code: chances.next_ballot(session, code) for code in house.results["election_code"].unique()}
    seats = {code: SeatBallot(list(of.contests.values()), of.rule) for code, of in known.items() if of is not None}
    files = {folder / name: text for name, text in report(house, seats).items()}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)
