"""The service as a client sees it, over the loaded database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@contextmanager
def serve(settings: Settings) -> Iterator[TestClient]:
    """A client of a service of its own; a failure of the service is an answer, as it is to any client."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def serving() -> Callable[[Settings], AbstractContextManager[TestClient]]:
    return serve


@pytest.fixture(scope="session")
def client(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    no_maps = settings.model_copy(update={"build_dir": tmp_path_factory.mktemp("build")})
    with serve(no_maps) as client:
        yield client
