"""Storage of scores, clusters, party areas and back-tests."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import orjson
import pandas as pd
import shapely
from psycopg import Connection
from psycopg.types.json import Jsonb

from etl.boundaries import geojson_text
from etl.store import copy_rows

KEY = ["score_run_id", "party_code"]
RANKS = ["rank", "rank_median", "rank_low", "rank_high"]
SCORE_COLUMNS = [
    *KEY,
    "election_code",
    "area_id",
    "score",
    *RANKS,
    "ranked",
    "top_fifth",
    "p_seat",
    "strength_class",
    "components",
]
TESTS = ["local_moran", "gi_star", "p_value", "p_adjusted", "label", "hot_spot", "isolate"]
CLUSTER_COLUMNS = [*KEY, "area_id", "share", *TESTS]
ZONE_COUNTS = ["votes", "valid_votes", "seats_won", "seats", "population"]
ZONE_COLUMNS = [
    *(*KEY, "zone", "name_fr", "name_ar", "members", *ZONE_COUNTS, "share", "previous_share", "change"),
    *("geom", "geojson"),
]
GEOJSON_DECIMALS = 4


def scored_from(connection: Connection) -> dict[str, str]:
    """Give each scored election the digest of what its scores were computed from."""
    return dict(connection.execute("SELECT election_code, input_digest FROM score_run").fetchall())


def forget(connection: Connection, elections: Collection[str]) -> None:
    """Delete everything computed from the results of elections."""
    for table in ("validation", "score_run"):
        connection.execute(f"DELETE FROM {table} WHERE election_code = ANY(%s)", [list(elections)])  # noqa: S608


def analyze(connection: Connection) -> None:
    """Update the planner's statistics of the tables written."""
    connection.execute("ANALYZE score_run, party_score, party_pattern, cluster, party_zone, validation")


def write_run(
    connection: Connection,
    election: str,
    method: tuple[str, Mapping[str, Any]],
    input_digest: str,
    basis: str = "votes",
) -> int:
    """Record how and from what an election is scored; return the id that its scores refer to."""
    version, parameters = method
    rows = connection.execute(
        """
        INSERT INTO score_run (election_code, method_version, parameters, input_digest, basis)
        VALUES (%s, %s, %s, %s, %s) RETURNING id
        """,
        [election, version, Jsonb(parameters), input_digest, basis],
    ).fetchall()
    return int(rows[0][0])


def write_scores(connection: Connection, run: int, election: str, scores: pd.DataFrame) -> None:
    """Store what `strength.score` returns, with ``area_id`` and what `class_table` tells."""
    whole = {name: scores[name].astype("Int64") for name in RANKS}
    parts = [orjson.dumps(components).decode() for components in scores["components"]]
    rows = scores.assign(score_run_id=run, election_code=election, components=parts, **whole)
    copy_rows(connection, "party_score", rows[SCORE_COLUMNS])


def write_pattern(
    connection: Connection, run: int, party: str, moran: Mapping[str, float] | None, assumptions: pd.DataFrame
) -> None:
    """Store the pattern of a party as a whole."""
    connection.execute(
        "INSERT INTO party_pattern (score_run_id, party_code, moran, assumptions) VALUES (%s, %s, %s, %s)",
        [run, party, Jsonb(moran) if moran else None, _table(assumptions.drop(columns="party_code"))],
    )


def write_clusters(connection: Connection, run: int, party: str, clusters: pd.DataFrame) -> None:
    """Store what `spatial.local_clusters` returns, with ``area_id`` and ``share``."""
    rows = clusters.assign(score_run_id=run, party_code=party)
    copy_rows(connection, "cluster", rows[CLUSTER_COLUMNS])


def write_zones(connection: Connection, run: int, party: str, zones: gpd.GeoDataFrame) -> None:
    """Store what `zones.party_areas` returns."""
    if zones.empty:
        return
    polygons = [shapely.multipolygons(shapely.get_parts(shape)) for shape in zones.geometry.to_crs(4326)]
    whole = {name: zones[name].round().astype("Int64") for name in ZONE_COUNTS}
    rows = pd.DataFrame(zones.drop(columns="geometry")).assign(
        members=zones["members"].map(lambda members: Jsonb(list(members))),
        geom=shapely.to_wkb(shapely.set_srid(polygons, 4326), hex=True, include_srid=True),
        geojson=geojson_text(zones.geometry, GEOJSON_DECIMALS),
        score_run_id=run,
        party_code=party,
        **whole,
    )
    copy_rows(connection, "party_zone", rows[ZONE_COLUMNS])


def write_validation(
    connection: Connection,
    known: str,
    outcome: str,
    method: tuple[str, Mapping[str, Any]],
    tables: Mapping[str, pd.DataFrame],
) -> None:
    """
    Store the tables of a back-test.

    ``method`` is the version and the parameters of the score tested; ``tables`` has `measures`, `overall`, `regions`
    and `chances`.
    """
    version, parameters = method
    connection.execute(
        """
        INSERT INTO validation (
            election_code, known_code, method_version, parameters, measures, overall, regions, chances
        )
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            *(outcome, known, version, Jsonb(parameters)),
            *(_table(tables[name]) for name in ("measures", "overall", "regions", "chances")),
        ],
    )


def _table(frame: pd.DataFrame) -> Jsonb:
    """Rows as JSON objects; NaN is null."""
    return Jsonb(json.loads(frame.to_json(orient="records", double_precision=15)))
