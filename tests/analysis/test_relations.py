"""Relations between a party's share and other figures of the same areas."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from app.analysis import relations
from app.analysis.relations import relate, seat_shares, vote_shares


@pytest.fixture
def areas() -> pd.DataFrame:
    """Sixty simulated areas in six regions, with ties."""
    draw = np.random.default_rng(7)
    share = draw.integers(0, 20, 60) / 50
    figure = np.round(0.5 * share + draw.normal(0, 0.1, 60), 1)
    region = np.repeat(list("ABCDEF"), 10)
    inhabitants = draw.integers(1_000, 90_000, 60).astype(float)
    return pd.DataFrame(
        {
            "share": share,
            "figure": figure,
            "population": inhabitants,
            "region": region,
            "reason": None,
            "partial": False,
        }
    )


def counted_out(areas: pd.DataFrame) -> float:
    """The coefficient by its definition: correlate the part of the inhabitants below, and half of those level."""
    weight = areas["population"].to_numpy()

    def ranks(values: np.ndarray) -> list[float]:
        return [(weight[values < one].sum() + weight[values == one].sum() / 2) / weight.sum() for one in values]

    of = np.cov([ranks(areas[name].to_numpy()) for name in ("share", "figure")], aweights=weight)
    return of[0, 1] / np.sqrt(of[0, 0] * of[1, 1])


class TestCoefficient:
    def test_is_the_textbooks_where_all_weigh_the_same(self, areas):
        found = relate(areas.assign(population=500.0))
        assert found.spearman == pytest.approx(spearmanr(areas["share"], areas["figure"]).statistic)

    def test_weighs_inhabitants(self, areas):
        assert relate(areas).spearman == pytest.approx(counted_out(areas))
        assert relate(areas).spearman != pytest.approx(relate(areas.assign(population=1.0)).spearman, abs=1e-3)

    def test_an_area_of_two_thousand_weighs_as_two_of_one_thousand(self, areas):
        one = areas.assign(population=1_000.0)
        double = one.assign(population=one["population"].mask(one.index == 4, 2_000.0))
        assert relate(double).spearman == pytest.approx(relate(pd.concat([one, one.loc[[4]]])).spearman)

    @pytest.mark.parametrize(("figure", "expected"), [(lambda share: share**3, 1.0), (lambda share: -share, -1.0)])
    def test_is_one_where_one_rises_with_the_other(self, areas, figure, expected):
        found = relate(areas.assign(figure=figure(areas["share"])))
        assert (found.spearman, found.spearman_low, found.spearman_high) == pytest.approx(
            (expected, expected, expected)
        )

    @pytest.mark.parametrize(("name", "said"), [("share", "the party's share"), ("figure", "the figure")])
    def test_there_is_none_with_what_is_the_same_everywhere(self, areas, name, said):
        found = relate(areas.assign(**{name: 0.2}))
        assert np.isnan([found.spearman, found.spearman_low, found.spearman_high]).all()
        assert found.reasons == dict.fromkeys(
            ("spearman", "spearman_low", "spearman_high"), f"{said} is the same in all areas"
        )

    def test_there_is_none_of_few_areas(self, areas):
        found = relate(areas.head(relations.FEWEST_AREAS - 1))
        assert np.isnan(found.spearman)
        assert found.reasons["spearman"] == "both figures are known of 9 areas: of fewer than 10 none is told"


class TestInterval:
    def test_resamples_regions(self, areas):
        counts = relations._drawn(6)
        pieces = dict(list(areas.groupby("region")))
        samples = [
            counted_out(pd.concat([pieces[region] for region, times in zip("ABCDEF", row, strict=True)
                                   for _ in range(int(times))]))
            for row in counts[:25]
        ]  # fmt: skip
        weights = relations._by_region(areas)
        ranks = [relations._ranks(areas[name].to_numpy(), weights) for name in ("share", "figure")]
        assert relations._coefficients(*ranks, weights, counts[:25]) == pytest.approx(samples)

    def test_holds_the_coefficient_and_is_the_same_again(self, areas):
        found = relate(areas)
        assert found.spearman_low < found.spearman < found.spearman_high
        assert relate(areas) == found

    def test_is_wider_where_regions_differ_more_than_areas(self, areas):
        region = areas["region"].map(ord) - ord("A")
        alike = areas.assign(share=(region * 3) % 6 + areas.index / 1e3, figure=(region * 5) % 6 - areas.index / 1e3)
        found = relate(alike)
        mixed = relate(alike.assign(region=np.tile(list("ABCDEF"), 10)))
        assert found.spearman_high - found.spearman_low > 2 * (mixed.spearman_high - mixed.spearman_low)

    def test_needs_regions(self, areas):
        found = relate(areas[areas["region"] < "E"])
        assert not np.isnan(found.spearman)
        assert np.isnan([found.spearman_low, found.spearman_high]).all()
        assert found.reasons == dict.fromkeys(
            ("spearman_low", "spearman_high"), "the areas lie in 4 regions: of fewer than 5 none is told"
        )


class TestUnknown:
    def test_is_left_out_counted_and_said_never_zero(self, areas):
        unknown = areas.copy()
        unknown.loc[[0, 1], ["share", "reason"]] = [np.nan, "no list stood"]
        unknown.loc[2, ["figure", "reason"]] = [np.nan, "not published"]
        unknown.loc[3, "population"] = np.nan
        found = relate(unknown)
        assert (found.areas, found.areas_of, found.regions) == (56, 60, 6)
        assert found.left_out == {"inhabitants are unknown": 1, "no list stood": 2, "not published": 1}
        assert found.spearman == relate(areas.drop([0, 1, 2, 3])).spearman
        assert found.areas_partial == 0
        assert relate(unknown.assign(partial=unknown.index < 7)).areas_partial == 3
        inhabitants = unknown["population"]
        assert found.population_share == pytest.approx(inhabitants[4:].sum() / inhabitants.sum())

    def test_of_all_areas_leaves_no_relation(self, areas):
        found = relate(areas.assign(share=np.nan, reason="votes are not published"))
        assert (found.areas, found.left_out) == (0, {"votes are not published": 60})
        assert np.isnan(found.spearman)
        assert found.reasons["spearman"]


class TestSeatShares:
    COUNCILS = pd.DataFrame({"contests": [2, 1, 1, 1], "units": [2, 3, 1, 1]}, index=list("abcd"))
    LISTS = pd.DataFrame(
        [("a", "X", 6), ("a", "Y", 3), ("a", "Z", 1), ("b", "X", 9), ("c", "Z", 5), ("d", "X", np.nan), ("d", "Z", 4)],
        columns=["area_code", "party_code", "seats_won"],
    )

    def test_add_up_the_parties_that_one_came_from(self):
        assert seat_shares(self.COUNCILS, self.LISTS, ["X", "Y"])["share"]["a"] == pytest.approx(0.9)

    def test_are_none_where_every_seat_is_anothers(self):
        assert seat_shares(self.COUNCILS, self.LISTS, ["X"])["share"]["c"] == 0

    def test_of_a_party_without_any_seat_are_unknown(self):
        found = seat_shares(self.COUNCILS, self.LISTS, ["W"])
        assert found["share"].isna().all()
        assert set(found["reason"]) == {"no seat of the party is listed anywhere"}

    def test_of_a_part_of_the_councils_are_unknown_as_are_those_with_an_unknown_list(self):
        found = seat_shares(self.COUNCILS, self.LISTS, ["Z"])
        assert found["share"].isna().to_list() == [False, True, False, True]
        assert found["reason"].to_list() == [
            None,
            "seats of 1 of 3 councils known",
            None,
            "seats are not published",
        ]


class TestVoteShares:
    CONTESTS = pd.DataFrame({"valid_votes": [100, 200, np.nan, 50, 80]}, index=list("abcde"))
    LISTS = pd.DataFrame(
        [
            ("a", "X", 30),
            ("a", "Y", 20),
            ("b", "Z", 7),
            ("c", "X", 5),
            ("d", "X", 10),
            ("d", "Y", np.nan),
            ("e", "Y", 0),
        ],
        columns=["area_code", "party_code", "votes"],
    )

    def test_no_list_is_not_zero_and_the_votes_of_all_parties_must_be_known(self):
        found = vote_shares(self.CONTESTS, self.LISTS, ["X", "Y"])
        assert found["share"].to_list() == pytest.approx([0.5, np.nan, np.nan, np.nan, 0.0], nan_ok=True)
        assert found["reason"].to_list() == [
            None,
            "no list stood",
            "valid votes are not published",
            "votes are not published",
            None,
        ]
