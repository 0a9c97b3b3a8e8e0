"""The service as a client sees it, over the loaded database."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

DESCRIBED = create_app(Settings(database_url="postgresql://unused"))


@cache
def openapi() -> dict[str, Any]:
    """The service's description of itself, which takes a second to make and is the same whatever the settings."""
    return DESCRIBED.openapi()


@contextmanager
def serve(
    settings: Settings, base_url: str = "http://127.0.0.1:8000", client_address: str = "127.0.0.1"
) -> Iterator[TestClient]:
    """
    A client of a service of its own, on the same machine unless told otherwise.

    A failure of the service is an answer, as it is to any client.
    """
    peer, app = (client_address, 50_000), create_app(settings)
    app.openapi = openapi
    with TestClient(app, base_url, raise_server_exceptions=False, client=peer) as client:
        yield client


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[TestClient]]:
    return serve


@pytest.fixture(scope="session")
def client(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client that may ask everything, as the settings of its service declare."""
    declared = {"build_dir": tmp_path_factory.mktemp("build"), "public_role": "admin"}
    with serve(settings.model_copy(update=declared)) as client:
        yield client


@pytest.fixture
def nobody_listens():
    """A database address at which a connection is refused: the port is held, and nobody listens on it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield Settings(database_url=f"postgresql://nobody:none@127.0.0.1:{held.getsockname()[1]}/kharita")
