"""The published back-test of the outlook is the computed one."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from app.analysis.seats import SeatRule
from app.analysis.validation.backtest import Ballots
from app.analysis.validation.outlook_report import CouncilTest, HouseTest, outlook_report
from benchmarks.communes import transition
from benchmarks.laws import read_contests

DOCS = Path(__file__).parents[3] / "docs"


def test_the_published_page_and_chart_are_the_computed_ones(
    all_results: pd.DataFrame, house: Ballots, law: Callable[[str, str], SeatRule]
) -> None:
    regional = house._replace(results=all_results[all_results["ballot"] == "regional"])
    tests = [
        HouseTest(known, outcome, ballots, read_contests(outcome), law(code, ballot))
        for known, outcome, ballots, code, ballot in (
            ("house-2016-local", "house-2021-local", house, "04-21", "local"),
            ("house-2021-local", "house-2026-local", house, "53-25", "local"),
            ("house-2021-regional", "house-2026-regional", regional, "53-25", "regional"),
        )
    ]
    earlier = all_results[all_results["election_code"] == "house-2011-national"]
    flagged = tests[0]._replace(ballots=house._replace(results=pd.concat([earlier, house.results])))
    (same_day, won), (older, _) = (transition(code) for code in ("house-2021-local", "house-2016-local"))
    seats = won.to_numpy()
    councils = CouncilTest(same_day, older, seats / seats.sum(axis=1, keepdims=True), seats)
    page, chart = outlook_report(tests, flagged, councils)
    assert (DOCS / "validation-outlook.md").read_text(encoding="utf-8") == page
    assert (DOCS / "validation-outlook.svg").read_text(encoding="utf-8") == chart
