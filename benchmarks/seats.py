"""Time the seat engine on simulated contests of the House's size. Run: python -m benchmarks.seats."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from app.analysis.seats import Bounds, Contest, Draws, Rules, allocate_all, everywhere, read_laws, simulate, swing
from benchmarks.laws import DATA

MAGNITUDES = [2] * 21 + [3] * 38 + [4] * 22 + [5] * 5 + [6] * 6
LISTS = 30
DRAWS = Draws(number=10_000, national_sd=0.1, local_sd=0.2)
# what a request may take, in seconds, on two cores
LIMITS = {"one what-if": 0.1, "10,000 elections, registered voters": 2.0, "10,000 elections, threshold": 2.0}


def simulated_contests(rng: np.random.Generator) -> list[Contest]:
    """Make up 92 contests of 30 lists with half the registered voters voting."""
    votes = rng.integers(100, 20_000, size=(len(MAGNITUDES), LISTS))
    return [
        Contest(
            f"simulated-{number}",
            seats,
            {f"P{position}": count for position, count in enumerate(row.tolist())},
            registered_voters=Bounds(2 * int(row.sum()), 2 * int(row.sum())),
        )
        for number, (seats, row) in enumerate(zip(MAGNITUDES, votes, strict=True))
    ]


def measure(rules: Rules, draws: Draws = DRAWS) -> dict[str, float]:
    """Time each piece of work once, in seconds."""
    contests = simulated_contests(np.random.default_rng(1))
    registered, threshold = rules["04-21", "local"], rules["20-16", "local"]
    swung = everywhere(contests, {"P0": 0.02})
    return {
        "one what-if": _seconds(lambda: allocate_all(swing(contests, "uniform", swung), registered)),
        "10,000 elections, registered voters": _seconds(
            lambda: simulate(contests, registered, draws, np.random.default_rng(2))
        ),
        "10,000 elections, threshold": _seconds(lambda: simulate(contests, threshold, draws, np.random.default_rng(2))),
    }


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    for name, seconds in measure(read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))).items():
        print(
            f"{name:40} {seconds:7.3f} s, {LIMITS[name] / seconds:5.1f} times faster than the limit of {LIMITS[name]} s"
        )
