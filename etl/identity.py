"""
Digests by which the dataset is known: equal content has equal ones in every database, whatever ids, times and loads.

A row is hashed as the text that `etl.exchange` exports it as, its geometry included; the digest of a table is that of
the sorted hashes, so that no order of rows or collation of the server plays a part.
"""

from collections.abc import Collection, Iterable

from psycopg import Connection
from sqlalchemy import func

from app.store.models import Base
from app.store.queries.digests import DATASET, HISTORY, SCORED
from etl.exchange import NOT_FACTS, TABLES, export_query, geometry_of, text_of

BY_ELECTION = {
    "contest": "election_code",
    "party_result": "election_code",
    "tally": "election_code",
    "party_tally": "election_code",
    "polling_station": "election_code",
    "score_run": "election_code",
    "party_score": "election_code",
    "party_pattern": "score_run_election_code",
    "cluster": "score_run_election_code",
    "party_zone": "score_run_election_code",
}
"""Tables with a digest for each election, and the exported column that names it."""

TERRITORY = ("area", "area_shape", "area_part", "area_crosswalk", "indicator_value")
"""Tables of areas, the indicators of the censuses among them, that few loads touch, and that take longest."""

BY_FILE = ("station_result",)
"""Tables known by the checksum of the file they are read from: a million rows would take 8 s, a sixth of their load."""

_APART = {*BY_ELECTION, *TERRITORY, *BY_FILE, *NOT_FACTS}
COMMON = tuple(table.name for table in TABLES if table.name not in _APART)
"""Small tables that elections have in common; the back-test, which spans several, is one of them."""


def renew(connection: Connection, elections: Collection[str], shared: Iterable[str] = COMMON) -> None:
    """
    Renew the digests of what was changed, and with them the version of the dataset, within the caller's transaction.

    Parameters
    ----------
    connection : Connection
    elections : collection of str
        Codes of the elections of which rows were written or deleted.
    shared : iterable of str
        Names of the tables that elections have in common and that may have been changed.
    """
    connection.execute(_SETTINGS)
    for name in BY_ELECTION:
        connection.execute(_FORGET, [name, list(elections)])
        _digest(connection, name, elections)
    for name in (*shared, *NOT_FACTS):
        connection.execute(_FORGET, [name, [""]])
        _digest(connection, name, ())
    connection.execute("DELETE FROM dataset_digest WHERE table_name = %s", [DATASET])
    connection.execute(_SUM_UP, [DATASET, DATASET, HISTORY, SCORED])


_SETTINGS = """
    SELECT set_config(name, value, true)
    FROM (
        VALUES ('DateStyle', 'ISO'), ('TimeZone', 'UTC'), ('extra_float_digits', '1'), ('bytea_output', 'hex')
    ) AS alike (name, value)
"""
"""What the text of a value depends on besides the value."""

_FORGET = "DELETE FROM dataset_digest WHERE table_name = %s AND election_code = ANY(%s)"
_SUM_UP = """
    INSERT INTO dataset_digest (election_code, table_name, digest)
    SELECT '', %s, encode(sha256(convert_to(string_agg(
        concat_ws(' ', election_code, table_name, digest), E'\\n'
        ORDER BY election_code COLLATE "C", table_name COLLATE "C"
    ), 'UTF8')), 'hex')
    FROM dataset_digest WHERE table_name NOT IN (%s, %s, %s) HAVING count(*) > 0
"""


def _digest(connection: Connection, name: str, elections: Collection[str]) -> None:
    """Hash one table: of each of the elections that has rows in it, or as a whole."""
    connection.execute(_HASH % _exported(name), {"name": name, "elections": list(elections)})


_HASH = """
    INSERT INTO dataset_digest (election_code, table_name, digest)
    SELECT election, %%(name)s, encode(sha256(string_agg(hash, ''::bytea ORDER BY hash)), 'hex')
    FROM (
        SELECT %s AS election, sha256(convert_to(exported::text, 'UTF8')) AS hash FROM (%s) AS exported WHERE %s
    ) AS hashed
    GROUP BY election
"""


def _exported(name: str) -> tuple[str, str, str]:
    """Name the election of a table's rows, the rows, and which of them are asked for, in SQL."""
    table = Base.metadata.tables[name]
    rows, geometry = export_query(table).order_by(None), geometry_of(table)
    if geometry is not None:
        rows = rows.add_columns(func.ST_AsBinary(geometry).label("geom"))
    exported = text_of(rows).decode()
    if name not in BY_ELECTION:
        return "''", exported, "true"
    election = BY_ELECTION[name]
    return election, exported, f"{election} = ANY(%(elections)s)"
