"""The published results of an independent check of the House's forecast, met again, and the measures by hand."""

import numpy as np
import pandas as pd
import pytest

from app.analysis.outlook import ExpectedBallot, HouseOutlook
from app.analysis.validation.backtest import Ballots, jackknife_error
from app.analysis.validation.forecasts import (
    advantage_by_region,
    brier,
    calibration,
    coverage,
    log_loss,
    mean_error,
    rank_correlations,
    same_seats,
    seat_chances_by_last_share,
    seats_right,
)


@pytest.fixture(scope="module")
def chances_2026(outlook_2026: HouseOutlook, forecast_2026: pd.DataFrame) -> pd.DataFrame:
    drawn = outlook_2026.lists.merge(
        forecast_2026[["area_code", "party_code", "next_share", "seats_won", "last_share", "compared"]],
        on=["area_code", "party_code"],
    )
    return drawn[drawn["basis"].isin(["one_contest", "two_contests"])]


def test_thirteen_parties_with_890_lists_are_compared(forecast_2026: pd.DataFrame) -> None:
    compared = forecast_2026[forecast_2026["compared"]]
    assert (compared["party_code"].nunique(), len(compared)) == (13, 890)
    assert "AG" in set(compared["party_code"])


@pytest.mark.parametrize(
    ("method", "rho", "blind", "known"),
    [("last_share", 0.427, 5.37, 3.88), ("uniform_swing", 0.427, None, 4.12), ("two_leans", 0.464, 5.08, 3.58)],
)
def test_order_and_error_on_2026(
    forecast_2026: pd.DataFrame, method: str, rho: float, blind: float | None, known: float
) -> None:
    assert rank_correlations(forecast_2026, method).mean() == pytest.approx(rho, abs=0.005)
    assert mean_error(forecast_2026, f"{method}_known") == pytest.approx(known, abs=0.05)
    if blind is not None:
        assert mean_error(forecast_2026, method) == pytest.approx(blind, abs=0.05)


@pytest.mark.parametrize(("method", "right"), [("last_share", 216), ("two_leans", 220), ("uniform_swing_known", 229)])
def test_seats_right_of_305_on_2026(
    forecast_2026: pd.DataFrame, ballot_2026: ExpectedBallot, method: str, right: int
) -> None:
    assert seats_right(forecast_2026, method, ballot_2026.contests, ballot_2026.rule) == pytest.approx(right, abs=2)


def test_the_same_seats_as_last_time(house: Ballots) -> None:
    assert same_seats(house, "house-2021-local", "house-2026-local") == 214


def test_chances_of_a_seat_on_2026(chances_2026: pd.DataFrame) -> None:
    won = chances_2026["seats_won"] > 0
    assert brier(chances_2026["p_seat"], won) <= 0.107
    assert log_loss(chances_2026["p_seat"], won) <= 0.34
    assert 0.78 <= coverage(chances_2026, 80) <= 0.88
    assert 0.88 <= coverage(chances_2026, 90) <= 0.96


def test_chances_beat_a_regression_on_the_last_share(chances_2026: pd.DataFrame, forecast_2021: pd.DataFrame) -> None:
    learned = forecast_2021[forecast_2021["basis"] == "one_contest"]
    said = pd.Series(seat_chances_by_last_share(learned, chances_2026), chances_2026.index)
    won = chances_2026["seats_won"] > 0
    assert brier(chances_2026["p_seat"], won) < brier(said, won)
    assert log_loss(chances_2026["p_seat"], won) < log_loss(said, won)


def test_two_leans_order_2026_better_by_more_than_two_standard_errors(forecast_2026: pd.DataFrame) -> None:
    blocks = advantage_by_region(forecast_2026, "two_leans", "last_share").to_frame("rho")
    assert len(blocks) == 12
    assert blocks["rho"].mean() > 2 * jackknife_error(blocks)["rho"]


def test_on_2021_one_lean_orders_as_the_last_share(forecast_2021: pd.DataFrame) -> None:
    np.testing.assert_array_equal(forecast_2021["two_leans"], forecast_2021["last_share"])


def test_measures_by_hand() -> None:
    chances, came_true = pd.Series([0.9, 0.2, 0.25, 1.0]), pd.Series([True, False, True, True])
    assert brier(chances, came_true) == pytest.approx((0.01 + 0.04 + 0.5625 + 0) / 4)
    assert log_loss(chances, came_true) == pytest.approx(-np.log([0.9, 0.8, 0.25, 0.99995]).mean())
    table = calibration(chances, came_true)
    assert table.index.tolist() == [0.2, 0.9]
    assert table.to_numpy().tolist() == [[2, 0.225, 0.5], [2, 0.95, 1.0]]


def test_coverage_by_hand() -> None:
    frame = pd.DataFrame({"share_low_80": [0.1, 0.1], "share_high_80": [0.2, 0.2], "next_share": [0.2, 0.21]})
    assert coverage(frame, 80) == 0.5


def test_a_regression_learns_the_chances_it_is_given() -> None:
    earlier = pd.DataFrame({"last_share": [0.5] * 10 + [0.1] * 10, "seats_won": [1] * 8 + [0] * 2 + [1] * 3 + [0] * 7})
    later = pd.DataFrame({"last_share": [0.5, 0.1], "seats_won": [0, 0]})
    np.testing.assert_allclose(seat_chances_by_last_share(earlier, later), [0.8, 0.3], atol=1e-4)
