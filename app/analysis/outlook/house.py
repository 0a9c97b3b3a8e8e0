"""
The House at its next election: shares and seats of every list in many drawn elections.

Log odds of a list's share = what is expected of it + its party's errors in the country and in the region + its own
error, heavy-tailed. Shares are divided by their sum in each contest, and the seat engine gives the seats of each draw.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t as student

from app.analysis.figures import NOBODY_VOTED, Flags, Floats
from app.analysis.outlook.method import COVERED, DEFAULTS, Errors
from app.analysis.seats import ContestInputs, SeatRule, SeatsInputError, base_of, magnitude_of, seats_drawn

QUANTILES = 2**16
"""Student's errors are looked up among so many equally likely ones, which is ten times faster than drawing them."""

PAST_UNKNOWN = "votes of one of the lists at the last election are not published"

CHANCES = (
    *("share", "share_low_80", "share_high_80", "share_low_90", "share_high_90"),
    *("p_first", "p_seat", "expected_seats"),
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


@dataclass(frozen=True)
class HouseOutlook:
    """
    Chances of lists and of parties.

    Attributes
    ----------
    lists : DataFrame
        One row per list: the columns of `expected_lists`, `share` (mean of the draws; those of a contest add up to 1),
        `share_low_80`, `share_high_80`, `share_low_90`, `share_high_90`, `p_first` (most votes), `p_seat` (one seat or
        more), `expected_seats`, and `reason`, why shares or seats are unknown (else None).
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
        won = self.seats.to_numpy()
        first = won == won.max(axis=1, keepdims=True)
        table = {
            "expected_seats": won.mean(axis=0),
            **_intervals("seats", won),
            "p_first": (first / first.sum(axis=1, keepdims=True)).mean(axis=0),
            "p_majority": (2 * won > won.sum(axis=1, keepdims=True)).mean(axis=0),
        }
        return pd.DataFrame(table, self.seats.columns)


def house_outlook(
    ballots: Sequence[ExpectedBallot], errors: Errors = DEFAULTS, certain: Iterable[str] = ()
) -> HouseOutlook:
    """
    Draw the ballots of one House: a party's errors in the country and the region are the same in all of them.

    Parameters
    ----------
    ballots : sequence of ExpectedBallot
    errors : Errors
    certain : iterable of str
        Parties whose national level is given, and has no error.

    Returns
    -------
    HouseOutlook
        The same for the same arguments.
    """
    rng = np.random.default_rng(errors.seed)
    every = pd.concat([ballot.lists for ballot in ballots], ignore_index=True)
    party_numbers, parties = pd.factorize(every["party_code"])
    region_numbers, regions = pd.factorize(every["parent_code"], use_na_sentinel=False)
    expected = every["log_odds"].to_numpy()
    common = _common_errors(np.isin(parties, list(certain)), len(regions), errors, rng)
    totals = np.zeros((errors.draws, len(parties)), dtype=np.int32)
    chances = {name: np.full(len(every), np.nan) for name in CHANCES}
    reasons = np.full(len(every), None, dtype=object)
    for contest, rule, rows in _contests(ballots):
        if np.isnan(expected[rows]).any():
            reasons[rows] = PAST_UNKNOWN
            continue
        at = party_numbers[rows]
        own = _local_errors((errors.draws, len(at)), errors, rng)
        shares = expit(expected[rows] + common[:, at, region_numbers[rows]] + own)
        shares /= shares.sum(axis=1, keepdims=True)
        _fill(chances, rows, _share_chances(shares))
        reasons[rows] = _why_no_seats(contest, rule)
        if reasons[rows].any():
            continue
        won = seats_drawn(shares * sum(contest.votes.values()), contest, rule)
        totals[:, at] += won
        _fill(chances, rows, _seat_chances(won))
    return HouseOutlook(every.assign(**chances, reason=reasons), pd.DataFrame(totals, columns=parties))


def _common_errors(certain: Flags, regions: int, errors: Errors, rng: np.random.Generator) -> Floats:
    """Draw each party's error in each region, the country's included, shape (draws, parties, regions)."""
    national = errors.national * rng.standard_normal((errors.draws, len(certain), 1))
    national[:, certain] = 0.0
    return np.asarray(national + errors.regional * rng.standard_normal((errors.draws, len(certain), regions)))


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


def _why_no_seats(contest: ContestInputs, rule: SeatRule) -> str | None:
    try:
        magnitude_of(contest)
        base_of(contest, rule)
    except SeatsInputError as error:
        return str(error)
    return None if any(contest.votes.values()) else NOBODY_VOTED


def _fill(columns: dict[str, Floats], rows: slice, values: Mapping[str, Floats]) -> None:
    for name, cells in values.items():
        columns[name][rows] = cells


def _share_chances(shares: Floats) -> dict[str, Floats]:
    first = np.bincount(shares.argmax(axis=1), minlength=shares.shape[1]) / len(shares)
    return {"share": shares.mean(axis=0), **_intervals("share", shares), "p_first": first}


def _seat_chances(won: NDArray[np.int16]) -> dict[str, Floats]:
    return {"p_seat": (won > 0).mean(axis=0), "expected_seats": won.mean(axis=0)}


def _intervals(name: str, drawn: NDArray[Any]) -> dict[str, Floats]:
    """Middle parts of the draws of each column, as `COVERED` names them."""
    ends = [side for part in COVERED for side in ((1 - part) / 2, (1 + part) / 2)]
    names = [f"{name}_{side}_{100 * part:.0f}" for part in COVERED for side in ("low", "high")]
    # the nearest draw, so that the end of an interval of seats is a number of seats
    return dict(zip(names, np.quantile(drawn, ends, axis=0, method="nearest"), strict=True))
