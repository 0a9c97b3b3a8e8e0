"""
Scoring of councils by their seats, where votes are not published.

Councils of wards and of lists are two strata, scored apart; what lies together on the map is told of both.
"""

import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from functools import partial
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from libpysal.graph import Graph
from psycopg import Connection

from app.analysis.figures import comparable
from app.analysis.history import Record
from app.analysis.space.clusters import (
    LOCAL_PERMUTATIONS_OF_MANY,
    DrawnNeighbours,
    contiguity,
    draw_neighbours,
    patterns,
)
from app.analysis.space.zones import party_areas
from app.analysis.strength.council_scores import council_record, council_table
from app.analysis.strength.method import COUNCIL_DEFAULTS, METHOD_VERSION
from app.analysis.strength.score import score_record
from app.analysis.validation.backtest import MINIMUM_AREAS, Ballots
from etl import score_store as store
from etl.score_work import Findings, Work, Write
from etl.strata import Stratum, read_areas, read_frame, read_held, read_lineage

METHOD = (METHOD_VERSION, asdict(COUNCIL_DEFAULTS))
BASIS = "seats"
KINDS = ("ward", "list")
UNIT = "commune"
"""Level of the areas that cover the country: communes, and the arrondissements of divided cities."""

_COUNCILS = """
    WITH held AS (
        SELECT contest.id, contest.election_code, election.date, area_id, seats,
            contest.seats IS NULL OR seats_unlisted = 0 AS listed
        FROM contest JOIN election ON election.code = election_code
        WHERE election_code = ANY(%(elections)s) AND basis = 'seats'
    ), kind AS (
        SELECT DISTINCT ON (area_id) area_id, ballot_kind FROM contest JOIN election ON election.code = election_code
        WHERE election_code = ANY(%(elections)s) AND ballot_kind IS NOT NULL ORDER BY area_id, election.date DESC
    )
    SELECT held.election_code, held.date, area.id AS area_id, area.code AS area_code, area.level,
        province.code AS province_code,
        coalesce(kind.ballot_kind, CASE WHEN area.kind <> 'commune' THEN 'list' END) AS ballot_kind,
        party_code, seats_won, held.seats
    FROM held JOIN party_result ON contest_id = held.id AND party_result.election_code = held.election_code
    JOIN area ON area.id = held.area_id JOIN area AS province ON province.id = area.parent_id
    LEFT JOIN kind ON kind.area_id = held.area_id
    WHERE listed ORDER BY held.date, held.election_code, area.code, party_code
"""


class CouncilWorks(NamedTuple):
    """Elections that are scored by seats, those of them that are not up to date, and what computes their scores."""

    found: set[str]
    outdated: set[str]
    works: list[Work]


def council_works(
    connection: Connection, before: Mapping[str, str], others: Collection[str], tell: Callable[[str, int | None], None]
) -> CouncilWorks:
    """
    Ready the scoring of every election of councils of which seats alone are known, unless it was scored from the same.

    Parameters
    ----------
    connection : Connection
    before : mapping of str to str
        What `score_store.scored_from` returned.
    others : collection of str
        Elections that are scored by votes.
    tell : callable
        As for `scoring.score_elections`; called with those that are unchanged.

    Returns
    -------
    CouncilWorks
    """
    councils = read_councils(connection, others)
    if councils is None:
        return CouncilWorks(set(), set(), [])
    inputs = {election: councils.input_digest(election, (METHOD, BASIS)) for election in councils.elections}
    outdated = [election for election in inputs if before.get(election) != inputs[election]]
    for election in set(inputs) - set(outdated):
        tell(election, None)
    store.forget(connection, outdated)
    if not outdated:
        return CouncilWorks(set(inputs), set(), [])
    units = councils.areas[councils.areas["level"] == UNIT]
    neighbours = contiguity(units)
    works: list[Work] = []
    for election in outdated:
        own = units[units.index.isin(councils.ballots.results.query("election_code == @election")["area_code"])]
        run = store.write_run(connection, election, METHOD, inputs[election], BASIS)
        works.append(partial(_score, councils, CouncilRun(run, election, own, neighbours.subgraph(own.index))))
    return CouncilWorks(set(inputs), set(outdated), works)


def read_councils(connection: Connection, others: Collection[str]) -> Stratum | None:
    """
    Read the seats of all councils whose seats are all listed.

    Parameters
    ----------
    connection : Connection
    others : collection of str
        Elections to leave out.

    Returns
    -------
    Stratum or None
        Its results have `seats_won`, the council's `seats` (those listed, where the law's number is not known),
        `ballot_kind` and `level`; its parents are provinces. None where there is no such election.
    """
    every = read_held(connection)
    codes = [one.code for one in every if one.code not in others and one in comparable(every, one)]
    seats = read_frame(connection, _COUNCILS, {"elections": codes})
    if seats.empty:
        return None
    known = seats.groupby(["election_code", "area_code"])["seats_won"]
    listed, whole = known.transform("sum"), known.transform("count") == known.transform("size")
    seats = seats.assign(seats=listed.where(seats["seats"].isna(), seats["seats"]))
    seats = seats[whole & (seats["seats"] > 0) & seats["ballot_kind"].notna()]
    places = seats.drop_duplicates("area_code").set_index("area_code")
    areas = read_areas(connection, places["area_id"].tolist()).join(places["level"])
    return Stratum(Ballots(seats, read_lineage(connection), places["province_code"]), areas)


class CouncilRun(NamedTuple):
    """A set of scores: its id, its election, the areas that cover the country, and which of them touch."""

    id: int
    election: str
    units: gpd.GeoDataFrame
    neighbours: Graph


def _score(councils: Stratum, run: CouncilRun) -> Findings:
    results, lineage, provinces, _ = councils.ballots
    told: list[pd.DataFrame] = []
    writes: list[Write] = []
    for kind in KINDS:
        own = results[results["ballot_kind"] == kind]
        if not (own["election_code"] == run.election).any():
            continue
        past = council_record(own, run.election, lineage, provinces)
        scores = score_record(past, COUNCIL_DEFAULTS).merge(council_table(past))
        ids = scores["area_code"].map(councils.areas["area_id"])
        writes.append((store.write_scores, (run.id, run.election, scores.assign(area_id=ids))))
        told.append(seat_figures(past, own).merge(scores[["area_code", "party_code", "strength_class"]]))
    figures = pd.concat(told)
    rng = np.random.default_rng([COUNCIL_DEFAULTS.seed, zlib.crc32(run.election.encode())])
    draws = draw_neighbours(run.neighbours, rng, LOCAL_PERMUTATIONS_OF_MANY)
    for party, of_party in figures[figures["area_code"].isin(run.units.index)].groupby("party_code"):
        writes += _patterns(run, draws, str(party), of_party.set_index("area_code"))
    return Findings(run.election, sum(map(len, told)), writes)


def seat_figures(past: Record, results: pd.DataFrame) -> pd.DataFrame:
    """
    List the seats of each party in each council, now and after the election before, as `zones.party_areas` takes votes.

    Parameters
    ----------
    past : Record
        What `council_record` returns.
    results : DataFrame
        What it was made of.

    Returns
    -------
    DataFrame
        `area_code`, `party_code`, `votes` and `seats_won` (both the seats won), `valid_votes` and `seats` (both the
        council's), `previous_votes` and `previous_valid_votes`: seats of the lineage and of the council; NaN unknown.
    """
    shape = past.stood.shape
    previous = np.full(shape, np.nan) if len(past.elections) < 2 else past.seats_won[-2]
    sizes = results[results["election_code"] == past.elections[-2]] if len(past.elections) > 1 else results.iloc[:0]
    size = sizes.drop_duplicates("area_code").set_index("area_code")["seats"].reindex(past.areas).to_numpy(float)
    council = np.broadcast_to(past.valid_votes[:, None], shape)
    before = np.where(np.isnan(previous), np.nan, size[:, None])
    table = {
        "votes": past.seats_won[-1],
        "valid_votes": council,
        "seats_won": past.seats_won[-1],
        "seats": council,
        "previous_votes": previous,
        "previous_valid_votes": before,
    }
    index = pd.MultiIndex.from_product([past.areas, past.parties], names=["area_code", "party_code"])
    return pd.DataFrame({name: values.ravel() for name, values in table.items()}, index).reset_index()


def _patterns(run: CouncilRun, draws: DrawnNeighbours, party: str, figures: pd.DataFrame) -> list[Write]:
    """Find where a party's seats lie together; that of one with seats in few councils cannot be tested."""
    shares = figures["seats_won"] / figures["seats"]
    moran, clusters = None, pd.DataFrame(columns=["share", *store.TESTS])
    if (shares > 0).sum() >= MINIMUM_AREAS:
        rng = np.random.default_rng([COUNCIL_DEFAULTS.seed, zlib.crc32(f"{run.election}/{party}".encode())])
        moran, clusters = patterns(shares, run.neighbours, rng, draws)
        moran |= {"borderline": int(clusters["borderline"].sum())}
        clusters = clusters.assign(share=shares)
    outlines = run.units[["name_fr", "name_ar", "population", "geometry"]]
    zones = party_areas(outlines, figures.join(clusters["label"]), run.neighbours)
    return [
        (store.write_pattern, (run.id, party, moran, pd.DataFrame(columns=["party_code"]))),
        (store.write_clusters, (run.id, party, clusters.join(run.units["area_id"]))),
        (store.write_zones, (run.id, party, zones.assign(votes=np.nan, valid_votes=np.nan))),
    ]
