"""Whether scores and outlooks are up to date: they are while the data and the code are those they were left with."""

import hashlib

import psycopg
from psycopg import Connection

from app.settings import Settings
from app.store.fingerprint import code_digest
from app.store.queries.digests import DATASET, HISTORY, SCORED, whole_digests


def scored_if_current(settings: Settings) -> list[str] | None:
    """
    Name what is scored and forecast, if all of it is known to be up to date.

    Returns
    -------
    list of str or None
        Codes of elections and outlooks; None where the inputs of each have to be looked at.
    """
    with psycopg.connect(settings.libpq_url) as connection:
        digests, computed = whole_digests(connection), _computed(connection)
        if DATASET not in digests or digests.get(SCORED) != _state(digests[DATASET], computed):
            return None
        return list(computed)


def _computed(connection: Connection) -> dict[str, str]:
    """Give each scored election, then each outlook, the digest of what it was computed from."""
    elections = connection.execute("SELECT election_code, input_digest FROM score_run ORDER BY id").fetchall()
    outlooks = connection.execute("SELECT outlook, input_digest FROM outlook_run ORDER BY outlook").fetchall()
    return dict([*elections, *outlooks])


def loads_of(settings: Settings) -> str | None:
    """Name the loads that made the data, to tell `note_scored`; None where nothing was loaded."""
    with psycopg.connect(settings.libpq_url) as connection:
        return whole_digests(connection).get(HISTORY)


def note_scored(settings: Settings, loads: str | None) -> None:
    """
    Note that scores and outlooks are up to date.

    Parameters
    ----------
    settings : Settings
        Database.
    loads : str or None
        What `loads_of` gave before they were computed: where more was loaded meanwhile, nothing is noted.
    """
    with psycopg.connect(settings.libpq_url) as connection:
        digests = whole_digests(connection)
        if loads is not None and digests.get(HISTORY) == loads:
            _note(connection, _state(digests[DATASET], _computed(connection)))


def _state(dataset: str, computed: dict[str, str]) -> str:
    """Sum up the data, scores and outlooks among them, and the code."""
    return hashlib.sha256(f"{dataset} {computed} {code_digest()}".encode()).hexdigest()


def _note(connection: Connection, state: str) -> None:
    connection.execute(
        """
        INSERT INTO dataset_digest (election_code, table_name, digest) VALUES ('', %s, %s)
        ON CONFLICT (election_code, table_name) DO UPDATE SET digest = excluded.digest
        """,
        [SCORED, state],
    )
