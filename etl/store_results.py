"""Writing what results bring: elections and parties a source declares, contests, votes; and removing them again."""

from collections.abc import Mapping, Sequence

from psycopg import Connection
from psycopg.types.json import Jsonb

from app.analysis.figures import GENERAL
from etl.codes import ELECTION_FIELDS, PARTY_FIELDS, declared_laws, declared_lineage, declared_totals
from etl.partitions import match_partitions
from etl.polling import forget_stations
from etl.readers.reference import total_rows
from etl.results import COUNTS, Results
from etl.sources import FileProblem, Refused, SourceDeclaration
from etl.store import plain_rows, stage


def write_declared(connection: Connection, source: SourceDeclaration, parties: Mapping[str, str], file_id: int) -> None:
    """
    Write the elections, parties, lineage, laws and national totals that a source brings along.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    source : SourceDeclaration
        Checked by `etl.codes.with_declared`; what other sources declare alike stays theirs.
    parties : mapping of str to str
        Parties that the file explains, by code: their French names, which stand for the Arabic ones it does not give.
    file_id : int
        The file they come from.
    """
    for election in source.elections:
        fields = {"scope": GENERAL, **election}
        values = [fields[field] for field in ELECTION_FIELDS]
        connection.execute(_INSERT_ELECTION, [*values, file_id])
    for party in source.parties:
        connection.execute(_INSERT_PARTY, [*(party.get(field) for field in PARTY_FIELDS), file_id])
    for code, name in parties.items():
        connection.execute(_INSERT_PARTY, [code, code, name, name, "party", None, None, file_id])
    for statement in _FORGET_DECLARED:
        connection.execute(statement, {"files": [file_id]})
    insert = connection.cursor().executemany
    insert(_INSERT_LINEAGE, [[*row, file_id] for row in plain_rows(declared_lineage(source).rows)])
    insert(
        _INSERT_LAW, [[law, ballot, Jsonb(rule), file_id] for law, ballot, rule in plain_rows(declared_laws(source))]
    )
    insert(_INSERT_TOTAL, [[*row, file_id] for row in plain_rows(total_rows(declared_totals(source)))])


_FORGET_DECLARED = tuple(
    f"DELETE FROM {table} WHERE source_file_id = ANY(%(files)s)"  # noqa: S608
    for table in ("party_lineage", "seat_law", "declared_total", "name_correction")
)
_INSERT_LINEAGE = """
    INSERT INTO party_lineage (party_code, lineage_code, relation, note, source, source_file_id)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_INSERT_LAW = """
    INSERT INTO seat_law (law, ballot, rule, source_file_id) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_INSERT_TOTAL = """
    INSERT INTO declared_total (election_code, item, value, status, note, source_file_id)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_INSERT_ELECTION = """
    INSERT INTO election (code, institution, ballot, level, date, law, name_fr, name_ar, scope, source_file_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (code) DO UPDATE SET
        institution = excluded.institution, ballot = excluded.ballot, level = excluded.level, date = excluded.date,
        law = excluded.law, name_fr = excluded.name_fr, name_ar = excluded.name_ar, scope = excluded.scope
    WHERE election.source_file_id = excluded.source_file_id
"""
_INSERT_PARTY = """
    INSERT INTO party (code, acronym, name_fr, name_ar, kind, symbol_fr, symbol_ar, source_file_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (code) DO UPDATE SET
        acronym = excluded.acronym, name_fr = excluded.name_fr, name_ar = excluded.name_ar, kind = excluded.kind,
        symbol_fr = excluded.symbol_fr, symbol_ar = excluded.symbol_ar
    WHERE party.source_file_id = excluded.source_file_id
"""


def write_results(connection: Connection, results: Results, source: str, file_ids: Sequence[int]) -> int:
    """
    Replace the contests of a source.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    results : Results
        Checked.
    source : str
        Code of the source.
    file_ids : sequence of int
        The file of the contests first, then that of the votes, if it is another.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    Refused
        A contest's area does not exist in the division in force on election day, or exists twice.
    """
    contests_file, votes_file = file_ids[0], file_ids[1 if results.votes_file != results.contests_file else 0]
    key = {"election_code": "text", "area_code": "text"}
    figures = {**dict.fromkeys(COUNTS, "integer"), "turnout": "float8", "registered_voters_source": "text"}
    of_councils = {"basis": "text", "ballot_kind": "text", "seats_unlisted": "integer"}
    contests = results.contests.reindex(columns=list(key | figures | of_councils))
    contests = contests.assign(basis=contests["basis"].astype("string").fillna("votes"))
    stage(connection, "staged_contest", key | figures | of_councils, contests)
    lists = {"party_code": "text", "votes": "integer", "seats_won": "integer"}
    stage(connection, "staged_vote", key | lists, results.votes)
    connection.execute(_DELETE_CONTESTS, [source])
    written = connection.execute(_INSERT_CONTESTS, [contests_file]).rowcount
    if written != len(results.contests):
        reason = f"{len(results.contests)} contests lie in {written} areas of the division in force on election day"
        raise Refused(source, [FileProblem(results.contests_file, None, reason, _IN_FORCE)])
    match_partitions(connection)
    connection.execute(_INSERT_VOTES, [votes_file])
    connection.execute("DROP TABLE staged_contest, staged_vote")
    return len(results.contests) + len(results.votes)


_IN_FORCE = "see the date of the election, and that its areas are of the division that was in force on it"
_DELETE_CONTESTS = """
    DELETE FROM contest USING source_file WHERE source_file.id = source_file_id AND source_code = %s
"""
_INSERT_CONTESTS = """
    INSERT INTO contest (election_code, area_id, seats, registered_voters, registered_voters_source, ballots_cast,
                         valid_votes, invalid_votes, turnout, basis, ballot_kind, seats_unlisted, source_file_id)
    SELECT election_code, area.id, seats, registered_voters, registered_voters_source, ballots_cast,
           valid_votes, invalid_votes, turnout, basis, ballot_kind, seats_unlisted, %s
    FROM staged_contest
    JOIN election ON election.code = election_code
    JOIN area ON area.code = area_code
        AND (area.level = election.level OR election.level = 'commune' AND area.level = 'city')
        AND coalesce(area.valid_from <= election.date, true) AND coalesce(election.date < area.valid_to, true)
"""
_INSERT_VOTES = """
    INSERT INTO party_result (election_code, contest_id, party_code, votes, seats_won, source_file_id)
    SELECT contest.election_code, contest.id, party_code, votes, seats_won, %s
    FROM staged_vote
    JOIN election ON election.code = election_code
    JOIN area ON area.code = area_code
        AND (area.level = election.level OR election.level = 'commune' AND area.level = 'city')
        AND coalesce(area.valid_from <= election.date, true) AND coalesce(election.date < area.valid_to, true)
    JOIN contest ON contest.area_id = area.id AND contest.election_code = staged_vote.election_code
"""


def forget_files(connection: Connection, source: str, keep: Sequence[int]) -> None:
    """
    Remove the files that a source no longer has, with all that came from them.

    An election or party they brought stays while other sources have results of it, and is theirs from then on.
    """
    rows = connection.execute(
        "SELECT id FROM source_file WHERE source_code = %s AND id <> ALL(%s)", [source, list(keep)]
    ).fetchall()
    if not rows:
        return
    ids = [file_id for (file_id,) in rows]
    for file_id in ids:
        forget_stations(connection, file_id)
    for statement in _FORGET:
        connection.execute(statement, {"files": ids})


_FORGET = (
    """
    DELETE FROM score_run
    WHERE election_code IN (SELECT election_code FROM contest WHERE source_file_id = ANY(%(files)s))
    """,
    # derived again when all is written
    """
    DELETE FROM party_tally
    WHERE election_code IN (SELECT election_code FROM contest WHERE source_file_id = ANY(%(files)s))
    """,
    "DELETE FROM contest WHERE source_file_id = ANY(%(files)s)",
    *_FORGET_DECLARED,
    "DELETE FROM indicator WHERE source_file_id = ANY(%(files)s)",
    """
    UPDATE election SET source_file_id = heir.id
    FROM (SELECT election_code, min(source_file_id) AS id FROM contest GROUP BY election_code) AS heir
    WHERE heir.election_code = code AND source_file_id = ANY(%(files)s)
    """,
    """
    UPDATE party SET source_file_id = heir.id
    FROM (SELECT party_code, min(source_file_id) AS id FROM party_result GROUP BY party_code) AS heir
    WHERE heir.party_code = code AND source_file_id = ANY(%(files)s)
    """,
    "DELETE FROM election WHERE source_file_id = ANY(%(files)s)",
    "DELETE FROM party WHERE source_file_id = ANY(%(files)s)",
    "DELETE FROM source_file WHERE id = ANY(%(files)s)",
)
