"""Rate limits by caller."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from app.errors import TooManyRequests

KEPT = 10_000
"""Callers in the cache of one process; the least recent are evicted."""


class _Bucket(NamedTuple):
    tokens: float
    at: float


class Rates:
    """
    A bucket of tokens for each caller, in this process.

    Parameters
    ----------
    per_s : float
        Tokens that a bucket gains in a second, above 0.
    burst : int
        Tokens that it holds, above 0.
    clock : callable, optional
        Tells the time in seconds.
    """

    def __init__(self, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic):
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._policy = f'"requests";q={burst};w={math.ceil(burst / per_s)}'

    def take(self, caller: str) -> dict[str, str]:
        """
        Take a token of a caller's.

        Returns
        -------
        dict
            Headers that tell the limit and what is left of it (draft-ietf-httpapi-ratelimit-headers).

        Raises
        ------
        TooManyRequests
            There is none.
        """
        now = self._clock()
        tokens, at = self._buckets.get(caller, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._per_s)
        refused = tokens < 1
        if not refused:
            tokens -= 1
        self._buckets[caller] = _Bucket(tokens, now)
        self._buckets.move_to_end(caller)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        headers = self._headers(tokens)
        if refused:
            raise TooManyRequests(math.ceil((1 - tokens) / self._per_s), headers)
        return headers

    def _headers(self, tokens: float) -> dict[str, str]:
        full_in_s = math.ceil((self._burst - tokens) / self._per_s)
        return {"RateLimit-Policy": self._policy, "RateLimit": f'"requests";r={int(tokens)};t={full_in_s}'}
