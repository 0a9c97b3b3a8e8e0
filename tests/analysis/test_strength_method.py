"""What the score promises."""

import json
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.history import lineages, logit, record
from app.analysis.indices import ratio
from app.analysis.outlook import ExpectedBallot, expected_lists, house_outlook
from app.analysis.seats import find_rule, read_laws
from app.analysis.strength.classes import CLASSES, class_table, classify
from app.analysis.strength.components import aggregate, consistency, known_weights, mean_lean, normalise, place
from app.analysis.strength.method import (
    AGGREGATIONS,
    COMPONENTS,
    DEFAULTS,
    METHOD_1_1,
    Aggregation,
    Normalisation,
    Parameters,
    Shrinkage,
)
from app.analysis.strength.score import importance, score
from app.analysis.strength.shrinkage import evidence, levels, persistence, shrink, shrink_shares, standardised
from app.analysis.strength.sobol import sobol_indices
from app.analysis.strength.uncertainty import ASSUMPTIONS, FACTORS, drawn_scores, ranks, without
from app.analysis.validation.backtest import Ballots, predictions
from app.maps.words.explanation import explain
from tests.analysis.conftest import DATA, contests_as_loaded

QUICK = Parameters(draws=20)
CHANGED_WITHOUT_SMALL_PARTIES = [
    "ben-m-sick/MDS",
    "chtouka-ait-baha/PAM",
    "fes-sud/AFG",
    "figuig/PAM",
    "laayoune/PAM",
    "medina-sidi-youssef/PJD",
    "meknes/PPS",
    "meknes/UC",
    "midelt/PAM",
    "mohammedia/PJD",
    "nouaceur/PAM",
    "oued-eddahab/PAM",
    "ouezzane/PAM",
    "safi/PI",
    "settat/PAM",
    "sidi-bennour/MP",
    "sidi-bennour/PAM",
    "sidi-slimane/UC",
    "tanger-assilah/MP",
    "tiznit/PAM",
]
"""Classes of 2021 that the 20 parties below 1 % of the votes decide on."""
NOBODY = pd.DataFrame({"party_code": [], "lineage_code": []}, dtype=str)


def contests(votes: dict[str, list[int | None]], election: str = "now", date: str = "2021-09-08") -> pd.DataFrame:
    """Results of one election, party by party, over areas a0, a1, …; None: no list. Seats are not known."""
    table = pd.DataFrame(votes, dtype=float)
    rows = table.melt(ignore_index=False, var_name="party_code", value_name="votes").dropna()
    rows["area_code"] = [f"a{i}" for i in rows.index]
    rows["valid_votes"] = rows["area_code"].map(
        dict(zip([f"a{i}" for i in table.index], table.sum(axis=1), strict=True))
    )
    return rows.assign(election_code=election, date=date, seats=np.nan, seats_won=np.nan).reset_index(drop=True)


@pytest.fixture(scope="module")
def scores_2021(house: Ballots) -> pd.DataFrame:
    scores = score(house.scored, "house-2021-local", house.lineage, DEFAULTS, house.parents)
    return scores.merge(class_table(record(house.scored, "house-2021-local", house.lineage)))


def test_every_party_has_a_row_in_every_area_and_absence_is_not_zero(scores_2021: pd.DataFrame) -> None:
    assert len(scores_2021) == 92 * 30
    absent = scores_2021[scores_2021["strength_class"] == "absent"]
    assert len(absent) == 92 * 30 - 1472
    assert absent[["score", "rank", "top_fifth"]].isna().all(axis=None)
    assert not absent["components"].astype(bool).any()


def test_scores_ranks_and_probabilities_stay_in_range(scores_2021: pd.DataFrame) -> None:
    scored = scores_2021.dropna(subset="score")
    assert scored["score"].between(0, 100).all()
    assert scored["top_fifth"].between(0, 1).all()
    assert (scored["rank_low"] <= scored["rank_median"]).all()
    assert (scored["rank_median"] <= scored["rank_high"]).all()
    assert scored["rank"].between(1, scored["ranked"]).all()


def test_contributions_add_up_to_the_score(scores_2021: pd.DataFrame) -> None:
    for row in scores_2021.dropna(subset="score").itertuples():
        parts = [part for part in row.components if part["raw"] is not None]
        assert sum(part["weight"] for part in parts) == pytest.approx(1)
        assert sum(part["contribution"] for part in parts) == pytest.approx(row.score, abs=1e-8)


def test_components_are_json_without_nan(scores_2021: pd.DataFrame) -> None:
    json.dumps(list(scores_2021["components"]), allow_nan=False)


def test_popular_movement_leads_in_ifrane(scores_2021: pd.DataFrame) -> None:
    movement = scores_2021[scores_2021["party_code"] == "MP"].sort_values("rank")
    leaders = {"ifrane", "khemisset-oulmes", "ouarzazate", "khenifra", "midelt"}
    assert set(movement["area_code"][:5]) == leaders
    assert movement["area_code"].iloc[0] == "ifrane"
    assert movement["components"].iloc[0][0]["observed"] == pytest.approx(0.338, abs=5e-4)


def test_no_look_ahead(house: Ballots, local: pd.DataFrame) -> None:
    past_only = local[local["election_code"] != "house-2021-local"]
    before, after = (
        score(results, "house-2016-local", house.lineage, QUICK, house.parents) for results in (past_only, local)
    )
    pd.testing.assert_frame_equal(before, after)


def test_same_seed_same_bytes(house: Ballots) -> None:
    first, second = (
        score(house.results, "house-2021-local", house.lineage, QUICK, house.parents).to_json() for _ in range(2)
    )
    assert first == second


def test_an_election_without_seats_won_or_past_has_neither_representation_nor_consistency(
    all_results: pd.DataFrame, lineage: pd.DataFrame, regions: pd.Series
) -> None:
    national = all_results[all_results["ballot"] == "national"]
    scores = score(national, "house-2011-national", lineage, QUICK, regions)
    parts = pd.DataFrame(list(scores["components"]))
    known = {COMPONENTS[i]: parts[i].map(lambda part: part["raw"] is not None).any() for i in parts}
    assert [name for name in COMPONENTS if known[name]] == ["performance", "lean", "margin"]
    assert parts[0].map(lambda part: part["weight"]).unique() == pytest.approx(1 / 3)
    assert parts[3].map(lambda part: part["weight"]).isna().all()
    classes = class_table(record(national, "house-2011-national", lineage, regions))
    assert set(classes["strength_class"]) == {"present", "marginal"}


def test_lists_without_party_are_never_scored_but_have_a_class(house: Ballots) -> None:
    scores = score(house.results, "house-2016-local", house.lineage, QUICK, house.parents)
    assert scores.loc[scores["party_code"] == "SAP", "score"].isna().all()
    classes = class_table(record(house.results, "house-2016-local", house.lineage))
    found = classes.loc[classes["party_code"] == "SAP", "strength_class"]
    assert found.value_counts().to_dict() == {"absent": 90, "present": 2}


def test_regional_lists_have_one_contest_only(all_results: pd.DataFrame, lineage: pd.DataFrame) -> None:
    regional = all_results[all_results["ballot"] == "regional"]
    scores = score(regional, "house-2021-regional", lineage, QUICK)
    assert len(scores) == 12 * 28
    classes = class_table(record(regional, "house-2021-regional", lineage))
    held = regional.query("election_code == 'house-2021-regional' and seats_won > 0")
    assert (classes["strength_class"] == "held").sum() == len(held)
    below = held[held["votes"] / held["valid_votes"] < 0.03]
    assert len(below) == 6  # a list below 3 % that has a seat holds it


def test_unknown_target_is_an_error(house: Ballots) -> None:
    with pytest.raises(KeyError, match="house-1963"):
        score(house.results, "house-1963", house.lineage)


@pytest.mark.parametrize("valid", [np.nan, 0])
def test_unknown_valid_votes_are_unknown_not_absent_and_no_votes_are_no_lean(valid: float) -> None:
    results = contests({"X": [60, 50, 10], "Y": [40, 50, 90]})
    results.loc[results["area_code"] == "a1", ["votes", "valid_votes"]] = (valid and [50, valid]) or 0
    scores = score(results, "now", NOBODY, QUICK).set_index(["area_code", "party_code"])
    assert np.isnan(scores.loc[("a1", "X"), "score"])
    classes = class_table(record(results, "now", NOBODY)).set_index(["area_code", "party_code"])
    assert classes.loc[("a1", "X"), "strength_class"] == "unknown"


def test_identity_is_declared_never_guessed(lineage: pd.DataFrame) -> None:
    found = lineages(pd.Series(["PML1", "PML", "FGD", "AFG", "PSU", "PGV", "PVM", "SAP", "RNI"]), lineage)
    assert found[:-2].tolist() == ["PML", "PML", "FG", "FG", "FG", "PVM", "PVM"]
    assert pd.isna(found[7])
    assert found[8] == "RNI"


@pytest.mark.parametrize("dtype", ["object", "string", "str"])
def test_where_no_lineage_is_declared_each_party_is_its_own(dtype: str) -> None:
    assert lineages(pd.Series(["RNI", "PI"], dtype=dtype), NOBODY).tolist() == ["RNI", "PI"]


def test_a_split_party_inherits_the_lean_of_the_whole() -> None:
    lineage = pd.DataFrame({"party_code": ["OLD", "L", "R"], "lineage_code": ["F", "F", "F"]})
    before = contests({"OLD": [30, 10], "X": [70, 90]}, "before", "2016-10-07")
    now = contests({"L": [10, 5], "R": [20, 5], "X": [70, 90]})
    past = record(pd.concat([before, now]), "now", lineage)
    assert list(past.parties) == ["L", "R", "X"]
    np.testing.assert_array_equal(past.leans[0][:, 0], past.leans[0][:, 1])
    np.testing.assert_allclose(past.shares[0][:, 0], [0.3, 0.1])
    np.testing.assert_allclose(past.shares[1][:, 0], [0.1, 0.05])


def test_votes_of_a_lineage_are_unknown_when_those_of_one_list_are() -> None:
    lineage = pd.DataFrame({"party_code": ["L", "R"], "lineage_code": ["F", "F"]})
    before = contests({"L": [10, 5], "R": [20, 5], "X": [70, 90]}, "before", "2016-10-07")
    before.loc[before["party_code"].eq("R") & before["area_code"].eq("a0"), "votes"] = np.nan
    past = record(pd.concat([before, contests({"L": [30, 10], "X": [70, 90]})]), "now", lineage)
    np.testing.assert_allclose(past.shares[0], [[np.nan, 0.7], [0.1, 0.9]])


def test_national_share_counts_only_where_the_party_stood() -> None:
    past = record(contests({"X": [30, None], "Y": [70, 100]}), "now", NOBODY)
    np.testing.assert_allclose(past.national[-1], [0.3, 0.85])


def test_lean_and_consistency_by_hand() -> None:
    leans = np.array([[[0.4]], [[np.nan]], [[1.2]]])
    assert mean_lean(leans) == pytest.approx(0.75 * 1.2 + 0.25 * 0.4)
    assert mean_lean(leans[2:]) == pytest.approx(1.2)
    assert consistency(leans) == pytest.approx(-np.std([0.4, 1.2], ddof=1))
    assert np.isnan(consistency(leans[2:]))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("percentile", [1 / 8, 4 / 8, 4 / 8, 7 / 8, np.nan]),
        ("list_percentile", [1 / 8, 4 / 8, 4 / 8, 7 / 8, np.nan]),
        ("min_max", [0, 0.25, 0.25, 1, np.nan]),
        ("z_score", [0.1587, 0.3694, 0.3694, 0.9522, np.nan]),
    ],
)
def test_normalisation_by_hand(how: str, expected: list[float]) -> None:
    raw = np.array([[1.0], [2.0], [2.0], [5.0], [np.nan]])
    np.testing.assert_allclose(normalise(raw, np.ones(5), how)[:, 0], expected, atol=5e-5)  # type: ignore[arg-type]


def test_a_place_is_the_part_of_the_votes_that_went_to_weaker_lists() -> None:
    """Of 100 votes 10 went to the weakest, 60 to the next two alike, 30 to the first; one list is not known."""
    values, votes = np.array([1.0, 2.0, 2.0, 5.0, np.nan]), np.array([10.0, 40.0, 20.0, 30.0, 500.0])
    np.testing.assert_allclose(place(values, votes), [0.05, 0.4, 0.4, 0.85, np.nan])


def test_lists_that_hardly_anybody_chose_decide_on_no_place(house: Ballots) -> None:
    """Without the 20 parties below 1 %, whose votes stay valid: 10.8 points on average by method 1.1."""
    results = house.results
    latest = results[results["election_code"] == "house-2021-local"]
    votes = latest.groupby("party_code")["votes"].sum()
    small = votes.index[votes / votes.sum() < 0.01]
    assert len(small) == 20
    fewer = results.drop(latest.index[latest["party_code"].isin(small)])
    keys = ["area_code", "party_code"]
    for parameters, least, most in ((QUICK, 1.5, 2.5), (METHOD_1_1, 10, 12)):
        before, after = (
            score(rows, "house-2021-local", house.lineage, parameters, house.parents).set_index(keys)["score"]
            for rows in (results, fewer)
        )
        assert least < (before - after).dropna().abs().mean() <= most
    before, after = (
        class_table(record(rows, "house-2021-local", house.lineage)).set_index(keys)["strength_class"]
        for rows in (results, fewer)
    )
    assert (before.reindex(after.index) == after).all()


@pytest.mark.parametrize("how", get_args(Normalisation))
def test_what_does_not_vary_is_halfway(how: str) -> None:
    np.testing.assert_allclose(normalise(np.full((3, 1), 0.7), np.ones(3), how), 0.5)  # type: ignore[arg-type]


def test_unknown_components_leave_their_weight_to_the_others() -> None:
    weights = known_weights(np.array([[0.5, np.nan, 0.5, 0.5, np.nan]]), [0.2] * 5)
    np.testing.assert_allclose(weights, [[1 / 3, np.nan, 1 / 3, 1 / 3, np.nan]])


def test_geometric_mean_does_not_make_up_for_a_low_component() -> None:
    even, uneven = np.full((1, 5), 0.5), np.array([[0.9, 0.9, 0.5, 0.1, 0.1]])
    assert aggregate(even, [0.2] * 5, "geometric") == pytest.approx(50)
    assert aggregate(uneven, [0.2] * 5, "arithmetic") == pytest.approx(50)
    assert aggregate(uneven, [0.2] * 5, "geometric") < 40


unit = st.floats(0, 1)


@given(
    st.lists(st.lists(unit, min_size=5, max_size=5), min_size=1, max_size=8),
    st.lists(st.floats(0.01, 1), min_size=5, max_size=5),
    st.sampled_from(AGGREGATIONS),
)
def test_any_score_lies_between_0_and_100(rows: list[list[float]], weights: list[float], how: str) -> None:
    points = aggregate(np.array(rows), weights, how)  # type: ignore[arg-type]
    assert ((points >= 0) & (points <= 100)).all()


def test_ranks_share_the_better_place() -> None:
    np.testing.assert_array_equal(ranks(np.array([[3.0], [9.0], [9.0], [np.nan], [1.0]]))[:, 0], [3, 1, 1, 0, 4])


def test_there_are_as_many_ranks_as_polling_stations() -> None:
    points = np.arange(40_000, 0, -1, dtype=float)[:, None]
    np.testing.assert_array_equal(ranks(points)[:, 0], np.arange(1, 40_001))


def test_an_area_alone_has_the_first_rank() -> None:
    np.testing.assert_array_equal(ranks(np.array([[3.0, np.nan]])), [[1, 0]])


votes_table = st.integers(2, 5).flatmap(
    lambda areas: st.lists(st.lists(st.integers(1, 10_000), min_size=areas, max_size=areas), min_size=2, max_size=4)
)


@given(votes_table, st.integers(1, 10_000), st.data())
@settings(max_examples=40, deadline=None)
def test_more_votes_never_lower_the_share_behind_performance(
    table: list[list[int]], extra: int, data: st.DataObject
) -> None:
    party, area = data.draw(st.integers(0, len(table) - 1)), data.draw(st.integers(0, len(table[0]) - 1))
    more = [list(votes) for votes in table]
    more[party][area] += extra
    rows = [record(contests({f"P{i}": votes for i, votes in enumerate(t)}), "now", NOBODY) for t in (table, more)]
    before, after = (past.shares[-1][area, party] for past in rows)
    assert after > before or before == 1


@given(
    st.floats(0, 3),
    st.floats(0.001, 1),
    st.lists(st.floats(0, 3), min_size=6, max_size=6),
)
def test_a_higher_result_is_never_shrunk_below_a_lower_one(low: float, more: float, past: list[float]) -> None:
    """Within one parent and with the persistence held, shrinkage keeps the order."""
    latest = np.array([low, low + more, 1.0, 0.5, 2.0, 1.5])
    shrunk = shrink(np.stack([past, latest])[..., None], np.zeros(6, int))[:, 0]
    assert shrunk[1] >= shrunk[0] - 1e-12


@given(votes_table, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_parties_changes_nothing(table: list[list[int]], random: object) -> None:
    results = contests({f"P{i}": votes for i, votes in enumerate(table)})
    shuffled = results.sample(frac=1, random_state=random.randrange(2**32))  # type: ignore[attr-defined]
    first, second = (score(rows, "now", NOBODY, QUICK) for rows in (results, shuffled))
    pd.testing.assert_frame_equal(first, second)


@given(votes_table)
@settings(max_examples=15, deadline=None)
def test_a_change_of_scale_changes_no_share(table: list[list[int]]) -> None:
    small = record(contests({f"P{i}": votes for i, votes in enumerate(table)}), "now", NOBODY)
    large = record(contests({f"P{i}": [9 * v for v in votes] for i, votes in enumerate(table)}), "now", NOBODY)
    np.testing.assert_allclose(small.shares, large.shares)
    np.testing.assert_allclose(small.margins, large.margins, atol=1e-12)


def test_shrinkage_by_hand() -> None:
    """Four areas of one parent; deviations ±1 in both contests, half of them kept: covariance 0.5, variance 1."""
    first = np.array([1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0])
    second = np.array([1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    relative = 2 + np.stack([first, second])[..., None]
    assert persistence(relative - 2, 8) == pytest.approx(0.5)
    np.testing.assert_allclose(shrink(relative, np.zeros(8, int))[:, 0], 2 + 0.5 * second)


def test_noise_of_tiny_parties_does_not_set_the_persistence_of_a_large_one() -> None:
    """Standardised by party, deviations a hundred times larger weigh no more."""
    rng = np.random.default_rng(1)
    lasting, passing = rng.normal(size=(40, 1)), rng.normal(size=(2, 40, 1))
    deviations = np.concatenate([np.stack([lasting, lasting]) * 0.1, 10 * passing], axis=2)
    assert persistence(deviations, evidence(deviations))[0] < 0.1
    assert persistence(standardised(deviations), 20)[0] > 0.75


def test_all_parties_together_count_as_one_of_them() -> None:
    """Three contests in four areas are twelve pairs, two in one area are one; a third party never stood twice."""
    deviations = np.full((3, 4, 3), np.nan)
    deviations[:, :, 0] = 1
    deviations[1:, 0, 1] = 1
    deviations[0, :, 2] = 1
    assert evidence(deviations) == pytest.approx((12 + 1) / 2)
    assert evidence(deviations[:1]) == 0


def test_deviations_are_standardised_by_party_over_all_contests() -> None:
    deviations = np.array([[[3.0], [-3.0]], [[1.0], [np.nan]]])
    np.testing.assert_allclose(standardised(deviations), deviations / np.sqrt(19 / 3))


def test_a_party_at_home_in_a_region_is_not_shrunk_to_the_country(house: Ballots) -> None:
    """The PI in the south: 40.0, 54.2 and 30.5 % of the votes in 2021, and 41.2, 48.8 and 37.6 % in 2026."""
    scores = score(house.scored, "house-2021-local", house.lineage, QUICK, house.parents)
    scores = scores.set_index(["party_code", "area_code"])
    for area, limit in {"es-semara": 33, "laayoune": 40, "boujdour": 28}.items():
        assert 100 * scores.loc[("PI", area), "components"][0]["raw"] >= limit


def test_the_specification_counts_the_national_lists_of_2011(house: Ballots) -> None:
    """Regional differences of the PI lasted at 0.86 and of the RNI at 0.55, as measured there."""
    own = []
    for results in (house.scored, house.results):
        past = record(results, "house-2021-local", house.lineage, house.parents)
        _, regional, _ = levels(ratio(past.shares, past.national[:, None, :]), past.parents)
        own.append(persistence(regional, 0)[past.parties.get_indexer(["PI", "RNI"])].round(2).tolist())
    assert own == [[0.86, 0.55], [0.77, 0.5]]


def test_another_ballot_is_a_past_and_nothing_else(house: Ballots) -> None:
    past = record(house.scored, "house-2016-local", house.lineage, house.parents)
    assert past.elections == ("house-2011-national", "house-2016-local")
    classes = [class_table(record(of, "house-2016-local", house.lineage)) for of in (house.scored, house.results)]
    pd.testing.assert_frame_equal(*classes)
    measured = [
        predictions(of, "house-2016-local", "house-2021-local", QUICK) for of in (house, house._replace(stand_ins=None))
    ]
    others = ["area_code", "party_code", "next_share", "last_share", "parent_mean", "uniform_swing"]
    pd.testing.assert_frame_equal(*(one[others] for one in measured))
    assert not measured[0]["score"].equals(measured[1]["score"])


def test_method_1_1_can_still_be_computed(house: Ballots) -> None:
    """Its MP in Ifrane: 93.7 as it was documented, the 2011 lists counted in; 93.4 without them."""
    scores = score(house.results, "house-2021-local", house.lineage, METHOD_1_1, house.parents)
    movement = scores.set_index(["party_code", "area_code"])["score"]["MP"]
    assert movement["ifrane"] == pytest.approx(93.4, abs=0.05)


def test_one_contest_is_not_shrunk() -> None:
    relative = np.array([[[0.5], [1.5]]])
    np.testing.assert_array_equal(shrink(relative, np.zeros(2, int)), relative[-1])


def test_martuzzi_elliott_by_hand() -> None:
    """b = 0.3, s² = 0.04, V̄ = 100: ρ = (4 − 0.21) ÷ (99 × 0.04)."""
    shares = np.array([[0.1], [0.5], [0.1], [0.5]])
    kept = (100 * 0.04 - 0.21) / (99 * 0.04)
    np.testing.assert_allclose(shrink_shares(shares, np.full(4, 100.0)), 0.3 + kept * (shares - 0.3))


def test_martuzzi_elliott_keeps_the_order_where_little_is_known() -> None:
    """No more variance than chance alone makes: all are drawn to the overall share, none is turned round."""
    shares = np.array([[0.29], [0.31]])
    np.testing.assert_allclose(shrink_shares(shares, np.full(2, 50.0)), 0.3)


def test_the_latest_contest_is_never_left_out(house: Ballots) -> None:
    past = record(house.results, "house-2021-local", house.lineage, house.parents)
    assert without(past, 1) is past
    assert without(past, 0).elections == ("house-2021-local",)


def test_classes_by_hand() -> None:
    nan = np.nan
    cases = {
        # held now, held before, list, share, P(seat)
        (1, 1, True, 0.3, 0.8): "bastion",
        (1, 1, True, 0.3, 0.79): "held",
        (1, 1, True, 0.3, nan): "held",
        (1, 0, True, 0.3, 0.9): "held",
        (1, nan, True, 0.3, 0.9): "held",
        (2, 0, True, 0.02, 0.1): "held",
        (0, 1, True, 0.02, 0.2): "in_reach",
        (0, 0, True, 0.03, 0.19): "present",
        (0, 0, True, 0.03, nan): "present",
        (0, 0, True, 0.029, 0.19): "marginal",
        (nan, 0, False, nan, nan): "absent",
        (nan, 0, True, 0.3, 0.9): "unknown",
        (0, 0, True, nan, nan): "unknown",
    }
    held, before, stood, share, chance = zip(*cases, strict=True)
    found = classify(*map(np.array, (held, before, stood, share, chance)))
    assert found.tolist() == list(cases.values())
    assert set(found) == set(CLASSES)


def test_no_list_below_three_per_cent_without_a_seat_is_more_than_marginal(house: Ballots) -> None:
    past = record(house.results, "house-2021-local", house.lineage)
    classes = class_table(past)["strength_class"].to_numpy().reshape(past.stood.shape)
    small = (past.shares[-1] < 0.03) & (past.seats_won[-1] == 0)
    assert set(classes[small]) == {"marginal"}
    table = class_table(past)
    certain = table.set_index(["area_code", "party_code"])["p_seat"].fillna(1.0)
    sure = class_table(past, certain)["strength_class"].to_numpy().reshape(past.stood.shape)
    assert set(sure[small]) == {"in_reach"}
    assert set(sure[past.seats_won[-1] > 0]) == {"bastion", "held"}


def forecast_by(house: Ballots, election: str) -> pd.Series:
    """P(seat) of the next House as said after an election, by area and party."""
    rules = read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))
    law = pd.read_csv(DATA / "reference" / "elections.csv").set_index("election_code").loc[election, "law"]
    standing = set(house.results.query("election_code == @election")["party_code"])
    contests = [
        replace(one, votes={party: votes for party, votes in one.votes.items() if party in standing})
        for one in contests_as_loaded(election)
    ]
    lists = expected_lists(house, election, contests)
    drawn = house_outlook([ExpectedBallot(lists, contests, find_rule(rules, law, "local"))])
    return drawn.lists.set_index(["area_code", "party_code"])["p_seat"]


def test_classes_hardly_change_without_the_parties_below_one_per_cent(house: Ballots) -> None:
    """At most 3 % of the lists, each by a chance that crossed its threshold as the field changed; these are they."""
    latest = house.results[house.results["election_code"] == "house-2021-local"]
    votes = latest.groupby("party_code")["votes"].sum()
    small = votes.index[votes / votes.sum() < 0.01]
    assert len(small) == 20
    fewer = house._replace(results=house.results.drop(latest.index[latest["party_code"].isin(small)]))
    before, after = (
        class_table(record(of.scored, "house-2021-local", of.lineage), forecast_by(of, "house-2021-local"))
        for of in (house, fewer)
    )
    both = before.merge(after, on=["area_code", "party_code"], suffixes=("_before", "_after"))
    stood = both[both["strength_class_before"] != "absent"]
    changed = stood[stood["strength_class_before"] != stood["strength_class_after"]]
    assert len(changed) <= 0.03 * len(stood)
    for row in changed.itertuples():
        low, high = sorted((row.p_seat_before, row.p_seat_after))
        assert low < 0.2 <= high or low < 0.8 <= high
    assert sorted(changed["area_code"] + "/" + changed["party_code"]) == CHANGED_WITHOUT_SMALL_PARTIES


def test_a_list_below_three_per_cent_without_a_seat_is_more_than_marginal_by_its_chance_alone(house: Ballots) -> None:
    for election in ("house-2016-local", "house-2021-local"):
        past = record(house.scored, election, house.lineage)
        table = class_table(past, forecast_by(house, election))
        small = ((past.shares[-1] < 0.03) & (past.seats_won[-1] == 0)).ravel()
        above = table[small & ~table["strength_class"].isin(["marginal", "absent"])]
        assert set(above["strength_class"]) <= {"in_reach"}
        assert (above["p_seat"] >= 0.2).all()
        assert (table["strength_class"][small] == "marginal").sum() > 300


def test_draws_vary_every_constant(house: Ballots) -> None:
    """Each factor alone, at both ends of its range, orders some lists otherwise, but what has no use alone."""
    past = record(house.results, "house-2021-local", house.lineage, house.parents)
    geometric = FACTORS.index("aggregation")
    for number, factor in enumerate(FACTORS):
        unit = np.full((2, len(FACTORS)), 0.0)
        unit[:, FACTORS.index("dropped_component")] = 0.99
        unit[:, FACTORS.index("contest_left_out")] = 0.99
        unit[:, geometric] = 0.99
        unit[:, number] = 0, 0.999
        low, high = drawn_scores(past, unit, DEFAULTS).means(slice(None))
        same = np.array_equal(np.argsort(low), np.argsort(high))
        assert same == (factor == "consistency")  # which weighs nothing


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"performance": 1.0}},
        {"weights": dict.fromkeys(COMPONENTS, 0.0)},
        {"weights": dict.fromkeys(COMPONENTS, -1.0)},
        {"normalisation": "rank"},
        {"aggregation": "product"},
        {"shrinkage": "heavy"},
        {"draws": 0},
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"weights|choose|draw"):
        Parameters(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("normalisation", get_args(Normalisation))
@pytest.mark.parametrize("aggregation", get_args(Aggregation))
@pytest.mark.parametrize("shrinkage", get_args(Shrinkage))
def test_every_choice_of_method_scores_every_list(
    house: Ballots, normalisation: str, aggregation: str, shrinkage: str
) -> None:
    chosen = Parameters(normalisation=normalisation, aggregation=aggregation, shrinkage=shrinkage, draws=2)  # type: ignore[arg-type]
    scores = score(house.results, "house-2021-local", house.lineage, chosen, house.parents)
    assert scores["score"].notna().sum() == 1472
    assert scores["score"].dropna().between(0, 100).all()


def test_sobol_indices_name_every_assumption(house: Ballots) -> None:
    past = record(house.results, "house-2021-local", house.lineage, house.parents)
    found = sobol_indices(past, DEFAULTS, samples=64)
    movement = found[found["party_code"] == "MP"]
    assert tuple(movement["assumption"]) == ASSUMPTIONS
    assert (movement["total"] >= movement["first"] - 3 * movement["first_error"]).all()
    pd.testing.assert_frame_equal(found, sobol_indices(past, DEFAULTS, samples=64))


def test_importance_is_reported_next_to_the_weight(scores_2021: pd.DataFrame) -> None:
    table = importance(scores_2021).set_index("component")
    assert list(table.index) == list(COMPONENTS)
    assert table["correlation"].between(-1, 1).all()


def test_the_same_functions_score_communes(simulated_communes: Ballots) -> None:
    results, lineage, provinces, _ = simulated_communes
    scores = score(results, "simulated-2021", lineage, Parameters(draws=100), provinces)
    assert len(scores) == 300 * 12
    assert scores["score"].dropna().between(0, 100).all()


def test_sentences_say_the_numbers_in_three_languages(scores_2021: pd.DataFrame) -> None:
    area = {"fr": "Ifrane", "ar": "إفران", "en": "Ifrane"}
    party = {"fr": "Mouvement Populaire", "ar": "حزب الحركة الشعبية", "en": "MP"}
    by_cell = scores_2021.set_index(["area_code", "party_code"])
    row = by_cell.loc[("ifrane", "MP")]
    sentences = explain(row, area, party, "constituency")
    points = str(round(row["score"]))
    scored = f"Ifrane\u00a0: le Mouvement Populaire obtient un score de {points} sur 100, au rang 1"
    assert sentences["fr"].startswith(scored)
    assert sentences["fr"].endswith("Siège détenu. Aucune prévision de la prochaine élection.")
    assert "33,8\u00a0% des voix" in sentences["fr"]
    assert "4,3 points derrière" in sentences["fr"]
    assert points in sentences["ar"]
    assert "33,8\u200e%" in sentences["ar"]
    assert "ranked 1 of its 79 constituencies (range of method: " in sentences["en"]
    chance = explain({**row, "strength_class": "bastion", "p_seat": 0.912}, area, party, "constituency")
    assert chance["en"].endswith("at the next. Probability of a seat at the next election: 91.2%.")
    assert "33.8%" in sentences["en"]
    absent = explain(by_cell.loc[("ifrane", "PUD")], area, party, "constituency")
    assert absent["fr"] == "Ifrane\u00a0: le Mouvement Populaire n'y a pas présenté de liste."


def test_logit_is_unknown_outside_its_domain() -> None:
    np.testing.assert_array_equal(np.isnan(logit(np.array([0.0, 0.5, 1.0]))), [True, False, True])


def test_ranks_of_a_single_area_never_move_so_that_nothing_is_explained(house: Ballots) -> None:
    target = house.results["election_code"].iloc[-1]
    here = house.results[house.results["area_code"] == house.results["area_code"].iloc[-1]]
    assert sobol_indices(record(here, target, house.lineage), DEFAULTS, samples=64).empty
