"""Heavy work is done in turn: a few at a time, and nobody waits without end."""

import asyncio

import pytest

from app.errors import Busy
from app.http.turns import Turns


def test_no_more_than_so_many_work_at_once():
    working, most = 0, 0

    async def work(turns: Turns) -> None:
        nonlocal working, most
        async with turns.take():
            working += 1
            most = max(most, working)
            await asyncio.sleep(0)
            working -= 1

    async def everyone() -> None:
        turns = Turns(2)
        await asyncio.gather(*(work(turns) for _ in range(20)))

    asyncio.run(everyone())
    assert most == 2


def test_who_comes_when_too_many_wait_is_asked_to_come_back():
    async def queue() -> None:
        turns, release = Turns(1, most_waiting=1), asyncio.Event()

        async def hold() -> None:
            async with turns.take():
                await release.wait()

        tasks = [asyncio.create_task(hold()) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            async with turns.take():
                pass
        release.set()
        await asyncio.gather(*tasks)
        async with turns.take():  # all turns were given back
            pass

    asyncio.run(queue())
