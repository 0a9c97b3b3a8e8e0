"""A real PostGIS for the tests: one database loaded once, copies of it for tests that write."""

import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from alembic import command
from alembic.config import Config
from playwright.sync_api import Browser
from psycopg import sql
from sqlalchemy import NullPool, create_engine
from sqlalchemy.orm import Session

from app.settings import ROOT, Settings
from app.store.database import create_reading_engine, session_factory
from etl.load import load
from etl.scoring import score_elections
from etl.sources import read_sources
from tests.browsers import CHROMIUM, launched


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


@pytest.fixture(scope="session")
def service(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and log of the service in a process of its own, on a socket that listens before the process starts."""
    log = tmp_path_factory.mktemp("service") / "access.log"
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("w") as output:
        command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--fd", str(listening.fileno())]
        environment = {**os.environ, "DATABASE_URL": settings.libpq_url, "PYTHONUNBUFFERED": "1"}
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, pass_fds=[listening.fileno()]
        )
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            assert httpx2.get(f"{url}/health/live", timeout=60).status_code == 200, log.read_text()
            yield url, log
        finally:
            running.terminate()
            running.wait(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; for one module, as no event loop can run in the process meanwhile."""
    if CHROMIUM is None:
        pytest.skip("install Chromium (apt-get install chromium) to run these tests")
    with launched() as chromium:
        yield chromium


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
