"""Drawn elections: the same laws as one election, seeded, and spread as far as the error says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.analysis.seats import (
    Bounds,
    ContestInputs,
    Draws,
    InvalidScenarioError,
    MissingBaseError,
    allocate,
    allocate_all,
    everywhere,
    expected_gains,
    simulate,
)
from app.analysis.seats.monte_carlo import award_drawn
from tests.analysis.seats.conftest import DATA

CLOSE = ContestInputs("close", 2, {"A": 5_000, "B": 2_000, "C": 2_000}, Bounds(30_000, 30_000), Bounds(9_500, 9_500))
SAFE = ContestInputs("safe", 2, {"A": 9_000, "B": 8_000, "D": 10}, Bounds(40_000, 40_000), Bounds(18_000, 18_000))

HOME = pd.read_csv(DATA / "reference" / "constituencies.csv", dtype=str).set_index("constituency_code")["region_code"]


def generator() -> np.random.Generator:
    return np.random.default_rng(20_210_908)


@pytest.mark.parametrize(
    "key",
    [
        *(("04-21", "local"), ("20-16", "local"), ("27-11", "local"), ("06-21", "communal_list")),
        *(("d-hondt", "local"), ("sainte-lague", "local")),
    ],
)
@given(
    counts=st.lists(st.lists(st.integers(0, 3_000), min_size=4, max_size=4), min_size=1, max_size=5),
    seats=st.integers(1, 9),
    abstainers=st.integers(0, 5_000),
)
def test_many_elections_at_once_have_the_seats_of_each_alone(rules, key, counts, seats, abstainers):
    rule = rules[key]
    base = None if rule.base in ("qualifying_votes", "none") else max(map(sum, counts)) + abstainers
    won = award_drawn(np.array(counts, dtype=float), seats, rule, base)
    for row, expected in zip(won, counts, strict=True):
        alone = allocate({f"L{position}": count for position, count in enumerate(expected)}, seats, rule, base)
        assume(not alone.ties)
        assert row.tolist() == list(alone.seats.values())


class TestSimulate:
    def test_the_same_generator_gives_the_same_elections(self, rules):
        first, second = (
            simulate(
                [CLOSE, SAFE],
                everywhere([CLOSE, SAFE], rules["04-21", "local"]),
                Draws(200, 0.1, 0.0, 0.2),
                generator(),
            )
            for _ in "12"
        )
        assert first.totals.equals(second.totals)
        assert first.contests.equals(second.contests)

    def test_every_draw_fills_every_seat(self, rules):
        simulation = simulate(
            [CLOSE, SAFE], everywhere([CLOSE, SAFE], rules["20-16", "local"]), Draws(300, 0.3, 0.0, 0.3), generator()
        )
        assert simulation.totals.shape == (300, 4)
        assert (simulation.totals.sum(axis=1) == 4).all()

    def test_the_probabilities_of_a_list_add_up_to_one_and_the_means_to_the_seats(self, rules):
        simulation = simulate(
            [CLOSE, SAFE], everywhere([CLOSE, SAFE], rules["04-21", "local"]), Draws(300, 0.1, 0.0, 0.4), generator()
        )
        per_list = simulation.contests.groupby(["area_code", "party_code"])["probability"].sum()
        assert per_list.to_numpy() == pytest.approx(1)
        assert simulation.expected().groupby("area_code").sum().to_dict() == pytest.approx({"close": 2, "safe": 2})
        assert simulation.expected().sum() == pytest.approx(simulation.totals.mean().sum())

    def test_a_small_error_gives_the_seats_of_the_votes(self, election):
        chosen = election("house-2021-local")
        simulation = simulate(
            chosen.contests, everywhere(chosen.contests, chosen.rule), Draws(20, 0.0, 0.0, 1e-6), generator()
        )
        certain = allocate_all(chosen.contests, chosen.rule).set_index(["area_code", "party_code"])["seats"]
        assert simulation.expected().equals(certain.astype(float).rename("expected_seats"))

    def test_two_equal_lists_win_the_last_seat_as_often(self, rules):
        expected = simulate(
            [CLOSE], everywhere([CLOSE], rules["04-21", "local"]), Draws(4_000, 0.0, 0.0, 0.1), generator()
        ).expected()
        assert expected["close", "B"] == pytest.approx(0.5, abs=0.03)
        assert expected["close", "C"] == pytest.approx(0.5, abs=0.03)

    def test_at_least_falls_as_the_seats_rise(self, election):
        chosen = election("house-2021-local")
        simulation = simulate(
            chosen.contests, everywhere(chosen.contests, chosen.rule), Draws(200, 0.2, 0.0, 0.3), generator()
        )
        chances = [simulation.at_least(seats)["RNI"] for seats in range(60, 110)]
        assert chances == sorted(chances, reverse=True)
        assert simulation.at_least(0).eq(1).all()

    def test_an_error_of_the_whole_country_spreads_the_totals_more_than_local_ones(self, election):
        chosen = election("house-2021-local")
        national, local = (
            simulate(chosen.contests, everywhere(chosen.contests, chosen.rule), draws, generator()).totals["PJD"].std()
            for draws in (Draws(400, 0.3, 0.0, 0.0), Draws(400, 0.0, 0.0, 0.3))
        )
        assert national > 1.5 * local

    def test_a_party_errs_alike_in_the_contests_of_a_region_only(self, rules):
        """With an error of the region alone, two contests of one region with the same votes fare the same."""
        areas = {"first": "03", "second": "03", "third": "04", "fourth": None}
        contests = [replace(CLOSE, area_code=area, region=region) for area, region in areas.items()]
        ruled = everywhere(contests, rules["04-21", "local"])
        simulation = simulate(contests, ruled, Draws(400, 0.0, 0.5, 0.0), generator())
        expected = simulation.expected()
        assert expected.loc["first"].equals(expected.loc["second"])
        assert not expected.loc["first"].equals(expected.loc["third"])
        # a contest of no region has no such error: B and C stay level, the first of equals is served
        assert expected.loc["fourth"].isin([0, 1]).all()

    def test_ballots_of_one_day_are_drawn_together_each_by_its_own_rule(self, rules):
        ruled = {"close": rules["04-21", "local"], "safe": rules["d-hondt", "regional"]}
        simulation = simulate([CLOSE, SAFE], ruled, Draws(50, 0.0, 0.0, 1e-9), generator())
        expected = simulation.expected()
        assert expected["close", "A"] == 1
        assert expected["safe"].to_dict() == {"A": 1, "B": 1, "D": 0}

    def test_parts_are_filled_each_with_its_quotient(self, rules):
        country = ContestInputs("country", 90, {"A": 6_000, "B": 3_000, "C": 500})
        rule = rules["20-16", "national"]
        simulation = simulate([country], everywhere([country], rule), Draws(10, 0.0, 0.0, 1e-9), generator())
        assert simulation.totals.iloc[0].to_dict() == allocate(country.votes, 90, rule).seats

    def test_nobody_has_a_seat_where_nobody_has_a_vote(self, rules):
        empty = ContestInputs("empty", 2, {"A": 0, "B": 0})
        assert (
            simulate([empty], everywhere([empty], rules["20-16", "local"]), Draws(5, 0.1, 0.0, 0.1), generator()).totals
            == 0
        ).all(axis=None)

    def test_a_missing_base_is_refused(self, rules):
        with pytest.raises(MissingBaseError):
            simulate(
                [ContestInputs("here", 2, {"A": 5})],
                everywhere([ContestInputs("here", 2, {"A": 5})], rules["04-21", "local"]),
                Draws(5, 0.1, 0.0, 0.1),
                generator(),
            )


class TestExpectedGains:
    def test_votes_count_most_where_the_last_seat_is_open(self, rules):
        gains = expected_gains(
            [SAFE, CLOSE],
            everywhere([SAFE, CLOSE], rules["04-21", "local"]),
            "B",
            Draws(500, 0.05, 0.0, 0.05),
            generator(),
        )
        assert gains["area_code"].tolist() == ["close", "safe"]
        assert gains["expected_gain"].tolist() == pytest.approx([0.5, 0.0], abs=0.06)

    def test_expected_seats_are_those_of_the_simulation_with_the_same_generator(self, rules):
        rule, draws = rules["06-21", "communal_list"], Draws(300, 0.1, 0.0, 0.2)
        gains = expected_gains([CLOSE, SAFE], everywhere([CLOSE, SAFE], rule), "A", draws, generator()).set_index(
            "area_code"
        )["expected_seats"]
        expected = simulate([CLOSE, SAFE], everywhere([CLOSE, SAFE], rule), draws, generator()).expected()
        assert gains.to_dict() == pytest.approx({area: expected[area, "A"] for area in ("close", "safe")})

    def test_contests_without_a_list_are_left_out(self, rules):
        gains = expected_gains(
            [SAFE, CLOSE],
            everywhere([SAFE, CLOSE], rules["04-21", "local"]),
            "D",
            Draws(10, 0.1, 0.0, 0.1),
            generator(),
        )
        assert gains["area_code"].tolist() == ["safe"]

    def test_a_party_that_stands_nowhere_is_refused(self, rules):
        with pytest.raises(InvalidScenarioError, match="has no list in any"):
            expected_gains(
                [SAFE], everywhere([SAFE], rules["04-21", "local"]), "Z", Draws(10, 0.1, 0.0, 0.1), generator()
            )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"number": 0}, "draws.number"),
        ({"national_sd": -0.1}, "draws.national_sd"),
        ({"regional_sd": -0.1}, "draws.regional_sd"),
        ({"local_sd": float("nan")}, "draws.local_sd"),
        ({"local_sd": float("inf")}, "draws.local_sd"),
        ({"national_sd": 0.0, "regional_sd": 0.0, "local_sd": 0.0}, "draws"),
    ],
)
def test_impossible_draws_are_refused_by_name(asked, field):
    with pytest.raises(InvalidScenarioError) as caught:
        Draws(**{"number": 10, **asked})
    assert caught.value.field == field


class TestDefaultErrors:
    """The errors unless given are those that House elections were found to have; the ones before were far too small."""

    @staticmethod
    def scored(election, rules, draws):
        """Log loss, and how often came true what was said to be sure, for 2021's winners from 2016's votes."""
        contests = [
            replace(contest, region=HOME[contest.area_code]) for contest in election("house-2016-local").contests
        ]
        simulation = simulate(contests, everywhere(contests, rules["04-21", "local"]), draws, generator())
        won = {
            (area, party)
            for area, seats in election("house-2021-local").official.items()
            for party, count in seats.items()
            if count
        }
        seatless = simulation.contests[simulation.contests["seats"] == 0].set_index(["area_code", "party_code"])
        chances = 1 - seatless["probability"].reindex(simulation.expected().index, fill_value=0.0)
        came = np.array([key in won for key in chances.index])
        kept = np.clip(chances.to_numpy(), 1e-4, 1 - 1e-4)
        sure = chances.to_numpy() >= 0.999
        return -np.mean(np.log(np.where(came, kept, 1 - kept))), came[sure].mean() if sure.any() else 1.0

    def test_they_foretell_2021_from_2016_far_better_than_a_tenth_of_them(self, election, rules):
        loss, _ = self.scored(election, rules, Draws(2_000))
        smaller, kept = self.scored(election, rules, Draws(2_000, 0.1, 0.0, 0.2))
        assert loss == pytest.approx(0.396, abs=0.02)
        assert smaller == pytest.approx(0.896, abs=0.03)
        assert kept == pytest.approx(0.60, abs=0.03)
