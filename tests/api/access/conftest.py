"""A service that is asked from another machine, and keys to it."""

import datetime as dt
from collections.abc import Callable

import pytest

from app.commands.keys import create
from app.http.access import Role
from app.settings import Settings

ELSEWHERE = {"base_url": "http://kharita.example", "client_address": "203.0.113.7"}
YEAR = dt.timedelta(days=365)


@pytest.fixture(scope="module")
def keyed_settings(new_database, loaded_template):
    """A loaded database for the keys of one module's tests."""
    with new_database(loaded_template) as settings:
        yield settings


@pytest.fixture
def make_key(keyed_settings: Settings) -> Callable[..., str]:
    def make(role: Role = Role.reader, lasting: dt.timedelta = YEAR) -> str:
        return create(keyed_settings, role, "coordination-fes", lasting)

    return make


@pytest.fixture(scope="module")
def near(settings, serving):
    """A client on the machine itself, of a service whose settings declare nothing."""
    with serving(settings) as client:
        yield client


@pytest.fixture(scope="module")
def far(keyed_settings, serving):
    """A client on another machine."""
    with serving(keyed_settings, **ELSEWHERE) as client:
        yield client
