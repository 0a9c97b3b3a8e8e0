"""The back-test, on results whose answer is known and on the real ones; the published page is the computed one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.analysis.seats import find_rule, read_laws
from app.analysis.strength.method import Parameters
from app.analysis.validation.backtest import (
    METHODS,
    Ballots,
    accuracy,
    by_region,
    by_votes,
    jackknife_error,
    overall,
    predictions,
)
from app.analysis.validation.backtest import top_decile_lift as lift
from app.analysis.validation.report import report, verdict
from app.analysis.validation.transitions import SeatBallot, transitions
from tests.analysis.conftest import DATA, contests_as_loaded

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def predicted(house: Ballots) -> pd.DataFrame:
    return predictions(house, "house-2016-local", "house-2021-local", Parameters(draws=20))


def test_lift_by_hand() -> None:
    truth = np.array([0.5, 0.1, *[0.1] * 18])
    assert lift(np.arange(20, 0, -1.0), truth) == pytest.approx(0.3 / 0.12)
    assert lift(np.full(20, 0.5), truth) == pytest.approx(1)


def test_predictions_know_nothing_of_the_outcome(house: Ballots, predicted: pd.DataFrame) -> None:
    results = house.results.copy()
    future = results["election_code"] == "house-2021-local"
    results.loc[future, "votes"] = results.loc[future, "votes"].to_numpy()[::-1]
    results["valid_votes"] = results.groupby(["election_code", "area_code"])["votes"].transform("sum")
    altered = predictions(house._replace(results=results), "house-2016-local", "house-2021-local", Parameters(draws=20))
    columns = ["area_code", "party_code", "score", "last_share", "parent_mean"]
    pd.testing.assert_frame_equal(altered[columns], predicted[columns])


def test_split_parties_are_forecast_from_the_whole(predicted: pd.DataFrame) -> None:
    both = predicted[predicted["party_code"].isin(["AFG", "PSU"])].pivot(
        index="area_code", columns="party_code", values="last_share"
    )
    both = both.dropna()
    assert len(both) > 30
    np.testing.assert_array_equal(both["AFG"], both["PSU"])


def test_every_party_with_thirty_areas_is_measured(predicted: pd.DataFrame) -> None:
    measured = accuracy(predicted)
    counts = predicted["party_code"].value_counts()
    assert set(measured["party_code"]) == set(counts.index[counts >= 30])
    assert tuple(overall(measured).index) == METHODS
    assert measured["spearman"].between(-1, 1).all()


def test_uniform_swing_ranks_as_the_last_share_where_nothing_is_cut_off(predicted: pd.DataFrame) -> None:
    measured = accuracy(predicted[predicted["uniform_swing"] > 0])
    wide = measured.pivot(index="party_code", columns="method", values="spearman")
    np.testing.assert_allclose(wide["uniform_swing"], wide["last_share"])


def test_regions_are_left_out_one_at_a_time(predicted: pd.DataFrame) -> None:
    blocks = by_region(predicted)
    assert len(blocks) == 12
    assert (jackknife_error(blocks) > 0).all()


def test_without_the_only_region_nothing_is_known(predicted: pd.DataFrame) -> None:
    alone = by_region(predicted.assign(parent_code="07"))
    assert list(alone.index) == ["07"]
    assert alone.isna().all(axis=None)


def test_jackknife_error_of_a_mean_is_its_standard_error() -> None:
    sample = np.array([1.0, 4.0, 2.0, 7.0])
    left_out = pd.DataFrame({"mean": [np.delete(sample, i).mean() for i in range(4)]})
    assert jackknife_error(left_out)["mean"] == pytest.approx(sample.std(ddof=1) / 2)


def test_the_verdict_says_when_the_score_loses_and_when_there_is_no_difference() -> None:
    means = pd.DataFrame([[0.3, 0.2, 1.5], [0.5, 0.21, 1.4]], ["score", "last_share"], ["spearman", "kendall", "lift"])
    text = verdict("a → b", means, pd.Series(0.02, means.columns))
    assert "Spearman worse, -0.200 ± 0.020" in text
    assert "Kendall no different (nominally worse)" in text
    assert "lift better" in text


def test_by_votes_a_large_party_counts_for_more(predicted: pd.DataFrame) -> None:
    measured = accuracy(predicted)
    lists = measured[measured["method"] == "score"]
    expected = (lists["spearman"] * lists["votes"]).sum() / lists["votes"].sum()
    assert by_votes(measured).loc["score", "spearman"] == pytest.approx(expected)


def test_transitions_follow_the_data_and_tell_another_ballot_apart(house: Ballots) -> None:
    found = [(of.known, of.outcome, of.other_ballot) for of in transitions(house)]
    assert found == [
        ("house-2011-national", "house-2016-local", True),
        ("house-2016-local", "house-2021-local", False),
        ("house-2021-local", "house-2026-local", False),
    ]
    fewer = house._replace(results=house.results[house.results["election_code"] != "house-2026-local"])
    assert len(transitions(fewer)) == 2
    assert len(transitions(house._replace(stand_ins=None))) == 2


def test_communes_can_be_back_tested(simulated_communes: Ballots) -> None:
    found = predictions(simulated_communes, "simulated-2015", "simulated-2021", Parameters(draws=20))
    measured = accuracy(found)
    assert measured["party_code"].nunique() == 12
    assert overall(measured).loc["score", "spearman"] > 0.3


def test_the_published_page_and_charts_are_the_computed_ones(house: Ballots) -> None:
    laws = pd.read_csv(DATA / "reference" / "elections.csv").set_index("election_code")["law"]
    rules = read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))
    seats = {
        code: SeatBallot(contests_as_loaded(code), find_rule(rules, laws[code], "local"))
        for code in house.results["election_code"].unique()
    }
    for name, text in report(house, seats).items():
        assert (DOCS / name).read_text(encoding="utf-8") == text
