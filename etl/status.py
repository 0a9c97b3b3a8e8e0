"""What the database holds, in numbers."""

import psycopg

from app.settings import Settings

_COUNTS = {
    "elections": "SELECT count(*) FROM election",
    "constituencies": "SELECT count(*) FROM area WHERE level = 'constituency'",
    "regional constituencies": "SELECT count(*) FROM area WHERE level = 'regional_constituency'",
    "communal units": "SELECT count(*) FROM area WHERE level = 'commune'",
    "provinces": "SELECT count(*) FROM area WHERE level = 'province'",
    "regions": "SELECT count(*) FROM area WHERE level = 'region'",
    "parties": "SELECT count(*) FROM party",
    "contests": "SELECT count(*) FROM contest",
    "party results": "SELECT count(*) FROM party_result",
    "party scores": "SELECT count(*) FROM party_score",
    "dataset version": "SELECT coalesce(max(id), 0) FROM load_run",
}


def counts(settings: Settings) -> dict[str, int]:
    """Count the rows a user would ask about."""
    with psycopg.connect(settings.libpq_url) as connection:
        return {what: int(connection.execute(query).fetchall()[0][0]) for what, query in _COUNTS.items()}
