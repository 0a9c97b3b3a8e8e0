"""
How fast, large and greedy the maps are, next to what they may be: on the loaded PostGIS of ``DATABASE_URL``.

The atlas is opened from disk in Chromium, without a network, as a reader opens it: until everything is drawn.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from os import environ, getsid
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from app.commands.maps import PARTY
from app.maps.printing import find_browser
from app.settings import ROOT
from benchmarks.measured import Measured

LIMIT_S = 60.0
LIMIT_GIB = 1.5
LIMIT_OPENING_S = 1.5
LIMIT_MB = 2.5
OPENINGS = 5
BETWEEN_SAMPLES_S = 0.2

# the second frame begins when the first was handed to the screen
DRAWN = """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
    resolve(document.querySelectorAll(".leaflet-areas-pane path").length ? performance.now() / 1000 : null))))"""


def measure() -> Iterator[Measured]:
    """Render the atlas, the briefings and the gallery of every party, as the command does, and open an atlas."""
    with tempfile.TemporaryDirectory(prefix="kharita-") as folder:
        start = time.perf_counter()
        peak = _render_all(folder)
        yield Measured("maps: atlases and briefings of all parties", time.perf_counter() - start, "limit", LIMIT_S)
        yield Measured("maps: memory of all its processes at the peak", peak / 2**30, "limit", LIMIT_GIB, "GiB")
        pages = Path(folder, "maps")
        sizes = {page.stem: page.stat().st_size / 1e6 for page in pages.glob("*.html") if page.stem != "index"}
        yield Measured(f"maps: size of the atlas of {PARTY}", sizes[PARTY], "limit", LIMIT_MB, "MB")
        yield Measured("maps: size of the largest atlas", max(sizes.values()), "limit", LIMIT_MB, "MB")
        found = find_browser()
        if found is None:
            return
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            took = median(_opening(chromium, pages / f"{PARTY}.html") for _ in range(OPENINGS))
            chromium.close()
        yield Measured(f"maps: the atlas of {PARTY} opens and is drawn", took, "limit", LIMIT_OPENING_S)


def _render_all(folder: str) -> int:
    """Render all parties; return the bytes that the command and its processes held at the peak, shared ones once."""
    command = [sys.executable, "-m", "app.commands", "maps", "--all"]
    environment = {**environ, "BUILD_DIR": folder}
    peak = 0
    # a session of their own tells these processes from all others
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None:
            peak = max(peak, _held(process.pid))
            time.sleep(BETWEEN_SAMPLES_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def _held(session: int) -> int:
    return sum(_proportional_set(path) for path in Path("/proc").glob("[0-9]*") if _is_of(path, session))


def _is_of(process: Path, session: int) -> bool:
    try:
        return getsid(int(process.name)) == session
    except ProcessLookupError:
        return False


def _proportional_set(process: Path) -> int:
    """Bytes of a process; those it shares are counted in parts. None once it has ended."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _opening(chromium: Browser, page: Path) -> float:
    """Seconds from the request of the page to the first picture of its areas, in a profile that never saw it."""
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.goto(page.as_uri())
    drawn = opened.evaluate(DRAWN)
    context.close()
    if drawn is None:
        raise RuntimeError(f"no area is drawn on {page}")
    return float(drawn)
