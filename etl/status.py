"""What the database holds: in numbers, and source by source."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection

from app.settings import Settings
from app.store.queries import digests
from etl.raw import find_raw
from etl.sources import SourceDeclaration, read_publications, read_sources

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
    "censuses": "SELECT count(DISTINCT census) FROM indicator_census",
    "census indicators": "SELECT count(*) FROM indicator",
    "loads": "SELECT count(*) FROM load_run",
}


_OF_COUNCILS = """
    SELECT election_code, count(*) FROM contest JOIN election ON election.code = election_code
    WHERE institution = 'communal_council' GROUP BY election_code ORDER BY election_code
"""


def counts(settings: Settings) -> dict[str, int]:
    """Count the rows a user would ask about; contests of councils, which are never all known, by election too."""
    with psycopg.connect(settings.libpq_url) as connection:
        found = {what: int(connection.execute(query).fetchall()[0][0]) for what, query in _COUNTS.items()}
        councils = connection.execute(_OF_COUNCILS).fetchall()
    return found | {f"council contests of {election}": int(count) for election, count in councils}


def dataset_version(settings: Settings) -> str:
    """Name the data by their digest, as the service does."""
    with psycopg.connect(settings.libpq_url) as connection:
        return digests.dataset_version(connection) or "none: nothing is loaded"


@dataclass(frozen=True)
class SourceStatus:
    """
    One source: whether it is loaded (``state``), by which load, its rows, what checks found, its licence.

    ``load``, ``rows`` and ``checks`` are None where it is not loaded.
    """

    code: str
    state: str
    load: int | None
    rows: int | None
    checks: str | None
    licence: str


def sources(settings: Settings) -> list[SourceStatus]:
    """
    Tell the state of every source: the project's, the publishers', and those of users' own files.

    Returns
    -------
    list of SourceStatus
        In the order of ``sources.toml``, users' own at the end.
    """
    declared = read_sources(settings.data_dir) | read_publications(settings.data_dir)
    with psycopg.connect(settings.libpq_url) as connection:
        rows = connection.execute("SELECT source_code, max(licence) FROM source_file GROUP BY 1 ORDER BY 1").fetchall()
        last = _last_loads(connection)
    licences: dict[str, str] = dict(rows)
    codes = [*declared, *(code for code in licences if code not in declared)]
    return [
        _status(code, declared.get(code), licences.get(code), last.get(code) or (None, {}), settings) for code in codes
    ]


def _last_loads(connection: Connection) -> dict[str, tuple[int, dict[str, Any]]]:
    """Find the number of the load that last changed each source, and what was noted then."""
    rows = connection.execute("SELECT id, sources FROM load_run ORDER BY id").fetchall()
    return {code: (load, noted) for load, loaded in rows for code, noted in loaded.items() if noted}


def _status(
    code: str,
    source: SourceDeclaration | None,
    licence: str | None,
    last: tuple[int | None, dict[str, Any]],
    settings: Settings,
) -> SourceStatus:
    if licence is None:
        state = _unloaded(source, settings) if source else ""
        return SourceStatus(code, state, None, None, None, source.licence if source else "")
    load, noted = last
    found = sum(noted.get("checks", {}).values())
    passed = "passed" if not noted.get("checks") else f"{len(noted['checks'])} checks, {found or 'no'} warnings"
    return SourceStatus(code, "loaded", load, noted.get("rows"), passed, licence)


def _unloaded(source: SourceDeclaration, settings: Settings) -> str:
    if source.sha256 is None or source.package:
        return "not loaded"
    here = find_raw(source.sha256, source.size_bytes, settings.data_dir)
    if here:
        return "in data/raw"
    return "to fetch" if source.download else "by hand"


def table(statuses: list[SourceStatus]) -> str:
    """Lay out the states of sources as text."""
    lines = [f"  {'source':<26} {'state':<12} {'load':>7} {'rows':>7}  {'checks':<24} licence"]
    lines += [
        f"  {s.code:<26} {s.state:<12} {s.load or '':>7} {'' if s.rows is None else format(s.rows, ',d'):>7}"
        f"  {s.checks or '':<24} {s.licence}"
        for s in statuses
    ]
    return "\n".join(lines)
