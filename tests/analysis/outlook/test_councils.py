"""The forecast of councils: distributions by brute force, and an independent check met again."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import betabinom, dirichlet_multinomial

from app.analysis.outlook.council_chances import (
    Councils,
    Fit,
    council_chances,
    council_outlook,
    councils_before,
    expected_shares,
    fit,
    left_out,
    major_parties,
    party_shares,
    with_errors_of,
)
from app.analysis.outlook.dirichlet import first_chances, log_likelihood, seat_distributions
from app.analysis.outlook.reasons import NO_HOUSE
from app.analysis.validation.council_forecasts import (
    council_chances_and_outcomes,
    council_error,
    council_rank_correlation,
)
from app.analysis.validation.forecasts import brier
from benchmarks.communes import transition

SHARES, CONCENTRATION, SEATS = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]), 2.5, 7


@pytest.fixture(scope="module")
def learned() -> tuple[Councils, Councils, np.ndarray]:
    """What was known before 2021 with the House of the day and with that of 2016, and the seats that came."""
    same_day, won = transition("house-2021-local")
    older, _ = transition("house-2016-local")
    return same_day, older, won.to_numpy()


def outcomes() -> list[tuple[int, ...]]:
    return [seats for seats in product(range(SEATS + 1), repeat=3) if sum(seats) == SEATS]


@pytest.mark.parametrize("row", [0, 1])
def test_chances_are_those_of_every_outcome_weighed(row: int) -> None:
    law = dirichlet_multinomial(CONCENTRATION * SHARES[row], SEATS)
    weights = {seats: float(law.pmf(seats)) for seats in outcomes()}
    first = first_chances(SHARES, CONCENTRATION, SEATS)[row]
    chances = council_chances(SHARES, CONCENTRATION, SEATS)
    for party in range(3):
        ahead = sum(weight for seats, weight in weights.items() if seats[party] > max(np.delete(seats, party)))
        majority = sum(weight for seats, weight in weights.items() if 2 * seats[party] > SEATS)
        assert first[party] == pytest.approx(ahead, abs=1e-12)
        assert chances["p_majority"][row, party] == pytest.approx(majority)
        assert chances["expected_seats"][row, party] == pytest.approx(
            sum(weight * seats[party] for seats, weight in weights.items())
        )


def test_seats_of_a_party_are_beta_binomial() -> None:
    found = seat_distributions(SHARES, CONCENTRATION, SEATS)
    alpha = CONCENTRATION * SHARES[..., None]
    np.testing.assert_allclose(found, betabinom.pmf(np.arange(SEATS + 1), SEATS, alpha, CONCENTRATION - alpha))
    ends = council_chances(SHARES, CONCENTRATION, SEATS)
    np.testing.assert_array_equal(
        ends["seats_low_80"], betabinom.ppf(0.1, SEATS, alpha[..., 0], CONCENTRATION - alpha[..., 0])
    )


def test_the_likelihood_is_that_of_scipy_but_for_the_ways_to_seat_them() -> None:
    won = np.array([[4.0, 2.0, 1.0], [0.0, 0.0, 7.0]])
    ours = log_likelihood(SHARES, CONCENTRATION, won) - log_likelihood(SHARES, 9.0, won)
    theirs = [
        dirichlet_multinomial(CONCENTRATION * mu, SEATS).logpmf(seats.astype(int))
        - dirichlet_multinomial(9.0 * mu, SEATS).logpmf(seats.astype(int))
        for mu, seats in zip(SHARES, won, strict=True)
    ]
    np.testing.assert_allclose(ours, theirs)


def test_large_councils_keep_their_precision() -> None:
    chances = first_chances(np.array([[0.6, 0.39, 0.01]]), 100.0, 131)
    drawn = np.random.default_rng(1).dirichlet([60, 39, 1], 200_000)
    seats = np.random.default_rng(2).multinomial(131, drawn)
    np.testing.assert_allclose(chances[0, 0], (seats[:, 0] > seats[:, 1:].max(axis=1)).mean(), atol=0.005)


def test_shares_of_an_area_with_an_unknown_count_are_unknown() -> None:
    counts = pd.DataFrame(
        [("a", "X", 3.0), ("a", "Z", 1.0), ("b", "X", np.nan), ("b", "Y", 2.0)],
        columns=["area_code", "party_code", "count"],
    )
    found = party_shares(counts, ["a", "b", "c"], ["X", "Y"])
    np.testing.assert_allclose(found[0], [0.75, 0, 0.25])
    assert np.isnan(found[1:]).all()


def test_a_party_needs_seats_enough_in_every_election() -> None:
    assert major_parties(pd.Series({"X": 900, "Y": 499, "Z": 500}), pd.Series({"X": 500, "Y": 900, "Z": 700})) == [
        "X",
        "Z",
    ]


def simulated() -> tuple[Councils, np.ndarray]:
    """SIMULATED: two councils of two parties and the rest; no real figure."""
    seats = pd.DataFrame([("a", "X", 5), ("a", "Y", 5), ("b", "X", 10)], columns=["area_code", "party_code", "count"])
    votes = pd.DataFrame([("a", "X", 40), ("a", "Y", 60)], columns=["area_code", "party_code", "count"])
    places = pd.DataFrame({"stratum": ["wards", np.nan], "province_code": "p"}, index=["a", "b"])
    return councils_before(seats, votes, places, ["X", "Y"]), np.array([11.0, 11.0])


def test_what_rests_on_the_unknown_is_unknown() -> None:
    councils, seats = simulated()
    fits = {"wards": Fit(0.2, 0.8, (0.0, 0.0, 0.1), 3.0)}
    shares = expected_shares(councils, fits)
    np.testing.assert_allclose(shares[0], np.array([0.42, 0.58, 0.1]) / 1.1)
    found = council_outlook(councils, shares, seats, fits).set_index(["area_code", "party_code"])
    assert found.index.tolist() == [("a", "X"), ("a", "Y"), ("b", "X"), ("b", "Y")]
    reasons = found.pop("reason")
    assert reasons.isna().tolist() == [True, True, False, False]
    assert set(reasons.dropna()) == {NO_HOUSE}
    assert found.loc["b"].isna().all(axis=None)
    assert found.loc[("a", "X"), "expected_seats"] == pytest.approx(11 * 0.42 / 1.1)


def test_a_party_without_a_seat_has_a_chance_to_enter() -> None:
    councils, seats = simulated()
    fits = {"wards": Fit(1.0, 0.0, (-0.5, -0.5, -0.5), 3.0)}
    alone = np.array([[1.0, 0, 0], [1.0, 0, 0]])
    absent = councils._replace(last=alone, house=alone, strata=np.array(["wards", "wards"]))
    chances = council_outlook(absent, expected_shares(absent, fits), seats, fits).set_index(["area_code", "party_code"])
    assert 0 < chances.loc[("b", "Y"), "p_seat"] < 0.2


def test_1378_units_and_eight_parties_are_compared(learned: tuple[Councils, Councils, np.ndarray]) -> None:
    same_day, _, won = learned
    assert len(same_day.areas) == 1378
    assert set(same_day.parties) == {"MP", "PAM", "PI", "PJD", "PPS", "RNI", "UC", "USFP", "rest"}
    shares = won / won.sum(axis=1, keepdims=True)
    assert council_rank_correlation(same_day.last, shares) == pytest.approx(0.305, abs=0.0005)
    assert council_error(same_day.last, shares) == pytest.approx(13.3, abs=0.05)


def test_provinces_are_foretold_from_the_others(learned: tuple[Councils, Councils, np.ndarray]) -> None:
    same_day, older, won = learned
    shares = won / won.sum(axis=1, keepdims=True)
    best, least = left_out(same_day, shares), left_out(older, shares)
    assert council_rank_correlation(best, shares) >= 0.43
    assert council_error(best, shares) <= 10.35
    assert council_rank_correlation(least, shares) >= 0.27
    assert council_error(least, shares) <= 11.4
    hidden = same_day.provinces == same_day.provinces[0]
    altered = np.where(hidden[:, None], shares[:, ::-1], shares)
    np.testing.assert_array_equal(left_out(same_day, altered)[hidden], best[hidden])


def test_chances_of_councils_come_true(learned: tuple[Councils, Councils, np.ndarray]) -> None:
    same_day, older, won = learned
    shares = won / won.sum(axis=1, keepdims=True)
    fits = with_errors_of(fit(same_day, shares, won), fit(older, shares, won))
    assert fits["wards"].concentration < fits["lists"].concentration
    chances = council_outlook(same_day, left_out(same_day, shares), won.sum(axis=1), fits)
    found = council_chances_and_outcomes(same_day, chances, won)
    for chance, came in (("p_seat", "seat"), ("p_first", "first"), ("p_majority", "majority")):
        assert brier(found[chance], found[came]) < 0.85 * brier(found[came] * 0 + found[came].mean(), found[came])
        assert found[chance].mean() == pytest.approx(found[came].mean(), abs=0.02)
    assert found["seats_won"].between(found["seats_low_80"], found["seats_high_80"]).mean() > 0.8
