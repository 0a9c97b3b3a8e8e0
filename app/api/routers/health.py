"""Is the service alive, and can it answer."""

from functools import cache

from alembic.script import ScriptDirectory
from fastapi import APIRouter

from app.api.schemas import Live, Ready
from app.errors import NotReady
from app.http.parameters import SessionDep
from app.settings import ROOT
from app.store.queries import dataset

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> Live:
    """Tell that the process answers; asks nothing of the database."""
    return Live(status="live")


@router.get("/ready")
def ready(session: SessionDep) -> Ready:
    """Tell that the database is there, migrated and loaded; 503 with what is missing otherwise."""
    migration = dataset.migration(session)
    if migration != newest_migration():
        raise NotReady(f"The tables are of revision {migration}, the service needs {newest_migration()}: migrate them.")
    version, last_load = dataset.current(session).version, dataset.last_load(session)
    return Ready(status="ready", migration=migration, dataset_version=version, last_load=last_load)


@cache
def newest_migration() -> str | None:
    """Revision of the tables this code was written for."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()
