"""What scoring computes and what it stores, apart: works need no database, so that processes can share them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, NamedTuple

WORKERS = 2
"""Each process takes 0.4 GB."""

FEW = 3
"""So many elections and back-tests are computed before a second process is ready."""

Write = tuple[Callable[..., None], tuple[Any, ...]]
"""A function of `score_store`, and what it takes after the connection."""


class Computed(NamedTuple):
    """What is to be stored of an election that was scored, and the number of scores; of a back-test, no election."""

    election: str | None
    scores: int
    writes: list[Write]


Work = Callable[[], Computed]


@contextmanager
def computed(works: Sequence[Work]) -> Iterator[Iterator[Computed]]:
    """Do works one after the other, or many of them in processes, which give the same."""
    if len(works) <= FEW:
        yield (work() for work in works)
        return
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        yield pool.map(_done, works)


def _done(work: Work) -> Computed:
    return work()
