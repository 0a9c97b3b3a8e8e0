"""Connections for reading: a read-only role, read-only transactions, a statement timeout."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

READER_ROLE = "kharita_reader"
CONNECT_TIMEOUT_S = 5
CONNECTIONS = 10


def create_reading_engine(settings: Settings) -> Engine:
    """
    Make the engine the service and the notebooks read through.

    Parameters
    ----------
    settings : Settings
        Database address and statement timeout.

    Returns
    -------
    Engine
        Every connection of it runs as the role ``kharita_reader`` in read-only transactions that end after
        ``statement_timeout_ms`` milliseconds.
    """
    engine = create_engine(
        settings.database_url,
        isolation_level="REPEATABLE READ",  # what one session reads, it reads from one dataset
        pool_size=CONNECTIONS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )

    @event.listens_for(engine, "connect")
    def _become_reader(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        for statement in _becoming_reader(settings):
            connection.execute(statement)
        connection.autocommit = False

    return engine


@contextmanager
def reading_session(settings: Settings) -> Iterator[Session]:
    """Open a session that reads, and leaves no connection behind."""
    engine = create_reading_engine(settings)
    try:
        with session_factory(engine)() as session:
            yield session
    finally:
        engine.dispose()


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that never expire what they read: rows outlive the session that fetched them."""
    return sessionmaker(engine, expire_on_commit=False)


def create_reading_pool(settings: Settings) -> AsyncConnectionPool:
    """
    Make connections for answers that are one small statement, for which threads and sessions would cost the most.

    Returns
    -------
    AsyncConnectionPool
        Not open yet; its connections are restricted as the engine's are, and made when they are needed.
    """

    async def become_reader(connection: AsyncConnection) -> None:
        for statement in _becoming_reader(settings):
            await connection.execute(statement)

    return AsyncConnectionPool(
        settings.libpq_url,
        kwargs={"autocommit": True, "connect_timeout": CONNECT_TIMEOUT_S},
        configure=become_reader,
        min_size=0,
        max_size=CONNECTIONS,
        timeout=CONNECT_TIMEOUT_S,
        reconnect_timeout=CONNECT_TIMEOUT_S,  # or it would try ever more rarely, long after the server is back
        open=False,
    )


async def ask(pool: AsyncConnectionPool, statement: str, values: Mapping[str, Any]) -> Any:
    """Return the one row of a statement; ask once more where the server had ended the connection meanwhile."""
    for last in (False, True):
        async with pool.connection() as connection:
            try:
                return await (await connection.execute(statement, values, prepare=True, binary=True)).fetchone()
            except OperationalError:
                if last or not connection.closed:
                    raise
        await pool.check()  # a server that ended one connection may have ended all
    return None


def _becoming_reader(settings: Settings) -> list[str]:
    return [
        f"SET ROLE {READER_ROLE}",
        "SET default_transaction_read_only = on",
        f"SET statement_timeout = {settings.statement_timeout_ms:d}",
    ]
