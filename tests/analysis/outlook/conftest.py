"""The House of 2026 as it was forecast from 2021, and the laws."""

from collections.abc import Callable

import pandas as pd
import pytest

from app.analysis.outlook import Errors, ExpectedBallot, HouseOutlook, expected_lists, house_outlook
from app.analysis.seats import SeatRule, find_rule, read_laws
from app.analysis.validation.backtest import Ballots
from app.analysis.validation.forecasts import forecasts
from benchmarks.laws import DATA, read_contests

FEW = Errors(draws=2_000)


@pytest.fixture(scope="session")
def law() -> Callable[[str, str], SeatRule]:
    rules = read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))
    return lambda code, ballot: find_rule(rules, code, ballot)


@pytest.fixture(scope="session")
def ballot_2026(house: Ballots, law: Callable[[str, str], SeatRule]) -> ExpectedBallot:
    contests = read_contests("house-2026-local")
    return ExpectedBallot(expected_lists(house, "house-2021-local", contests), contests, law("53-25", "local"))


@pytest.fixture(scope="session")
def outlook_2026(ballot_2026: ExpectedBallot) -> HouseOutlook:
    return house_outlook([ballot_2026], FEW)


@pytest.fixture(scope="session")
def forecast_2021(house: Ballots) -> pd.DataFrame:
    return forecasts(house, "house-2016-local", "house-2021-local", read_contests("house-2021-local"))


@pytest.fixture(scope="session")
def forecast_2026(house: Ballots) -> pd.DataFrame:
    return forecasts(house, "house-2021-local", "house-2026-local", read_contests("house-2026-local"))
