"""How long the maps of all parties take, next to what they may: on the loaded PostGIS of ``DATABASE_URL``."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from os import environ

from app.settings import ROOT
from benchmarks.measured import Measured

LIMIT_S = 60.0


def measure() -> Iterator[Measured]:
    """Render the atlas, the briefings and the gallery of every party, as the command does."""
    with tempfile.TemporaryDirectory(prefix="kharita-") as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "app.render", "--all"]
        subprocess.run(command, env={**environ, "BUILD_DIR": folder}, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        yield Measured("maps: atlases and briefings of all parties", time.perf_counter() - start, "limit", LIMIT_S)
