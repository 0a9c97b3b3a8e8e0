"""The digests that name the data, read without anything else: to know that nothing changed must not take seconds."""

from psycopg import Connection

DATASET, HISTORY = "dataset", "load_run"
"""Names of the digests of all data together, and of the load history."""

SCORED = "scored"
"""Name of the digest of what scores and outlooks were last found to be up to date with; it is no part of the data."""

VERSION_LENGTH = 16
"""Hexadecimal digits of the version, 64 bits: short enough to be read and written down."""


def whole_digests(connection: Connection) -> dict[str, str]:
    """Give what is digested as a whole, by name; empty where nothing was loaded."""
    return dict(connection.execute("SELECT table_name, digest FROM dataset_digest WHERE election_code = ''").fetchall())


def dataset_version(connection: Connection) -> str:
    """Return the version of the dataset as the service names it; empty where nothing was loaded."""
    return whole_digests(connection).get(DATASET, "")[:VERSION_LENGTH]
