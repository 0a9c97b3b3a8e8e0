"""Indicators of areas from those of their parts."""

import numpy as np
import pandas as pd
import pytest

from app.analysis.indicators import aggregate, evaluate

UNITS = pd.DataFrame(
    {
        "people": [100.0, 300.0, 50.0],
        "young": [20.0, 40.0, np.nan],
        "old": [10.0, 30.0, np.nan],
        "active": [40.0, 90.0, 10.0],
        "employed": [30.0, 90.0, np.nan],
        "fertility": [2.0, 3.0, 1.5],
    },
    index=["a", "b", "c"],
)
AREAS = pd.Series({"a": "north", "b": "north", "c": "south"})


def value(measure, fields, base="", unit="share", groups=AREAS) -> pd.DataFrame:
    definition = pd.DataFrame([{"key": "it", "unit": unit, "measure": measure, "fields": fields, "base": base}])
    return aggregate(UNITS, groups, definition).set_index("code")


def test_a_share_is_weighted_by_its_own_base_and_is_no_mean_of_percentages():
    found = value("mean", "young", "people")
    assert found.loc["north", "value"] == pytest.approx((20 * 100 + 40 * 300) / 400 / 100)


def test_a_ratio_is_of_sums():
    found = value("ratio", "active-employed", "active")
    assert found.loc["north", "value"] == pytest.approx((130 - 120) / 130)


def test_shares_of_several_groups_add_up():
    found = value("mean", "young+old", "people")
    assert found.loc["north", "value"] == pytest.approx((30 * 100 + 70 * 300) / 400 / 100)


def test_a_count_is_summed():
    assert value("sum", "people", unit="people")["value"].to_dict() == {"north": 400, "south": 50}


def test_what_is_unknown_counts_in_neither_sum_nor_base_and_is_told():
    whole = pd.Series("country", index=UNITS.index)
    found = value("mean", "young", "people", groups=whole).loc["country"]
    assert found["value"] == pytest.approx((20 * 100 + 40 * 300) / 400 / 100)
    assert (found["units"], found["units_known"]) == (3, 2)
    assert np.isnan(value("mean", "young", "people").loc["south", "value"])


def test_what_cannot_be_rebuilt_is_known_for_single_units_alone():
    found = value("published", "fertility", unit="births per woman")["value"]
    assert np.isnan(found["north"])
    assert found["south"] == 1.5


def test_a_column_that_is_not_there_is_no_column():
    with pytest.raises(KeyError, match="old_people"):
        evaluate(UNITS, "young+old_people")
