"""The service in a process of its own, as `./run serve` starts it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from app.settings import ROOT

START_S = 180
"""A service that starts beside other tests may take its time."""


@dataclass(frozen=True)
class Served:
    """A running service: its address, its process, and what it wrote so far."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path


@contextmanager
def served(database_url: str, output: Path, *arguments: str, **variables: str) -> Iterator[Served]:
    """A service on a socket that listens before the process starts; it ends with the ``with``, if not before."""
    with socket.create_server(("127.0.0.1", 0)) as listening, output.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.commands", "serve", "--fd", str(listening.fileno()), *arguments],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1", **variables},
            stdout=written,
            stderr=written,
            pass_fds=[listening.fileno()],
        )
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        assert httpx2.get(f"{url}/health/live", timeout=START_S).status_code == 200, output.read_text()
        yield Served(url, process, output)
    finally:
        process.terminate()
        process.wait(timeout=START_S)
