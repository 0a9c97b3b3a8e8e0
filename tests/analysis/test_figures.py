"""Figures of elections: what is known of them when not everything is, and what no completion could change."""

import datetime as dt
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import figures
from app.analysis.figures import contests

UNKNOWN = np.nan


def of(votes: list[float], valid_votes: float, no_list: tuple[int, ...] = ()) -> figures.Contests:
    stood = np.ones(len(votes), bool)
    stood[list(no_list)] = False
    return contests(votes, valid_votes, stood)


def told(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in np.atleast_1d(values)]


def test_a_rival_with_all_that_is_missing_makes_margin_leader_and_effective_number_unknown():
    # RNI 400, PAM 200, PI unknown, of 1,000 valid votes: PI can have 400
    contest = of([400, 200, UNKNOWN], 1000)
    # PAM is 200 votes behind RNI whatever PI has
    assert told(figures.margin(contest)) == pytest.approx([None, -0.2, None])
    assert figures.leader(contest) == -1
    assert told(figures.effective_number(contest)) == [None]
    # at most a second first
    assert told(figures.rank(contest)) == [1, None, None]
    assert figures.why_unknown(contest) == figures.RIVALS_UNKNOWN


def test_what_is_missing_too_little_to_change_a_figure_leaves_it_known():
    # the third list can have 100 at most
    contest = of([600, 300, UNKNOWN], 1000)
    assert told(figures.margin(contest)) == pytest.approx([0.3, -0.3, None])
    assert figures.leader(contest) == 0
    assert told(figures.rank(contest)) == [1, 2, None]
    # but how the rest is split is part of the effective number
    assert told(figures.effective_number(contest)) == [None]


def test_nothing_missing_leaves_nothing_to_a_list_whose_votes_are_unknown():
    contest = of([600, 400, UNKNOWN], 1000)
    assert told(figures.effective_number(contest)) == pytest.approx([1 / (0.6**2 + 0.4**2)])
    assert told(figures.margin(contest)) == pytest.approx([0.2, -0.2, None])


def test_a_list_alone_has_its_own_share_for_a_margin():
    assert told(figures.margin(of([700], 1000))) == pytest.approx([0.7])
    assert told(figures.margin(of([700, UNKNOWN], 1000, no_list=(1,)))) == pytest.approx([0.7, None])
    assert figures.leader(of([700], 1000)) == 0


def test_a_tie_has_no_leader_and_a_margin_of_nothing():
    contest = of([500, 500], 1000)
    assert told(figures.margin(contest)) == [0, 0]
    assert figures.leader(contest) == -1
    assert told(figures.rank(contest)) == [1, 1]
    assert figures.why_unknown(contest) == figures.TIED


@pytest.mark.parametrize(
    ("votes", "valid_votes", "why"),
    [
        ([], 1000, figures.NO_LIST),
        ([UNKNOWN, UNKNOWN], UNKNOWN, figures.VOTES_UNKNOWN),
        ([0, 0], 0, figures.NOBODY_VOTED),
        ([500, UNKNOWN], UNKNOWN, figures.RIVALS_UNKNOWN),
    ],
)
def test_a_contest_of_which_nothing_can_be_said_says_why(votes, valid_votes, why):
    contest = of(votes, valid_votes)
    assert np.isnan(figures.margin(contest)).all()
    assert figures.leader(contest) == -1
    assert np.isnan(figures.effective_number(contest))
    assert figures.why_unknown(contest) == why


def test_without_valid_votes_the_order_is_known_and_no_share():
    contest = of([500, 300], UNKNOWN)
    assert np.isnan(figures.margin(contest)).all()
    assert figures.leader(contest) == 0
    assert told(figures.rank(contest)) == [1, 2]
    assert figures.why_unknown(contest) == figures.VALID_VOTES_UNKNOWN


PARTLY_KNOWN = st.lists(st.one_of(st.integers(0, 6), st.just(UNKNOWN)), min_size=1, max_size=4)


@given(PARTLY_KNOWN, st.integers(0, 5))
def test_a_figure_is_known_where_no_completion_could_change_it_and_only_there(votes, missing):
    """Every way to give the unknown lists votes out of those missing is tried."""
    known = sum(vote for vote in votes if not np.isnan(vote))
    open_ = [place for place, vote in enumerate(votes) if np.isnan(vote)]
    partly = of(votes, known + missing if open_ else known)
    completed = []
    for given_votes in product(range(missing + 1), repeat=len(open_)):
        if sum(given_votes) > missing:
            continue
        whole = list(votes)
        for place, vote in zip(open_, given_votes, strict=True):
            whole[place] = vote
        completed.append(of(whole, float(partly.valid_votes)))
    for place in (place for place, vote in enumerate(votes) if not np.isnan(vote)):
        for figure in (figures.margin, figures.rank):
            outcomes = {told(figure(one))[place] for one in completed}
            claimed = told(figure(partly))[place]
            assert (outcomes == {claimed}) if claimed is not None else (len(outcomes) > 1 or outcomes == {None})
    leaders = {int(figures.leader(one)) for one in completed}
    claimed = int(figures.leader(partly))
    assert (leaders == {claimed}) if claimed >= 0 else (len(leaders) > 1 or leaders == {-1})
    numbers = {told(figures.effective_number(one))[0] for one in completed}
    claimed_number = told(figures.effective_number(partly))[0]
    if claimed_number is not None:
        assert claimed_number == pytest.approx(numbers.pop())
        assert not numbers


ROWS = st.lists(
    st.tuples(
        st.lists(st.one_of(st.integers(0, 6), st.just(UNKNOWN)), min_size=4, max_size=4),
        st.lists(st.booleans(), min_size=4, max_size=4),
        st.one_of(st.integers(0, 20), st.just(UNKNOWN)),
    ),
    min_size=2,
    max_size=6,
)


@given(ROWS)
def test_a_contest_has_the_same_figures_among_others_as_alone(rows):
    """What several contests are asked at once must not run together."""
    alone = [contests(votes, valid_votes, stood) for votes, stood, valid_votes in rows]
    votes, stood, valid_votes = ([row[part] for row in rows] for part in range(3))
    together = contests(votes, valid_votes, stood)
    layered = contests([votes], [valid_votes], [stood])
    for figure in (figures.margin, figures.leader, figures.rank, figures.effective_number, figures.why_unknown):
        expected = [figure(one).tolist() for one in alone]
        assert str(figure(together).tolist()) == str(expected)
        assert str(figure(layered).tolist()) == str([expected])


@pytest.mark.parametrize(
    ("votes", "valid_votes", "why"),
    [
        ([600, 400], 1000, ""),
        ([1, 0], 1, ""),
        ([5, UNKNOWN], 6, figures.RIVALS_UNKNOWN),
        ([0], UNKNOWN, figures.NOBODY_VOTED),
        ([5, 3], 0, figures.NOBODY_VOTED),
    ],
)
def test_a_reason_is_told_from_the_first_vote_on(votes, valid_votes, why):
    assert figures.why_unknown(of(votes, valid_votes)) == why


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_the_effective_number_never_exceeds_the_lists(votes):
    number = float(figures.effective_number(of(votes, sum(votes) + 5)))
    assert np.isnan(number) or 1 <= number <= len(votes) + 1e-9


def test_an_unknown_term_makes_a_sum_unknown_and_so_does_no_term():
    assert figures.total([1, 2, 3]) == 6
    assert np.isnan(figures.total([1, UNKNOWN]))
    assert np.isnan(figures.total([]))


def held(code: str, date: dt.date, ballot: str = "local", scope: str = figures.GENERAL) -> figures.Held:
    return figures.Held(code, "house", ballot, "constituency", scope, date)


def test_the_previous_election_is_the_newest_general_one_of_the_same_kind_before():
    first, second = held("2016", dt.date(2016, 10, 7)), held("2021", dt.date(2021, 9, 8))
    third = held("2026", dt.date(2026, 9, 23))
    by_election = held("2022", dt.date(2022, 7, 21), scope="partial")
    regional = held("2021r", dt.date(2021, 9, 8), ballot="regional")
    every = [third, by_election, regional, second, first]
    assert figures.previous(every, third) == second
    assert figures.previous(every, first) is None
    # a by-election has an election before it, and is none itself
    assert figures.previous(every, by_election) == second
    assert figures.previous(every, regional) is None
    assert figures.comparable(every, third) == [first, second, third]


def test_elections_go_by_their_day_and_not_by_their_code():
    days = [dt.date(2011, 11, 25), dt.date(2016, 10, 7), dt.date(2021, 9, 8), dt.date(2026, 9, 23)]
    oldest, older, newer, newest = (held(code, day) for code, day in zip("dcba", days, strict=True))
    every = [newer, oldest, newest, older]
    assert figures.comparable(every, newest) == [oldest, older, newer, newest]
    assert figures.previous(every, newest) == newer
    coverage = dict.fromkeys("abcd", figures.Coverage(92, 92))
    assert figures.latest(every, coverage, "house", "local") == newest


def test_a_value_on_a_break_belongs_to_the_class_above():
    assert told(figures.class_of([0.05, 0.1, 0.3, UNKNOWN], [0.1, 0.2])) == [0, 1, 2, None]


def test_coverage_tells_whether_contests_are_missing():
    assert figures.Coverage(2, 92).is_partial
    assert not figures.Coverage(92, 92).is_partial


def test_an_election_is_complete_where_every_area_has_a_contest_or_is_explained():
    assert figures.Coverage(1_481, 1_503, explained=22).is_complete
    assert not figures.Coverage(1_481, 1_503, explained=21).is_complete
    # nothing known is no election, whatever explains it
    assert not figures.Coverage(0, 92, explained=92).is_complete


def test_the_latest_election_is_the_newest_general_one_that_is_complete():
    complete = held("2021", dt.date(2021, 9, 8))
    counting = held("2026", dt.date(2026, 9, 23))
    by_election = held("2025", dt.date(2025, 3, 6), scope="partial")
    regional = held("2026r", dt.date(2026, 9, 23), ballot="regional")
    every = [complete, counting, by_election, regional]
    known = {"2021": (92, 92), "2026": (1, 92), "2025": (1, 1), "2026r": (12, 12)}
    coverage = {code: figures.Coverage(*counts) for code, counts in known.items()}
    assert figures.latest(every, coverage, "house", "local") == complete
    assert figures.latest(every, coverage | {"2026": figures.Coverage(92, 92)}, "house", "local") == counting
    assert figures.latest(every, coverage, "house", "regional") == regional
    assert figures.latest(every, coverage, "region", "regional") is None


def test_where_nobody_says_who_stood_it_is_those_whose_votes_are_known():
    of = contests([300, np.nan, 0], 300)
    assert of.stood.tolist() == [True, False, True]
