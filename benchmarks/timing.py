"""How long a piece of work took, beside what it is compared with."""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple


class Timing(NamedTuple):
    """
    One line of the table.

    Attributes
    ----------
    work : str
        What was done.
    seconds : float
        How long it took.
    peer : str
        What it is compared with: another way of doing the same, or the time it may take.
    peer_seconds : float
        How long that took, or is.
    """

    work: str
    seconds: float
    peer: str
    peer_seconds: float


def seconds(work: Callable[[], object]) -> float:
    """Time a piece of work once."""
    start = perf_counter()
    work()
    return perf_counter() - start
