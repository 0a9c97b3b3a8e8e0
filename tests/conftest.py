"""A real PostGIS for the tests: one database loaded once, copies of it for tests that write."""

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import httpx2
import psycopg
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from app.settings import ROOT, Settings
from app.store.database import create_reading_engine, session_factory
from tests import databases
from tests.browsers import CHROMIUM, launched
from tests.servers import START_S

TESTS = Path(__file__).parent
LONGEST = (
    *("etl/test_fuzz.py", "etl/test_mutated_truth.py"),  # for these the database is loaded; the next six need none
    *(
        "maps/test_browser.py",
        "run/test_run.py",
        "analysis/test_validation.py",
        "analysis/outlook/test_outlook_page.py",
    ),
    *("analysis/test_strength_method.py", "analysis/seats/test_price.py"),
    *("maps/test_render.py", "api/test_fuzz.py", "api/ogc/test_fuzz.py", "maps/test_communal.py"),
    *("notebooks/test_notebooks.py", "maps/test_accessibility.py", "api/ogc/test_qgis.py", "etl/test_interrupted.py"),
    *("etl/test_load.py", "api/test_process.py", "maps/test_fonts.py", "maps/test_briefing_sheets.py"),
    *("api/access/test_headers.py", "api/ogc/test_gdal.py", "api/test_injection.py", "api/test_maps.py"),
    *("api/test_documents.py", "etl/test_export.py"),
)
"""Files that take longest, which come first: no worker is left with one when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {TESTS / file: number for number, file in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going through all that was imported, which stays, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def server() -> dict[str, str]:
    """The PostgreSQL server that DATABASE_URL names, where the tests make databases of their own."""
    return psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[..., AbstractContextManager[Settings]]]:
    """Make a database that is dropped when its ``with`` ends: empty, or a copy of a template."""
    with databases.connect_admin(os.environ["DATABASE_URL"]) as admin:
        yield partial(databases.new_database, admin)


@pytest.fixture(scope="session")
def loaded_template() -> Iterator[str]:
    """Name of the database with all the shipped data, loaded and scored, that the tests have together."""
    with databases.connect_admin(os.environ["DATABASE_URL"]) as admin:
        yield databases.loaded_template(admin)


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
        environment = {
            **os.environ,
            **{"DATABASE_URL": settings.libpq_url, "PYTHONUNBUFFERED": "1", "PUBLIC_ROLE": "analyst"},
        }
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, pass_fds=[listening.fileno()]
        )
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            assert httpx2.get(f"{url}/health/live", timeout=START_S).status_code == 200, log.read_text()
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


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without a network for one module's tests: to make one takes longer than to open a page in it."""
    context = browser.new_context(offline=True, reduced_motion="reduce", device_scale_factor=1)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


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
