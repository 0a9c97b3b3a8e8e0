"""Limits to what a client may hold of the server: time for a request, time without reading, memory, connections."""

import asyncio
from collections import deque
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.http.alive import LIVE_PATH

HEADERS_S = 10.0
"""Time for the head of a request, from its connection or its first byte."""

BODY_IDLE_S = 20.0
"""Time between two pieces of a body."""

STALLED_S = 30.0
"""Time in which a client reads nothing of what waits for it."""

MOST_HEAD_BYTES = 65_536
MOST_CONNECTIONS = 512
"""Connections of one process; the one that is idle longest makes room for the next."""

BEGUN_AT_ONCE = 4
"""Requests that are begun before the event loop looks at its sockets again."""

_FAREWELL = "HTTP/1.1 {}\r\ncontent-length: 0\r\nconnection: close\r\n{}\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which itself waits for ever, within these limits."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deadline: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._is_in_head = True
        self._head_bytes = 0
        self._idle_since = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection if there is room or can be made."""
        super().connection_made(transport)
        self._expect(HEADERS_S)
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._cancel_deadline()
        if self._stall is not None:
            self._stall.cancel()

    def data_received(self, data: bytes) -> None:
        """Parse, unless the head of the request is too long."""
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._end("431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request's head; for the first of a connection it was begun before."""
        self._is_in_head, self._head_bytes = True, 0
        if self._deadline is None:
            self._expect(HEADERS_S)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Begin to wait for the body."""
        self._is_in_head = False
        self._expect(BODY_IDLE_S)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Go on waiting for the body."""
        self._expect(BODY_IDLE_S)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing more."""
        self._cancel_deadline()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Be idle."""
        self._idle_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Begin to watch whether the client reads."""
        super().pause_writing()
        if self._stall is None:
            self._stall = self.loop.call_later(STALLED_S, self._check_stall, self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Watch no longer."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered on this connection."""
        return self.cycle is None or self.cycle.response_complete

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Begin to answer, liveness at once and everything else a few at a time: a crowd would keep all waiting."""
        if cycle.scope["path"] == LIVE_PATH:
            super()._start_asgi_task(cycle, app)
            return
        if not _UNBEGUN:
            self.loop.call_soon(self._begin_some)
        _UNBEGUN.append((self, cycle, app))

    def _begin_some(self) -> None:
        for _ in range(min(BEGUN_AT_ONCE, len(_UNBEGUN))):
            protocol, cycle, app = _UNBEGUN.popleft()
            super(BoundedProtocol, protocol)._start_asgi_task(cycle, app)
        if _UNBEGUN:
            self.loop.call_soon(self._begin_some)

    def _expect(self, within_s: float) -> None:
        self._cancel_deadline()
        self._deadline = self.loop.call_later(within_s, self._give_up)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if self._is_in_head and not self.is_idle:  # of the next request, which is not read before this one is answered
            self._expect(HEADERS_S)
        elif self.cycle is None or not self.cycle.response_started:
            self._end("408 Request Timeout")
        else:
            self.transport.close()

    def _check_stall(self, left_before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left >= left_before:
            self.transport.abort()
        else:
            self._stall = self.loop.call_later(STALLED_S, self._check_stall, left)

    def _make_room(self) -> None:
        idle = [each for each in self.connections if isinstance(each, BoundedProtocol) and each.is_idle]
        longest = min((each for each in idle if each is not self), key=lambda each: each._idle_since, default=None)
        if longest is None:
            self._end("503 Service Unavailable", "retry-after: 5\r\n")
        else:
            longest.transport.close()

    def _end(self, status: str, header: str = "") -> None:
        if not self.transport.is_closing():
            self.transport.write(_FAREWELL.format(status, header).encode())
            self.transport.close()


_UNBEGUN: "deque[tuple[BoundedProtocol, RequestResponseCycle, ASGI3Application]]" = deque()
"""Requests of this process that nobody has begun to answer."""
