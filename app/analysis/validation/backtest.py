"""
Back-test: score all earlier contests and compare with the next election.

A score is compared with naive forecasts: the last share, the region's mean, the last share moved by the
country's swing. Whatever it shows is published, also where the score loses.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import kendalltau, spearmanr

from app.analysis.history import Record, lineages, record
from app.analysis.indices import Floats, ratio
from app.analysis.strength.method import DEFAULTS, Parameters
from app.analysis.strength.score import score
from app.analysis.strength.shrinkage import parent_means

METHODS = ("score", "last_share", "parent_mean", "uniform_swing")
MEASURES = ("spearman", "kendall", "lift")
MINIMUM_AREAS = 30


class Ballots(NamedTuple):
    """Results of comparable contests with what it takes to compare them; see `strength.score` for each."""

    results: pd.DataFrame
    lineage: pd.DataFrame
    parents: "pd.Series[str]"
    stand_ins: pd.DataFrame | None = None
    """Results of `figures.stand_ins`: another ballot, counted where a score looks back on its own and it is unknown."""

    @property
    def scored(self) -> pd.DataFrame:
        """What scores are computed from: the results, and those that stand in before them."""
        return self.results if self.stand_ins is None else pd.concat([self.stand_ins, self.results])


def predictions(ballots: Ballots, known: str, outcome: str, parameters: Parameters = DEFAULTS) -> pd.DataFrame:
    """
    Pair forecasts made after one election with the outcome of the next.

    Parameters
    ----------
    ballots : Ballots
        Nothing after `known` is used for the predictions but the country's swing.
    known, outcome : str
        The last election known, and the one to forecast.
    parameters : Parameters

    Returns
    -------
    DataFrame
        One row per list of the outcome whose lineage stood in the same area in `known`: `area_code`, `party_code`,
        `parent_code`, `next_share`, `next_votes`, `score`, `last_share`, `parent_mean` (the lineage's mean share in
        the parent), `uniform_swing` (last share plus the country's swing, in [0, 1]).
    """
    results, lineage, parents, _ = ballots
    past, future = (record(results, election, lineage, parents) for election in (known, outcome))
    scores = score(ballots.scored, known, lineage, parameters, parents).set_index(["area_code", "party_code"])
    frame = scores[["score"]].copy()
    frame["last_share"] = past.shares[-1].ravel()
    frame["parent_mean"] = parent_means(past.shares[-1], past.parents).ravel()
    frame["national"] = np.broadcast_to(past.national[-1], past.shares[-1].shape).ravel()
    frame = frame.reset_index().dropna(subset="score")
    frame["lineage_code"] = lineages(frame.pop("party_code"), lineage)
    frame = frame.sort_values("last_share").drop_duplicates(["area_code", "lineage_code"], keep="last")
    truth = _outcome(future, lineage)
    frame = truth.merge(frame, on=["area_code", "lineage_code"]).drop(columns="lineage_code")
    frame["uniform_swing"] = (frame["last_share"] + frame.pop("next_national") - frame.pop("national")).clip(0, 1)
    return frame.assign(parent_code=frame["area_code"].map(parents))


def _outcome(future: Record, lineage: pd.DataFrame) -> pd.DataFrame:
    """List the outcome."""
    index = pd.MultiIndex.from_product([future.areas, future.parties], names=["area_code", "party_code"])
    shares = future.shares[-1]
    frame = pd.DataFrame(
        {
            "next_share": shares.ravel(),
            "next_votes": (shares * future.valid_votes[:, None]).ravel(),
            "next_national": np.broadcast_to(future.national[-1], shares.shape).ravel(),
        },
        index,
    )
    frame = frame.dropna().reset_index()
    return frame.assign(lineage_code=lineages(frame["party_code"], lineage)).dropna()


def accuracy(
    predicted: pd.DataFrame, minimum_areas: int = MINIMUM_AREAS, methods: Sequence[str] = METHODS
) -> pd.DataFrame:
    """
    Measure each method for each party over the areas it stood in both times.

    Parameters
    ----------
    predicted : DataFrame
        What `predictions` returns.
    minimum_areas : int
        Parties with fewer such areas are left out.
    methods : sequence of str
        Those of `METHODS` to measure.

    Returns
    -------
    DataFrame
        `party_code`, `areas`, `votes` (the outcome's), `method`, `spearman` and `kendall` (rank correlation with the
        next share) and `lift` (mean next share in the tenth of the areas put first ÷ in all).
    """
    rows = []
    for party, lists in predicted.groupby("party_code"):
        if len(lists) < minimum_areas:
            continue
        truth = lists["next_share"].to_numpy()
        for method in methods:
            said = lists[method].to_numpy()
            rows.append(
                {
                    "party_code": party,
                    "areas": len(lists),
                    "votes": round(lists["next_votes"].sum()),
                    "method": method,
                    "spearman": _association(spearmanr, said, truth),
                    "kendall": _association(kendalltau, said, truth),
                    "lift": top_decile_lift(said, truth),
                }
            )
    # with its columns, for there may be no row: all lists may be of the one region that is left out
    columns = ["party_code", "areas", "votes", "method", *MEASURES]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(MEASURES, float))


def _association(measure: Callable[..., Any], said: Floats, truth: Floats) -> float:
    """Rank correlation; NaN where one side does not vary, for there is nothing to rank."""
    varies = np.ptp(said) > 0 and np.ptp(truth) > 0
    return float(measure(said, truth).statistic) if varies else float("nan")


def top_decile_lift(said: Floats, truth: Floats) -> float:
    """
    Mean outcome of the tenth of the areas put first, over the mean outcome of all.

    Parameters
    ----------
    said, truth : ndarray, shape (areas,)
        Higher is better. Areas that tie at the edge of the tenth count with the part that falls inside.

    Returns
    -------
    float
        1 for a choice at random; NaN if all outcomes are 0.
    """
    size = max(1, round(len(said) / 10))
    edge = np.sort(said)[-size]
    inside, tied = said > edge, said == edge
    first = truth[inside].sum() + truth[tied].mean() * (size - inside.sum())
    return float(ratio(first / size, truth.mean()))


def overall(measured: pd.DataFrame) -> pd.DataFrame:
    """
    Mean of each measure over the parties, each counting the same.

    Parameters
    ----------
    measured : DataFrame
        What `accuracy` returns.

    Returns
    -------
    DataFrame
        Indexed by method, in the order of `METHODS`: `spearman`, `kendall`, `lift`.
    """
    return measured.groupby("method")[list(MEASURES)].mean().reindex(METHODS)


def by_votes(measured: pd.DataFrame) -> pd.DataFrame:
    """Mean of each measure over the parties, each counting as its votes in the outcome; see `overall`."""
    weighed = measured[list(MEASURES)].mul(measured["votes"], axis=0).groupby(measured["method"]).sum()
    return weighed.div(measured.groupby("method")["votes"].sum(), axis=0).reindex(METHODS)


def by_region(predicted: pd.DataFrame, mean: Callable[[pd.DataFrame], pd.DataFrame] = overall) -> pd.DataFrame:
    """
    Advantage of the score over the last share when each region in turn is left out.

    Parameters
    ----------
    predicted : DataFrame
        What `predictions` returns.
    mean : callable
        `overall` or `by_votes`.

    Returns
    -------
    DataFrame
        Indexed by the parent left out: difference of `spearman`, `kendall` and `lift`. The parties are those of the
        whole country.
    """
    kept = set(accuracy(predicted)["party_code"])
    rows = predicted[predicted["party_code"].isin(kept)]
    compared, differences = ("score", "last_share"), {}
    for region in sorted(rows["parent_code"].unique()):
        means = mean(accuracy(rows[rows["parent_code"] != region], minimum_areas=1, methods=compared))
        differences[region] = means.loc["score"] - means.loc["last_share"]
    return pd.DataFrame(differences).T.rename_axis("parent_code")


def jackknife_error(blocks: pd.DataFrame) -> "pd.Series[float]":
    """
    Compute the standard error of a mean from what it is without each block: √((n − 1) ÷ n Σ (d − d̄)²).

    Parameters
    ----------
    blocks : DataFrame
        What `by_region` returns.

    Returns
    -------
    Series
        One per measure.
    """
    deviations = blocks - blocks.mean()
    return ((len(blocks) - 1) / len(blocks) * (deviations**2).sum()) ** 0.5
