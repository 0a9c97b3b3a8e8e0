"""The files that sources were loaded from, beside those that are there: whether there is anything to load."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, sql

from app.settings import Settings
from app.store.queries.digests import dataset_version
from etl.packages import digest_package
from etl.raw import locate
from etl.sources import FileDigest, Refused, SourceDeclaration, digest, read_publications


def version_if_loaded(settings: Settings, sources: Iterable[SourceDeclaration]) -> str | None:
    """
    Name the dataset if all sources are loaded from the files that are there.

    Parameters
    ----------
    settings : Settings
        Database and data directory.
    sources : iterable of SourceDeclaration

    Returns
    -------
    str or None
        Its version; None where there is something to load.

    Raises
    ------
    Refused
        A file is not there.
    """
    with psycopg.connect(settings.libpq_url) as connection:
        if all(_is_loaded(connection, source, settings) for source in sources):
            return dataset_version(connection)
    return None


def _is_loaded(connection: Connection, source: SourceDeclaration, settings: Settings) -> bool:
    return file_rows(source, digests_of(source, settings)) == registered(connection, source) and (
        told_now(connection, source) == told_before(connection, source)
    )


def told_now(connection: Connection, source: SourceDeclaration) -> str:
    """
    Digest all else that decides what is made of a source's files: its declaration, and the corrections of its names.

    A declaration of a user's own is a file and has a digest of its own; what is in ``sources.toml`` and
    ``corrections.toml`` may change while the source's files stay as they are.
    """
    said = {name: said for name, said in asdict(source).items() if name not in ("location", "declaration")}
    settled = connection.execute(
        "SELECT province, unit, code, expect, reason FROM name_correction WHERE source_code = %s ORDER BY 1, 2, 3",
        [source.code],
    ).fetchall()
    text = json.dumps([said, settled], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def told_before(connection: Connection, source: SourceDeclaration) -> str | None:
    """Digest of what a source was last loaded with, as `told_now`; None where it was not noted."""
    rows = connection.execute(
        "SELECT sources -> %s ->> 'declaration' FROM load_run WHERE sources ? %s ORDER BY id DESC LIMIT 1",
        [source.code, source.code],
    ).fetchall()
    return rows[0][0] if rows else None


def seats_source(source: SourceDeclaration, data_dir: Path) -> SourceDeclaration | None:
    """Find the source whose councillors are a source's seats, where its file is in ``data/raw``."""
    if source.seats_from is None:
        return None
    seats = read_publications(data_dir)[source.seats_from]
    try:
        locate(seats, data_dir)
    except Refused:
        return None
    return seats


def digests_of(source: SourceDeclaration, settings: Settings) -> list[FileDigest]:
    """Digest all that a source is read from, as it is now."""
    files = locate(source, settings.data_dir)
    seats = seats_source(source, settings.data_dir)
    if seats:
        files |= locate(seats, settings.data_dir)
    if source.declaration:
        files |= {source.declaration.name: source.declaration}
    digests = [digest(path, file) for file, path in files.items()]
    return [*digests, digest_package(source.package)] if source.package else digests


_FILE_COLUMNS = (
    *("source_code", "path", "sha256", "size_bytes", "title", "publisher", "url", "licence", "citation", "vintage"),
    *("origin_file", "origin_sha256", "note", "coverage", "absent"),
)


def file_rows(source: SourceDeclaration, digests: Sequence[FileDigest]) -> list[tuple[Any, ...]]:
    """Rows of ``source_file`` for a source's files as they are now, columns as in ``_FILE_COLUMNS``."""
    fields = {column: getattr(source, column, None) for column in _FILE_COLUMNS}
    fields |= {"source_code": source.code, "absent": " ".join(source.absent) or None}
    return [tuple((fields | vars(file)).values()) for file in digests]


def registered(connection: Connection, source: SourceDeclaration) -> list[tuple[Any, ...]]:
    """Rows of ``source_file`` as they were when the source was last loaded."""
    columns = sql.SQL(", ").join(map(sql.Identifier, _FILE_COLUMNS))
    query = sql.SQL("SELECT {} FROM source_file WHERE source_code = %s ORDER BY id").format(columns)
    return connection.execute(query, [source.code]).fetchall()


def register(connection: Connection, source: SourceDeclaration, rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Record the files of a source, keeping the ids of files it already had; return their ids in order."""
    columns = sql.SQL(", ").join(map(sql.Identifier, _FILE_COLUMNS))
    updates = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in _FILE_COLUMNS[2:])
    upsert = sql.SQL(
        "INSERT INTO source_file ({}) VALUES ({}) ON CONFLICT (source_code, path) DO UPDATE SET {} RETURNING id"
    ).format(columns, sql.SQL(", ").join([sql.Placeholder()] * len(_FILE_COLUMNS)), updates)
    return [int(connection.execute(upsert, row).fetchall()[0][0]) for row in rows]
