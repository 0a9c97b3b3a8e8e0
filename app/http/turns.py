"""Heavy work in turn: a few computations at a time, the others waiting without a thread or a connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import Busy

MOST_WAITING = 100
"""Requests that wait for their turn at one kind of work; whoever comes then is asked to come back."""


class Turns:
    """
    Turns at one kind of work, in this process.

    Parameters
    ----------
    at_once : int
        Requests that may work at the same time.
    most_waiting : int
        Requests that may wait.
    """

    def __init__(self, at_once: int, most_waiting: int = MOST_WAITING):
        self._semaphore = asyncio.Semaphore(at_once)
        self._most_waiting = most_waiting
        self._waiting = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """
        Wait for a turn, and hold it while the context lasts.

        Raises
        ------
        Busy
            Too many wait already.
        """
        if self._waiting >= self._most_waiting:
            raise Busy("Too many such requests are waiting.")
        self._waiting += 1
        try:
            await self._semaphore.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._semaphore.release()
