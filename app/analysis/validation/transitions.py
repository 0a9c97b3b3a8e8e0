"""Elections in a row, and the chances of a seat that were said of the later one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from app.analysis.outlook import ExpectedBallot, expected_lists, house_outlook
from app.analysis.outlook.expectation import ONE_CONTEST, TWO_CONTESTS
from app.analysis.seats import ContestInputs, SeatRule
from app.analysis.validation.backtest import Ballots
from app.analysis.validation.forecasts import brier, calibration, forecasts, log_loss, seat_chances_by_last_share

CHANCES = ("outlook", "last_share_logistic")
"""Forecasts of a seat: the outlook, and its opponent."""


class SeatBallot(NamedTuple):
    """What turns an election's votes into seats."""

    contests: Sequence[ContestInputs]
    rule: SeatRule


@dataclass(frozen=True)
class Transition:
    """Two elections in a row, and what was forecast of the second; ``other_ballot``: they are not of one kind."""

    ballots: Ballots
    known: str
    outcome: str
    other_ballot: bool

    @property
    def title(self) -> str:
        """Its two elections."""
        return f"{self.known} → {self.outcome}" + (" (other ballot)" if self.other_ballot else "")


def transitions(ballots: Ballots) -> list[Transition]:
    """
    List the transitions between elections, the oldest first.

    Parameters
    ----------
    ballots : Ballots
        Comparable elections. The last that stands in for one before the first of them is its past, told apart.

    Returns
    -------
    list of Transition
    """
    results, others = ballots.results, ballots.stand_ins
    codes = list(results.sort_values("date", kind="stable")["election_code"].unique())
    found = [Transition(ballots, known, outcome, other_ballot=False) for known, outcome in pairwise(codes)]
    before = None if others is None else others[others["date"] < results["date"].min()]
    if before is None or before.empty:
        return found
    last = before[before["date"] == before["date"].max()]
    joined = pd.concat([last, results[results["election_code"] == codes[0]]])
    known = str(last["election_code"].iloc[0])
    return [Transition(ballots._replace(results=joined, stand_ins=None), known, codes[0], other_ballot=True), *found]


def seat_chances(
    every: Sequence[Transition], seats: Mapping[str, SeatBallot], outcomes: Collection[str] | None = None
) -> Iterator[tuple[Transition, pd.DataFrame]]:
    """
    Give the chances of a seat that were said of the outcome of each transition between comparable elections.

    Parameters
    ----------
    every : sequence of Transition
        What `transitions` returns.
    seats : mapping of election code to SeatBallot
        Of each outcome.
    outcomes : collection of str, optional
        The only outcomes to look at.

    Yields
    ------
    Transition, DataFrame
        Its lists with a past: `area_code`, `party_code`, `seats_won`, and two chances of a seat, blind to the votes of
        the outcome: `outlook`, and, where there is a transition before, `last_share_logistic`, of a regression on the
        last share that it taught.
    """
    earlier: pd.DataFrame | None = None
    for of in every:
        rows = forecasts(of.ballots, of.known, of.outcome, seats[of.outcome].contests)
        rows = rows[rows["basis"].isin([ONE_CONTEST, TWO_CONTESTS])]
        if not of.other_ballot and (outcomes is None or of.outcome in outcomes):
            yield of, _told(of, seats[of.outcome], rows, earlier)
        earlier = rows


def _told(of: Transition, seats: SeatBallot, rows: pd.DataFrame, earlier: pd.DataFrame | None) -> pd.DataFrame:
    contests = _ordered(seats.contests)
    drawn = house_outlook([ExpectedBallot(expected_lists(of.ballots, of.known, contests), contests, seats.rule)])
    chances = drawn.lists.rename(columns={"p_seat": "outlook"})[["area_code", "party_code", "outlook"]]
    told = rows.merge(chances, on=["area_code", "party_code"])
    if earlier is None:
        return told
    return told.assign(last_share_logistic=seat_chances_by_last_share(earlier, told))


def _ordered(contests: Sequence[ContestInputs]) -> list[ContestInputs]:
    """Put contests and lists in the order of their codes, so that the same draws fall on the same lists."""
    in_order = sorted(contests, key=lambda contest: contest.area_code)
    return [replace(contest, votes=dict(sorted(contest.votes.items()))) for contest in in_order]


def chance_table(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Tell how chances of a seat came true, whole and in tenths.

    Parameters
    ----------
    rows : DataFrame
        What `seat_chances` yields.

    Returns
    -------
    DataFrame
        One row for each forecast: `method`, `lists`, `brier`, `log_loss`, and `calibration`, a list of dicts of
        `forecasts.calibration`, the tenth's lower end being `from`.
    """
    won = rows["seats_won"] > 0
    measured = chance_measures(rows).rename_axis("method").reset_index().astype({"lists": int})
    tenths = {name: calibration(rows[name], won).reset_index().to_dict("records") for name in measured["method"]}
    return measured.assign(calibration=measured["method"].map(tenths))


def chance_measures(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Measure how chances of a seat came true.

    Parameters
    ----------
    rows : DataFrame
        What `seat_chances` yields.

    Returns
    -------
    DataFrame
        Indexed by the forecast, of `CHANCES`: `lists`, `brier`, `log_loss`; 0 is perfect in both.
    """
    won = rows["seats_won"] > 0
    table = {
        name: {"lists": len(rows), "brier": brier(rows[name], won), "log_loss": log_loss(rows[name], won)}
        for name in CHANCES
        if name in rows
    }
    return pd.DataFrame(table).T
