"""The service answers whatever happens around it: locks, floods, half-sent requests, slow readers, a full disk."""

import os
import re
import socket
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest

from app.http.cache import DatasetCache
from app.http.connections import HEADERS_S, MOST_CONNECTIONS, MOST_HEAD_BYTES
from app.http.metric_files import BYTES
from tests.servers import served

LOCKED = "/ogc/collections/communes/items?limit=1&bbox=-8,30,-5,35&population_2014="
PATIENCE_S = 60
LIVE_S = 0.5
"""The limit is 50 ms on a machine of its own (`./run bench --faults`); tests share theirs."""


@pytest.fixture(scope="module")
def loaded(new_database, loaded_template):
    with new_database(loaded_template) as settings:
        yield settings


@pytest.fixture(scope="module")
def service(loaded, tmp_path_factory):
    with served(loaded.libpq_url, tmp_path_factory.mktemp("alive") / "log", PUBLIC_ROLE="admin") as running:
        yield running


@contextmanager
def locked(settings, table: str):
    """Nobody reads the table meanwhile."""
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def timed(url: str) -> tuple[int, float]:
    began = time.monotonic()
    answer = httpx2.get(url, timeout=PATIENCE_S)
    assert answer.status_code != 503 or int(answer.headers["retry-after"]) > 0
    return answer.status_code, time.monotonic() - began


def sockets(url: str, stack: ExitStack, number: int) -> list[socket.socket]:
    at = urlsplit(url)
    return [stack.enter_context(socket.create_connection((at.hostname, at.port))) for _ in range(number)]


def answer_to(asking: socket.socket, seconds: float) -> bytes:
    asking.settimeout(seconds)
    return asking.makefile("rb").read()


def test_while_a_table_is_locked_it_lives_reads_other_tables_and_keeps_nobody_waiting(loaded, service):
    for path in ("/v1/parties?limit=1", "/v1/parties?limit=2"):
        assert timed(service.url + path)[0] == 200
    with ThreadPoolExecutor(120) as askers, locked(loaded, "area"):
        asked = [askers.submit(timed, f"{service.url}{LOCKED}{number}") for number in range(120)]
        time.sleep(1)
        live = [timed(f"{service.url}/health/live") for _ in range(20)]
        other = [timed(f"{service.url}/v1/parties?limit={number}") for number in range(3, 13)]
        waited = [each.result() for each in asked]
    assert {status for status, _ in live} == {200}
    assert statistics.median(seconds for _, seconds in live) < LIVE_S
    assert {status for status, _ in other} == {200}
    assert {status for status, _ in waited} == {503}
    # those at work are ended by the statement's time, those that wait a little later, all others at once
    assert max(seconds for _, seconds in waited) < 30
    assert sorted(seconds for _, seconds in waited)[10] < 5
    assert timed(f"{service.url}{LOCKED}0")[0] == 200


def test_readiness_is_remembered_for_a_second_and_told_in_time(loaded, service):
    assert timed(f"{service.url}/health/ready")[0] == 200
    time.sleep(1.1)
    with locked(loaded, "dataset_digest"):
        status, seconds = timed(f"{service.url}/health/ready")
        assert status == 503
        assert seconds < 5
    status, _ = timed(f"{service.url}/health/ready")
    ends = time.monotonic() + PATIENCE_S
    while status != 200 and time.monotonic() < ends:
        status, _ = timed(f"{service.url}/health/ready")
    assert status == 200


def test_requests_that_are_never_sent_to_their_end_keep_nobody_from_asking(service):
    with ExitStack() as stack:
        half = sockets(service.url, stack, 400)
        for asking in half[:200]:
            asking.sendall(b"GET /v1/parties HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        for asking in half[200:300]:
            asking.sendall(b"POST /v1/seats/simulate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert [timed(f"{service.url}/health/live")[0] for _ in range(10)] == [200] * 10
        assert timed(f"{service.url}/v1/parties?limit=20")[0] == 200
        assert {answer_to(asking, 3 * HEADERS_S)[9:12] for asking in half} == {b"408"}


def test_a_connection_on_which_nothing_comes_is_closed(service):
    with ExitStack() as stack:
        [idle] = sockets(service.url, stack, 1)
        assert b" 408 " in answer_to(idle, 3 * HEADERS_S)


def test_more_connections_than_there_may_be_make_room_for_new_ones(service):
    with ExitStack() as stack:
        held = sockets(service.url, stack, MOST_CONNECTIONS + 50)
        assert timed(f"{service.url}/health/live")[0] == 200
        assert answer_to(held[0], 3 * HEADERS_S) == b""  # it was idle longest


def test_the_head_of_a_request_is_bounded(service):
    with ExitStack() as stack:
        [asking] = sockets(service.url, stack, 1)
        try:
            asking.sendall(b"GET / HTTP/1.1\r\n")
            for _ in range(MOST_HEAD_BYTES // 1000 + 100):
                asking.sendall(b"X-Long: " + b"x" * 990 + b"\r\n")
            answer = answer_to(asking, PATIENCE_S)
        except (BrokenPipeError, ConnectionResetError):  # while more was being sent
            answer = b" 431 "
        assert b" 431 " in answer
    assert timed(f"{service.url}/health/live")[0] == 200


def test_clients_that_read_nothing_keep_nobody_from_asking(service):
    path = "/ogc/collections/communes/items?limit=2000&detail=high"
    with ExitStack() as stack:
        slow = sockets(service.url, stack, 64)
        for asking in slow:
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\r\n".encode())
        time.sleep(2)
        assert [timed(f"{service.url}/health/live")[0] for _ in range(10)] == [200] * 10
        assert timed(f"{service.url}/v1/parties?limit=30")[0] == 200


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for the metrics and little more."""
    disk = tmp_path / "small"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small file system")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> None:
    with (disk / "fill").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"x" * 2**16)


@pytest.mark.parametrize("room", [True, False], ids=["fills up later", "full from the start"])
def test_a_full_disk_costs_metrics_and_no_answer(loaded, small_disk, tmp_path, room):
    if not room:
        fill(small_disk)
    variables = {"TMPDIR": str(small_disk), "PUBLIC_ROLE": "admin"}
    with served(loaded.libpq_url, tmp_path / "log", "--workers", "2", **variables) as running:
        if room:
            fill(small_disk)
        paths = ("/v1/elections", "/v1/parties", "/v1/laws", "/v1/sources", "/v1/areas?level=region&format=xlsx")
        paths += ("/v1/areas?level=region&format=gpkg", "/metrics", "/nothing", "/docs", "/ogc/collections")
        statuses = [timed(running.url + path)[0] for path in paths for _ in range(3)]
        assert set(statuses) == {200, 404}
        assert running.process.poll() is None
    assert not re.search("signal|died|Traceback", running.output.read_text())


def test_the_space_reserved_for_metrics_is_enough_for_every_route_and_status(client):
    routes = len(client.get("/openapi.json").json()["paths"]) + len(client.get("/ogc/api").json()["paths"]) + 20
    entry = 300  # bytes, of a name with its labels; durations have 15 of them a route
    assert routes * 15 * entry < BYTES
    assert routes * 2 * 12 * entry < BYTES


def test_what_many_ask_for_at_once_is_computed_once():
    cache, computed, together = DatasetCache[int](3), [], Barrier(8)

    def compute() -> int:
        computed.append(1)
        time.sleep(0.05)
        return 7

    def ask(_: int) -> int:
        together.wait()
        return cache.get("one", "key", compute)

    with ThreadPoolExecutor(8) as askers:
        assert list(askers.map(ask, range(8))) == [7] * 8
    assert computed == [1]


def test_values_of_the_dataset_before_are_forgotten_and_failures_are_not_kept():
    cache = DatasetCache[int](3)
    for version in ("one", "two"):
        for key in range(5):
            assert cache.get(version, key, lambda key=key: key) == key
        assert len(cache._values) == 3
    with pytest.raises(ZeroDivisionError):
        cache.get("two", "failing", lambda: 1 // 0)
    assert cache.get("two", "failing", lambda: 1) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_started_by_root_it_has_no_right_of_root_s_but_perhaps_to_read(settings, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as written:
        command = ["./run", "serve", "--port", "0"]
        process = subprocess.Popen(
            command, env={**os.environ, "DATABASE_URL": settings.libpq_url}, stdout=written, stderr=written
        )
    try:
        ends = time.monotonic() + 180
        while "Application startup complete" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < ends, log.read_text()
            time.sleep(0.1)
        status = dict(
            line.split(":\t", 1)
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
            if ":\t" in line
        )
        assert status["Uid"].split() == ["65534"] * 4
        assert int(status["CapEff"], 16) & ~0b100 == 0  # CAP_DAC_READ_SEARCH is the third
        assert status["NoNewPrivs"] == "1"
    finally:
        process.terminate()
        process.wait(timeout=60)
