"""Movements between two elections."""

import numpy as np
import pandas as pd
import pytest

from app.analysis.history import continuities
from app.analysis.swing import swing, volatilities
from app.analysis.validation.backtest import Ballots

CROSSWALK = pd.DataFrame(
    {
        "party_code": ["L", "R", "OLD", "IND"],
        "lineage_code": ["F", "F", "F", None],
        "relation": ["split", "split", "coalition", "not comparable"],
    }
)


@pytest.fixture
def results() -> pd.DataFrame:
    rows = [
        ("before", "a", "OLD", 30, 100),
        ("before", "a", "X", 60, 100),
        ("before", "a", "IND", 10, 100),
        ("before", "b", "X", 300, 300),
        ("after", "a", "L", 10, 200),
        ("after", "a", "R", 30, 200),
        ("after", "a", "X", 160, 200),
        ("after", "b", "OLD", 50, 100),
        ("after", "b", "X", 50, 100),
    ]
    return pd.DataFrame(rows, columns=["election_code", "area_code", "party_code", "votes", "valid_votes"])


def test_what_split_is_added_up_and_what_was_absent_is_unknown(results: pd.DataFrame) -> None:
    found = swing(results, "before", "after", CROSSWALK).set_index(["area_code", "lineage_code"])["swing"]
    assert found["a", "F"] == pytest.approx(0.2 - 0.3)
    assert found["a", "X"] == pytest.approx(0.8 - 0.6)
    assert np.isnan(found["b", "F"])
    assert "IND" not in found.index.get_level_values("lineage_code")


def test_a_change_since_other_parties_says_how_one_came_from_them(results: pd.DataFrame) -> None:
    found = swing(results, "before", "after", CROSSWALK).set_index(["area_code", "lineage_code"])["continuity"]
    assert found["a", "F"] == found["b", "F"] == "split"
    assert found["a", "X"] is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"PSU", "AFG", "MP"}, {"AG", "MP"}, {"FG": "merger"}),
        ({"FGD"}, {"PSU", "AFG"}, {"FG": "split"}),
        ({"PSU", "AFG"}, {"PSU"}, {"FG": "split"}),
        ({"PML", "PGV"}, {"PML1", "PVM"}, {"PML": "renamed", "PVM": "renamed"}),
        ({"MP"}, {"MP", "AG"}, {}),
        ({"SAP"}, {"SAP"}, {}),
    ],
)
def test_how_parties_continue_others_is_as_declared(lineage: pd.DataFrame, before, after, said) -> None:
    assert continuities(before, after, lineage) == said


def test_the_country_adds_up_votes_not_shares(results: pd.DataFrame) -> None:
    country = pd.Series({"a": "country", "b": "country"})
    found = swing(results, "before", "after", CROSSWALK, country).set_index("lineage_code")
    assert found.loc["X", "share_before"] == pytest.approx(360 / 400)
    assert found.loc["X", "share_after"] == pytest.approx(210 / 300)
    assert found.loc["F", "swing"] == pytest.approx(90 / 300 - 30 / 400)


def test_a_sum_with_an_unknown_term_is_unknown(results: pd.DataFrame) -> None:
    unknown = results["election_code"].eq("after") & results["party_code"].isin(["R"])
    results["votes"] = results["votes"].mask(unknown)
    areas = swing(results, "before", "after", CROSSWALK).set_index(["area_code", "lineage_code"])
    country = pd.Series({"a": "country", "b": "country"})
    whole = swing(results, "before", "after", CROSSWALK, country).set_index("lineage_code")
    for found in (areas.loc[("a", "F")], whole.loc["F"]):
        assert found[["votes_after", "share_after", "swing"]].isna().all()
    assert areas.loc[("a", "X"), "swing"] == pytest.approx(0.8 - 0.6)
    assert whole.loc["X", "votes_after"] == 210


def test_volatility_counts_a_party_that_was_absent(results: pd.DataFrame) -> None:
    found = volatilities(swing(results, "before", "after", CROSSWALK))
    assert found["a"] == pytest.approx(0.5 * (0.1 + 0.2))
    assert found["b"] == pytest.approx(0.5 * (0.5 + 0.5))


def test_unknown_elections_are_an_error(results: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match="never"):
        swing(results, "before", "never", CROSSWALK)


def test_the_country_moved_as_published_in_2021(house: Ballots) -> None:
    country = pd.Series("country", house.parents.index)
    found = swing(house.results, "house-2016-local", "house-2021-local", house.lineage, country)
    shares = found.set_index("lineage_code")
    assert shares.loc["RNI", "share_after"] == pytest.approx(2_099_036 / 7_588_505)
    assert shares.loc["PJD", "swing"] == pytest.approx(322_758 / 7_588_505 - 1_571_659 / 5_775_030)
    assert shares.loc["FG", "votes_after"] == 83_130 + 60_313
