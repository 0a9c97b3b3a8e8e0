"""The blind forecast of the House: by hand where the answer is known, and on the real elections."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.analysis.outlook import Errors, ExpectedBallot, HouseOutlook, expected_lists, house_outlook
from app.analysis.seats import Bounds, ContestInputs, SeatRule
from app.analysis.validation.backtest import Ballots
from benchmarks.laws import read_contests

FEW = Errors(draws=2_000)


def simulated(rows: list[tuple[str, str, str, int]]) -> Ballots:
    """SIMULATED: a country of two constituencies; no real figure."""
    frame = pd.DataFrame(rows, columns=["election_code", "area_code", "party_code", "votes"])
    frame["date"] = frame["election_code"].map({"first": "2016-01-01", "last": "2021-01-01"})
    frame["valid_votes"] = frame.groupby(["election_code", "area_code"])["votes"].transform("sum")
    lineage = pd.DataFrame({"party_code": ["AG", "AFG", "PSU", "SAP"], "lineage_code": ["FG", "FG", "FG", None]})
    regions = pd.Series({"a": "01", "b": "02"})
    return Ballots(frame.assign(seats=2, seats_won=np.nan), lineage, regions)


@pytest.fixture
def country() -> Ballots:
    return simulated(
        [
            ("first", "a", "X", 500),
            ("first", "a", "Y", 500),
            ("last", "a", "X", 600),
            ("last", "a", "Y", 300),
            ("last", "a", "PSU", 40),
            ("last", "a", "AFG", 60),
            ("last", "b", "X", 700),
            ("last", "b", "AFG", 200),
            ("last", "b", "SAP", 100),
        ]
    )


def log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def contest(area: str, *parties: str) -> ContestInputs:
    return ContestInputs(area, 2, dict.fromkeys(parties, 100), Bounds(1_000, None))


def test_two_leans_are_weighed_and_added_to_the_last_level(country: Ballots) -> None:
    [row] = expected_lists(country, "last", [contest("a", "X")]).to_dict("records")
    level = log_odds(1_300 / 2_000)
    last = log_odds(600.5 / 1_001) - level
    before = log_odds(500.5 / 1_001) - log_odds(0.5)
    assert row["log_odds"] == pytest.approx(level + 0.75 * last + 0.25 * before)
    assert row["basis"] == "two_contests"


def test_a_merger_has_the_past_of_its_members_together(country: Ballots) -> None:
    [row] = expected_lists(country, "last", [contest("a", "AG")]).to_dict("records")
    assert row["log_odds"] == pytest.approx(log_odds(100.5 / 1_001))
    assert row["basis"] == "one_contest"
    [alone] = expected_lists(country, "last", [contest("a", "PSU")]).to_dict("records")
    assert alone["log_odds"] == pytest.approx(log_odds(40.5 / 1_001))


def test_a_merger_with_an_unknown_member_has_an_unknown_past(
    country: Ballots, law: Callable[[str, str], SeatRule]
) -> None:
    results = country.results
    unknown = (results["area_code"] == "a") & (results["party_code"] == "PSU")
    with_unknown = country._replace(results=results.assign(votes=results["votes"].mask(unknown).astype(float)))
    contests = [contest("a", "AG", "X"), contest("b", "AG", "X")]
    rows = expected_lists(with_unknown, "last", contests)
    assert rows["basis"].tolist() == ["unknown_past", "two_contests", "one_contest", "one_contest"]
    found = house_outlook([ExpectedBallot(rows, contests, law("53-25", "local"))], Errors(draws=10)).lists
    assert found["share"].isna().tolist() == found["reason"].notna().tolist() == [True, True, False, False]


def test_what_is_new_has_the_mean_lean_of_what_was_new_before(country: Ballots) -> None:
    rows = expected_lists(country, "last", [contest("b", "Y", "NEW", "SAP")]).set_index("party_code")
    assert rows["basis"].to_dict() == {"Y": "new_here", "NEW": "new_party", "SAP": "new_party"}
    new_level = log_odds(300 / 2_000)
    lean = {area: log_odds((count + 0.5) / 1_001) for area, count in {"a": 100, "b": 200}.items()}
    newcomers = np.mean([lean["a"] - new_level, lean["b"] - new_level, log_odds(700.5 / 1_001) - log_odds(0.65)])
    assert rows.loc["Y", "log_odds"] == pytest.approx(log_odds(300 / 1_000) + newcomers)
    assert rows.loc["SAP", "log_odds"] == pytest.approx(new_level + newcomers)


def test_a_given_level_moves_the_party_everywhere_and_is_certain(country: Ballots) -> None:
    contests = [contest("a", "X", "Y"), contest("b", "X", "SAP")]
    blind = expected_lists(country, "last", contests).set_index(["area_code", "party_code"])["log_odds"]
    moved = expected_lists(country, "last", contests, {"X": 0.2}).set_index(["area_code", "party_code"])["log_odds"]
    assert (moved - blind)["b", "X"] == pytest.approx(log_odds(0.2) - log_odds(0.65))
    assert (moved - blind)["a", "Y"] == 0
    with pytest.raises(ValueError, match=r"levels\.Z"):
        expected_lists(country, "last", contests, {"Z": 0.2})
    with pytest.raises(ValueError, match="no share"):
        expected_lists(country, "last", contests, {"X": 1.0})


def test_the_same_seed_draws_the_same_elections(ballot_2026: ExpectedBallot, outlook_2026: HouseOutlook) -> None:
    again = house_outlook([ballot_2026], FEW)
    pd.testing.assert_frame_equal(again.lists, outlook_2026.lists, check_exact=True)
    other = house_outlook([ballot_2026], replace(FEW, seed=1))
    assert not other.lists["p_seat"].equals(outlook_2026.lists["p_seat"])


def test_nothing_after_the_known_election_is_looked_at(house: Ballots, ballot_2026: ExpectedBallot) -> None:
    cut = house._replace(results=house.results[house.results["election_code"] != "house-2026-local"])
    pd.testing.assert_frame_equal(
        expected_lists(cut, "house-2021-local", ballot_2026.contests), ballot_2026.lists, check_exact=True
    )


def test_chances_add_up(outlook_2026: HouseOutlook) -> None:
    lists = outlook_2026.lists
    np.testing.assert_allclose(lists.groupby("area_code")[["share", "p_first"]].sum(), 1)
    assert lists["expected_seats"].sum() == pytest.approx(305)
    assert (outlook_2026.seats.sum(axis=1) == 305).all()
    assert (lists["share_low_90"] <= lists["share_low_80"]).all()
    assert (lists["share_high_80"] <= lists["share_high_90"]).all()
    assert outlook_2026.parties["p_first"].sum() == pytest.approx(1)
    by_party = lists.groupby("party_code", sort=False)["expected_seats"].sum()
    pd.testing.assert_series_equal(outlook_2026.parties["expected_seats"], by_party, check_names=False)


def test_the_two_ballots_of_one_house_are_drawn_together(
    all_results: pd.DataFrame, house: Ballots, ballot_2026: ExpectedBallot, law: Callable[[str, str], SeatRule]
) -> None:
    regional = house._replace(results=all_results[all_results["ballot"] == "regional"])
    contests = read_contests("house-2026-regional")
    second = ExpectedBallot(
        expected_lists(regional, "house-2021-regional", contests), contests, law("53-25", "regional")
    )
    both = house_outlook([ballot_2026, second], FEW)
    assert (both.seats.sum(axis=1) == 395).all()
    # a party that does better than expected does so in both ballots
    alone = [house_outlook([ballot], FEW).seats["PJD"].std() for ballot in (ballot_2026, second)]
    assert both.seats["PJD"].std() > np.hypot(*alone)


def test_a_certain_level_narrows_the_seats(ballot_2026: ExpectedBallot, outlook_2026: HouseOutlook) -> None:
    certain = house_outlook([ballot_2026], FEW, certain=["RNI"])
    assert certain.seats["RNI"].std() < 0.7 * outlook_2026.seats["RNI"].std()


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"seats": None}, "seats"),
        ({"votes": {"X": None, "Y": 10}}, "not known"),
        ({"votes": {"X": 0, "Y": 0}}, "no valid vote"),
        ({"registered_voters": None}, "registered_voters"),
    ],
)
def test_seats_that_cannot_be_counted_are_unknown_with_the_reason(
    country: Ballots, law: Callable[[str, str], SeatRule], broken: dict[str, object], reason: str
) -> None:
    contests = [contest("b", "X"), replace(contest("a", "X", "Y"), **broken)]
    lists = expected_lists(country, "last", contests)
    found = house_outlook([ExpectedBallot(lists, contests, law("53-25", "local"))], Errors(draws=10)).lists
    whole, lacking = (found[found["area_code"] == area] for area in "ba")
    assert lacking["reason"].str.contains(reason).all()
    assert lacking[["p_seat", "expected_seats"]].isna().all(axis=None)
    assert lacking["share"].sum() == pytest.approx(1)
    assert whole["reason"].isna().all()
    assert whole["p_seat"].tolist() == [1.0]


@pytest.mark.parametrize("wrong", [{"national": -0.1}, {"local": 0.0}, {"degrees": 4.0}, {"draws": 0}, {"seed": -1}])
def test_errors_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"errors|degrees|draw"):
        Errors(**wrong)
