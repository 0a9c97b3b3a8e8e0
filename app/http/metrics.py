"""
What Prometheus reads: counts, durations and states of the service.

With `PROMETHEUS_MULTIPROC_DIR`, which `./run serve` sets, the figures are those of all workers together; without it,
those of the worker that answers.
"""

import os
from functools import cache

from app.http import metric_files

metric_files.reserve()  # before prometheus_client is imported, which then decides where it counts

from prometheus_client import (  # noqa: E402
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from sqlalchemy import Engine, event  # noqa: E402

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

disable_created_metrics()

REQUESTS = Counter(
    "kharita_requests", "Requests answered; kept: without a router's work", ["method", "route", "status", "kept"]
)
DURATION = Histogram("kharita_request_duration_seconds", "Time until the answer was sent", ["route"], buckets=BUCKETS_S)
IN_FLIGHT = Gauge("kharita_requests_in_flight", "Requests that routers work on now", multiprocess_mode="livesum")
CONNECTIONS = Gauge(
    "kharita_database_connections_in_use", "Connections lent by the pool now", multiprocess_mode="livesum"
)
DATABASE_UP = Gauge("kharita_database_up", "1 if the database answered just now", multiprocess_mode="mostrecent")
DATASET = Gauge("kharita_dataset_version", "Number of the load that last changed data", multiprocess_mode="mostrecent")


def count(method: str, route: str, status: int, kept: bool, took_s: float) -> None:
    """Count a response; methods, routes and statuses are few."""
    _counter(method, route, status, kept).inc()
    _histogram(route).observe(took_s)


@cache
def _counter(method: str, route: str, status: int, kept: bool) -> Counter:
    return REQUESTS.labels(method, route, status, str(kept).lower())


@cache
def _histogram(route: str) -> Histogram:
    return DURATION.labels(route)


def watch(engine: Engine) -> None:
    """Count the connections that an engine's pool lends."""

    @event.listens_for(engine, "checkout")
    def _lent(*_: object) -> None:
        CONNECTIONS.inc()

    @event.listens_for(engine, "checkin")
    def _given_back(*_: object) -> None:
        CONNECTIONS.dec()


def exposition() -> bytes:
    """Write all metrics in Prometheus's text format."""
    if not _of_all_workers():
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return generate_latest(together)


def end() -> None:
    """Remove this worker's gauges from those of all workers."""
    if _of_all_workers():
        multiprocess.mark_process_dead(os.getpid())


def _of_all_workers() -> bool:
    return metric_files.FOLDER in os.environ
