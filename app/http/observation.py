"""Access log and metrics."""

import time
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http import callers, logs, metrics

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
NO_ROUTE = "none"
LONGEST = 300
HIDDEN = "…"
CLIENT_LEFT = 499
"""Status where the client left, or the connection broke, before an answer began."""


def observe(app: ASGIApp, service: FastAPI, declared: Callable[[], frozenset[str]]) -> ASGIApp:
    """
    Tell of each request.

    Parameters
    ----------
    service : FastAPI
        Whose routes the requests are counted by.
    declared : callable
        Gives the names of all query parameters: others may be secrets, and are not told.
    """
    route_of, query_of = route_finder(service), query_logger(declared)

    async def observed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        status, size, started = CLIENT_LEFT, 0, time.perf_counter()

        async def send_observed(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            return await app(scope, receive, send_observed)
        finally:
            took = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else "other"
            asked = {"method": method, "route": route_of(scope["path"]), "query": query_of(scope["query_string"])}
            _tell(scope, asked, status, size, took)

    return observed


def count_work(app: ASGIApp) -> ASGIApp:
    """Count a request that reached a router: its response was not cached."""

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        scope["state"]["worked_on"] = True
        with metrics.IN_FLIGHT.track_inprogress():
            return await app(scope, receive, send)

    return noted


def _tell(scope: Scope, asked: dict[str, str], status: int, size: int, took_s: float) -> None:
    state = scope["state"]
    caller = state.get("caller")
    is_kept = status in {200, 304} and "worked_on" not in state
    metrics.count(asked["method"], asked["route"], status, is_kept, took_s)
    logs.tell(
        {
            "id": state["request_id"],
            **asked,
            "path": _clipped(scope["path"]),
            "status": status,
            "ms": round(took_s * 1000, 2),
            "bytes": size,
            "kept": is_kept,
            "key": caller.key_id if caller else None,
        }
    )


def route_finder(service: FastAPI) -> Callable[[str], str]:
    """
    Make a function that tells the template of a path, as `/v1/areas/{level}/{code}`.

    The router would tell it too, but sees neither what is answered from what was kept nor what is refused.
    """
    routes = [route.path for route in iter_route_contexts(service.routes) if route.path is not None]
    patterns = [(compile_path(path)[0], path) for path in routes]

    @lru_cache(4096)
    def find(path: str) -> str:
        return next((template for pattern, template in patterns if pattern.match(path)), NO_ROUTE)

    return lambda path: find(path) if len(path) <= LONGEST else NO_ROUTE


def query_logger(declared: Callable[[], frozenset[str]]) -> Callable[[bytes], str]:
    """Make a function that formats a query string for the log: declared parameters only, clipped."""

    @lru_cache(1024)
    def tell(query: bytes) -> str:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="replace")
        known = declared()
        return _clipped("&".join(f"{name}={value}" if name in known else HIDDEN for name, value in pairs))

    # a character takes up to twelve bytes: what is told is never of the end that was cut off, which may be half a key
    return lambda query: tell(query[: 20 * LONGEST]) if query else ""


def _clipped(text: str) -> str:
    """Clip a text, and redact what looks like an API key."""
    return callers.PATTERN.sub(HIDDEN, text)[:LONGEST]
