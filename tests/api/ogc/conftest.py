"""The OGC API as a client library sees it, and as a program on the other side of a socket does."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from app.settings import ROOT


@dataclass(frozen=True)
class Live:
    """A running service, and the log of what it was asked."""

    url: str
    log: Path

    def asked(self, collection: str) -> list[str]:
        """Requests for pages of a collection so far."""
        return [line for line in self.log.read_text().splitlines() if f'/collections/{collection}/items"' in line]


@pytest.fixture(scope="session")
def live(settings, tmp_path_factory) -> Iterator[Live]:
    """The service in a process of its own, on a socket that listens before the process starts."""
    log = tmp_path_factory.mktemp("service") / "access.log"
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("w") as output:
        command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--fd", str(listening.fileno())]
        environment = {**os.environ, "DATABASE_URL": settings.libpq_url, "PYTHONUNBUFFERED": "1"}
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, pass_fds=[listening.fileno()]
        )
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/ogc"
            assert httpx2.get(f"{url}/conformance", timeout=60).status_code == 200, log.read_text()
            yield Live(url, log)
        finally:
            running.terminate()
            running.wait(timeout=30)
