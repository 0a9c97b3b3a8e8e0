"""Is the service alive, and can it answer."""

from collections.abc import Awaitable, Callable
from functools import cache

from alembic.script import ScriptDirectory
from fastapi import APIRouter, Request
from sqlalchemy.orm import Session, sessionmaker

from app.api.schemas import Live, Ready
from app.errors import NotReady
from app.http.cache import TogetherRead
from app.settings import ROOT
from app.store.queries import dataset

router = APIRouter(prefix="/health", tags=["health"])


READY_FOR_S = 1.0
"""How long readiness, or what it lacks, is remembered: who watches costs the database no more than once a second."""

PATIENCE_S = 2.0


@router.get("/live")
async def live() -> Live:
    """Tell that the process answers; asks nothing of the database."""
    return Live(status="live")


@router.get("/ready")
async def ready(request: Request) -> Ready:
    """Tell that the database is there, migrated and loaded; 503 with what is missing otherwise."""
    found: Ready = await request.state.readiness()
    return found


def remembered_readiness(sessions: sessionmaker[Session]) -> Callable[[], Awaitable[Ready]]:
    """Make a function that tells whether the database is ready, as of about a second ago."""

    def read() -> Ready:
        with sessions() as session:
            return _readiness(session)

    together = TogetherRead(read, READY_FOR_S, PATIENCE_S)

    async def readiness() -> Ready:
        try:
            return await together()
        except TimeoutError:
            raise NotReady(f"The database has not answered for {PATIENCE_S:.0f} seconds.") from None

    return readiness


def _readiness(session: Session) -> Ready:
    migration = dataset.migration(session)
    if migration != newest_migration():
        raise NotReady(f"The tables are of revision {migration}, the service needs {newest_migration()}: migrate them.")
    version, last_load = dataset.current(session).version, dataset.last_load(session)
    return Ready(status="ready", migration=migration, dataset_version=version, last_load=last_load)


@cache
def newest_migration() -> str | None:
    """Revision of the tables this code was written for."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()
