"""Response cache keyed by ETag; conditional requests are answered without the database."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session, sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http import etag
from app.http.compression import accepted_encoding
from app.store.queries import dataset
from app.store.queries.dataset import Dataset

CACHE_BYTES = 64 * 2**20
"""Size of the cache of one process; the least recently used responses are evicted."""

LARGEST_BYTES = CACHE_BYTES // 8
FRESH_S = 1.0
"""A response may be this much older than the latest load."""

CACHED_VALUES = 4096

T = TypeVar("T")


class CurrentDataset:
    """The current dataset, read from the database at most every `FRESH_S` seconds."""

    def __init__(self, sessions: sessionmaker[Session]):
        self._sessions = sessions
        self._known: tuple[float, Dataset] | None = None

    def __call__(self) -> Dataset:
        """Return the dataset; this may query the database."""
        fresh = self.fresh()
        if fresh is not None:
            return fresh
        with self._sessions() as session:
            found = dataset.current(session)
        self._known = (time.monotonic(), found)
        return found

    def fresh(self) -> Dataset | None:
        """Return the cached dataset, None where it is not fresh; never queries the database."""
        if self._known is None or time.monotonic() - self._known[0] >= FRESH_S:
            return None
        return self._known[1]


def cached_values() -> Callable[[Hashable, Callable[[], T]], T]:
    """Make a function that computes a value once for a key, and caches the `CACHED_VALUES` used last."""
    kept: OrderedDict[Hashable, Any] = OrderedDict()
    lock = Lock()

    def remember(key: Hashable, compute: Callable[[], T]) -> T:
        with lock:
            if key in kept:
                kept.move_to_end(key)
                found: T = kept[key]
                return found
        value = compute()
        with lock:
            kept[key] = value
            while len(kept) > CACHED_VALUES:
                kept.popitem(last=False)
        return value

    return remember


class _CachedResponse(NamedTuple):
    start: Message
    body: bytes


class _ResponseCache:
    """Responses by key, the least recently used first, of `CACHE_BYTES` together."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, _CachedResponse] = OrderedDict()
        self._size = 0

    def find(self, key: Hashable) -> _CachedResponse | None:
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: Hashable, answer: _CachedResponse) -> None:
        if len(answer.body) > LARGEST_BYTES or key in self._answers:
            return
        self._answers[key] = answer
        self._size += len(answer.body)
        while self._size > CACHE_BYTES:
            _, oldest = self._answers.popitem(last=False)
            self._size -= len(oldest.body)


def cache_responses(app: ASGIApp) -> ASGIApp:
    """
    Answer from what was answered before, as long as the dataset is the same.

    Only an answer that carries the entity tag computed here is kept: it says itself that it depends on nothing but the
    request, the code and the dataset.
    """
    shelf = _ResponseCache()

    async def kept(scope: Scope, receive: Receive, send: Send) -> None:
        now = await _dataset_now(scope)
        if now is None:
            return await app(scope, receive, send)
        tag = etag.entity_tag(scope, now)
        if etag.holds(Headers(scope=scope).get("if-none-match", ""), tag):
            return await _send(_not_modified(scope, now), send)
        key = (tag, accepted_encoding(scope))
        found = shelf.find(key)
        if found is not None:
            return await _send(found, send)
        return await app(scope, receive, _copying(send, tag, lambda answer: shelf.put(key, answer)))

    return kept


async def _dataset_now(scope: Scope) -> Dataset | None:
    """Return the dataset for a request whose response may be cached; None where it is unknown."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    now: CurrentDataset = scope["state"]["dataset_now"]
    fresh = now.fresh()
    if fresh is not None:
        return fresh
    try:
        return await run_in_threadpool(now)
    except Exception:  # whatever it is, the service proper meets it too and says what it is
        return None


def _not_modified(scope: Scope, now: Dataset) -> _CachedResponse:
    known = {**etag.validators(scope, now), "Vary": "Accept, Accept-Encoding"}  # as the answer itself would say
    headers = [(name.lower().encode(), value.encode()) for name, value in known.items()]
    return _CachedResponse({"type": "http.response.start", "status": 304, "headers": headers}, b"")


async def _send(answer: _CachedResponse, send: Send) -> None:
    # the start is copied, because whoever sends it on may add headers
    await send({**answer.start, "headers": list(answer.start["headers"])})
    await send({"type": "http.response.body", "body": answer.body})


def _copying(send: Send, tag: str, put: Callable[[_CachedResponse], None]) -> Send:
    """Send on, and hand over the complete response if its tag is this one."""
    started: Message = {}
    parts: list[bytes] = []

    async def send_copying(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            started = {**message, "headers": list(message["headers"])}
        elif _is_tagged(started, tag):
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                put(_CachedResponse(started, b"".join(parts)))
        await send(message)

    return send_copying


def _is_tagged(start: Message, tag: str) -> bool:
    return start["status"] == 200 and (b"etag", tag.encode()) in start["headers"]
