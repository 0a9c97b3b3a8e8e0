"""The declared laws, and the House elections that the project ships."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import settings

from app.analysis.seats import ContestInputs, Rules, SeatRule, find_rule, read_laws
from benchmarks.laws import read_contests

# trying every number of votes takes as long as it takes
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DATA = Path(__file__).resolve().parents[3] / "data"


class Election(NamedTuple):
    """Contests, the rule of their law, and the declared seats (None where the winners are not known)."""

    contests: list[ContestInputs]
    rule: SeatRule
    official: dict[str, dict[str, int] | None]

    def contest(self, area_code: str) -> ContestInputs:
        return next(contest for contest in self.contests if contest.area_code == area_code)


@pytest.fixture(scope="session")
def laws_toml() -> str:
    return (DATA / "laws.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rules(laws_toml: str) -> Rules:
    return read_laws(laws_toml)


@pytest.fixture(scope="session")
def elections() -> pd.DataFrame:
    return pd.read_csv(DATA / "reference" / "elections.csv", index_col="election_code")


@pytest.fixture(scope="session")
def election(rules: Rules, elections: pd.DataFrame) -> Callable[[str], Election]:
    def read(code: str) -> Election:
        row = elections.loc[code]
        votes = pd.read_csv(DATA / "results" / f"{code}-votes.csv")
        official = {str(area): declared(rows) for area, rows in votes.groupby("area_code")}
        return Election(read_contests(code), find_rule(rules, row["law"], row["ballot"]), official)

    return read


def declared(rows: pd.DataFrame) -> dict[str, int] | None:
    if rows["seats_won"].isna().any():
        return None
    return dict(zip(rows["party_code"], rows["seats_won"].astype(int).tolist(), strict=True))
