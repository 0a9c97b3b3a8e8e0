"""Time the outlook of the House and of all councils. Run: python -m benchmarks."""

from collections.abc import Iterator

import pandas as pd

from app.analysis.outlook import DEFAULTS, Errors, ExpectedBallot, expected_lists, house_outlook
from app.analysis.outlook.council_chances import Councils, council_outlook, expected_shares, fit
from app.analysis.seats import find_rule, read_laws
from app.analysis.validation.backtest import Ballots
from benchmarks.communes import transition
from benchmarks.laws import DATA, read_contests
from benchmarks.measured import Measured, seconds

# what each may take, in seconds, on two cores
HOUSE_S, COUNCILS_S = 3.0, 10.0


def house_ballot(known: str, outcome: str, law: str) -> ExpectedBallot:
    """Expect the lists of an election of the House from the shipped results before it."""
    read = [pd.read_csv(DATA / "results" / f"{code}-votes.csv") for code in ("house-2016-local", "house-2021-local")]
    votes = pd.concat(read)
    days = pd.read_csv(DATA / "reference" / "elections.csv").set_index("election_code")["date"]
    valid = votes.groupby(["election_code", "area_code"])["votes"].transform("sum")
    results = votes.assign(date=votes["election_code"].map(days), valid_votes=valid, seats=float("nan"))
    regions = pd.read_csv(DATA / "reference" / "constituencies.csv", dtype=str).set_index("constituency_code")
    lineage = pd.read_csv(DATA / "reference" / "party_lineage.csv")
    contests = read_contests(outcome)
    lists = expected_lists(Ballots(results, lineage, regions["region_code"]), known, contests)
    rules = read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))
    return ExpectedBallot(lists, contests, find_rule(rules, law, "local"))


def measure(errors: Errors = DEFAULTS) -> Iterator[Measured]:
    """Time drawn Houses, and the exact chances of the councils, each against the time it may take."""
    ballot = house_ballot("house-2021-local", "house-2026-local", "53-25")
    took = seconds(lambda: house_outlook([ballot], errors))
    yield Measured(f"outlook: {errors.draws:,} Houses", took, "limit", HOUSE_S)
    councils, won = transition("house-2016-local")
    took = seconds(lambda: _councils(councils, won))
    yield Measured(f"outlook: {len(won):,} councils, exactly", took, "limit", COUNCILS_S)


def _councils(councils: Councils, won: pd.DataFrame) -> pd.DataFrame:
    seats = won.sum(axis=1).to_numpy()
    fits = fit(councils, won.to_numpy() / seats[:, None], won.to_numpy())
    return council_outlook(councils, expected_shares(councils, fits), seats, fits)
