"""How long ``./run demo --no-serve`` takes where everything is installed, and again where nothing changed."""

import subprocess
import tempfile
from collections.abc import Iterator
from os import environ

from app.settings import ROOT
from benchmarks.loading import scratch_database
from benchmarks.measured import Measured, seconds

LIMIT_S = 90.0
LIMIT_AGAIN_S = 15.0
"""On two cores that do nothing else."""


def measure() -> Iterator[Measured]:
    """Make the demo in an empty database with an empty cache, twice."""
    with scratch_database() as settings, tempfile.TemporaryDirectory(prefix="kharita-") as folder:
        environment = {**environ, "DATABASE_URL": settings.libpq_url, "BUILD_DIR": folder}

        def demo() -> None:
            command = [str(ROOT / "run"), "demo", "--no-serve"]
            subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)

        yield Measured("demo: loaded, scored and drawn", seconds(demo), "limit", LIMIT_S)
        yield Measured("demo again: nothing changed", seconds(demo), "limit", LIMIT_AGAIN_S)
