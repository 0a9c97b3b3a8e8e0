"""Figures of every area derived from the contests: its own, or the sum of those inside it. One pass, in SQL."""

from psycopg import Connection

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

# a sum is known only where each of its terms is
_TALLIES = """
INSERT INTO tally (election_code, area_id, own_contest, contests, seats, registered_voters, ballots_cast, valid_votes,
                   invalid_votes, turnout)
SELECT election_code, area_id, true, 1, seats, registered_voters, ballots_cast, valid_votes, invalid_votes, turnout
FROM contest
UNION ALL
SELECT election_code, outer_id, false, count(*),
       CASE WHEN count(seats) = count(*) THEN sum(seats) END,
       CASE WHEN count(registered_voters) = count(*) THEN sum(registered_voters) END,
       CASE WHEN count(ballots_cast) = count(*) THEN sum(ballots_cast) END,
       CASE WHEN count(valid_votes) = count(*) THEN sum(valid_votes) END,
       CASE WHEN count(invalid_votes) = count(*) THEN sum(invalid_votes) END,
       CASE WHEN count(ballots_cast) = count(*) AND count(registered_voters) = count(*)
            THEN sum(ballots_cast)::float8 / nullif(sum(registered_voters), 0) END
FROM contest JOIN within ON inner_id = area_id
GROUP BY election_code, outer_id
"""

_PARTY_TALLIES = """
INSERT INTO party_tally (election_code, area_id, party_code, contests, votes, share, seats_won)
SELECT summed.election_code, summed.area_id, party_code, summed.contests, votes,
       votes::float8 / nullif(valid_votes, 0), seats_won
FROM (
    SELECT election_code, area_id, party_code, 1 AS contests, votes::bigint, seats_won::bigint
    FROM contest JOIN party_result ON contest_id = contest.id
    UNION ALL
    SELECT election_code, outer_id, party_code, count(*),
           CASE WHEN count(votes) = count(*) THEN sum(votes) END,
           CASE WHEN count(seats_won) = count(*) THEN sum(seats_won) END
    FROM contest JOIN party_result ON contest_id = contest.id JOIN within ON inner_id = area_id
    GROUP BY election_code, outer_id, party_code
) AS summed
JOIN tally USING (election_code, area_id)
"""


def refresh_tallies(connection: Connection) -> None:
    """Derive ``tally`` and ``party_tally`` anew from the contests, within the caller's transaction."""
    connection.execute("DELETE FROM party_tally")
    connection.execute("DELETE FROM tally")
    for statement in (_WITHIN, _TALLIES, _PARTY_TALLIES):
        connection.execute(statement)
