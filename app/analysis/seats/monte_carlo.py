"""
Seats with uncertainty: many elections drawn around the votes of a scenario.

Each list's share is multiplied by the exponential of three normal errors, its party's in the whole country and in the
region, and its own, then the shares are divided by their sum (additive-logistic errors: those of the log-odds, nearly,
where shares are small). Votes are drawn as real numbers, so that a tie has probability 0.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.seats.allocation import parts_of
from app.analysis.seats.contests import ContestInputs, base_of, magnitude_of
from app.analysis.seats.exceptions import InvalidScenarioError
from app.analysis.seats.laws import DIVISOR_STEP, SeatRule

Floats = NDArray[np.float64]
Seats = NDArray[np.int16]
EXTRA_VOTES = 1000
ONE_BYTE = 128
"""Fewer seats than this are counted in one byte."""


@dataclass(frozen=True)
class Draws:
    """
    How many elections to draw, and how far from the votes given.

    The errors are those that forecasts of one House election from the ones before were found to have (docs/seats.md).

    Attributes
    ----------
    number : int
        > 0.
    national_sd, regional_sd, local_sd : float
        Standard deviations, ≥ 0 and not all 0, on the log-odds scale: of a party's error everywhere, of its error in
        one region, and of the error of one list in one contest.
    """

    number: int
    national_sd: float = 0.5
    regional_sd: float = 0.4
    local_sd: float = 0.9

    def __post_init__(self) -> None:
        if self.number <= 0:
            raise InvalidScenarioError("draws.number", f"{self.number} is not above 0")
        for field in ("national_sd", "regional_sd", "local_sd"):
            if not 0 <= getattr(self, field) < inf:
                raise InvalidScenarioError(f"draws.{field}", f"{getattr(self, field)} is not a standard deviation")
        if self.national_sd == self.regional_sd == self.local_sd == 0:
            raise InvalidScenarioError("draws", "without an error there is nothing to draw")


@dataclass(frozen=True)
class Simulation:
    """
    Drawn elections.

    Attributes
    ----------
    totals : DataFrame, shape (draws, parties)
        Seats of each party over all contests; its sample is the distribution.
    contests : DataFrame
        One row per list and number of seats it won in some draw: ``area_code``, ``party_code``, ``seats``,
        ``probability`` in [0, 1]. The rows of a list add up to 1.
    """

    totals: pd.DataFrame
    contests: pd.DataFrame

    def at_least(self, seats: int) -> pd.Series:
        """Share of the draws in which each party has at least so many seats in all."""
        return (self.totals >= seats).mean()

    def expected(self) -> pd.Series:
        """Average the seats of each list; index ``area_code`` and ``party_code``."""
        weighted = self.contests.assign(expected_seats=self.contests["seats"] * self.contests["probability"])
        return weighted.groupby(["area_code", "party_code"], sort=False)["expected_seats"].sum()


def simulate(
    contests: Sequence[ContestInputs], rules: Mapping[str, SeatRule], draws: Draws, rng: np.random.Generator
) -> Simulation:
    """
    Draw elections and allocate their seats.

    Parameters
    ----------
    contests : sequence of ContestInputs
        Of one ballot or of several held together; a party's errors in the country and in a region are common to all.
        A base that is only bounded is taken at its lower bound.
    rules : mapping of area code to SeatRule
        See `everywhere` for contests under one rule.
    draws : Draws
    rng : numpy Generator
        The same state gives the same elections, also to `expected_gains`.

    Returns
    -------
    Simulation

    Raises
    ------
    SeatsInputError
        As `allocate_contest`.
    """
    parties = _parties(contests)
    totals = np.zeros((draws.number, len(parties)), dtype=np.int32)
    frames = []
    for contest, votes in _elections(contests, draws, rng):
        won = seats_drawn(votes, contest, rules[contest.area_code])
        totals[:, [parties.index(party) for party in contest.votes]] += won
        frames.append(_frequencies(contest, won))
    return Simulation(pd.DataFrame(totals, columns=parties), pd.concat(frames, ignore_index=True))


def expected_gains(
    contests: Sequence[ContestInputs],
    rules: Mapping[str, SeatRule],
    party: str,
    draws: Draws,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """
    Rank contests by the seats that 1,000 more votes for a party, of people who had not voted, can be expected to win.

    Both counts use the same draws, so that their difference is not drowned in sampling noise.

    Parameters
    ----------
    contests, rules, draws, rng
        As `simulate`.
    party : str

    Returns
    -------
    DataFrame
        One row per contest where the party has a list: ``area_code``, ``expected_seats``, ``expected_gain`` (seats per
        1,000 votes); greatest gain first.

    Raises
    ------
    SeatsInputError
        As `simulate`; `InvalidScenarioError` if the party has no list anywhere.
    """
    if not any(party in contest.votes for contest in contests):
        raise InvalidScenarioError("party", f"{party!r} has no list in any of the contests")
    rows = []
    for contest, drawn in _elections(contests, draws, rng):
        if party not in contest.votes:
            continue
        position, rule = list(contest.votes).index(party), rules[contest.area_code]
        now = seats_drawn(drawn, contest, rule)[:, position].mean()
        drawn[:, position] += EXTRA_VOTES
        then = seats_drawn(drawn, contest, rule, gained=EXTRA_VOTES)[:, position].mean()
        rows.append({"area_code": contest.area_code, "expected_seats": now, "expected_gain": then - now})
    return pd.DataFrame(rows).sort_values(["expected_gain", "area_code"], ascending=[False, True], ignore_index=True)


def award_drawn(votes: Floats, seats: int, rule: SeatRule, base: float | None) -> Seats:
    """
    Give one contest's seats in many drawn elections, as `award.award_parts` does in one.

    Parameters
    ----------
    votes : ndarray, shape (draws, lists)
        Votes > 0, or 0 for a list that takes no part.
    seats : int
        Seats of the part that is filled.
    rule : SeatRule
    base : float or None
        None for a rule that takes it from the votes, or has none.

    Returns
    -------
    ndarray, shape (draws, lists)
        Seats won. Of equal lists the first is served: tell ties apart before.
    """
    top, bottom = rule.threshold.as_integer_ratio()
    # a list after the other, so that each step runs through memory; free where the draws already lie like that
    cast = np.ascontiguousarray(votes.T)
    counted = np.where(cast * bottom >= top * cast.sum(axis=0), cast, 0) if top else cast
    quotient = (counted.sum(axis=0) if base is None else np.full(len(votes), base)) / seats
    absent = counted <= 0
    if absent.any():
        counted = np.where(absent, cast.dtype.type(-np.inf), counted)
    step = DIVISOR_STEP.get(rule.method)
    won, given = _serve(counted, seats, quotient.astype(cast.dtype, copy=False), step, _highest)
    if given != seats * len(votes):  # level lists were all served, or nobody was left to serve
        tied = won.sum(axis=0, dtype=np.int16) > seats
        won[:, tied], _ = _serve(counted[:, tied], seats, quotient[tied], step, _first_of_highest)
    return won.T.astype(np.int16)


def _serve(
    counted: Floats, seats: int, quotient: Floats, step: int | None, served: Callable[[Floats], NDArray[np.bool_]]
) -> tuple[Seats, int]:
    """
    Give seat after seat to the lists whose next one is worth most, shape (lists, draws); −∞ takes no part.

    Returns
    -------
    ndarray, int
        The seats won, and how many were given in all draws.
    """
    # of one byte where that is enough: marks are added without a conversion
    worth, won = counted.copy(), np.zeros(counted.shape, dtype=np.int8 if seats < ONE_BYTE else np.int16)
    given = 0
    for _ in range(seats):
        first = served(worth)
        won += first.view(np.int8)
        given += int(np.count_nonzero(first))
        # what a list's next seat is worth: the votes that its seats leave, or its next average
        if step is None:
            worth -= first * quotient
        else:
            worth = counted / (1 + step * won).astype(counted.dtype)
    return won, given


def _highest(worth: Floats) -> NDArray[np.bool_]:
    """Mark in each draw the list whose next seat is worth most, or all that are level for it."""
    best = worth.max(axis=0)
    first = np.asarray(worth == best)
    nobody = np.isneginf(best)
    if nobody.any():
        first[:, nobody] = False
    return first


def _first_of_highest(worth: Floats) -> NDArray[np.bool_]:
    """Mark only the first of the lists that are level."""
    highest = _highest(worth)
    return np.asarray(highest & (np.cumsum(highest, axis=0) == 1))


def seats_drawn(votes: Floats, contest: ContestInputs, rule: SeatRule, gained: int = 0) -> Seats:
    """
    Give a contest's seats in many drawn elections, with the lower bound of its base.

    Parameters
    ----------
    votes : ndarray, shape (draws, lists)
        Votes of the contest's lists, in their order, adding up to its valid votes and ``gained``.
    contest : ContestInputs
    rule : SeatRule
    gained : int
        Votes of people who had not voted, by which a base of voters grows.

    Returns
    -------
    ndarray, shape (draws, lists)

    Raises
    ------
    SeatsInputError
        As `allocate_contest`.
    """
    bounds = base_of(contest, rule)
    base = None if bounds is None else float(bounds.lower + (gained if rule.base == "voters" else 0))
    first, *others = (award_drawn(votes, part.seats, rule, base) for part in parts_of(magnitude_of(contest), rule))
    for won in others:
        first += won
    return first


def _elections(
    contests: Sequence[ContestInputs], draws: Draws, rng: np.random.Generator
) -> Iterator[tuple[ContestInputs, Floats]]:
    """Draw each contest's votes, shape (draws, lists), after the errors that are common to all or to a region."""
    parties = {party: column for column, party in enumerate(_parties(contests))}
    shape = (draws.number, len(parties))
    national = draws.national_sd * rng.standard_normal(shape)
    regions = dict.fromkeys(contest.region for contest in contests if contest.region is not None)
    common = {None: national} | {
        region: national + draws.regional_sd * rng.standard_normal(shape) for region in regions
    }
    for contest in contests:
        counts = np.array(list(contest.votes.values()), dtype=float)
        votes = rng.standard_normal((draws.number, len(counts)))
        votes *= draws.local_sd
        votes += common[contest.region][:, [parties[party] for party in contest.votes]]
        np.exp(votes, out=votes)
        votes *= counts
        if counts.any():
            votes *= counts.sum() / votes.sum(axis=1, keepdims=True)
        yield contest, votes


def _frequencies(contest: ContestInputs, won: Seats) -> pd.DataFrame:
    parties = np.array(list(contest.votes), dtype=object)
    counts = np.arange(won.max() + 1)
    frequency = np.stack([(won == seats).mean(axis=0) for seats in counts], axis=1)
    lists, seats = np.nonzero(frequency)
    return pd.DataFrame(
        {
            "area_code": contest.area_code,
            "party_code": parties[lists],
            "seats": counts[seats],
            "probability": frequency[lists, seats],
        }
    )


def _parties(contests: Sequence[ContestInputs]) -> list[str]:
    return list(dict.fromkeys(party for contest in contests for party in contest.votes))
