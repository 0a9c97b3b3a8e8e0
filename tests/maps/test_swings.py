"""How each list is followed from the election before."""

import pandas as pd
import pytest

from app.maps.lists import swings

OLD, NEW = "house-2016-local", "house-2021-local"


@pytest.fixture
def results() -> pd.DataFrame:
    votes = {
        ("A", OLD, "x"): 40,
        ("A", NEW, "x"): 60,
        ("A", NEW, "y"): 50,
        ("B", NEW, "x"): 40,
        ("B", NEW, "y"): 50,
        ("Before", OLD, "x"): 60,
        ("Now", NEW, "x"): 0,
        ("Lists", OLD, "x"): 10,
        ("Lists", NEW, "x"): 10,
    }
    index = pd.MultiIndex.from_tuples(votes, names=["party_code", "election_code", "area_code"])
    return pd.DataFrame({"votes": [float(count) for count in votes.values()]}, index=index)


@pytest.fixture
def contests() -> pd.DataFrame:
    index = pd.MultiIndex.from_product([[OLD, NEW], ["x", "y"]], names=["election_code", "area_code"])
    return pd.DataFrame({"valid_votes": 100.0}, index=index)


@pytest.fixture
def lineage() -> pd.DataFrame:
    return pd.DataFrame(
        {"party_code": ["Before", "Lists"], "lineage_code": ["Now", None], "relation": ["renamed", None]},
        dtype="string",
    )


def test_a_list_is_followed_from_the_election_before(results, contests, lineage):
    swing = swings(results, contests, [OLD, NEW], lineage)["swing"]
    assert swing["A", NEW, "x"] == pytest.approx(0.2)
    assert swing["Now", NEW, "x"] == pytest.approx(-0.6)


def test_without_a_list_before_the_swing_is_unknown_not_the_whole_share(results, contests, lineage):
    swing = swings(results, contests, [OLD, NEW], lineage)["swing"]
    assert swing.drop([("A", NEW, "x"), ("Now", NEW, "x")]).isna().all()
    assert list(swing.index) == list(results.index)


def test_one_election_has_nothing_to_be_compared_with(results, contests, lineage):
    assert swings(results, contests, [NEW], lineage).isna().all(axis=None)
