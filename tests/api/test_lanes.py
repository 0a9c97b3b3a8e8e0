"""Quick requests never wait for slow ones, and nobody waits without end."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest

from app.errors import Busy
from app.http import lanes
from app.http.lanes import Lanes


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """The same, ten times as fast."""
    monkeypatch.setattr(lanes, "SLOW_S", 0.03)
    monkeypatch.setattr(lanes, "QUICK_STANDS_S", 0.09)
    monkeypatch.setattr(lanes, "SLOW_STANDS_S", 0.5)


async def work(both: Lanes, kind: str, seconds: float) -> float | None:
    """Work for so long; how long it took with the waiting, None where it was turned away."""
    began = time.monotonic()
    try:
        async with both.take(kind):
            await asyncio.sleep(seconds)
    except Busy:
        return None
    return time.monotonic() - began


@asynccontextmanager
async def crowd(both: Lanes, kind: str, number: int, seconds: float):
    asking = [asyncio.create_task(work(both, kind, seconds)) for _ in range(number)]
    await asyncio.sleep(0)
    yield asking
    for each in asking:
        each.cancel()
    await asyncio.gather(*asking, return_exceptions=True)


def test_a_quick_request_passes_a_crowd_of_slow_ones():
    async def ask() -> list[float | None]:
        both = Lanes()
        await work(both, "quick", 0.001)
        async with crowd(both, "slow", 100, 60):
            return [await work(both, "quick", 0.001) for _ in range(50)]

    took = asyncio.run(ask())
    assert None not in took
    assert max(took) < 0.5


def test_so_it_does_where_what_is_slow_was_quick_before():
    async def ask() -> list[float | None]:
        both = Lanes()
        for kind in ("quick", "locked"):
            for _ in range(10):
                await work(both, kind, 0.001)
        async with crowd(both, "locked", 100, 60):
            return [await work(both, "quick", 0.001) for _ in range(50)]

    took = asyncio.run(ask())
    assert None not in took
    assert max(took) < 0.5


def test_what_is_slow_waits_for_its_like_and_is_done():
    async def ask() -> list[float | None]:
        both = Lanes()
        return await asyncio.gather(*(work(both, "slow", 0.06) for _ in range(lanes.SLOW_WAITING)))

    assert None not in asyncio.run(ask())


def test_who_comes_after_too_many_is_told_at_once():
    async def ask() -> tuple[int, float]:
        both = Lanes()
        async with crowd(both, "slow", 1 + lanes.SLOW_AT_ONCE + lanes.SLOW_WAITING, 60):
            await asyncio.sleep(0.1)
            began = time.monotonic()
            told = await asyncio.gather(*(work(both, "slow", 60) for _ in range(100)))
            return told.count(None), time.monotonic() - began

    turned_away, took = asyncio.run(ask())
    assert turned_away == 100
    assert took < 0.5


def test_nobody_waits_where_nothing_moves():
    async def ask() -> int:
        both = Lanes()
        crowds = [asyncio.create_task(work(both, f"kind {number}", 60)) for number in range(lanes.MOST_AT_ONCE)]
        await asyncio.sleep(0.15)
        assert both.working == lanes.MOST_AT_ONCE
        told = await asyncio.wait_for(asyncio.gather(*(work(both, f"new {number}", 60) for number in range(20))), 5)
        for each in crowds:
            each.cancel()
        await asyncio.gather(*crowds, return_exceptions=True)
        return told.count(None)

    assert asyncio.run(ask()) == 20


def test_what_was_slow_and_is_not_any_more_is_quick_again():
    async def ask() -> list[bool]:
        both = Lanes()
        await work(both, "kind", 0.06)
        found = [both._is_slow("kind")]
        for _ in range(lanes.SLOW_AFTER):
            await work(both, "kind", 0.001)
            found.append(both._is_slow("kind"))
        return found

    assert asyncio.run(ask()) == [True, False, False]


def test_every_place_is_given_back_whoever_left_and_whatever_failed():
    async def ask() -> int:
        both = Lanes()
        async with crowd(both, "left", 50, 60):
            await asyncio.sleep(0.05)
        with pytest.raises(ZeroDivisionError):
            async with both.take("failing"):
                _ = 1 / 0
        async with both.take("given up") as place:
            place.give_up()
            assert both.working == 0
        await asyncio.sleep(0)
        return both.working

    assert asyncio.run(ask()) == 0
