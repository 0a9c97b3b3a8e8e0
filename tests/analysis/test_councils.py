"""Councils by their seats: the score's components, control, and the councils of 2015 and 2021."""

import numpy as np
import pandas as pd
import pytest

from app.analysis.strength.council_scores import classify_councils, council_record, council_table
from app.analysis.strength.method import COUNCIL_DEFAULTS, Parameters
from app.analysis.strength.score import score_record
from app.analysis.strength.shrinkage import shrink_seats
from tests.analysis.conftest import DATA

NOBODY = pd.DataFrame({"party_code": [], "lineage_code": []}, dtype=str)
IFRANE = "03.271.01.03"
QUICK = Parameters(shrinkage="dirichlet", draws=20)


def councils(seats: dict[str, list[int]], election: str = "now", date: str = "2021-09-08") -> pd.DataFrame:
    """Councils c0, c1, … by party: a row for each party with a seat."""
    table = pd.DataFrame(seats)
    rows = table.assign(seats=table.sum(axis=1)).melt("seats", ignore_index=False, var_name="party_code")
    rows = rows.rename(columns={"value": "seats_won"}).query("seats_won > 0")
    codes = [f"c{index}" for index in rows.index]
    return rows.assign(area_code=codes, election_code=election, date=date).reset_index(drop=True)


def read_councils() -> pd.DataFrame:
    """Councils of communes, all of whose seats are listed."""
    frames = []
    for year, date in ((2015, "2015-09-04"), (2021, "2021-09-08")):
        contests, seats = (
            pd.read_csv(DATA / "results" / f"communal-{year}-{table}.csv", dtype={"area_code": str})
            for table in ("contests", "seats")
        )
        whole = seats[seats["area_code"].isin(contests.loc[contests["seats_unlisted"] == 0, "area_code"])]
        frames.append(whole.assign(date=date, seats=whole.groupby("area_code")["seats_won"].transform("sum")))
    return pd.concat(frames, ignore_index=True)


def test_no_seat_is_zero_seats_and_leans_to_nobody() -> None:
    past = council_record(councils({"X": [9, 0], "Y": [1, 10]}), "now", NOBODY)
    np.testing.assert_allclose(past.shares[-1], [[0.9, 0.1], [0, 1]])
    np.testing.assert_allclose(past.national[-1], [0.45, 0.55])
    odds = np.array([[9.45 / 1.55, 1.55 / 9.45], [0.45 / 10.55, 10.55 / 0.45]]) / np.array([0.45 / 0.55, 0.55 / 0.45])
    np.testing.assert_allclose(past.leans[-1], np.log(odds))
    np.testing.assert_allclose(past.held, [[1, 0], [0, 1]])
    np.testing.assert_allclose(past.margins[-1], [[0.8, -0.8], [-1, 1]])


def test_control_by_hand() -> None:
    won = np.array([[8.0, 7, 0], [7, 4, 4], [6, 6, 3], [np.nan, 9, 1]])
    found = classify_councils(won, np.array([15.0, 15, 15, 15]))
    assert found.tolist() == [
        ["majority", "represented", "none"],
        ["first", "represented", "represented"],
        ["represented", "represented", "represented"],  # two level for the lead: neither is first
        ["unknown", "unknown", "unknown"],
    ]


def test_a_council_is_drawn_to_its_province_as_far_as_councils_differ_no_more_than_by_chance() -> None:
    seats = np.array([[10.0, 0], [0, 10], [6, 4], [4, 6]])
    shrunk = shrink_seats(seats, np.full(4, 10.0), np.zeros(4, int))
    # Σ (s ÷ S − m)² is .5 twice and .02 twice, by chance .05: ρ = (1.04 − .2) ÷ (4 × .05 × 9), α = (1 − ρ) ÷ ρ
    rho = 0.84 / 1.8
    alpha = (1 - rho) / rho
    np.testing.assert_allclose(shrunk, (seats + alpha * 0.5) / (10 + alpha))
    even = np.array([[5.0, 5], [5, 5]])
    np.testing.assert_allclose(shrink_seats(even, np.full(2, 10.0), np.zeros(2, int)), 0.5)
    apart = shrink_seats(np.array([[10.0, 0], [0, 10]]), np.full(2, 10.0), np.zeros(2, int))
    np.testing.assert_allclose(apart, [[1, 0], [0, 1]])


def test_councils_of_one_stratum_are_scored_by_seats() -> None:
    before = councils({"X": [9, 2, 5], "Y": [1, 8, 5]}, "before", "2015-09-04")
    now = councils({"X": [9, 0, 4], "Y": [1, 10, 6]})
    past = council_record(pd.concat([before, now]), "now", NOBODY)
    scores = score_record(past, QUICK).set_index(["area_code", "party_code"])
    assert scores["score"].between(0, 100).all()
    assert scores.loc[("c0", "X"), "score"] > scores.loc[("c2", "X"), "score"] > scores.loc[("c1", "X"), "score"]
    assert [part["component"] for part in scores.loc[("c0", "X"), "components"] if part["raw"] is None] == []
    table = council_table(past).set_index(["area_code", "party_code"])["strength_class"]
    assert table.to_dict() == {
        ("c0", "X"): "majority",
        ("c0", "Y"): "represented",
        ("c1", "X"): "none",
        ("c1", "Y"): "majority",
        ("c2", "X"): "represented",
        ("c2", "Y"): "majority",
    }


@pytest.mark.parametrize(("kind", "units", "majorities"), [("list", 76, 0), ("ward", 1399, 917)])
def test_every_party_of_every_commune_of_2021(kind: str, units: int, majorities: int, lineage: pd.DataFrame) -> None:
    sizes = pd.read_csv(DATA / "reference" / "commune_council_size.csv", dtype=str).set_index("commune_code")
    results = read_councils()
    own = results[results["area_code"].isin(sizes.index[sizes["ballot_2021"] == kind])]
    provinces = pd.Series({code: code[:6] for code in own["area_code"].unique()})
    past = council_record(own, "communal-2021", lineage, provinces)
    assert past.stood.shape[0] == units
    assert past.stood.all()
    assert (past.seats_won[-1].sum(axis=1) == past.seats).all()
    scores = score_record(past, Parameters(shrinkage="dirichlet", draws=2))
    scored = scores[scores["score"].notna()]
    assert len(scored) == units * past.comparable.sum()
    assert scored["score"].between(0, 100).all()
    classes = council_table(past)["strength_class"].value_counts()
    assert classes.get("majority", 0) == majorities
    none = scores.merge(council_table(past)).query("strength_class == 'none'")
    leans = [parts[1]["raw"] for parts in none["components"]]
    assert max(lean for lean in leans if lean is not None) <= max(0, np.nanmax(past.leans[:-1]))
    assert COUNCIL_DEFAULTS.shrinkages[0] == "dirichlet"


def test_the_commune_that_the_page_follows_by_hand(lineage: pd.DataFrame) -> None:
    page = (DATA.parent / "docs" / "methods.md").read_text(encoding="utf-8")
    sizes = pd.read_csv(DATA / "reference" / "commune_council_size.csv", dtype=str).set_index("commune_code")
    results = read_councils()
    own = results[results["area_code"].isin(sizes.index[sizes["ballot_2021"] == "ward"])]
    past = council_record(own, "communal-2021", lineage, pd.Series({c: c[:6] for c in own["area_code"].unique()}))
    row = score_record(past, QUICK).set_index(["area_code", "party_code"]).loc[(IFRANE, "MP")]
    performance, lean, margin, control = (part["raw"] for part in row["components"][:4])
    area, party = past.areas.get_loc(IFRANE), past.parties.get_loc("MP")
    latest, before = np.exp(past.leans[::-1, area, party])
    assert f"**{100 * performance:.1f} %**" in page
    assert f"{latest:.1f} times those of the country in 2021" in page
    assert f"{before:.1f} times in 2015" in page
    assert f"**{np.exp(lean):.1f} times**" in page
    assert (margin, control) == (pytest.approx(0.45), 1)
    places = [f"{part['normalised']:.3f}" for part in row["components"][:4]]
    assert f"{', '.join(places[:3])} and {places[3]}." in page
    assert f"**{row['score']:.1f}**, rank {row['rank']:.0f} of {row['ranked']:,}" in page
    assert f"the {past.votes[past.scorable].sum():,.0f} seats" in page
