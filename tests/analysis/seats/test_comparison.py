"""The laws side by side, in the table of the documentation."""

from pathlib import Path

import pytest

from app.analysis.seats import ContestInputs, compare_laws
from benchmarks.laws import table

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "seats.md"


def test_the_documented_table_is_the_computed_one(rules):
    assert table(rules) in DOCUMENT.read_text(encoding="utf-8")


def test_indices_of_seats_worked_by_hand(rules):
    """Shares 0.6 and 0.4, seats 2 of 3 and 1 of 3: gaps of 1/15."""
    row = compare_laws([ContestInputs("here", 3, {"A": 60, "B": 40})], {"3 %": rules["20-16", "local"]}).loc["3 %"]
    assert row["gallagher"] == pytest.approx(1 / 15)
    assert row["loosemore_hanby"] == pytest.approx(1 / 15)
    assert row["effective_parties_votes"] == pytest.approx(1 / 0.52)
    assert row["effective_parties_seats"] == pytest.approx(9 / 5)
    assert row[["parties_seated", "seats_first", "unstable"]].tolist() == [2, 2, 0]
