"""Unknown registered voters: every allocation they may give, and exactly where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.seats import Bounds, InvalidCountError, allocate, allocate_between

LISTS = st.lists(st.integers(0, 60), min_size=1, max_size=6).map(
    lambda counts: {f"L{position}": count for position, count in enumerate(counts)}
)


@pytest.fixture(scope="module")
def rule(rules):
    return rules["04-21", "local"]


def seats_of(alternative):
    return {party: won for party, won in alternative.allocation.seats.items() if won}


def test_the_same_seats_for_every_base_are_exact(rule):
    result = allocate_between({"A": 50, "B": 30, "C": 20}, 2, rule, Bounds(100, 10_000))
    assert result.status == "exact"
    assert [(each.lower, each.upper, seats_of(each)) for each in result.alternatives] == [
        (100, 10_000, {"A": 1, "B": 1})
    ]


def test_each_alternative_comes_with_its_bases_and_the_tie_between_them(rule):
    """A leaves 3·80 − base after one seat: as much as C's 3·10 when the base is 210."""
    result = allocate_between({"A": 80, "B": 20, "C": 10}, 3, rule, Bounds(110, 300))
    assert result.status == "unstable"
    assert [(each.lower, each.upper, seats_of(each)) for each in result.alternatives] == [
        (110, 209, {"A": 2, "B": 1}),
        (210, 210, {"A": 1, "B": 1}),
        (211, 300, {"A": 1, "B": 1, "C": 1}),
    ]
    assert result.alternatives[1].allocation.ties[0].parties == ("A", "C")


def test_without_an_upper_bound_the_last_alternative_has_none(rule):
    result = allocate_between({"A": 80, "B": 20, "C": 10}, 3, rule, Bounds(110, None))
    assert [(each.lower, each.upper) for each in result.alternatives] == [(110, 209), (210, 210), (211, None)]


def test_a_rule_that_takes_its_base_from_the_votes_has_one_alternative(rules):
    result = allocate_between({"A": 80, "B": 20}, 3, rules["20-16", "local"], None)
    assert [(each.lower, each.upper) for each in result.alternatives] == [(None, None)]
    assert result.status == "exact"


@given(st.data(), LISTS, st.integers(1, 7), st.integers(0, 200))
def test_the_breakpoints_are_those_of_trying_every_base(rules, data, votes, seats, width):
    rule = rules["04-21", "local"]
    lower = sum(votes.values()) + data.draw(st.integers(0, 30))
    result = allocate_between(votes, seats, rule, Bounds(lower, lower + width))
    covered = []
    for each in result.alternatives:
        for base in range(each.lower, each.upper + 1):
            tried = allocate(votes, seats, rule, base)
            assert (tried.seats, tried.ties) == (each.allocation.seats, each.allocation.ties)
            covered.append(base)
    assert covered == list(range(lower, lower + width + 1))


@given(LISTS, st.integers(1, 7), st.integers(0, 10_000))
def test_past_the_last_breakpoint_nothing_changes(rules, votes, seats, beyond):
    rule = rules["04-21", "local"]
    last = allocate_between(votes, seats, rule, Bounds(sum(votes.values()), None)).alternatives[-1]
    tried = allocate(votes, seats, rule, last.lower + beyond)
    assert (tried.seats, tried.ties) == (last.allocation.seats, last.allocation.ties)


def test_bounds_the_wrong_way_round_are_refused(rule):
    with pytest.raises(InvalidCountError, match="upper bound 90 is below"):
        allocate_between({"A": 80}, 3, rule, Bounds(100, 90))


def test_a_lower_bound_below_the_valid_votes_is_refused(rule):
    with pytest.raises(InvalidCountError) as caught:
        allocate_between({"A": 80}, 3, rule, Bounds(79, 100))
    assert caught.value.field == "base"
