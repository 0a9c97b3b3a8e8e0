"""The score: strong is what got many votes, led, and won; and a law that holds for any votes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.strength.method import COMPONENTS, Parameters
from app.analysis.strength.score import score

NO_CROSSWALK = pd.DataFrame({"party_code": pd.Series(dtype="string"), "lineage_code": pd.Series(dtype="string")})


def results(votes: dict[str, list[int | None]], election: str = "now", date: str = "2021-09-08") -> pd.DataFrame:
    """One row per list: votes of each party in areas a0, a1 … (None: no list); one seat, won by the first."""
    wide = pd.DataFrame(votes, index=[f"a{i}" for i in range(len(next(iter(votes.values()))))], dtype="float64")
    rows = wide.rename_axis("area_code").melt(ignore_index=False, var_name="party_code", value_name="votes").dropna()
    rows = rows.reset_index()
    valid_votes = rows.groupby("area_code")["votes"].transform("sum")
    won = rows["votes"] == rows.groupby("area_code")["votes"].transform("max")
    return rows.assign(
        election_code=election, date=date, valid_votes=valid_votes, seats=1.0, seats_won=won.astype(float)
    )


def scored(frame: pd.DataFrame, target: str = "now") -> pd.DataFrame:
    return score(frame, target, NO_CROSSWALK).set_index(["area_code", "party_code"])


def test_the_area_with_the_larger_share_and_lead_scores_higher():
    found = scored(results({"A": [90, 50, 20], "B": [10, 50, 80]}))["score"]
    assert found["a0", "A"] > found["a1", "A"] > found["a2", "A"]
    assert found["a2", "B"] > found["a1", "B"] > found["a0", "B"]


def test_no_list_has_no_score():
    found = scored(results({"A": [90, None, 20], "B": [10, 50, 80]})).loc[("a1", "A")]
    assert np.isnan(found["score"])
    assert np.isnan(found["rank"])
    assert found["components"] == []


def test_contributions_sum_to_the_score_and_weights_to_one():
    for _, row in scored(results({"A": [90, 50, 20], "B": [10, 50, 80]})).iterrows():
        contributions = [component["contribution"] or 0 for component in row["components"]]
        weights = [component["weight"] or 0 for component in row["components"]]
        assert sum(contributions) == pytest.approx(row["score"])
        assert sum(weights) == pytest.approx(1)


def test_what_is_unknown_has_no_weight():
    one_election = scored(results({"A": [90, 50], "B": [10, 50]}))
    consistency = {c["component"]: c for c in one_election.loc[("a0", "A"), "components"]}["consistency"]
    assert consistency["raw"] is None
    assert consistency["contribution"] is None


def test_a_later_election_changes_nothing():
    now = results({"A": [90, 50, 20], "B": [10, 50, 80]})
    later = results({"A": [1, 1, 1], "B": [99, 99, 99]}, election="later", date="2026-09-08")
    pd.testing.assert_frame_equal(scored(now), scored(pd.concat([now, later])))


def test_an_election_without_results_is_an_error():
    with pytest.raises(KeyError):
        scored(results({"A": [1], "B": [2]}), target="never")


@pytest.mark.parametrize("weights", [{}, {"performance": 1}, dict.fromkeys(COMPONENTS, 0.0)])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Parameters(weights=weights)


counts = st.integers(min_value=1, max_value=10**6)
ballots = st.lists(st.tuples(counts, counts, counts), min_size=3, max_size=8)


@settings(max_examples=40, deadline=None)
@given(ballots)
def test_scores_lie_between_0_and_100_and_do_not_depend_on_the_order_of_parties(rows):
    votes = [list(column) for column in zip(*rows, strict=True)]
    forward = scored(results(dict(zip("ABC", votes, strict=True))))["score"]
    backward = scored(results(dict(zip("CBA", votes[::-1], strict=True))))["score"]
    assert forward.between(0, 100).all()
    pd.testing.assert_series_equal(forward.sort_index(), backward.sort_index())
