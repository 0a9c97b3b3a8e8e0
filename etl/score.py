"""Scores stored: every party in every area that had a contest of its own, with the method and parameters behind."""

from collections.abc import Callable
from dataclasses import asdict

import pandas as pd
import psycopg
from psycopg import Connection
from psycopg.types.json import Jsonb

from app.analysis import strength
from app.settings import Settings
from etl.store import stage

_RESULTS = """
    SELECT election_code, date, institution, ballot, area_id, area.code AS area_code, region.code AS region_code,
           party_code, votes, valid_votes, seats, seats_won
    FROM party_result
    JOIN contest ON contest.id = contest_id
    JOIN election ON election.code = election_code
    JOIN area ON area.id = area_id
    LEFT JOIN area AS parent ON parent.id = area.parent_id
    LEFT JOIN area AS region ON region.level = 'region' AND region.id IN (parent.id, parent.parent_id)
    WHERE contest_id NOT IN (SELECT contest_id FROM party_result WHERE votes IS NULL)
"""


def score_elections(settings: Settings, tell: Callable[[str, int], None]) -> None:
    """
    Score every election that has results and replace the scores stored before.

    Parameters
    ----------
    settings : Settings
        Database and data directory.
    tell : callable
        Called with each election's code and its number of scores.
    """
    crosswalk = pd.read_csv(settings.data_dir / "reference" / "party_crosswalk.csv", dtype="string")
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute("DELETE FROM score_run")
        for _, contests in _results(connection).groupby(["institution", "ballot"]):
            parents = contests.drop_duplicates("area_code").set_index("area_code")["region_code"]
            area_ids = contests.drop_duplicates("area_code").set_index("area_code")["area_id"]
            for election in contests["election_code"].unique():
                scores = strength.score(contests, election, crosswalk, parents=parents)
                _write(connection, election, scores.assign(area_id=scores["area_code"].map(area_ids)))
                tell(str(election), len(scores))
        connection.execute("ANALYZE score_run, party_score")


def _results(connection: Connection) -> pd.DataFrame:
    cursor = connection.execute(_RESULTS)
    columns = [column.name for column in cursor.description or ()]
    results = pd.DataFrame(cursor.fetchall(), columns=columns)
    unknown_as_nan = ["votes", "valid_votes", "seats", "seats_won"]
    return results.assign(**{column: results[column].astype(float) for column in unknown_as_nan})


def _write(connection: Connection, election: str, scores: pd.DataFrame) -> None:
    run = connection.execute(
        """
        INSERT INTO score_run (election_code, method_version, parameters, dataset_version)
        SELECT %s, %s, %s, max(id) FROM load_run RETURNING id
        """,
        [election, strength.METHOD_VERSION, Jsonb(asdict(strength.DEFAULTS))],
    ).fetchall()[0][0]
    columns = {
        **dict.fromkeys(("area_id", "rank", "ranked"), "integer"),
        **dict.fromkeys(("party_code", "strength_class"), "text"),
        "score": "float8",
        "components": "jsonb",
    }
    stored = scores.assign(rank=scores["rank"].astype("Int64"), components=scores["components"].map(Jsonb))
    stage(connection, "staged_score", columns, stored)
    connection.execute(
        """
        INSERT INTO party_score (score_run_id, area_id, party_code, score, rank, ranked, strength_class, components)
        SELECT %s, area_id, party_code, score, rank, ranked, strength_class, components FROM staged_score
        """,
        [run],
    )
    connection.execute("DROP TABLE staged_score")
