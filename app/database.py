"""Engine and session factory for reading: a read-only role, read-only transactions, a statement timeout."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

READER_ROLE = "kharita_reader"
CONNECT_TIMEOUT_S = 5


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
        pool_size=10,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )

    @event.listens_for(engine, "connect")
    def _become_reader(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute(f"SET ROLE {READER_ROLE}")
        connection.execute("SET default_transaction_read_only = on")
        connection.execute(f"SET statement_timeout = {settings.statement_timeout_ms:d}")
        connection.autocommit = False

    return engine


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that never expire what they read: rows outlive the session that fetched them."""
    return sessionmaker(engine, expire_on_commit=False)
