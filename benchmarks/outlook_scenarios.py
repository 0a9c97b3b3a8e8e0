"""Time a scenario of the outlook of the House and of all councils, and their memory. Run: python -m benchmarks."""

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from app.analysis.outlook.council_chances import council_outlook, expected_shares, fit
from app.analysis.outlook.scenario import (
    BlindHouse,
    CouncilInputs,
    HouseInputs,
    HouseScenario,
    blind_house,
    councils_under,
    house_under,
)
from app.analysis.seats import find_rule, read_laws
from app.analysis.validation.backtest import Ballots
from benchmarks.communes import transition
from benchmarks.laws import DATA, read_contests
from benchmarks.measured import Measured, seconds

SCENARIO_S, MEMORY_MIB = 0.3, 2048
KNOWN = "house-2026-local"
LEVELS = {"PPS": 0.08}


def blind() -> BlindHouse:
    """Draw the next House from the shipped local lists of 2026 and 2021, nothing being assumed."""
    read = [pd.read_csv(DATA / "results" / f"{code}-votes.csv") for code in ("house-2021-local", KNOWN)]
    days = pd.read_csv(DATA / "reference" / "elections.csv").set_index("election_code")["date"]
    votes = pd.concat(read)
    valid = votes.groupby(["election_code", "area_code"])["votes"].transform("sum")
    results = votes.assign(date=votes["election_code"].map(days), valid_votes=valid, seats=float("nan"))
    regions = pd.read_csv(DATA / "reference" / "constituencies.csv", dtype=str).set_index("constituency_code")
    lineage = pd.read_csv(DATA / "reference" / "party_lineage.csv")
    contests = [replace(one, votes=dict(sorted(one.votes.items()))) for one in read_contests(KNOWN)]
    rules = read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))
    ballots = Ballots(results, lineage, regions["region_code"])
    return blind_house(HouseInputs({KNOWN: ballots}, {KNOWN: contests}, {KNOWN: find_rule(rules, "53-25", "local")}))


def council_inputs() -> CouncilInputs:
    """Put together what the councils of 2021 could be forecast from."""
    councils, won = transition("house-2021-local")
    seats = won.sum(axis=1).to_numpy()
    fits = fit(councils, won.to_numpy() / seats[:, None], won.to_numpy())
    votes = pd.read_csv(DATA / "results" / "house-2021-local-votes.csv")
    valid = votes.groupby("area_code")["votes"].transform("sum")
    return CouncilInputs(councils, seats, fits, votes.assign(valid_votes=valid))


def measure() -> Iterator[Measured]:
    """Time a level of one party, against the time it may take; and the memory of drawing and of the councils."""
    drawn = blind()
    yield _within("outlook: memory of 10,000 Houses", blind)
    assumed = HouseScenario(LEVELS, {}, {}, drawn.inputs.rules)
    took = min(seconds(lambda: house_under(drawn, assumed, LEVELS)) for _ in range(3))
    yield Measured("outlook: a scenario of the House", took, "limit", SCENARIO_S)
    inputs = council_inputs()
    took = min(seconds(lambda: councils_under(inputs, LEVELS, {})) for _ in range(3))
    yield Measured("outlook: a scenario of the councils", took, "limit", SCENARIO_S)
    expected = expected_shares(inputs.councils, inputs.fits)
    yield _within(
        "outlook: memory of the councils",
        lambda: council_outlook(inputs.councils, expected, inputs.seats, inputs.fits),
    )


def _within(work: str, made: Callable[[], object]) -> Measured:
    """Measure the most memory that a piece of work has at a time, beside what was there before."""
    tracemalloc.start()
    made()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Measured(work, most / 2**20, "limit", MEMORY_MIB, "MiB")
