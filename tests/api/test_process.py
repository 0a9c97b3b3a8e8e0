"""The service as a process: what it does when the database restarts, when it is told to end, with several workers."""

import json
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import httpx2
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.settings import Settings
from tests.checkouts import Checkout, data_directory, make_checkout
from tests.databases import migrate
from tests.servers import Served, served

PATIENCE_S = 120
SLOW = {
    "election": "house-2021-local",
    "draws": {"number": 1000, "seed": 1, "national_sd": 0.1, "local_sd": 0.2},
}


def until(condition, what: str) -> None:
    """Wait for what must come, and fail when it does not."""
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, f"not within {PATIENCE_S} s: {what}"
        time.sleep(0.05)


@pytest.fixture
def cluster(tmp_path) -> Iterator[Checkout]:
    """A PostgreSQL of the test's own, to be stopped and started."""
    yield from make_checkout(tmp_path / "a checkout")


@pytest.fixture
def login(cluster) -> str:
    """Address of a database with tables and nearly nothing in them, with the login that `./run` gives the service."""
    owner = cluster.up()
    migrate(Settings(database_url=owner))
    with psycopg.connect(owner) as connection:
        connection.execute(
            "INSERT INTO dataset_digest (election_code, table_name, digest)"
            " SELECT '', name, repeat('0', 64) FROM unnest(ARRAY['dataset', 'load_run']) AS name"
        )
    password = (data_directory(owner).parent / "service-password").read_text().strip()
    return re.sub("//.*@", f"//kharita_service:{password}@", owner)


def test_while_the_database_restarts_it_says_so_and_then_goes_on_by_itself(cluster, login, tmp_path):
    stop, seen = Event(), Counter()
    with served(login, tmp_path / "log") as service, ThreadPoolExecutor(8) as askers:
        assert httpx2.get(f"{service.url}/health/ready").status_code == 200
        asking = [askers.submit(keep_asking, service, stop, seen, number) for number in range(8)]
        try:
            until(lambda: seen[200] > 50, "answers before")
            cluster.run("down")
            until(lambda: seen[503] > 20, "refusals while the database is away")
            assert httpx2.get(f"{service.url}/health/ready").status_code == 503
            assert httpx2.get(f"{service.url}/health/live").status_code == 200
            cluster.run("up")
            until(lambda: httpx2.get(f"{service.url}/health/ready").status_code == 200, "readiness again")
            answered = seen[200]
            until(lambda: seen[200] > answered + 50, "answers again")
        finally:
            stop.set()
        for each in asking:
            each.result()
        assert service.process.poll() is None
    assert set(seen) == {200, 503}
    assert service.process.returncode == 0


def keep_asking(service: Served, stop: Event, seen: Counter, number: int) -> None:
    """Ask what no kept answer fits until told to stop."""
    with httpx2.Client(timeout=PATIENCE_S) as client:
        for turn in count():
            if stop.is_set():
                return
            answer = client.get(f"{service.url}/v1/elections", headers={"Accept": f"*/*;v={number}.{turn}"})
            seen[answer.status_code] += 1
            if answer.status_code == 503:
                assert answer.headers["content-type"] == "application/problem+json"
                assert int(answer.headers["retry-after"]) > 0


def working(service: Served) -> float:
    """Requests that are being worked on, without the one that asks."""
    families = text_string_to_metric_families(httpx2.get(f"{service.url}/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return next(sample.value for sample in samples if sample.name == "kharita_requests_in_flight") - 1


def test_told_to_end_it_finishes_what_it_was_asked(settings, tmp_path):
    with served(settings.libpq_url, tmp_path / "log", PUBLIC_ROLE="admin") as service:
        assert_it_ends_in_order(service)


def test_several_workers_count_together_log_in_json_and_end_in_order_too(settings, tmp_path: Path):
    with served(settings.libpq_url, tmp_path / "log", "--workers", "2", PUBLIC_ROLE="admin") as service:
        for _ in range(20):  # each by a connection of its own, which any worker may take
            assert httpx2.get(f"{service.url}/health/live").status_code == 200
        found = httpx2.get(f"{service.url}/metrics").text
        assert re.search(r'kharita_requests_total\{.*route="/health/live",status="200"\} 21\.0', found), found
        assert_it_ends_in_order(service)
    lines = [line for line in service.output.read_text().splitlines() if line.startswith("{")]
    asked = [line for line in map(json.loads, lines) if line.get("route") == "/health/live"]
    assert len(asked) == 21


def assert_it_ends_in_order(service: Served) -> None:
    """Tell it to end while it works on a slow request."""
    with ThreadPoolExecutor(1) as asker:
        asked = asker.submit(httpx2.post, f"{service.url}/v1/seats/simulate", json=SLOW, timeout=PATIENCE_S)
        until(lambda: working(service) >= 1 or asked.done(), "the slow request at work")
        assert not asked.done()
        service.process.send_signal(signal.SIGTERM)
        answer = asked.result()
    assert answer.status_code == 200
    assert answer.json()["items"][0]["parties"]
    assert service.process.wait(timeout=PATIENCE_S) == 0
    assert "Traceback" not in service.output.read_text()
