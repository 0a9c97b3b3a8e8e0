"""
How much a score depends on the choices behind it: a sensitivity range, not a confidence interval.

After the OECD/JRC Handbook on Constructing Composite Indicators (2008) and Saisana, Saltelli & Tarantola (2005): the
choices are drawn together many times, each draw is scored and ranked, and the spread is published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.analysis.history import Flags, Record
from app.analysis.indices import Floats
from app.analysis.strength.components import aggregate, normalise, raw_components
from app.analysis.strength.method import (
    AGGREGATIONS,
    COMPONENTS,
    NORMALISATIONS,
    SHRINKAGES,
    STRONGHOLD_QUANTILE,
    WEIGHT_SPREAD,
    Parameters,
)

ASSUMPTIONS = ("normalisation", "aggregation", "contest_left_out", "shrinkage", "weights")
FACTORS = len(ASSUMPTIONS) - 1 + len(COMPONENTS)
RANK_LOW, RANK_HIGH = 0.05, 0.95


@dataclass(frozen=True)
class AssumptionDraws:
    """Choices drawn together: indices into the methods, shape (draws,), and weights, shape (draws, components)."""

    normalisation: NDArray[np.intp]
    aggregation: NDArray[np.intp]
    contest_left_out: NDArray[np.intp]
    """Index of the earlier contest that is ignored; the last index is none."""
    shrinkage: NDArray[np.intp]
    weights: Floats


def drawn(unit: Floats, contests: int, nominal: list[float]) -> AssumptionDraws:
    """
    Read points of the unit cube as choices, each as likely as the others of its kind.

    Parameters
    ----------
    unit : ndarray, shape (draws, FACTORS)
        Numbers in [0, 1).
    contests : int
        Contests of the record. The latest is what is scored and never left out.
    nominal : list of float
        Weights that are varied by ± `WEIGHT_SPREAD`.

    Returns
    -------
    AssumptionDraws
    """
    sizes = (len(NORMALISATIONS), len(AGGREGATIONS), contests, len(SHRINKAGES))
    choice = [np.minimum((unit[:, i] * size).astype(np.intp), size - 1) for i, size in enumerate(sizes)]
    weights = np.asarray(nominal) * (1 + WEIGHT_SPREAD * (2 * unit[:, len(sizes) :] - 1))
    return AssumptionDraws(choice[0], choice[1], choice[2], choice[3], weights)


def scores_drawn(past: Record, draws: AssumptionDraws) -> Iterator[tuple[NDArray[np.intp], Floats]]:
    """
    Score all lists under each draw.

    Yields
    ------
    which : ndarray of int, shape (m,)
        Draws that share their choices but the weights.
    points : ndarray, shape (A, P, m)
        Scores in [0, 100].
    """
    cells = past.scorable
    choices = np.stack([draws.contest_left_out, draws.shrinkage, draws.normalisation, draws.aggregation], axis=1)
    combinations, inverse = np.unique(choices, axis=0, return_inverse=True)
    seen: tuple[int, int] | None = None
    for number, (left_out, shrinkage, how, aggregation) in enumerate(combinations):
        if seen != (left_out, shrinkage):
            seen = (left_out, shrinkage)
            raw = raw_components(without(past, left_out), SHRINKAGES[shrinkage])[cells]
        which = np.flatnonzero(inverse == number)
        points = np.full((*cells.shape, len(which)), np.nan)
        points[cells] = aggregate(
            normalise(raw, NORMALISATIONS[how]), draws.weights[which].T, AGGREGATIONS[aggregation]
        )
        yield which, points


def without(past: Record, contest: int) -> Record:
    """Forget one earlier contest; the latest, at the last index, is never forgotten."""
    if contest >= len(past.elections) - 1:
        return past
    kept = [k for k in range(len(past.elections)) if k != contest]
    return replace(
        past,
        elections=tuple(past.elections[k] for k in kept),
        shares=past.shares[kept],
        leans=past.leans[kept],
        margins=past.margins[kept],
        national=past.national[kept],
    )


def ranks(points: Floats) -> NDArray[np.int32]:
    """
    Rank the areas of each party, 1 for its highest score; equal scores share the better rank.

    Parameters
    ----------
    points : ndarray, shape (A, ...)

    Returns
    -------
    ndarray of int, shape (A, ...)
        0 where there is no score.
    """
    order = np.argsort(-points, axis=0, kind="stable")
    ordered = np.take_along_axis(points, order, axis=0)
    place = np.arange(len(points), dtype=np.int32).reshape(-1, *[1] * (points.ndim - 1))
    # the place of the first of those that are equal; of the best itself 0, also where there is no other
    first = np.zeros(points.shape, np.int32)
    first[1:] = np.where(ordered[1:] == ordered[:-1], 0, place[1:])
    best = np.maximum.accumulate(first, axis=0)
    rank = np.empty(points.shape, np.int32)
    np.put_along_axis(rank, order, best + 1, axis=0)
    return np.where(np.isnan(points), np.int32(0), rank)


def sensitivity(past: Record, parameters: Parameters, rng: np.random.Generator) -> dict[str, Floats]:
    """
    Draw the assumptions and measure how ranks and strongholds depend on them.

    Parameters
    ----------
    past : Record
    parameters : Parameters
        Its weights are the centre of the draws, its draws their number.
    rng : Generator

    Returns
    -------
    dict of ndarray, shape (A, P)
        `rank_median`, `rank_low`, `rank_high` (5th and 95th percentiles of the rank among the party's areas) and
        `p_stronghold`, the proportion of draws in which the score is at least the 80th percentile of all lists.
        NaN where there is no score.
    """
    draws = drawn(rng.random((parameters.draws, FACTORS)), len(past.elections), parameters.nominal)
    cells = past.scorable
    drawn_ranks = np.empty((cells.sum(), parameters.draws), np.int32)
    high = np.zeros(cells.sum())
    for which, points in scores_drawn(past, draws):
        scored = points[cells]
        drawn_ranks[:, which] = ranks(points)[cells]
        if len(scored):
            high += (scored >= np.quantile(scored, STRONGHOLD_QUANTILE, axis=0)).sum(axis=1)
    drawn_ranks.sort(axis=1)
    columns = {name: drawn_ranks[:, _position(q, parameters.draws)] for name, q in _RANK_QUANTILES.items()}
    columns["p_stronghold"] = high / parameters.draws
    return {name: placed(values, cells) for name, values in columns.items()}


_RANK_QUANTILES = {"rank_low": RANK_LOW, "rank_median": 0.5, "rank_high": RANK_HIGH}


def _position(quantile: float, draws: int) -> int:
    """Index of a quantile among sorted draws: ranks are whole, so the nearest is taken, never a mean of two."""
    return int(np.ceil(quantile * draws)) - 1


def placed(values: Floats, cells: Flags) -> Floats:
    """Put values back in the table, NaN elsewhere."""
    table = np.full(cells.shape, np.nan)
    table[cells] = values
    return table
