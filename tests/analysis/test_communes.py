"""Which communes elect lists and which elect their councillors one by one."""

import numpy as np
import pandas as pd
import pytest

from app.analysis.communes import communal_ballots
from app.analysis.seats import read_laws
from app.settings import ROOT

RULES = read_laws((ROOT / "data" / "laws.toml").read_text(encoding="utf-8"))
PLACES = pd.DataFrame(
    {
        "kind": ["commune", "commune", "commune", "commune", "arrondissement"],
        "population_2014": [35_000.0, 35_001.0, 50_001.0, np.nan, 12_000.0],
        "population_2024": [60_000.0, 20_000.0, 20_000.0, 20_000.0, 12_000.0],
    },
    index=["at the limit", "past it", "a town", "not counted", "a part of a city"],
)


@pytest.mark.parametrize(
    ("law", "year", "expected"),
    [
        ("59-11", 2009, [None, None, None, None, "lists"]),
        # a census of the election's own year was not counted before it
        ("59-11", 2014, [None, None, None, None, "lists"]),
        ("59-11", 2015, ["wards", "lists", "lists", None, "lists"]),
        ("06-21", 2021, ["wards", "wards", "lists", None, "lists"]),
    ],
)
def test_the_census_before_the_election_decides_and_without_one_it_is_not_known(law, year, expected):
    ballots = communal_ballots(RULES, law, year, PLACES)
    assert ballots.astype(object).where(ballots.notna(), None).tolist() == expected


def test_nothing_is_told_of_a_law_with_one_ballot():
    ballots = communal_ballots(RULES, "04-21", 2021, PLACES)
    assert ballots.isna().all()
    assert ballots.index.equals(PLACES.index)
