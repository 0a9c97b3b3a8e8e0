"""
How fast the service answers, next to tipg on the same database: ratios of one run, eight clients on loopback.

tipg is installed for the run into a directory that is deleted again. It serves the table `area` as it is, which is what
it is made for; the service serves outlines that were simplified at load.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil

from app.settings import ROOT, Settings
from benchmarks.measured import Measured

CLIENTS = 8
WARM_UP = 200
LEAST_304_PER_S = 2500
MOST_P99_MS = 100.0
MOST_OWN_WEIGHTS_MS = 300.0
MOST_BESIDE_HEAVY_MS = 1000.0
HEAVY = 40
OWN_WEIGHTS = "/v1/scores?election=house-2021-local&party=MP&weights=margin:1,performance:{}"
LIGHT = ["/v1/elections", "/v1/results?election=house-2021-local&party=RNI", "/ogc/collections/communes/items?limit=10"]
ENCODINGS = "Accept-Encoding: gzip, deflate, br\r\n"  # as browsers send it
UNSEEN = ENCODINGS + "Accept: */*;v={}\r\n"  # each is another question, which no kept answer fits
TIPG = "tipg==1.6.1"
TILES = [(6, 25, 30), (7, 51, 61), (8, 102, 122), (9, 205, 246), (10, 410, 491), (11, 820, 982), (12, 1640, 1965)]
TILE_NAMES = [f"{zoom}/{row}/{column}" for zoom, row, column in TILES]
COMMUNES = "/ogc/collections/communes"
AREA = "/collections/public.area"
CHOROPLETH = f"{COMMUNES}/items?limit=2000&detail=medium"
MIXED = [
    "/v1/elections",
    "/v1/results?election=house-2021-local&party=RNI",
    f"{COMMUNES}/items?limit=100",
    f"{COMMUNES}/items?filter=population_2024%20%3E%2050000&limit=10",
    "/ogc/collections/scores/items?election=house-2021-local&party=PI&limit=100",
    *(f"{COMMUNES}/tiles/WebMercatorQuad/{name}" for name in TILE_NAMES),
]


@dataclass(frozen=True)
class Seen:
    """What eight clients saw: answers per second, median and 99th percentile in milliseconds, bytes of the largest."""

    per_second: float
    p50_ms: float
    p99_ms: float
    largest_bytes: int

    @property
    def ms(self) -> float:
        """Milliseconds per answer, all clients together."""
        return 1000 / self.per_second


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    """Send a request, read the answer, return the size of its body."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if status not in (200, 204, 304):
        raise RuntimeError(f"{request.split()[1].decode()} was answered with {status}")
    if status != 200:
        return 0
    if b"transfer-encoding: chunked" in head:
        return await _chunks(reader)
    size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(size)
    return size


async def _chunks(reader: asyncio.StreamReader) -> int:
    total = 0
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readline()
    return total


async def _client(address: str, requests: Iterator[bytes], seen: list[tuple[float, int]]) -> None:
    target = urlsplit(address)
    reader, writer = await asyncio.open_connection(target.hostname, target.port, limit=2**26)
    for request in requests:
        started = time.perf_counter()
        size = await _ask(reader, writer, request)
        seen.append((time.perf_counter() - started, size))
    writer.close()
    await writer.wait_closed()


def _request(address: str, path: str, headers: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\n{headers}\r\n".encode()


def load(address: str, paths: Sequence[str], count: int, headers: str = ENCODINGS) -> Seen:
    """
    Ask for the paths in turn until `count` answers came, `CLIENTS` at a time.

    Raises
    ------
    RuntimeError
        An answer is neither a success nor a 304.
    """
    requests = iter(
        [_request(address, path, headers.format(number)) for number, path in enumerate(islice(cycle(paths), count))]
    )
    seen: list[tuple[float, int]] = []

    async def all_clients() -> None:
        await asyncio.gather(*(_client(address, requests, seen) for _ in range(CLIENTS)))

    started = time.perf_counter()
    asyncio.run(all_clients())
    took = time.perf_counter() - started
    times = sorted(duration for duration, _ in seen)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return Seen(count / took, 1000 * statistics.median(times), 1000 * p99, max(size for _, size in seen))


@contextmanager
def running(command: Sequence[str], ready: str, **variables: str) -> Iterator[tuple[str, psutil.Process]]:
    """Run a server on a free port of loopback until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--no-access-log", "--log-level", "warning"],
        cwd=ROOT,
        env={**os.environ, **variables},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address + ready, process)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            urlopen(address, timeout=60).close()
            return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError(f"the server of {address} ended with {process.returncode}")


def kharita(workers: int = 1) -> list[str]:
    """Command that runs the service."""
    command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app"]
    return command if workers == 1 else [*command, "--workers", str(workers)]


@contextmanager
def tipg() -> Iterator[str]:
    """Run tipg from an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-qq", TIPG, "uvicorn[standard]"], check=True)
        command = [str(python), "-m", "uvicorn", "tipg.main:app"]
        url = Settings().libpq_url
        with running(command, "/healthz", DATABASE_URL=url, TIPG_DB_SCHEMAS='["public"]') as (address, _):
            yield address


class Work(NamedTuple):
    """The same question to both services, the rounds, and how often each asks it: ours anew, ours again, tipg."""

    ours: str
    theirs: str
    rounds: int
    first: int
    again: int
    times: int


class Compared(NamedTuple):
    """What the best rounds saw: the service when it never answered this, the service again, tipg."""

    first: Seen
    again: Seen
    theirs: Seen


def works() -> Iterator[tuple[str, Work]]:
    """Name what is compared."""
    yield "choropleth of 1,538 communes", Work(CHOROPLETH, f"{AREA}/items?level=commune&limit=1538", 2, 40, 100, 8)
    yield (
        "items limit=1000",
        Work(f"{COMMUNES}/items?limit=1000", f"{AREA}/items?level=commune&limit=1000", 2, 40, 100, 8),
    )
    for name in TILE_NAMES:
        zoom, row, column = name.split("/")
        theirs = f"{AREA}/tiles/WebMercatorQuad/{zoom}/{column}/{row}?level=commune"
        times = 16 if int(zoom) < 8 else 80
        yield f"tile z{zoom}", Work(f"{COMMUNES}/tiles/WebMercatorQuad/{name}", theirs, 5, 160, 400, times)


def compare(ours: str, theirs: str) -> Iterator[tuple[str, Compared]]:
    """Measure the same work on both in turns; the best of several rounds is the least disturbed by other programs."""
    zoom, row, column = TILES[-1]
    # both connect to the database and prepare their statements
    load(ours, [f"{COMMUNES}/tiles/WebMercatorQuad/{zoom}/{row + 1}/{column}"], WARM_UP, UNSEEN)
    load(theirs, [f"{AREA}/tiles/WebMercatorQuad/{zoom}/{column}/{row + 1}?level=commune"], WARM_UP)
    for name, work in works():
        load(ours, [work.ours], CLIENTS)
        rounds = [
            Compared(
                load(ours, [work.ours], work.first, UNSEEN.replace("v=", f"v={number}.")),
                load(ours, [work.ours], work.again),
                load(theirs, [work.theirs], work.times),
            )
            for number in range(work.rounds)
        ]
        yield name, Compared(*(max(seen, key=lambda one: one.per_second) for seen in zip(*rounds, strict=True)))


def measure() -> Iterator[Measured]:
    """Time an answer while eight clients ask: next to tipg, next to what it may take, and under a mixed load."""
    with tipg() as theirs, running(kharita(), "/health/ready") as (ours, process):
        for name, seen in compare(ours, theirs):
            yield _timed(f"service: {name}, first asked", seen.first, "tipg", seen.theirs.ms)
            yield _timed(f"service: {name}, asked again", seen.again, "tipg", seen.theirs.ms)
            yield Measured(f"service: {name}, compressed", seen.again.largest_bytes / 1000, unit="kB")
        in_gzip = load(ours, [CHOROPLETH], 100, UNSEEN.replace(", br", ""))
        yield _timed("service: choropleth in gzip, first asked", in_gzip)
        yield Measured("service: choropleth in gzip, compressed", in_gzip.largest_bytes / 1000, unit="kB")
        yield _timed("service: 304", _not_modified(ours), "limit", 1000 / LEAST_304_PER_S)
        yield _timed("service: scores by one's own weights", own_weights(ours), "limit", MOST_OWN_WEIGHTS_MS)
        slowest_heavy, slowest_light = slowest_beside_heavy(ours)
        yield Measured(f"service: slowest of {HEAVY} scores by own weights at once", slowest_heavy, unit="ms")
        yield Measured("service: slowest light answer meanwhile", slowest_light, "limit", MOST_BESIDE_HEAVY_MS, "ms")
        before = process.memory_info().rss
        yield _timed("service: mixed load, 50,000 answers", load(ours, MIXED, 50_000))
        yield Measured("service: memory grown meanwhile", (process.memory_info().rss - before) / 2**20, unit="MiB")
    with running(kharita(workers=2), "/health/ready") as (ours, _):
        load(ours, MIXED, 10 * len(MIXED))
        mixed = load(ours, MIXED, 5_000)
        yield Measured("service: median of mixed load, 2 workers", mixed.p50_ms, unit="ms")
        yield Measured("service: 99th percentile of mixed load, 2 workers", mixed.p99_ms, "limit", MOST_P99_MS, "ms")


def _timed(work: str, seen: Seen, peer: str | None = None, peer_ms: float | None = None) -> Measured:
    return Measured(work, seen.ms, peer, peer_ms, "ms")


def own_weights(address: str) -> Seen:
    """Ask for scores by twenty sets of weights that were never asked for; the service computes one set at a time."""
    load(address, [OWN_WEIGHTS.format(0)], 1)
    return load(address, [OWN_WEIGHTS.format(number) for number in range(1, 21)], 20)


def slowest_beside_heavy(address: str) -> tuple[float, float]:
    """
    Ask `HEAVY` times at once for scores by own weights, and light questions one after the other meanwhile.

    Returns
    -------
    tuple of float
        The longest that a heavy and a light answer took, in milliseconds.

    Raises
    ------
    RuntimeError
        An answer is not a success: nobody is sent away.
    """
    heavy: list[tuple[float, int]] = []
    light: list[tuple[float, int]] = []

    async def both() -> None:
        paths = [OWN_WEIGHTS.format(1000 + number) for number in range(HEAVY)]
        asking = [
            asyncio.create_task(_client(address, iter([_request(address, path, ENCODINGS)]), heavy)) for path in paths
        ]
        for number, path in enumerate(cycle(LIGHT)):
            await _client(address, iter([_request(address, path, UNSEEN.format(number))]), light)
            if all(task.done() for task in asking):
                break
        await asyncio.gather(*asking)

    asyncio.run(both())
    return 1000 * max(took for took, _ in heavy), 1000 * max(took for took, _ in light)


def _not_modified(address: str) -> Seen:
    path = f"{COMMUNES}/items?limit=1000"
    with urlopen(address + path) as answer:
        tag = answer.headers["ETag"]
    return load(address, [path], 10_000, f"If-None-Match: {tag}\r\n")


if __name__ == "__main__":
    for measured in measure():
        print(measured)
