"""Indices against published values, values by hand, and their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.analysis import indices

# Seats by party, and the effective number of parliamentary parties in M. Gallagher, "Election indices" (Trinity
# College Dublin), from the method of Gallagher & Mitchell, The Politics of Electoral Systems (2008), appendix B.
PARLIAMENTS = {
    "New Zealand 2005": ([50, 48, 7, 6, 4, 3, 2, 1], 2.98),
    "New Zealand 2008": ([58, 43, 9, 5, 5, 1, 1], 2.78),
    "New Zealand 2011": ([59, 34, 14, 8, 3, 1, 1, 1], 2.98),
    "New Zealand 2014": ([60, 32, 14, 11, 2, 1, 1], 2.96),
    "New Zealand 2017": ([56, 46, 9, 8, 1], 2.67),
    "Canada 2011": ([166, 103, 34, 4, 1], 2.41),
    "Canada 2015": ([184, 99, 44, 10, 1], 2.50),
    "Germany 2009": ([194, 146, 93, 76, 68, 45], 4.83),
    "Germany 2013": ([255, 193, 64, 63, 56], 3.51),
    "United Kingdom 2010": ([307, 258, 57, 8, 6, 5, 3, 3, 1, 1, 1], 2.57),
    "United Kingdom 2019": ([365, 203, 48, 11, 8, 7, 4, 2, 1, 1], 2.39),
}


@pytest.mark.parametrize(("seats", "published"), PARLIAMENTS.values(), ids=PARLIAMENTS.keys())
def test_effective_number_of_parties_is_the_published_one(seats: list[int], published: float) -> None:
    shares = indices.share(seats, sum(seats))
    assert round(float(indices.effective_number(shares)), 2) == published


# Percentages of votes and of seats of New Zealand 2005, from the worked example of the Wikipedia article on the
# Gallagher index; its squares sum to 2.5332 (index 1.13), not to the 2.4711 (1.11) printed under them. Votes and seats
# of New Zealand 2011 from the example of the npm package `gallagher`; of Canada 2015 from iscanadafair.ca, as tested by
# the Python package votelib.
NEW_ZEALAND_2005 = (
    [41.1, 39.1, 5.72, 5.3, 2.12, 2.67, 1.51, 1.16, 0.62, 0.25, 0.12, 0.07, 0.05, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02],
    [41.32, 39.67, 5.79, 4.96, 3.3, 2.48, 1.65, 0.82, *[0] * 11],
)
NEW_ZEALAND_2011 = (
    [1058636, 614937, 247372, 147544, 59237, 31982, 24168, 23889, 13443, 11738, 1714, 1595, 1209],
    [59, 34, 14, 8, 0, 3, 1, 1, 1, 0, 0, 0, 0],
)
CANADA_2015 = ([6943276, 5613614, 3470350, 821144, 602944, 91837], [184, 99, 44, 10, 1, 0])


def test_gallagher_is_the_published_one() -> None:
    percentages = indices.gallagher(*np.divide(NEW_ZEALAND_2005, 100))
    assert 100 * percentages == pytest.approx(np.sqrt(2.5332 / 2), abs=5e-4)
    votes, seats = (indices.share(counts, sum(counts)) for counts in NEW_ZEALAND_2011)
    assert 100 * indices.gallagher(votes, seats) == pytest.approx(2.377974544114885)
    votes, seats = (indices.share(counts, sum(counts)) for counts in CANADA_2015)
    assert round(float(indices.gallagher(votes, seats)), 2) == 0.12


def test_indices_by_hand() -> None:
    votes, seats = [0.5, 0.3, 0.2], [0.6, 0.4, 0.0]
    assert indices.loosemore_hanby(votes, seats) == pytest.approx(0.2)
    assert indices.gallagher(votes, seats) == pytest.approx(np.sqrt(0.5 * (0.01 + 0.01 + 0.04)))
    assert indices.volatility([0.5, 0.3, 0.2, np.nan], [0.4, 0.3, np.nan, 0.3]) == pytest.approx(0.3)
    assert indices.location_quotient(0.3, 0.15) == pytest.approx(2)
    assert indices.turnout(86_520, 227_820) == pytest.approx(0.379773, abs=1e-6)


def test_margin_is_the_distance_to_the_best_of_the_others() -> None:
    margins = indices.margin([[0.5, 0.3, 0.2], [0.4, 0.4, np.nan], [np.nan, 1.0, np.nan]])
    np.testing.assert_allclose(margins, [[0.2, -0.2, -0.3], [0, 0, np.nan], [np.nan, 1, np.nan]])


def test_unknown_is_never_zero() -> None:
    assert np.isnan(indices.share([10, np.nan], [0, 100])).all()
    assert np.isnan(indices.volatility([np.nan, np.nan], [0.5, 0.5]))
    assert np.isnan(indices.gallagher([0.5, np.nan], [0.5, 0.5]))
    assert np.isnan(indices.effective_number([np.nan, np.nan]))


def test_nationalisation_by_hand() -> None:
    # Gini of 0.1, 0.3 is 1/4: mean difference 0.1 over twice the mean 0.4.
    assert indices.nationalisation([0.1, 0.3]) == pytest.approx(0.75)
    assert indices.nationalisation([0, 0, 0, 0.4]) == pytest.approx(0.25)
    # 2 × (300 × 10/2 + 100 × (10 + 30/2)) ÷ (400 × 40), Bochsler's sum by hand.
    assert indices.weighted_nationalisation([10 / 300, 30 / 100], [300, 100]) == pytest.approx(0.5)


counts = hnp.arrays(np.int64, st.integers(2, 12), elements=st.integers(0, 10**7)).filter(lambda votes: votes.sum() > 0)


@given(counts)
def test_shares_sum_to_one_and_ignore_scale(votes: np.ndarray) -> None:
    shares = indices.share(votes, votes.sum())
    assert shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(indices.share(7 * votes, 7 * votes.sum()), shares)


@given(counts)
def test_effective_number_lies_between_one_and_the_lists(votes: np.ndarray) -> None:
    number = indices.effective_number(indices.share(votes, votes.sum()))
    assert 1 - 1e-9 <= number <= len(votes) + 1e-9


@given(counts, st.randoms(use_true_random=False))
def test_margins_follow_their_lists(votes: np.ndarray, random: object) -> None:
    order = np.array(random.sample(range(len(votes)), len(votes)))  # type: ignore[attr-defined]
    shares = indices.share(votes, votes.sum())
    np.testing.assert_array_equal(indices.margin(shares[order]), indices.margin(shares)[order])
    assert (indices.margin(shares) > 0).sum() <= 1


@given(counts)
def test_equal_support_is_fully_national(sizes: np.ndarray) -> None:
    assert indices.weighted_nationalisation(np.full(len(sizes), 0.2), sizes) == pytest.approx(1)
    assert indices.nationalisation(np.full(len(sizes), 0.2)) == pytest.approx(1)


@given(hnp.arrays(float, (2, 3, 4), elements=st.floats(0, 1)), hnp.arrays(float, (2, 3, 4), elements=st.floats(0, 1)))
def test_an_index_of_one_area_is_the_same_among_others(one: np.ndarray, other: np.ndarray) -> None:
    for index in (indices.gallagher, indices.loosemore_hanby, indices.volatility):
        alone = [
            [index(row, beside) for row, beside in zip(*pair, strict=True)] for pair in zip(one, other, strict=True)
        ]
        assert index(one, other) == pytest.approx(np.array(alone))
    for index in (indices.margin, indices.effective_number):
        assert index(one) == pytest.approx(np.array([[index(row) for row in rows] for rows in one]), nan_ok=True)


def test_volatility_is_unknown_only_where_an_election_is_and_no_list_counts_as_no_support() -> None:
    shares = np.array([[0.6, 0.4, np.nan], [np.nan] * 3, [0.5, np.nan, 0.5]])
    after = np.array([[0.5, np.nan, 0.5], [0.2, 0.8, 0.0], [np.nan] * 3])
    assert indices.volatility(shares, after) == pytest.approx([0.5, np.nan, np.nan], nan_ok=True)


def test_weighted_nationalisation_by_hand() -> None:
    """
    Shares 0.1 and 0.4 of 100 and 300 votes: 10 and 120 votes, 1 − Gini = 2 · (100·5 + 300·70) ÷ (400 · 130).

    The order in which the areas are given makes no difference, and a party of one vote is one.
    """
    expected = 2 * (100 * 5 + 300 * 70) / (400 * 130)
    assert indices.weighted_nationalisation([0.1, 0.4], [100, 300]) == pytest.approx(expected)
    assert indices.weighted_nationalisation([0.4, 0.1], [300, 100]) == pytest.approx(expected)
    assert indices.weighted_nationalisation([0.01], [100]) == pytest.approx(1.0)
    assert np.isnan(indices.weighted_nationalisation([0.0, 0.0], [100, 100]))
