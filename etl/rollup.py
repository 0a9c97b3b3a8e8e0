"""
Figures of every area derived from the contests: its own, or the sum of those inside it.

The sums are made in SQL, in one pass; what compares the lists of an area is computed by `app.analysis.figures`.
"""

from collections.abc import Sequence

import pandas as pd
from psycopg import Connection

from app.analysis import figures
from app.analysis.profile import compare_lists
from etl.partitions import match_partitions
from etl.store import copy_rows, stage

# an area lies within its parent, its parent's parent, and the constituency it is a part of
_WITHIN = """
CREATE TEMP TABLE within ON COMMIT DROP AS
WITH RECURSIVE up (inner_id, outer_id) AS (
    SELECT id, parent_id FROM area WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT up.inner_id, area.parent_id FROM up JOIN area ON area.id = up.outer_id WHERE area.parent_id IS NOT NULL
)
SELECT inner_id, outer_id FROM up
UNION
SELECT part_id, area_id FROM area_part
"""

# contests counted in areas other than their own: those around them, and those of other divisions with the areas around
# these; what goes whole into an area, in one piece or in several, is exact there. Members of a divided city's council
# sit in those of its arrondissements as well: where the city has a contest, theirs count in constituencies alone
_COUNTED = """
CREATE TEMP TABLE counted ON COMMIT DROP AS
WITH contest AS (
    SELECT * FROM public.contest WHERE election_code = ANY(%(elections)s)
), carried AS (
    SELECT id AS contest_id, new_id AS area_id, weight, method IN ('code', 'whole') AS exact
    FROM contest JOIN area_crosswalk ON old_id = area_id
), around AS (
    SELECT id AS contest_id, outer_id AS area_id, 1::float8 AS weight, true AS exact
    FROM contest JOIN within ON inner_id = area_id
    UNION ALL
    SELECT contest_id, outer_id, weight, exact FROM carried JOIN within ON inner_id = area_id
), pieces AS (
    SELECT contest_id, area_id, weight, exact FROM carried
    UNION ALL
    SELECT contest_id, area_id, weight, exact
    FROM around JOIN area ON area.id = area_id
    WHERE area.level = 'constituency' OR contest_id NOT IN (SELECT contest_id FROM contest_within_city)
)
SELECT contest_id, area_id, sum(weight) AS weight, bool_and(exact) OR sum(weight) > 1 - 1e-9 AS exact
FROM pieces GROUP BY contest_id, area_id
"""

# a sum is known only where each of its terms is; seats cannot be divided
_TALLIES = """
INSERT INTO tally (election_code, area_id, own_contest, contests, seats, registered_voters, ballots_cast, valid_votes,
                   invalid_votes, turnout, interpolated_share)
SELECT election_code, area_id, true, 1, seats, registered_voters, ballots_cast, valid_votes, invalid_votes, turnout, 0
FROM contest WHERE election_code = ANY(%(elections)s)
UNION ALL
SELECT election_code, counted.area_id, false, count(*),
       CASE WHEN count(seats) = count(*) AND bool_and(exact) THEN sum(seats) END,
       CASE WHEN count(registered_voters) = count(*) THEN round(sum(registered_voters * weight)) END,
       CASE WHEN count(ballots_cast) = count(*) THEN round(sum(ballots_cast * weight)) END,
       CASE WHEN count(valid_votes) = count(*) THEN round(sum(valid_votes * weight)) END,
       CASE WHEN count(invalid_votes) = count(*) THEN round(sum(invalid_votes * weight)) END,
       CASE WHEN count(ballots_cast) = count(*) AND count(registered_voters) = count(*)
            THEN sum(ballots_cast * weight) / nullif(sum(registered_voters * weight), 0) END,
       coalesce(sum(coalesce(valid_votes, 1) * weight) FILTER (WHERE NOT exact)
                / nullif(sum(coalesce(valid_votes, 1) * weight), 0), 0)
FROM contest JOIN counted ON contest_id = contest.id
GROUP BY election_code, counted.area_id
"""

_OF_PARTIES = """
SELECT summed.election_code, summed.area_id, party_code, summed.contests, votes,
       votes::float8 / nullif(valid_votes, 0) AS share, seats_won, valid_votes
FROM (
    SELECT contest.election_code, area_id, party_code, 1 AS contests, votes::bigint, seats_won::bigint
    FROM contest JOIN party_result ON contest_id = contest.id
    WHERE contest.election_code = ANY(%(elections)s) AND party_result.election_code = ANY(%(elections)s)
    UNION ALL
    SELECT contest.election_code, counted.area_id, party_code, count(*),
           CASE WHEN count(votes) = count(*) THEN round(sum(votes * weight)) END,
           CASE WHEN count(seats_won) = count(*) AND bool_and(exact) THEN sum(seats_won) END
    FROM contest
    JOIN party_result ON contest_id = contest.id
    JOIN counted ON counted.contest_id = contest.id
    WHERE contest.election_code = ANY(%(elections)s) AND party_result.election_code = ANY(%(elections)s)
    GROUP BY contest.election_code, counted.area_id, party_code
) AS summed
JOIN tally USING (election_code, area_id)
ORDER BY election_code, area_id, party_code
"""
_WHOLE = ("votes", "seats_won", "rank")
_COMPARED = {"lists": "integer", "leader": "text", "lead": "float8", "why_unknown": "text"}
_COMPARED |= dict.fromkeys(
    ("effective_number_votes", "effective_number_seats", "gallagher", "loosemore_hanby"), "float8"
)


def refresh_tallies(connection: Connection, elections: Sequence[str]) -> None:
    """
    Derive ``tally`` and ``party_tally`` of some elections again from their contests, within the caller's transaction.

    Parameters
    ----------
    connection : Connection
    elections : sequence of str
        Those whose contests, or the areas of which, were changed.
    """
    chosen = {"elections": list(elections)}
    match_partitions(connection)
    connection.execute("DELETE FROM party_tally WHERE election_code = ANY(%(elections)s)", chosen)
    connection.execute("DELETE FROM tally WHERE election_code = ANY(%(elections)s)", chosen)
    connection.execute(_WITHIN)
    connection.execute(_COUNTED, chosen)
    connection.execute(_TALLIES, chosen)
    cursor = connection.execute(_OF_PARTIES, chosen)
    lists = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
    _compare(connection, lists.astype({"votes": float, "seats_won": float, "valid_votes": float}), chosen)
    connection.execute("DROP TABLE within, counted")


def _compare(connection: Connection, lists: pd.DataFrame, chosen: dict[str, list[str]]) -> None:
    """Write what parties obtained, and what compares the lists of each area."""
    areas = []
    for election, of_election in lists.groupby("election_code"):
        compared = compare_lists(of_election)
        rows = of_election.assign(margin=compared.margin, rank=compared.rank).drop(columns="valid_votes")
        copy_rows(connection, "party_tally", rows.astype(dict.fromkeys(_WHOLE, "Int64")))
        areas.append(compared.contests.assign(election_code=election).reset_index())
    key = {"election_code": "text", "area_id": "integer"}
    empty = pd.DataFrame(columns=[*key, *_COMPARED])
    stage(connection, "compared", key | _COMPARED, pd.concat([empty, *areas]) if areas else empty)
    assignments = ", ".join(f"{name} = compared.{name}" for name in _COMPARED)
    connection.execute(
        f"""
        UPDATE tally SET {assignments} FROM compared
        WHERE tally.election_code = compared.election_code AND tally.area_id = compared.area_id
        """  # noqa: S608
    )
    connection.execute(
        """
        UPDATE tally SET lists = 0, why_unknown = %(why)s WHERE lists IS NULL AND election_code = ANY(%(elections)s)
        """,
        chosen | {"why": figures.NO_LIST},
    )
    connection.execute("DROP TABLE compared")
