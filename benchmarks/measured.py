"""What a benchmark found, beside what it is compared with."""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple


class Measured(NamedTuple):
    """
    One line of the table.

    Attributes
    ----------
    work : str
        What was done.
    value : float
        What it took.
    peer : str or None
        What that is compared with: another way of doing the same, or what it may take; None for nothing.
    peer_value : float or None
        What that took, or is.
    unit : str
        Of both values.
    """

    work: str
    value: float
    peer: str | None = None
    peer_value: float | None = None
    unit: str = "s"


def seconds(work: Callable[[], object]) -> float:
    """Time a piece of work once."""
    start = perf_counter()
    work()
    return perf_counter() - start
