"""Response cache keyed by ETag; conditional requests are answered without the database."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from http import HTTPStatus
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy.orm import Session, sessionmaker
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

PATIENCE_S = 1.0
"""How long a request waits for the name of the dataset before it goes on without."""

CACHED_VALUES = 4096

T = TypeVar("T")


class CurrentDataset:
    """The current dataset, read from the database at most every `FRESH_S` seconds."""

    def __init__(self, sessions: sessionmaker[Session]):
        self._sessions = sessions
        self._known: tuple[float, Dataset] | None = None
        self._reading = Lock()
        self._together = TogetherRead(self, fresh_s=0.0, patience_s=PATIENCE_S)

    def __call__(self) -> Dataset:
        """Return the dataset; this may query the database, for one caller at a time."""
        with self._reading:
            fresh = self.fresh()
            if fresh is not None:
                return fresh
            with self._sessions() as session:
                found = dataset.current(session)
            self._known = (time.monotonic(), found)
        return found

    async def soon(self) -> Dataset:
        """
        Return the dataset; whoever asks while it is read waits for the same reading.

        Raises
        ------
        TimeoutError
            Not within `PATIENCE_S`.
        """
        return self.fresh() or await self._together()

    def fresh(self) -> Dataset | None:
        """Return the cached dataset, None where it is not fresh; never queries the database."""
        if self._known is None or time.monotonic() - self._known[0] >= FRESH_S:
            return None
        return self._known[1]


class TogetherRead(Generic[T]):
    """
    A value that is read in a thread of its own, once for all who wait for it.

    Parameters
    ----------
    read : callable
        Reads the value.
    fresh_s : float
        How long a value, or the exception that was raised instead, is remembered.
    patience_s : float
        How long a caller waits; the reading goes on.
    """

    def __init__(self, read: Callable[[], T], fresh_s: float, patience_s: float):
        self._read, self._fresh_s, self._patience_s = read, fresh_s, patience_s
        self._thread = CapacityLimiter(1)
        self._reading: asyncio.Future[T] | None = None
        self._done_at = 0.0

    async def __call__(self) -> T:
        """
        Return the value.

        Raises
        ------
        TimeoutError
            Not within the patience.
        """
        if self._reading is None or (self._reading.done() and time.monotonic() - self._done_at >= self._fresh_s):
            self._reading = asyncio.ensure_future(run_sync(self._read, limiter=self._thread))
            self._reading.add_done_callback(self._note)
        return await asyncio.wait_for(asyncio.shield(self._reading), self._patience_s)

    def _note(self, reading: "asyncio.Future[T]") -> None:
        self._done_at = time.monotonic()
        if not reading.cancelled():
            reading.exception()  # looked at, though nobody may wait any more


class DatasetCache(Generic[T]):
    """
    Values computed from one dataset, each once however many ask for it; those of the dataset before are forgotten.

    Parameters
    ----------
    most : int
        Values of which those used last are cached.
    """

    def __init__(self, most: int):
        self._most = most
        self._lock = Lock()
        self._version = ""
        self._values: OrderedDict[Hashable, Future[T]] = OrderedDict()

    def get(self, version: str, key: Hashable, compute: Callable[[], T]) -> T:
        """
        Return the value of a key.

        Parameters
        ----------
        version : str
            Of the dataset that it is computed from.
        key : hashable
        compute : callable
            Computes the value; what it raises is raised for all who wait for it, and not cached.
        """
        with self._lock:
            if version != self._version:
                self._values.clear()
                self._version = version
            value = self._values.get(key)
            is_first = value is None
            if value is None:
                value = self._values[key] = Future()
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        if is_first:
            self._compute(key, value, compute)
        return value.result()

    def _compute(self, key: Hashable, value: "Future[T]", compute: Callable[[], T]) -> None:
        try:
            value.set_result(compute())
        except BaseException as error:
            with self._lock:
                if self._values.get(key) is value:
                    del self._values[key]
            value.set_exception(error)


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
        held = Headers(scope=scope).get("if-none-match", "")
        if etag.holds(held, tag):
            return await _send(_not_modified(scope, now), send)
        if etag.holds_any(held):
            send = _sparing(send, _not_modified(scope, now))
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
        return await now.soon()
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


def _sparing(send: Send, unchanged: _CachedResponse) -> Send:
    """Send that nothing changed in place of an answer that there is; one that tells of a problem goes out as it is."""
    spared = False

    async def send_sparing(message: Message) -> None:
        nonlocal spared
        starts = message["type"] == "http.response.start"
        spared = message["status"] < HTTPStatus.MULTIPLE_CHOICES if starts else spared
        if not spared:
            await send(message)
        elif starts:
            await _send(unchanged, send)

    return send_sparing


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
