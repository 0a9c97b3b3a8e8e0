"""Partitions by election: of results, tallies and scores, so that a load touches those of its elections alone."""

from hashlib import md5

from psycopg import Connection, sql

PARTITIONED = ("party_result", "tally", "party_tally", "party_score")


def match_partitions(connection: Connection) -> None:
    """
    Make the partitions of elections that have none yet, and drop those of elections that are no more.

    A table is made first and attached then, which lets others read meanwhile.
    """
    codes = {_suffix(code): code for (code,) in connection.execute("SELECT code FROM election ORDER BY code")}
    there = set(_attached(connection))
    for table, suffix in sorted(there):
        if suffix not in codes:
            connection.execute(sql.SQL("DROP TABLE {}").format(_partition(table, suffix)))
    for table in PARTITIONED:
        for suffix, code in codes.items():
            if (table, suffix) not in there:
                _make(connection, table, suffix, code)


def _make(connection: Connection, table: str, suffix: str, code: str) -> None:
    names = {"parent": sql.Identifier(table), "partition": _partition(table, suffix), "code": sql.Literal(code)}
    for statement in (
        "CREATE TABLE {partition} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)",
        "ALTER TABLE {parent} ATTACH PARTITION {partition} FOR VALUES IN ({code})",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _attached(connection: Connection) -> list[tuple[str, str]]:
    """List the partitions there are: the table, and what a partition's name ends in."""
    rows = connection.execute(
        """
        SELECT parent.relname, part.relname FROM pg_inherits
        JOIN pg_class AS parent ON parent.oid = inhparent JOIN pg_class AS part ON part.oid = inhrelid
        WHERE parent.relname = ANY(%s) AND parent.relnamespace = 'public'::regnamespace
        """,
        [list(PARTITIONED)],
    )
    return [(table, partition.removeprefix(f"{table}_")) for table, partition in rows]


def _partition(table: str, suffix: str) -> sql.Identifier:
    return sql.Identifier(f"{table}_{suffix}")


def _suffix(code: str) -> str:
    """Short enough for a name of PostgreSQL, whatever the code."""
    return md5(code.encode(), usedforsecurity=False).hexdigest()[:12]
