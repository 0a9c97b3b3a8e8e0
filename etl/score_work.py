"""What scoring computes and what it stores, apart: works need no database, so that processes can share them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

FEW = 3
"""So many elections and back-tests are computed before a second process, which takes 0.4 GB, is ready."""

Write = tuple[Callable[..., None], tuple[Any, ...]]
"""A function of `score_store`, and what it takes after the connection."""


class Findings(NamedTuple):
    """What is to be stored of an election that was scored, and the number of scores; of a back-test, no election."""

    election: str | None
    scores: int
    writes: list[Write]


Work = Callable[[], Findings]


def done(works: Sequence[Work]) -> list[Findings]:
    """Do works from the last on, while another process does them from the first; few of them without another."""
    if len(works) <= FEW:
        return [work() for work in works]
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        begun = [other.submit(_done, work) for work in works]
        # what the other has not come to can be cancelled
        here = {place: works[place]() for place in reversed(range(len(works))) if begun[place].cancel()}
        return [here[place] if place in here else begun[place].result() for place in range(len(works))]


def _done(work: Work) -> Findings:
    return work()
