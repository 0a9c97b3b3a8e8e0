"""
Admission of work that holds a thread or a connection: two lanes, so that quick requests never wait for slow ones.

A kind of request is slow once some of it took long, and quick again once some did not. Of a kind not seen before nobody
knows: it begins among the quick ones, and whatever takes long there is moved.
"""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, Request

from app.errors import Busy
from app.http.turns import Turns

QUICK_AT_ONCE, SLOW_AT_ONCE, MOST_AT_ONCE = 4, 2, 12
"""Requests at work: of each lane when they begin, and of both, with those that were moved to the slow one."""

KIND_AT_ONCE, UNKNOWN_AT_ONCE = 3, 1
"""Requests of one kind at work in the quick lane, and of one of which none was answered yet."""

QUICK_WAITING, SLOW_WAITING, KINDS_WAITING = 200, 100, 50
"""Requests of one kind that wait in each lane, and kinds; whoever comes then is asked to come back."""

QUICK_STANDS_S, SLOW_STANDS_S = 0.9, 5.0
"""A lane that nobody left for so long stands still, and whoever waits in it is asked to come back."""

TURNED_AWAY_AT_ONCE = 8

SLOW_S = 0.4
"""What takes so long is slow: twice that where others are at work, who delay it."""

SLOW_AFTER, MOST_COUNTED = 2, 3
"""Requests of a kind that took long, less those that did not, of which it is slow; more are counted neither way."""

KINDS = 1000
"""Kinds of requests that are remembered; those seen last."""

_TELLING = frozenset({"format", "detail", "level", "f"})
"""Parameters whose value, and not only that they are given, tells how much there is to do."""


class _Lane:
    """
    Places at work, and who waits for one: each kind in a queue of its own, the kind with the fewest at work first.

    A crowd of one kind thus delays no other, not even one that was taken for slow by mistake.
    """

    def __init__(self, most_waiting: int, stands_s: float, has_room: Callable[[Hashable], bool]):
        self._most_waiting, self._stands_s, self._has_room = most_waiting, stands_s, has_room
        self._working: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}
        self._moved_at = 0.0
        self._watch: asyncio.TimerHandle | None = None

    @property
    def working(self) -> int:
        return self._working.total()

    def working_of(self, kind: Hashable) -> int:
        return self._working[kind]

    async def enter(self, kind: Hashable) -> None:
        queue = self._waiting.get(kind, ())
        if not queue and self._has_room(kind):
            return self.begin(kind)
        if len(queue) >= self._most_waiting or (not queue and len(self._waiting) >= KINDS_WAITING):
            raise Busy("Too many requests are waiting.")
        if self._stands_for_s() <= 0:
            raise Busy("The requests before this one take too long.")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(kind, deque()).append(turn)
        if self._watch is None:
            self._look_again(self._stands_for_s())
        try:
            await turn
        except asyncio.CancelledError:  # the client left; a turn that was cancelled with it is passed over
            if not turn.cancelled():
                self.leave(kind)
            raise

    def begin(self, kind: Hashable) -> None:
        self._working[kind] += 1
        self._moved_at = time.monotonic()

    def leave(self, kind: Hashable) -> None:
        self._working[kind] -= 1
        if not self._working[kind]:
            del self._working[kind]
        self._moved_at = time.monotonic()

    def admit(self) -> None:
        """Let in whoever waits, as far as there is room."""
        while able := [kind for kind in self._waiting if self._has_room(kind)]:
            kind = min(able, key=self.working_of)
            turn = self._next(kind)
            if not turn.done():
                self.begin(kind)
                turn.set_result(None)

    def _next(self, kind: Hashable) -> "asyncio.Future[None]":
        queue = self._waiting[kind]
        turn = queue.popleft()
        if not queue:
            del self._waiting[kind]
        return turn

    def _stands_for_s(self) -> float:
        """Seconds until the lane counts as standing still; 0 or less where it does."""
        return self._moved_at + self._stands_s - time.monotonic()

    def _look_again(self, in_s: float) -> None:
        self._watch = asyncio.get_running_loop().call_later(max(in_s, 0.001), self._turn_away)

    def _turn_away(self) -> None:
        """Ask those who wait to come back where nobody moves: a few at a time, as each costs the others time."""
        self._watch = None
        left = TURNED_AWAY_AT_ONCE if self._stands_for_s() <= 0 else 0
        while self._waiting and left:
            turn = self._next(next(iter(self._waiting)))
            if not turn.done():
                turn.set_exception(Busy("The requests before this one take too long."))
                left -= 1
        if self._waiting:
            self._look_again(self._stands_for_s())


class AtWork:
    """A place at work, to be left once."""

    def __init__(self, lanes: "Lanes", kind: Hashable, lane: _Lane):
        self._lanes, self._kind, self._lane = lanes, kind, lane
        self._began = time.monotonic()
        self._is_left = self._is_long = False
        self._overrun = asyncio.get_running_loop().call_later(SLOW_S, self._move)

    def leave(self) -> None:
        """Make room for the next; that this did not take long is remembered."""
        if not (self._is_left or self._is_long):
            self._lanes.learn(self._kind, took_long=False)
        self.give_up()

    def give_up(self) -> None:
        """Make room for the next; how long this took tells nothing."""
        if self._is_left:
            return
        self._is_left = True
        self._overrun.cancel()
        self._lane.leave(self._kind)
        self._lanes.admit()

    def _move(self) -> None:
        more_s = self._began + SLOW_S * min(self._lanes.working, 2) - time.monotonic()
        if more_s > 0:
            self._overrun = asyncio.get_running_loop().call_later(more_s, self._move)
            return
        self._is_long = True
        self._lanes.learn(self._kind, took_long=True)
        self._lane = self._lanes.slowed(self._lane, self._kind)


class Lanes:
    """The two lanes of this process; see the module."""

    def __init__(self) -> None:
        self._quick = _Lane(QUICK_WAITING, QUICK_STANDS_S, self._is_quick_free)
        self._slow = _Lane(SLOW_WAITING, SLOW_STANDS_S, self._is_slow_free)
        self._overruns: OrderedDict[Hashable, int] = OrderedDict()

    @asynccontextmanager
    async def take(self, kind: Hashable) -> AsyncIterator[AtWork]:
        """
        Wait for a place at work, and hold it while the context lasts or until it is left.

        Parameters
        ----------
        kind : hashable
            What requests have in common that take about as long.

        Raises
        ------
        Busy
            Too many wait already, or those at work take too long.
        """
        place = AtWork(self, kind, await self._enter(kind))
        try:
            yield place
        finally:
            place.leave()

    async def _enter(self, kind: Hashable) -> _Lane:
        if not self._is_slow(kind):
            await self._quick.enter(kind)
            if not self._is_slow(kind):
                return self._quick
            self._quick.leave(kind)  # found to be slow while it waited
            self.admit()
        await self._slow.enter(kind)
        return self._slow

    def learn(self, kind: Hashable, took_long: bool) -> None:
        """Remember whether one of a kind took long; of one not seen before that alone tells."""
        before = self._overruns.pop(kind, SLOW_AFTER - 1 if took_long else 0)
        counted = before + (1 if took_long else -1)
        self._overruns[kind] = max(-MOST_COUNTED, min(counted, MOST_COUNTED))
        if len(self._overruns) > KINDS:
            self._overruns.popitem(last=False)

    def _is_slow(self, kind: Hashable) -> bool:
        return self._overruns.get(kind, 0) >= SLOW_AFTER

    def slowed(self, lane: _Lane, kind: Hashable) -> _Lane:
        """Move one at work to the slow lane, be it full: it cannot be stopped, and its place is for a quick one."""
        if lane is self._quick:
            lane.leave(kind)
            self._slow.begin(kind)
            self.admit()
        return self._slow

    def admit(self) -> None:
        """Let in whoever waits, the quick first."""
        self._quick.admit()
        self._slow.admit()

    @property
    def working(self) -> int:
        """Requests at work in both."""
        return self._quick.working + self._slow.working

    def _is_quick_free(self, kind: Hashable) -> bool:
        of_kind = KIND_AT_ONCE if kind in self._overruns else UNKNOWN_AT_ONCE
        return (
            self._quick.working < QUICK_AT_ONCE
            and self._quick.working_of(kind) < of_kind
            and self.working < MOST_AT_ONCE
        )

    def _is_slow_free(self, _kind: Hashable) -> bool:
        return self._slow.working < SLOW_AT_ONCE and self.working < MOST_AT_ONCE


def kind_of(request: Request) -> Hashable:
    """Tell what a request has in common with those that take about as long: its route, and what is given with it."""
    given = sorted((name, value if name in _TELLING else "") for name, value in request.query_params.items())
    return request.scope["route"].path, *given


async def _place_in_lane(request: Request) -> AsyncIterator[None]:
    async with request.state.lanes.take(kind_of(request)) as place:
        request.state.place = place
        yield


def in_lane() -> Any:
    """Make a dependency that lets a request wait for its place at work, holding neither a thread nor a connection."""
    return Depends(_place_in_lane, scope="function")  # left before the answer is sent: a slow client holds none


@asynccontextmanager
async def turn_of_its_own(request: Request, turns: Turns) -> AsyncIterator[None]:
    """Wait for a turn at heavy work, holding no place in a lane meanwhile or then."""
    request.state.place.give_up()
    async with turns.take():
        yield
