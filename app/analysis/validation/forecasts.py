"""
How forecasts of the House came true: shares and seats without an error, and the chances that the outlook gives.

Every method forecasts the lists that stood in the outcome from the elections up to the one known. Blind, it takes the
national shares of the last election; knowing the country, those of the outcome, which nobody has before the vote.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import spearmanr

from app.analysis.figures import Floats
from app.analysis.history import logit, record
from app.analysis.outlook.expectation import ONE_CONTEST, TWO_CONTESTS, by_lineage, expected_lists
from app.analysis.seats import ContestInputs, SeatRule, seats_drawn
from app.analysis.validation.backtest import MINIMUM_AREAS, Ballots

METHODS = ("last_share", "uniform_swing", "two_leans")
LEAST_CHANCE = 1 / 20_000
"""What never happened in 10,000 draws is given half a draw, as no chance is exactly 0."""


def forecasts(ballots: Ballots, known: str, outcome: str, contests: Sequence[ContestInputs]) -> pd.DataFrame:
    """
    Forecast the share of every list of an election, and tell what it was.

    Parameters
    ----------
    ballots : Ballots
    known, outcome : str
        The last election known, and the one to forecast.
    contests : sequence of ContestInputs
        The outcome's.

    Returns
    -------
    DataFrame
        One row per list: the columns of `expected_lists`, `next_share`, `next_votes`, `seats_won`, `last_share`
        (its own, with the last lean alone), `uniform_swing` and `two_leans` forecast blind and, with `_known` after the
        name, with the country's shares known (all in [0, 1], not renormalised), and `compared`: whether the list has a
        past, as have those of its party in 30 constituencies or more.
    """
    last_only = ballots._replace(results=ballots.results[ballots.results["election_code"] == known])
    after = record(ballots.results, outcome, ballots.lineage)
    levels = {str(party): float(share) for party, share in zip(after.parties, after.national[-1], strict=True)}
    frame = expected_lists(ballots, known, contests)
    past = frame["basis"].isin([ONE_CONTEST, TWO_CONTESTS])
    last = expected_lists(last_only, known, contests)["log_odds"].to_numpy()
    last_known = expected_lists(last_only, known, contests, levels)["log_odds"].to_numpy()
    country = np.asarray(frame["party_code"].map(levels), float)
    moved = country - expit(logit(country) - (last_known - last))
    two_known = expected_lists(ballots, known, contests, levels)["log_odds"]
    frame = frame.assign(
        last_share=expit(last),
        last_share_known=expit(last_known),
        uniform_swing=expit(last),
        uniform_swing_known=np.clip(expit(last) + moved, 0, 1),
        two_leans=expit(frame["log_odds"]),
        two_leans_known=expit(two_known),
        compared=past & (past.groupby(frame["party_code"]).transform("sum") >= MINIMUM_AREAS),
    )
    truth = ballots.results[ballots.results["election_code"] == outcome]
    truth = truth.assign(next_share=truth["votes"] / truth["valid_votes"], next_votes=truth["votes"])
    columns = ["area_code", "party_code", "next_share", "next_votes", "seats_won"]
    return frame.merge(truth[columns], on=["area_code", "party_code"], how="left")


def rank_correlations(frame: pd.DataFrame, method: str) -> "pd.Series[float]":
    """Give Spearman's correlation of a method's forecasts with the shares that came, by party, over compared lists."""
    compared = frame[frame["compared"]]
    said = {party: spearmanr(rows[method], rows["next_share"]) for party, rows in compared.groupby("party_code")}
    return pd.Series({str(party): float(found.statistic) for party, found in said.items()})


def mean_error(frame: pd.DataFrame, method: str) -> float:
    """Average |forecast − share that came| over the compared lists, in points."""
    compared = frame[frame["compared"]]
    return float(100 * (compared[method] - compared["next_share"]).abs().mean())


def seats_right(frame: pd.DataFrame, method: str, contests: Sequence[ContestInputs], rule: SeatRule) -> int:
    """
    Count the seats that a method's shares give to the parties that won them.

    Parameters
    ----------
    frame : DataFrame
        What `forecasts` returns.
    method : str
        A column of shares, which are divided by their sum in each contest.
    contests : sequence of ContestInputs
    rule : SeatRule

    Returns
    -------
    int
    """
    places = {str(area): rows for area, rows in frame.groupby("area_code")}
    right = 0
    for contest in contests:
        lists = places[contest.area_code].set_index("party_code").loc[list(contest.votes)]
        shares = (lists[method] / lists[method].sum()).to_numpy()
        won = seats_drawn(shares[None] * sum(contest.votes.values()), contest, rule)[0]
        right += int(np.minimum(won, lists["seats_won"]).sum())
    return right


def same_seats(ballots: Ballots, known: str, outcome: str) -> int:
    """Count the seats that lineages kept from one election to the next, constituency by constituency."""
    whole = by_lineage(ballots.results, ballots.lineage)
    won = whole.pivot_table(index=["area_code", "party_code"], columns="election_code", values="seats_won")
    return int(won[[known, outcome]].min(axis=1, skipna=False).sum())


def advantage_by_region(frame: pd.DataFrame, method: str, over: str) -> "pd.Series[float]":
    """
    Difference of two methods' mean rank correlations when each region in turn is left out.

    Parameters
    ----------
    frame : DataFrame
        What `forecasts` returns.
    method, over : str
        Columns of it.

    Returns
    -------
    Series
        By the region left out; see `backtest.jackknife_error`.
    """
    regions = sorted(frame["parent_code"].unique())
    rows = {region: frame[frame["parent_code"] != region] for region in regions}
    return pd.Series(
        {
            region: float(rank_correlations(left, method).mean() - rank_correlations(left, over).mean())
            for region, left in rows.items()
        }
    )


def brier(chances: "pd.Series[float]", came_true: "pd.Series[bool]") -> float:
    """Mean squared error of chances, 0 perfect."""
    return float(((chances - came_true) ** 2).mean())


def log_loss(chances: "pd.Series[float]", came_true: "pd.Series[bool]") -> float:
    """Mean of −ln(chance given to what came), 0 perfect; no chance counts as less than half a draw of 10,000."""
    given = chances.clip(LEAST_CHANCE, 1 - LEAST_CHANCE)
    return float(-np.log(given.where(came_true, 1 - given)).mean())


def coverage(frame: pd.DataFrame, percent: int) -> float:
    """Part of the lists whose share came to lie in the interval that should hold this percentage of them."""
    low, high = frame[f"share_low_{percent}"], frame[f"share_high_{percent}"]
    return float(frame["next_share"].between(low, high).mean())


def calibration(chances: "pd.Series[float]", came_true: "pd.Series[bool]") -> pd.DataFrame:
    """
    Set chances beside how often they came true.

    Parameters
    ----------
    chances : Series
        In [0, 1].
    came_true : Series of bool

    Returns
    -------
    DataFrame
        Index: the lower end of each tenth of [0, 1] that has a chance in it; `lists`, `said` (mean chance) and
        `came_true` (part of them).
    """
    tenth = (chances * 10).clip(upper=9).floordiv(1).div(10).rename("from")
    table = pd.DataFrame({"said": chances, "came_true": came_true.astype(float)}).groupby(tenth)
    return table.mean().assign(lists=table.size())[["lists", "said", "came_true"]]


def seat_chances_by_last_share(earlier: pd.DataFrame, later: pd.DataFrame) -> Floats:
    """
    Give the chances of a seat that a logistic regression on the last share learns from an earlier transition.

    Parameters
    ----------
    earlier, later : DataFrame
        What `forecasts` returns, of lists with a past: what is learned from, and what is forecast.

    Returns
    -------
    ndarray, shape (lists of later,)
        Chances in (0, 1).
    """
    won = (earlier["seats_won"] > 0).to_numpy()
    terms = [np.column_stack([np.ones(len(rows)), logit(rows["last_share"].to_numpy())]) for rows in (earlier, later)]
    fitted = minimize(lambda weights: np.logaddexp(0, np.where(won, -1, 1) * (terms[0] @ weights)).sum(), np.zeros(2))
    return np.asarray(expit(terms[1] @ fitted.x))
