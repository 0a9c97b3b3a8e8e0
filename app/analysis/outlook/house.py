"""
The House at its next election: shares and seats of every list in many drawn elections.

Log odds of a list's share = what is expected of it + its party's errors in the country and in the region + its own
error, heavy-tailed. Shares are divided by their sum in each contest, and the seat engine gives the seats of each draw.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t as student

from app.analysis.figures import NOBODY_VOTED, Flags, Floats
from app.analysis.outlook.intervals import ENDS, seat_intervals
from app.analysis.outlook.method import DEFAULTS, Errors
from app.analysis.outlook.reasons import PAST_UNKNOWN, reason_of
from app.analysis.seats import ContestInputs, SeatRule, SeatsInputError, base_of, magnitude_of, seats_drawn

QUANTILES = 2**16
"""Student's errors are looked up among so many equally likely ones, which is ten times faster than drawing them."""

Singles = NDArray[np.float32]
"""Of draws: half the memory and the time, and the same seats."""
Seats = NDArray[np.int16]
First = TypeVar("First")
Second = TypeVar("Second")
Result = TypeVar("Result")

CHANCES = (
    *("share", "share_low_80", "share_high_80", "share_low_90", "share_high_90"),
    *("p_first", "p_seat", "expected_seats", *(f"seats_{end}" for end in ENDS)),
)


class ExpectedBallot(NamedTuple):
    """
    One of the ballots that are drawn together, local or regional.

    Attributes
    ----------
    lists : DataFrame
        As from `expected_lists`.
    contests : sequence of ContestInputs
        In the same order, each with the lists of its rows. The sum of their votes, their seats and the lower bound
        of what the rule divides by are read, not how the votes fell.
    rule : SeatRule
    """

    lists: pd.DataFrame
    contests: Sequence[ContestInputs]
    rule: SeatRule


class DrawnContest(NamedTuple):
    """
    A contest in all drawn elections.

    Attributes
    ----------
    contest : ContestInputs
    rule : SeatRule
    rows : slice
        Of its lists in `DrawnHouse.lists`.
    weights : ndarray, shape (lists, draws), or None
        Shares before they are divided by their sum; None where nothing is expected of one of the lists.
    """

    contest: ContestInputs
    rule: SeatRule
    rows: slice
    weights: Singles | None


class DrawnHouse(NamedTuple):
    """
    Elections of the House drawn around what is expected, from which `told` makes the outlook.

    Attributes
    ----------
    lists : DataFrame
        One row per list: the columns of `expected_lists`.
    contests : sequence of DrawnContest
    parties, regions : Index
        Parties, and codes of regions, whose errors were drawn.
    national : ndarray, shape (parties, draws)
        Each party's error in the country.
    common : ndarray, shape (parties, regions, draws)
        Its error in each region, the country's included.
    """

    lists: pd.DataFrame
    contests: Sequence[DrawnContest]
    parties: pd.Index
    regions: pd.Index
    national: Singles
    common: Singles

    @property
    def draws(self) -> int:
        """How many elections were drawn."""
        return int(self.national.shape[1])


@dataclass(frozen=True)
class HouseOutlook:
    """
    Chances of lists and of parties.

    Attributes
    ----------
    lists : DataFrame
        One row per list: the columns of `expected_lists`, `share` (mean of the draws; those of a contest add up to 1),
        `share_low_80`, `share_high_80`, `share_low_90`, `share_high_90`, `p_first` (most votes), `p_seat` (one seat or
        more), `expected_seats`, `seats_low_80`, `seats_high_80`, `seats_low_90`, `seats_high_90`, and `reason`, why
        shares or seats are unknown (else None).
    seats : DataFrame, shape (draws, parties)
        Seats of each party over the contests whose seats could be drawn; its sample is the distribution.
    """

    lists: pd.DataFrame
    seats: pd.DataFrame

    @property
    def parties(self) -> pd.DataFrame:
        """
        Seats of each party.

        Returns
        -------
        DataFrame
            Index `party_code`: `expected_seats`, `seats_low_80`, `seats_high_80`, `seats_low_90`, `seats_high_90`,
            `p_first` (most seats, those level for it sharing the draw), `p_majority` (more than half of the seats).
        """
        won = self.seats.to_numpy().T
        first = won == won.max(axis=0)
        table = {
            "expected_seats": won.mean(axis=1),
            **_named("seats", _quantiles(won)),
            "p_first": (first / first.sum(axis=0)).mean(axis=1),
            "p_majority": (2 * won > won.sum(axis=0)).mean(axis=1),
        }
        return pd.DataFrame(table, self.seats.columns)


def house_outlook(
    ballots: Sequence[ExpectedBallot], errors: Errors = DEFAULTS, certain: Iterable[str] = ()
) -> HouseOutlook:
    """
    Draw the ballots of one House: a party's errors in the country and the region are the same in all of them.

    Parameters
    ----------
    ballots, errors, certain
        As for `draw_house`.

    Returns
    -------
    HouseOutlook
        The same for the same arguments.
    """
    return told(draw_house(ballots, errors, certain))


def draw_house(ballots: Sequence[ExpectedBallot], errors: Errors = DEFAULTS, certain: Iterable[str] = ()) -> DrawnHouse:
    """
    Draw elections of a House.

    Parameters
    ----------
    ballots : sequence of ExpectedBallot
    errors : Errors
    certain : iterable of str
        Parties whose national level is given, and has no error.

    Returns
    -------
    DrawnHouse
        The same for the same arguments.
    """
    rng = np.random.default_rng(errors.seed)
    every = pd.concat([ballot.lists for ballot in ballots], ignore_index=True)
    party_numbers, parties = pd.factorize(every["party_code"])
    region_numbers, regions = pd.factorize(every["parent_code"], use_na_sentinel=False)
    expected = every["log_odds"].to_numpy()
    national, common = _common_errors(np.isin(parties, list(certain)), len(regions), errors, rng)
    drawn = []
    for contest, rule, rows in _contests(ballots):
        weights = None
        if not np.isnan(expected[rows]).any():
            at = party_numbers[rows]
            own = _local_errors((errors.draws, len(at)), errors, rng)
            log_odds = expected[rows] + common[:, at, region_numbers[rows]] + own
            weights = np.ascontiguousarray(expit(log_odds).T, dtype=np.float32)
        drawn.append(DrawnContest(contest, rule, rows, weights))
    singles = (np.ascontiguousarray(np.moveaxis(part, 0, -1), dtype=np.float32) for part in (national, common))
    return DrawnHouse(every, drawn, pd.Index(parties), pd.Index(regions), *singles)


def redrawn(
    drawn: DrawnHouse,
    ballots: Sequence[ExpectedBallot],
    members: Mapping[str, Sequence[str]],
    certain: Collection[str] = (),
) -> DrawnHouse:
    """
    Move drawn elections to another expectation of the same contests: with the same errors, so that only it differs.

    Parameters
    ----------
    drawn : DrawnHouse
        Of the same areas in the same order, no party being certain.
    ballots : sequence of ExpectedBallot
        Lists that did not stand there before are merged ones.
    members : mapping of party to sequence of str
        The lists that each merged one is of: it has its first member's errors in the country and the region, and in a
        contest the own error of the first member that stood there.
    certain : collection of str
        Parties whose national level is given, and has no error.

    Returns
    -------
    DrawnHouse
        Lists of which the same is expected as before share their memory with those given.
    """
    every = pd.concat([ballot.lists for ballot in ballots], ignore_index=True)
    old, new = _expectations(drawn.lists), _expectations(every)
    regions = drawn.regions.get_indexer(pd.Index(drawn.lists["parent_code"]))
    leads = {members.get(party, (party,))[0] for party in certain}
    steady = {lead: np.exp(-drawn.national[drawn.parties.get_loc(lead)]) for lead in leads}

    def move(before: DrawnContest, after: tuple[ContestInputs, SeatRule, slice]) -> DrawnContest:
        contest, rule, rows = after
        if before.weights is None or any(np.isnan(one.log_odds) for one in new[rows]):
            return DrawnContest(contest, rule, rows, None)
        moves = _moves(old[before.rows], new[rows], members, certain)
        weights = _moved(drawn, before.weights, moves, regions[before.rows.start], steady)
        return DrawnContest(contest, rule, rows, weights)

    return drawn._replace(lists=every, contests=_on_all_cores(move, drawn.contests, [*_contests(ballots)]))


def told(drawn: DrawnHouse, parties: Collection[str] | None = None) -> HouseOutlook:
    """
    Tell the chances that drawn elections give.

    Parameters
    ----------
    drawn : DrawnHouse
    parties : collection of str, optional
        Those whose lists are told of, which takes longer than to count the seats of all; all unless given.

    Returns
    -------
    HouseOutlook
        The seats are those of all parties; the chances of lists that are not told of are NaN.
    """
    codes = drawn.lists["party_code"]
    number, every = pd.factorize(codes)
    of_interest = np.full(len(codes), True) if parties is None else codes.isin(parties).to_numpy()
    totals = np.zeros((len(every), drawn.draws), dtype=np.int16)
    chances = {name: np.full(len(codes), np.nan) for name in CHANCES}
    reasons = np.full(len(codes), None, dtype=object)
    found = _on_all_cores(_tell_contest, drawn.contests, [of_interest[one.rows] for one in drawn.contests])
    for one, (values, reason, won) in zip(drawn.contests, found, strict=True):
        reasons[one.rows] = reason
        told_of = one.rows.start + np.flatnonzero(of_interest[one.rows])
        for name, cells in values.items():
            chances[name][told_of] = cells
        if won is not None:
            for party, seats in zip(number[one.rows], won, strict=True):
                totals[party] += seats
    return HouseOutlook(drawn.lists.assign(**chances, reason=reasons), pd.DataFrame(totals.T, columns=every))


def _tell_contest(drawn: DrawnContest, of_interest: Flags) -> tuple[dict[str, Floats], str | None, Seats | None]:
    """Tell the chances of lists in a contest, why some are unknown, and the seats of all, shape (lists, draws)."""
    contest, rule, _, weights = drawn
    if weights is None:
        return {}, PAST_UNKNOWN, None
    total = weights.sum(axis=0)
    own = weights[of_interest] / total
    chances = {
        "share": own.mean(axis=1, dtype=float),
        "p_first": _first(weights, of_interest),
        **_named("share", _quantiles(own)),
    }
    reason = why_no_seats(contest, rule)
    if reason is not None:
        return chances, reason, None
    votes = weights * (np.float32(sum(contest.votes.values())) / total)
    won = seats_drawn(votes.T, contest, rule).T
    return chances | _seat_chances(won[of_interest]), None, won


def why_no_seats(contest: ContestInputs, rule: SeatRule) -> str | None:
    """Say why the seats of a contest cannot be drawn, by one of `reasons.REASONS`; None where they can."""
    try:
        magnitude_of(contest)
        base_of(contest, rule)
    except SeatsInputError as error:
        return reason_of(error)
    return None if any(contest.votes.values()) else NOBODY_VOTED


class _Expectation(NamedTuple):
    """A list and what is expected of it."""

    party: str
    log_odds: float


class _Move(NamedTuple):
    """From which row of a contest's draws a list has its own, and what is added to their log odds."""

    row: int
    change: float
    lead: str
    source: str
    certain: bool

    @property
    def is_none(self) -> bool:
        """Whether the draws stay as they are."""
        return not self.change and self.lead == self.source and not self.certain


def _expectations(lists: pd.DataFrame) -> list[_Expectation]:
    return [_Expectation(*row) for row in zip(lists["party_code"], lists["log_odds"].tolist(), strict=True)]


def _moves(
    before: Sequence[_Expectation],
    after: Sequence[_Expectation],
    members: Mapping[str, Sequence[str]],
    certain: Collection[str],
) -> list[_Move]:
    """Find for each list of a contest the draws to move, and how far."""
    rows = {one.party: row for row, one in enumerate(before)}
    moves = []
    for party, log_odds in after:
        group = members.get(party, (party,))
        source = next(one for one in group if one in rows)
        row = rows[source]
        moves.append(_Move(row, log_odds - before[row].log_odds, group[0], source, party in certain))
    return moves


def _moved(
    drawn: DrawnHouse, weights: Singles, moves: Sequence[_Move], region: int, steady: Mapping[str, Singles]
) -> Singles:
    """
    Move the draws of a contest's lists, shape (lists, draws).

    ``steady`` holds by what the odds of a certain list's lead are multiplied to be without its error in the country.
    """
    if len(moves) == len(weights) and all(move.is_none for move in moves):
        return weights
    rows = [move.row for move in moves]
    moved = weights.copy() if rows == [*range(len(weights))] else weights[rows]
    for row, move in enumerate(moves):
        if move.is_none:
            continue
        odds = np.exp(np.full(1, move.change))
        if move.certain:
            odds = odds * steady[move.lead]
        odds = odds.astype(np.float32)
        if move.lead != move.source:
            lead, source = drawn.parties.get_loc(move.lead), drawn.parties.get_loc(move.source)
            odds = odds * np.exp(drawn.common[lead, region] - drawn.common[source, region])
        moved[row] = _shifted(moved[row], odds)
    return moved


def _shifted(weights: Singles, odds: Singles) -> Singles:
    """Multiply the odds of shares."""
    return np.asarray(weights * odds / (1 + weights * (odds - 1)))


def _common_errors(certain: Flags, regions: int, errors: Errors, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw each party's error in the country, (draws, parties), and in each region with it (…, regions)."""
    national = errors.national * rng.standard_normal((errors.draws, len(certain), 1))
    national[:, certain] = 0.0
    common = national + errors.regional * rng.standard_normal((errors.draws, len(certain), regions))
    return national[..., 0], common


def _local_errors(shape: tuple[int, int], errors: Errors, rng: np.random.Generator) -> Floats:
    return _student_quantiles(errors)[rng.integers(QUANTILES, size=shape, dtype=np.uint16)]


@cache
def _student_quantiles(errors: Errors) -> Floats:
    return np.asarray(errors.local * student.ppf((np.arange(QUANTILES) + 0.5) / QUANTILES, errors.degrees))


def _contests(ballots: Sequence[ExpectedBallot]) -> Iterator[tuple[ContestInputs, SeatRule, slice]]:
    """Name each contest, its rule, and the rows of its lists in the ballots' lists put together."""
    first = 0
    for ballot in ballots:
        for contest in ballot.contests:
            rows = slice(first, first := first + len(contest.votes))
            if contest.votes:
                yield contest, ballot.rule, rows


def _on_all_cores(
    work: Callable[[First, Second], Result], first: Sequence[First], second: Sequence[Second]
) -> list[Result]:
    """Map over two sequences in threads: arrays are computed on without Python's lock."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, first, second))


def _first(weights: Singles, of_interest: Flags) -> Floats:
    """How often lists have the largest weight; lists that are level for it share the draw."""
    first = weights == weights.max(axis=0)
    if np.count_nonzero(first) == weights.shape[1]:
        return _often(first[of_interest])
    level = np.flatnonzero(first.sum(axis=0, dtype=np.int16) > 1)
    shared = first[:, level] / first[:, level].sum(axis=0) - first[:, level]
    return np.asarray(_often(first[of_interest]) + shared[of_interest].sum(axis=1) / weights.shape[1])


def _seat_chances(won: Seats) -> dict[str, Floats]:
    probabilities = np.stack([_often(won == seats) for seats in range(won.max(initial=0) + 1)], axis=-1)
    return {
        "p_seat": _often(won > 0),
        "expected_seats": probabilities @ np.arange(probabilities.shape[1]),
        **seat_intervals(probabilities),
    }


def _often(happens: Flags) -> Floats:
    """In which part of the draws it happens, by row: what `mean` says, in a tenth of its time."""
    return np.asarray([np.count_nonzero(row) / happens.shape[1] for row in happens])


def _quantiles(drawn: NDArray[Any]) -> Floats:
    """Find the ends of the middle parts of the draws of each row, shape (ends, rows)."""
    # the nearest draw, so that the end of an interval of seats is a number of seats
    ends = np.rint((drawn.shape[-1] - 1) * np.array(list(ENDS.values()))).astype(int)
    return np.asarray(np.sort(drawn, axis=-1)[..., ends].T)


def _named(name: str, ends: Floats) -> dict[str, Floats]:
    return dict(zip((f"{name}_{end}" for end in ENDS), ends, strict=True))
