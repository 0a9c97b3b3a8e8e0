"""Which data the database holds, and from which files it came."""

from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, column, false, func, or_, select, table
from sqlalchemy.orm import Session

from app.errors import NotReady
from app.store.models import LoadRun, ScoreRun, SourceFile

_REFERENCE = (
    SourceFile.source_code,
    SourceFile.path,
    SourceFile.title,
    SourceFile.publisher,
    SourceFile.licence,
    SourceFile.sha256,
)
_IN_FULL = (
    SourceFile.size_bytes,
    SourceFile.url,
    SourceFile.citation,
    SourceFile.vintage,
    SourceFile.origin_file,
    SourceFile.origin_sha256,
    SourceFile.note,
)
_ALEMBIC_VERSION = table("alembic_version", column("version_num"))


class Dataset(NamedTuple):
    """The data as of one load (`version`) and one scoring (`scored`, 0 before the first)."""

    version: int
    scored: int


def current(session: Session) -> Dataset:
    """
    Name the data that answers are made from now.

    Raises
    ------
    NotReady
        Nothing has been loaded.
    """
    return named(*session.execute(select(*naming())).one())


def naming() -> tuple[ScalarSelect[Any], ScalarSelect[Any]]:
    """Select what `named` takes: a column of each, for a statement that also reads the data."""
    latest_load = select(func.max(LoadRun.id)).scalar_subquery()
    latest_scoring = select(func.coalesce(func.max(ScoreRun.id), 0)).scalar_subquery()
    return latest_load, latest_scoring


def named(version: int | None, scored: int) -> Dataset:
    """
    Name the data by what `naming` selected.

    Raises
    ------
    NotReady
        Nothing has been loaded.
    """
    if version is None:
        raise NotReady("No data has been loaded yet: `./run etl load`.")
    return Dataset(version, scored)


def migration(session: Session) -> str | None:
    """Return the revision of the tables, None where no migration was run."""
    return session.scalar(select(_ALEMBIC_VERSION.c.version_num))


def sources(session: Session) -> list[dict[str, Any]]:
    """Every file that was loaded, in full."""
    statement = select(*_REFERENCE, *_IN_FULL).order_by(SourceFile.source_code, SourceFile.path)
    loads: dict[str, dict[str, Any]] = {}
    for run in session.scalars(select(LoadRun).order_by(LoadRun.id)):
        # an unloaded source is told by None, and none of its files is left
        for code, loaded in run.sources.items():
            if loaded is not None:
                loads[code] = {"loaded_in": run.id, "rows": loaded.get("rows"), "checks": loaded.get("checks", {})}
    unknown: dict[str, Any] = {"loaded_in": None, "rows": None, "checks": {}}
    rows = [dict(row) for row in session.execute(statement).mappings()]
    return [row | loads.get(row["source_code"], unknown) for row in rows]


def source_files() -> list[Select[int]]:
    """Select every file."""
    return [select(SourceFile.id)]


def sources_of(session: Session, file_ids: list[Select[int]]) -> list[dict[str, Any]]:
    """Name, briefly, the files whose ids the selections give."""
    statement = (
        select(*_REFERENCE)
        .where(or_(false(), *(SourceFile.id.in_(selection) for selection in file_ids)))
        .order_by(SourceFile.source_code, SourceFile.path)
    )
    return [dict(row) for row in session.execute(statement).mappings()]
