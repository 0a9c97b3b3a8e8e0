"""An outlook under a scenario is that of drawing the scenario itself, with the errors of the blind one."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from app.analysis.outlook import DEFAULTS, ExpectedBallot, expected_lists, house_outlook
from app.analysis.outlook.council_chances import Councils, Fit, council_outlook, expected_shares
from app.analysis.outlook.scenario import (
    BlindHouse,
    CouncilInputs,
    HouseInputs,
    HouseScenario,
    blind_house,
    councils_under,
    house_under,
    merged_ballots,
)
from app.analysis.seats import InvalidScenarioError, SeatRule
from app.analysis.validation.backtest import Ballots
from benchmarks.laws import read_contests

KNOWN = "house-2021-local"
Law = Callable[[str, str], SeatRule]


@pytest.fixture(scope="module")
def blind(house: Ballots, law: Law) -> BlindHouse:
    contests = [replace(one, votes=dict(sorted(one.votes.items()))) for one in read_contests(KNOWN)]
    return blind_house(HouseInputs({KNOWN: house}, {KNOWN: contests}, {KNOWN: law("53-25", "local")}))


@pytest.fixture
def under(blind: BlindHouse) -> Callable[..., pd.DataFrame]:
    def told(**assumed: object) -> pd.DataFrame:
        nothing = HouseScenario({}, {}, {}, blind.inputs.rules)
        return house_under(blind, nothing._replace(**assumed), ["PPS"]).seats

    return told


def test_without_an_assumption_it_is_the_blind_outlook(blind: BlindHouse) -> None:
    same = house_under(blind, HouseScenario({}, {}, {}, blind.inputs.rules), blind.outlook.seats.columns)
    pd.testing.assert_frame_equal(same.lists, blind.outlook.lists, check_exact=True)
    pd.testing.assert_frame_equal(same.seats, blind.outlook.seats, check_exact=True)


def test_a_level_is_what_drawing_with_that_level_gives(blind: BlindHouse) -> None:
    [(code, contests)] = blind.inputs.contests.items()
    levels = {"PPS": 0.15, "RNI": 0.2}
    lists = expected_lists(blind.inputs.ballots[code], code, contests, levels)
    drawn = house_outlook([ExpectedBallot(lists, contests, blind.inputs.rules[code])], DEFAULTS, certain=levels)
    moved = house_under(blind, HouseScenario(levels, {}, {}, blind.inputs.rules), drawn.seats.columns)
    # the same draws, but for the rounding of single numbers
    np.testing.assert_allclose(moved.lists["p_seat"], drawn.lists["p_seat"], atol=3e-4)
    np.testing.assert_allclose(moved.lists["share_low_80"], drawn.lists["share_low_80"], atol=1e-4)
    assert (moved.seats != drawn.seats).to_numpy().mean() < 1e-4


def test_more_of_the_country_is_more_seats_and_never_fewer_for_the_party(under: Callable[..., pd.DataFrame]) -> None:
    means = [under(levels={"PPS": level})["PPS"].mean() for level in (0.04, 0.08, 0.16, 0.32)]
    assert means == sorted(means)
    assert means[-1] > 2 * means[0]


def test_the_seats_stay_as_many(blind: BlindHouse, under: Callable[..., pd.DataFrame]) -> None:
    seats = sum(one.seats or 0 for one in blind.inputs.contests[KNOWN])
    for assumed in ({"levels": {"PPS": 0.3}}, {"mergers": {"PPS": ["PPS", "USFP"]}}):
        assert (under(**assumed).sum(axis=1) == seats).all()


def test_a_merged_list_has_the_sum_of_its_members_as_past(blind: BlindHouse) -> None:
    [(code, ballots)] = blind.inputs.ballots.items()
    merged = merged_ballots(ballots, code, {"X": ["PPS", "USFP"]})
    before, after = (one.results[one.results["election_code"] == code] for one in (ballots, merged))
    members = before[before["party_code"].isin(["PPS", "USFP"])].groupby("area_code")["votes"].sum()
    own = after[after["party_code"] == "X"].set_index("area_code")["votes"]
    pd.testing.assert_series_equal(own.sort_index(), members, check_dtype=False)
    assert after["votes"].sum() == before["votes"].sum()


def test_a_merger_is_near_what_drawing_it_afresh_gives(blind: BlindHouse, under: Callable[..., pd.DataFrame]) -> None:
    mergers = {"PPS": ["PPS", "USFP"]}
    [(code, ballots)] = blind.inputs.ballots.items()
    contests = [
        replace(one, votes={party: 0 for party in one.votes if party != "USFP"} | {"PPS": sum(one.votes.values())})
        for one in blind.inputs.contests[code]
    ]
    lists = expected_lists(merged_ballots(ballots, code, mergers), code, contests)
    afresh = house_outlook([ExpectedBallot(lists, contests, blind.inputs.rules[code])], replace(DEFAULTS, seed=7))
    moved = under(mergers=mergers)
    assert moved["PPS"].mean() == pytest.approx(afresh.seats["PPS"].mean(), abs=0.5)
    assert moved["PPS"].std() == pytest.approx(afresh.seats["PPS"].std(), rel=0.05)
    assert moved["RNI"].mean() == pytest.approx(afresh.seats["RNI"].mean(), abs=0.5)


def test_turnout_and_law_change_seats_without_changing_draws(
    under: Callable[..., pd.DataFrame], blind: BlindHouse, law: Law
) -> None:
    areas = [one.area_code for one in blind.inputs.contests[KNOWN]]
    assert not under(turnout=dict.fromkeys(areas, 1.2)).equals(blind.outlook.seats)
    assert not under(rules={KNOWN: law("20-16", "local")}).equals(blind.outlook.seats)


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ({"PPS": 0.0}, "levels.PPS"),
        ({"PPS": 1.0}, "levels.PPS"),
        ({"PPS": -0.2}, "levels.PPS"),
        ({"PPS": float("inf")}, "levels.PPS"),
        ({"PPS": float("nan")}, "levels.PPS"),
        ({"ZZ": 0.2}, "levels.ZZ"),
        ({"PPS": 0.6, "RNI": 0.5}, "levels"),
    ],
)
def test_a_level_that_cannot_be_is_refused(
    under: Callable[..., pd.DataFrame], levels: dict[str, float], field: str
) -> None:
    with pytest.raises(InvalidScenarioError) as refused:
        under(levels=levels)
    assert refused.value.field == field


def councils() -> CouncilInputs:
    """SIMULATED: two councils of two parties and the rest; no real figure."""
    known = Councils(
        areas=pd.Index(["a", "b"]),
        parties=pd.Index(["X", "Y", "rest"]),
        last=np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]),
        house=np.array([[0.4, 0.5, 0.1], [0.2, 0.0, 0.8]]),
        strata=np.array(["wards", "wards"]),
        provinces=np.array(["p", "q"]),
    )
    votes = [("c", "X", 30.0, 100.0), ("c", "Y", 50.0, 100.0), ("c", "Z", 20.0, 100.0)]
    results = pd.DataFrame(votes, columns=["area_code", "party_code", "votes", "valid_votes"])
    return CouncilInputs(known, np.array([11.0, 15.0]), {"wards": Fit(0.2, 0.6, (0.1, 0.05, 0.01), 3.0)}, results)


def test_councils_without_an_assumption_are_the_blind_ones() -> None:
    given = councils()
    blind = council_outlook(given.councils, expected_shares(given.councils, given.fits), given.seats, given.fits)
    pd.testing.assert_frame_equal(councils_under(given, {}, {}), blind, check_exact=True)


def test_a_level_moves_the_houses_votes_of_each_place_by_the_same_odds() -> None:
    given = councils()
    # 30 % to 60 %: odds of 3/7 to 3/2, times 3.5
    moved = given.councils.house.copy()
    for row, share in enumerate((0.4, 0.2)):
        moved[row, 0] = 3.5 * share / (1 - share + 3.5 * share)
        moved[row] /= moved[row].sum()
    expected = expected_shares(given.councils._replace(house=moved), given.fits)
    drawn = council_outlook(given.councils, expected, given.seats, given.fits)
    found = councils_under(given, {"X": 0.6}, {})
    np.testing.assert_allclose(found["expected_seats"], drawn["expected_seats"])
    np.testing.assert_allclose(found["p_first"], drawn["p_first"])


def test_merged_parties_have_their_expected_seats_together() -> None:
    given = councils()
    alone = councils_under(given, {}, {}).groupby("area_code")["expected_seats"].sum()
    merged = councils_under(given, {}, {"X": ["X", "Y"]})
    assert merged["party_code"].unique().tolist() == ["X"]
    np.testing.assert_allclose(merged.set_index("area_code")["expected_seats"], alone)


@pytest.mark.parametrize(
    ("levels", "mergers", "field"),
    [
        ({"Z": 0.3}, {}, "levels.Z"),
        ({"Y": 0.3}, {"X": ["X", "Y"]}, "levels.Y"),
        ({}, {"X": ["X", "Z"]}, "mergers.X"),
        ({"X": 2.0}, {}, "levels.X"),
    ],
)
def test_councils_refuse_what_they_cannot_tell(
    levels: dict[str, float], mergers: dict[str, list[str]], field: str
) -> None:
    with pytest.raises(InvalidScenarioError) as refused:
        partial(councils_under, councils())(levels, mergers)
    assert refused.value.field == field
