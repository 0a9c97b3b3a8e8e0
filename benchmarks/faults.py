"""What the service does while things fail around it: on a PostgreSQL of its own, with a copy of the loaded database."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg

from app.settings import ROOT, Settings

LIVE_MS = 50.0
RECOVERED_S = 30.0
GROWN_MIB = 150.0
"""How much two workers may grow from the first calm to the end."""

WORKERS, ASKERS, SLOW_CLIENTS, HALF_SENT, CROWD = 2, 8, 64, 400, 120
START_S = 120
PATIENCE_S = 60

QUESTIONS = (
    "/v1/elections",
    "/v1/parties",
    "/v1/laws",
    "/v1/areas?level=region",
    "/v1/results?election=house-2021-local&party=MP",
    "/v1/scores?election=house-2021-local&party=RNI",
    "/v1/seats/house-2021-local/parties",
    "/ogc/collections/provinces/items?limit=20",
    "/ogc/collections/communes/items?limit=500",
)
LARGE = "/ogc/collections/communes/items?limit=2000&detail=high"

_BARE = """
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    asking, _ = server.accept()
    asking.recv(65536)
    asking.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
    asking.close()
"""
"""A process that does nothing but answer: what it takes beside the service, the machine takes."""

_PROBE = """
import http.client, json, sys, time

def took(port):
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/health/live")
    right = connection.getresponse().status == 200
    connection.close()
    return 1000 * (time.monotonic() - began) if right else None

service, bare = map(int, sys.argv[1:])
for line in sys.stdin:  # as many seconds
    ends, live, machine, failed = time.monotonic() + float(line), [], [], 0
    while time.monotonic() < ends:
        machine.append(took(bare))
        try:
            live.append(took(service))
        except OSError:
            live.append(None)
        time.sleep(0.02)
    answered = [one for one in live if one is not None]
    print(json.dumps({"live": answered, "machine": machine, "failed": len(live) - len(answered)}), flush=True)
"""


@dataclass
class Seen:
    """What the askers saw in one phase: statuses, wrong answers, broken connections."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    broken: int = 0
    impatient: int = 0


@dataclass(frozen=True)
class Stage:
    """A running service and its PostgreSQL."""

    port: int
    process: subprocess.Popen[bytes]
    checkout: Path
    database: str
    disk: Path
    right: dict[str, Any]

    @property
    def workers(self) -> list[psutil.Process]:
        """Processes that answer."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        alive = [each for each in children if each.status() != psutil.STATUS_ZOMBIE]
        return [each for each in alive if "spawn_main" in " ".join(each.cmdline())]

    @property
    def mib(self) -> float:
        """Memory of all workers."""
        return sum(each.memory_info().rss for each in self.workers) / 2**20


def ask(port: int, path: str) -> tuple[int, Any]:
    """Ask by a connection of its own. Raises OSError or HTTPException where it breaks."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", path, headers={"Accept": f"application/json, */*;v={time.monotonic_ns()}"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status == 503 and int(answer.headers["Retry-After"]) <= 0:
            raise RuntimeError("503 without a time to come back")
        return answer.status, json.loads(content)
    finally:
        connection.close()


def told(answer: dict[str, Any]) -> Any:
    """Return what of an answer is the same in every dataset of equal figures."""
    return answer.get("items", answer.get("features"))


def keep_asking(stage: Stage, stop: Event, seen: Seen, first: int) -> None:
    """Ask one question after the other, and compare each answer with the right one."""
    turn = first
    while not stop.is_set():
        turn += 1
        path = QUESTIONS[turn % len(QUESTIONS)]
        try:
            status, content = ask(stage.port, path)
        except (OSError, HTTPException):
            seen.broken += 1
            time.sleep(0.05)
            continue
        seen.statuses[status] += 1
        if status == 200 and told(content) != stage.right[path]:
            seen.wrong.append(path)


def sockets(stage: Stage, stack: ExitStack, number: int, sent: bytes) -> None:
    """Connect, send something, and then do nothing."""
    for _ in range(number):
        asking = stack.enter_context(socket.socket())
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asking.connect(("127.0.0.1", stage.port))
        asking.sendall(sent)


def calm(_stage: Stage) -> None:
    """Let the askers ask."""
    time.sleep(5)


def locks(stage: Stage) -> None:
    """Hold a table that most questions read, and send a crowd after it."""
    with psycopg.connect(stage.database) as connection, ThreadPoolExecutor(CROWD) as crowd:
        connection.execute("LOCK TABLE area IN ACCESS EXCLUSIVE MODE")
        paths = (f"{QUESTIONS[-1]}&population_2014={number}" for number in range(CROWD))
        asked = [crowd.submit(ask, stage.port, path) for path in paths]
        time.sleep(8)
        connection.rollback()
        for each in asked:
            if each.result()[0] not in {200, 503}:
                raise RuntimeError(f"{each.result()}")


def half_sent(stage: Stage) -> None:
    """Send beginnings of requests."""
    with ExitStack() as stack:
        sockets(stage, stack, HALF_SENT, b"GET /v1/parties HTTP/1.1\r\nHost: localhost\r\nX-Never: ")
        time.sleep(8)


def slow_clients(stage: Stage) -> None:
    """Ask for the largest answer, and read nothing of it."""
    with ExitStack() as stack:
        sockets(stage, stack, SLOW_CLIENTS, f"GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(8)


def full_disk(stage: Stage) -> None:
    """Fill the service's temporary directory."""
    fill = stage.disk / "fill"
    try:
        with fill.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 2**16)
    except OSError:
        time.sleep(5)
    finally:
        fill.unlink()


def killed_worker(stage: Stage) -> None:
    """Kill a worker."""
    os.kill(stage.workers[0].pid, signal.SIGKILL)
    time.sleep(8)


def killed_backend(stage: Stage) -> None:
    """Kill a process of PostgreSQL's, which ends all others and starts again."""
    for process in server(stage).children():
        if "kharita" in " ".join(process.cmdline()):
            process.kill()
            break
    time.sleep(5)


def killed_postmaster(stage: Stage) -> None:
    """Kill PostgreSQL, and start it again after a while."""
    postmaster = server(stage)
    children = postmaster.children()
    postmaster.kill()
    psutil.wait_procs(children, timeout=PATIENCE_S)
    time.sleep(3)
    run_script(stage.checkout, "up")
    time.sleep(2)


def changes(stage: Stage) -> None:
    """Rename the dataset twenty times a second, so that nothing cached is of any use."""
    with psycopg.connect(stage.database, autocommit=True) as connection:
        for number in range(160):
            connection.execute("UPDATE dataset_digest SET digest = md5(%s) || md5(%s)", [str(number), "x"])
            time.sleep(0.05)


PHASES: Sequence[Callable[[Stage], None]] = (
    *(calm, locks, half_sent, slow_clients, full_disk, killed_worker, killed_backend, killed_postmaster, changes, calm),
)
BREAKS = {killed_worker}
"""Phases in which connections break: those of the worker that was killed."""


def server(stage: Stage) -> psutil.Process:
    """Find PostgreSQL's first process."""
    with psycopg.connect(stage.database) as connection:
        [data] = connection.execute("SHOW data_directory").fetchone() or [""]
    return psutil.Process(int((Path(data) / "postmaster.pid").read_text().split()[0]))


def run_script(checkout: Path, *arguments: str) -> str:
    """Run a copy of `./run`, with a cluster of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [str(checkout / "run"), *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


@contextmanager
def copied_database(folder: Path) -> Iterator[tuple[Path, str]]:
    """Copy the loaded database to a PostgreSQL of its own."""
    checkout = folder / "checkout"
    checkout.mkdir()
    shutil.copy(ROOT / "run", checkout)
    if (ROOT / ".packages").is_dir():
        (checkout / ".packages").symlink_to(ROOT / ".packages")
    address = run_script(checkout, "up")
    try:
        dump = folder / "dump"
        subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", Settings().libpq_url], check=True)
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={address}", str(dump)], check=True)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")
        yield checkout, address
    finally:
        with psycopg.connect(address) as connection:
            [data] = connection.execute("SHOW data_directory").fetchone() or [""]
        run_script(checkout, "down")
        shutil.rmtree(Path(data).parent)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of 16 MiB; where that is not allowed, a folder, and nothing is full."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield disk
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def staged() -> Iterator[Stage]:
    """Start everything, and learn the right answers."""
    with tempfile.TemporaryDirectory(prefix="kharita-faults-") as name, ExitStack() as stack:
        folder = Path(name)
        checkout, database = stack.enter_context(copied_database(folder))
        disk = stack.enter_context(small_disk(folder))
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "app.commands", "serve", "--workers", str(WORKERS), "--port", str(port)]
        environment = {**os.environ, "DATABASE_URL": database, "TMPDIR": str(disk)}
        log = stack.enter_context((folder / "log").open("wb"))
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            stage = Stage(port, process, checkout, database, disk, {})
            wait_until_ready(stage)
            for path in QUESTIONS:
                stage.right[path] = told(ask(port, path)[1])
            yield stage
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


def wait_until_ready(stage: Stage) -> float:
    """Wait until all questions are answered again; return the seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < START_S:
        try:
            if all(ask(stage.port, path)[0] == 200 for path in ("/health/ready", *QUESTIONS)):
                return time.monotonic() - began
        except (OSError, HTTPException):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"not ready within {START_S} s")


def observe(stage: Stage, phase: Callable[[Stage], None], probe: subprocess.Popen[str]) -> bool:
    """Let one thing fail while all ask; print what came of it, and tell whether it is as it should be."""
    assert probe.stdin is not None
    assert probe.stdout is not None
    seen, stop = Seen(), Event()
    print("6", file=probe.stdin, flush=True)
    with ThreadPoolExecutor(ASKERS) as askers:
        asking = [askers.submit(keep_asking, stage, stop, seen, number) for number in range(ASKERS)]
        try:
            phase(stage)
        finally:
            stop.set()
        for each in asking:
            each.result()
    live = json.loads(probe.stdout.readline())
    recovered = wait_until_ready(stage)
    slowest, typical = _slowest(live["live"])
    of_machine, _ = _slowest(live["machine"])
    counts = ", ".join(f"{count:,} × {status}" for status, count in sorted(seen.statuses.items()))
    good = (
        not seen.wrong
        and set(seen.statuses) <= {200, 503}
        and (not seen.broken or phase in BREAKS)
        and (not live["failed"] or phase in BREAKS)
        and slowest <= LIVE_MS + of_machine
        and recovered <= RECOVERED_S
    )
    verdict = "" if good else "NOT GOOD"
    print(
        f"{phase.__name__:18} {counts:28} {len(seen.wrong):5} wrong {seen.broken:4} broken"
        f"   live {typical:5.1f} ms, at most {slowest:6.1f} (a bare process {of_machine:5.1f})"
        f"   recovered in {recovered:4.1f} s   {stage.mib:5.0f} MiB   {verdict}",
        flush=True,
    )
    return good


def _slowest(took: Sequence[float]) -> tuple[float, float]:
    """Tell the slowest of all, and of ninety-nine in a hundred; infinite where nothing was answered."""
    ordered = sorted(took) or [float("inf")]
    return ordered[-1], ordered[len(ordered) * 99 // 100]


@contextmanager
def _bare() -> Iterator[str]:
    """Start the process that does nothing but answer; give its port."""
    process = subprocess.Popen([sys.executable, "-c", _BARE], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def run() -> bool:
    """
    Let one thing after the other fail, while clients ask, and print what came of each.

    Returns
    -------
    bool
        Whether no answer was wrong and none was 500, liveness was told within 50 ms beyond what a bare process needs
        at the same time, everything recovered by itself and memory is bounded.
    """
    with staged() as stage, _bare() as bare:
        command = [sys.executable, "-c", _PROBE, str(stage.port), bare]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as probe:
            good = [observe(stage, PHASES[0], probe)]
            before = stage.mib
            good += [observe(stage, phase, probe) for phase in PHASES[1:]]
            grown = stage.mib - before
            assert probe.stdin is not None
            probe.stdin.close()
    print(f"memory grown by {grown:.0f} MiB, of {GROWN_MIB:.0f} that it may")
    return all(good) and grown <= GROWN_MIB
