"""Time the seat engine on simulated contests of the House's size. Run: python -m benchmarks."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from apportionment import methods as apportionment

from app.analysis.seats import (
    Bounds,
    ContestInputs,
    Draws,
    allocate_all,
    allocate_lists,
    everywhere,
    read_laws,
    simulate,
    swing,
)
from app.analysis.seats.award import award_averages
from app.analysis.seats.laws import DIVISOR_STEP
from benchmarks.laws import DATA
from benchmarks.measured import Measured, seconds

MAGNITUDES = [2] * 21 + [3] * 38 + [4] * 22 + [5] * 5 + [6] * 6
LISTS = 30
# a regional list of the House for the comparison with the library apportionment
PEER_CONTESTS, PEER_SEATS, PEER_NAMES = 200, 12, [f"P{position}" for position in range(LISTS)]
DRAWS = Draws(number=10_000)
# what a request may take, in seconds, on two cores
WHAT_IF_S, DRAWS_S = 0.1, 2.0


def simulated_contests(rng: np.random.Generator) -> list[ContestInputs]:
    """Make up 92 contests of 30 lists with half the registered voters voting."""
    votes = rng.integers(100, 20_000, size=(len(MAGNITUDES), LISTS))
    return [
        ContestInputs(
            f"simulated-{number}",
            seats,
            {f"P{position}": count for position, count in enumerate(row.tolist())},
            registered_voters=Bounds(2 * int(row.sum()), 2 * int(row.sum())),
        )
        for number, (seats, row) in enumerate(zip(MAGNITUDES, votes, strict=True))
    ]


def measure(draws: Draws = DRAWS) -> Iterator[Measured]:
    """Time a what-if and drawn elections under each kind of rule, each against the time it may take."""
    rules = read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))
    contests = simulated_contests(np.random.default_rng(1))
    registered, threshold, averages = rules["04-21", "local"], rules["20-16", "local"], rules["d-hondt", "local"]
    swung = everywhere(contests, {"P0": 0.02})
    what_if = seconds(lambda: allocate_all(swing(contests, "uniform", swung), registered))
    yield Measured("seats: one what-if", what_if, "limit", WHAT_IF_S)
    kinds = {"registered voters": registered, "threshold": threshold, "highest averages": averages}
    for base, rule in kinds.items():
        took = seconds(
            lambda rule=rule: simulate(contests, everywhere(contests, rule), draws, np.random.default_rng(2))
        )
        yield Measured(f"seats: {draws.number:,} elections, {base}", took, "limit", DRAWS_S)
    few = replace(draws, number=max(draws.number // 100, 1))
    vectorised = seconds(lambda: simulate(contests, everywhere(contests, registered), few, np.random.default_rng(2)))
    one_by_one = seconds(lambda: [[allocate_lists(each, registered) for each in contests] for _ in range(few.number)])
    yield Measured(f"seats: {few.number:,} elections, registered voters", vectorised, "one after the other", one_by_one)
    yield from _against_apportionment()


def _against_apportionment() -> Iterator[Measured]:
    """Give the seats of simulated contests by highest averages, beside the library apportionment."""
    votes = np.random.default_rng(3).integers(100, 20_000, size=(PEER_CONTESTS, LISTS)).tolist()
    for method, step in DIVISOR_STEP.items():
        ours = seconds(lambda step=step: [award_averages(row, PEER_SEATS, step) for row in votes])
        name = method.replace("_", "")
        theirs = seconds(
            lambda name=name: [
                apportionment.compute(name, row, PEER_SEATS, fractions=True, parties=PEER_NAMES) for row in votes
            ]
        )
        yield Measured(f"seats: {PEER_CONTESTS} contests, {method}, exact", ours, "apportionment, exact", theirs)
