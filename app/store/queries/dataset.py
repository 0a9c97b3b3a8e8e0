"""Which data the database holds, by their digest, and from which files they came."""

from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, column, false, func, or_, select, table
from sqlalchemy.orm import Session

from app.errors import NotReady
from app.store.models import DatasetDigest, LoadRun, SourceFile
from app.store.queries.digests import DATASET, HISTORY, VERSION_LENGTH

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
    SourceFile.coverage,
)
_ALEMBIC_VERSION = table("alembic_version", column("version_num"))


class Dataset(NamedTuple):
    """
    The data by what they are: equal data have equal versions in every database.

    Attributes
    ----------
    version : str
        Digest of all natural keys and figures.
    history : str
        Digest of the loads that made them, of which few answers tell.
    """

    version: str
    history: str


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
    return _digest_of(DATASET), _digest_of(HISTORY)


def _digest_of(name: str) -> ScalarSelect[Any]:
    whole = (DatasetDigest.election_code == "") & (DatasetDigest.table_name == name)
    return select(DatasetDigest.digest).where(whole).scalar_subquery()


def named(version: str | None, history: str | None) -> Dataset:
    """
    Name the data by what `naming` selected.

    Raises
    ------
    NotReady
        Nothing has been loaded.
    """
    if version is None or history is None:
        raise NotReady("No data has been loaded yet: `./run etl load`.")
    return Dataset(version[:VERSION_LENGTH], history)


def last_load(session: Session) -> int:
    """Return the number of the load that last changed the data, 0 before the first."""
    return session.scalar(select(func.coalesce(func.max(LoadRun.id), 0))) or 0


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
