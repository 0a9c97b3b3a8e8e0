"""A real PostGIS for the tests: one database loaded once, copies of it for tests that write."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import NullPool, create_engine
from sqlalchemy.orm import Session

from app.database import create_reading_engine, session_factory
from app.settings import ROOT, Settings
from etl.load import load
from etl.score import score_elections
from etl.sources import read_sources


def migrate(settings: Settings) -> None:
    """Bring a database to the newest tables, one at a time: they make roles, which belong to the whole server."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with (
        psycopg.connect(settings.libpq_url, dbname="postgres") as turn,
        create_engine(settings.database_url, poolclass=NullPool).connect() as connection,
    ):
        turn.execute("SELECT pg_advisory_lock(hashtext('kharita migration'))")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@pytest.fixture(scope="session")
def server() -> dict[str, str]:
    """The PostgreSQL server that DATABASE_URL names, where the tests make databases of their own."""
    return psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def new_database(server: dict[str, str]) -> Callable[..., "contextmanager[Settings]"]:
    """Make a database that is dropped when its ``with`` ends: empty, or a copy of ``template``."""

    @contextmanager
    def make(template: str = "template1") -> Iterator[Settings]:
        name = f"kharita_test_{uuid.uuid4().hex[:12]}"
        admin = psycopg.conninfo.make_conninfo(**{**server, "dbname": "postgres"})
        with psycopg.connect(admin, autocommit=True) as connection:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            user, password, host, port = (server[key] for key in ("user", "password", "host", "port"))
            yield Settings(database_url=f"postgresql://{user}:{password}@{host}:{port}/{name}")
        finally:
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    return make


@pytest.fixture(scope="session")
def loaded_template(new_database) -> Iterator[str]:
    """Name of a database with all the shipped data, loaded and scored, to which nobody stays connected."""
    with new_database() as settings:
        migrate(settings)
        load(settings, read_sources(settings.data_dir).values(), tell=lambda loaded: None)
        score_elections(settings, tell=lambda election, rows: None)
        yield settings.libpq_url.rpartition("/")[2]


@pytest.fixture(scope="session")
def settings(new_database, loaded_template) -> Iterator[Settings]:
    """A loaded database that tests only read."""
    with new_database(loaded_template) as copied:
        yield copied


@pytest.fixture
def own_settings(new_database, loaded_template) -> Iterator[Settings]:
    """A loaded database of the test's own, to write to."""
    with new_database(loaded_template) as copied:
        yield copied


@pytest.fixture(scope="session")
def reading_engine(settings):
    engine = create_reading_engine(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def reader_session(reading_engine) -> Iterator[Session]:
    """A session as the service has it: it can only read."""
    with session_factory(reading_engine)() as session:
        yield session
