"""Databases of the tests, on the server that DATABASE_URL names: one loaded once for all workers, and copies of it."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import Connection, sql
from sqlalchemy import NullPool, create_engine

from app.settings import ROOT, Settings
from etl.load import load
from etl.outlook_store import store_outlooks
from etl.scoring import score_elections
from etl.sources import read_sources

PREFIX = "kharita_test_"
MADE_FROM = (
    *("etl", "app/analysis", "app/store", "app/errors.py", "app/settings.py"),  # the loader may import no more
    *("migrations", "requirements.lock", "tests/databases.py"),
)
"""What the loaded database is made from, beside the data."""


def connect_admin(url: str) -> Connection:
    """
    Connect to the server, to make and drop databases.

    They are held by locks of this connection: what a killed run could not drop, the next one does. All connect to the
    database ``postgres``, as advisory locks are seen within one database.
    """
    return psycopg.connect(url, dbname="postgres", autocommit=True)


@contextmanager
def locked(admin: Connection, name: str) -> Iterator[None]:
    """Hold the lock of a name, which one connection can have at a time."""
    admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    try:
        yield
    finally:
        admin.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


@contextmanager
def new_database(admin: Connection, template: str = "template1") -> Iterator[Settings]:
    """Make a database that is dropped when the ``with`` ends: empty, or a copy of ``template``."""
    name, at = f"{PREFIX}{uuid.uuid4().hex[:12]}", admin.info
    with locked(admin, name):
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield Settings(database_url=f"postgresql://{at.user}:{at.password}@{at.host}:{at.port}/{name}")
        finally:
            drop(admin, name)


def drop(admin: Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def loaded_template(admin: Connection) -> str:
    """
    Name of a database with all the shipped data, loaded and scored, to which nobody is connected.

    Whoever asks first makes it, and the others wait. It stays on the server, so that the next run finds it, until the
    data or the code it was made from change.
    """
    name = f"{PREFIX}template_{fingerprint()}"
    with locked(admin, f"{PREFIX}template"):
        admin.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])  # in use as long as we are connected
        drop_abandoned(admin)
        if not admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall():
            make_template(admin, name)
    return name


def drop_abandoned(admin: Connection) -> None:
    """Drop the tests' databases that no connection holds: of killed runs, and templates of other data or code."""
    abandoned = admin.execute(
        """
        SELECT datname FROM pg_database
        WHERE starts_with(datname, %s) AND pg_get_userbyid(datdba) = current_user
        AND hashtext(datname)::oid NOT IN (SELECT objid FROM pg_locks WHERE locktype = 'advisory')
        """,
        [PREFIX],
    )
    for (name,) in abandoned.fetchall():
        drop(admin, name)


def make_template(admin: Connection, name: str) -> None:
    """Load a database of another name and copy it, so that one of this name is always whole."""
    with new_database(admin) as settings:
        migrate(settings)
        load(settings, read_sources(settings.data_dir).values(), tell=lambda loaded: None)
        score_elections(settings, tell=lambda election, rows: None)
        store_outlooks(settings, tell=lambda outlook, rows: None)
        loaded = settings.libpq_url.rpartition("/")[2]
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} ALLOW_CONNECTIONS false")
        admin.execute(copy.format(sql.Identifier(name), sql.Identifier(loaded)))


def fingerprint() -> str:
    """Digest of the data, and of the code and packages that load and score them."""
    digest = hashlib.sha256()
    data = Settings(database_url="postgresql://unused").data_dir
    for place in (data, *(ROOT / part for part in MADE_FROM)):
        for path in sorted(path for path in (place, *place.rglob("*")) if path.is_file() and path.suffix != ".pyc"):
            digest.update(f"{path.relative_to(place)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def migrating(settings: Settings) -> Iterator[Config]:
    """Alembic's configuration for a database; one at a time, as migrations make roles, which belong to the server."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with (
        connect_admin(settings.libpq_url) as admin,
        locked(admin, "kharita migration"),
        create_engine(settings.database_url, poolclass=NullPool).connect() as connection,
    ):
        config.attributes["connection"] = connection
        yield config


def migrate(settings: Settings) -> None:
    """Bring a database to the newest tables."""
    with migrating(settings) as config:
        command.upgrade(config, "head")
