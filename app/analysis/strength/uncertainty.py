"""
How much a score depends on the choices behind it: a range of method, not a confidence interval.

After the OECD/JRC Handbook on Constructing Composite Indicators (2008) and Saisana, Saltelli & Tarantola (2005): the
choices are drawn together many times, each draw is scored and ranked, and the spread is published.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.analysis.history import Flags, Record
from app.analysis.indices import Floats, ratio
from app.analysis.strength.components import (
    consistency,
    mean_lean,
    normalise,
    performance,
)
from app.analysis.strength.method import (
    AGGREGATIONS,
    COMPONENTS,
    LATEST_WEIGHTS,
    LEASTS,
    NORMALISATIONS,
    POOLS,
    SHRINKAGES,
    TOP_QUANTILES,
    WEIGHT_SPREAD,
    Parameters,
    Shrinkage,
)

CHOICES = {
    "normalisation": len(NORMALISATIONS),
    "aggregation": len(AGGREGATIONS),
    "shrinkage": len(SHRINKAGES),
    "latest_weight": len(LATEST_WEIGHTS),
    "pool": len(POOLS),
    "least": len(LEASTS),
    "dropped_component": len(COMPONENTS) + 1,
}
"""How many there are of each choice that does not depend on the record; the last component to drop is none."""

FACTORS = (*CHOICES, "contest_left_out", *COMPONENTS)
"""What is drawn, one dimension of the unit cube each; a component stands for its weight."""

ASSUMPTION_OF = {factor: factor for factor in FACTORS}
ASSUMPTION_OF |= dict.fromkeys(("latest_weight", "pool", "least"), "constants") | dict.fromkeys(COMPONENTS, "weights")
ASSUMPTIONS = tuple(dict.fromkeys(ASSUMPTION_OF.values()))
RANK_LOW, RANK_HIGH = 0.05, 0.95
CELLS = 4_000_000
"""Scores held in memory at a time."""


@dataclass(frozen=True)
class DrawnScores:
    """
    Order of all lists under each draw, computed when it is asked for.

    ``values`` holds each variant of each component for every list, shape (variants, lists), 0 where unknown;
    ``known`` tells where it is known; ``weights`` is what each draw takes of each variant, shape (draws, variants),
    nearly all of it 0.
    """

    values: Floats
    known: Floats
    weights: csr_array

    def means(self, lists: Flags | slice, draws: NDArray[np.intp] | slice = slice(None)) -> Floats:
        """Means that order lists as their scores do (of logarithms in a geometric draw), shape (draws, lists)."""
        weights = self.weights[draws]
        return ratio(weights @ self.values[:, lists], weights @ self.known[:, lists])


@dataclass(frozen=True)
class Variants:
    """
    Each variant of each component that draws take, whatever its weight.

    ``values`` and ``known`` are as of `DrawnScores`; ``taken`` has for each component the row of ``values`` that each
    draw takes; ``kept`` tells, shape (draws, components), which components a draw has not dropped.
    """

    values: Floats
    known: Floats
    taken: tuple[NDArray[np.intp], ...]
    kept: Flags


def drawn_scores(past: Record, unit: Floats, parameters: Parameters) -> DrawnScores:
    """
    Read points of the unit cube as choices, each as likely as the others of its kind.

    Parameters
    ----------
    past : Record
        The latest contest is what is scored and never left out.
    unit : ndarray, shape (draws, len(FACTORS))
        Numbers in [0, 1).
    parameters : Parameters
        Its weights are varied by ± `WEIGHT_SPREAD`; a component is dropped only where another has a weight.

    Returns
    -------
    DrawnScores
    """
    return weighted(drawn_variants(past, unit, parameters.shrinkages), unit, parameters)


def drawn_variants(past: Record, unit: Floats, shrinkages: tuple[Shrinkage, ...]) -> Variants:
    """Compute what the draws of `drawn_scores` take of each component: the same for all weights."""
    sizes = CHOICES | {"contest_left_out": len(past.elections)}
    at = dict(zip(FACTORS, unit.T, strict=True))
    choice = {name: np.minimum((at[name] * size).astype(np.intp), size - 1) for name, size in sizes.items()}
    # the pool matters to the first way of shrinking, the least value to one way of putting together
    choice["pool"] = np.where(choice["shrinkage"] == 0, choice["pool"], 0)
    geometric = choice["aggregation"] == AGGREGATIONS.index("geometric")
    choice["least"] = np.where(geometric, choice["least"] + 1, 0)
    columns: list[Floats] = []
    taken = []
    for computed, depends in _raw(past, shrinkages):
        keys = np.stack([choice[name] for name in (*depends, "normalisation", "least")], axis=1)
        variants, number = np.unique(keys, axis=0, return_inverse=True)
        taken.append(len(columns) + number)
        for *at_, how, least in variants.tolist():
            place = normalise(computed(*at_)[past.scorable][:, None], past.votes[past.scorable], NORMALISATIONS[how])
            columns.append(np.log(np.maximum(place[:, 0], LEASTS[least - 1])) if least else place[:, 0])
    values = np.stack(columns)
    known = ~np.isnan(values)
    kept = choice["dropped_component"][:, None] != np.arange(len(COMPONENTS))
    return Variants(np.where(known, values, 0), known.astype(float), tuple(taken), kept)


def weighted(variants: Variants, unit: Floats, parameters: Parameters) -> DrawnScores:
    """Weigh the components that draws take: see `drawn_scores`, with whose arguments the variants were computed."""
    at = dict(zip(FACTORS, unit.T, strict=True))
    spread = 1 + WEIGHT_SPREAD * (2 * np.stack([at[name] for name in COMPONENTS], 1) - 1)
    weights = np.asarray(parameters.nominal) * spread
    kept = variants.kept
    weights = np.where(kept | ~(weights * kept).any(axis=1, keepdims=True), weights, 0)
    draws = np.tile(np.arange(len(unit)), len(COMPONENTS))
    shape = (len(unit), len(variants.values))
    return DrawnScores(
        variants.values,
        variants.known,
        csr_array((weights.T.ravel(), (draws, np.concatenate(variants.taken))), shape),
    )


def _raw(past: Record, shrinkages: tuple[Shrinkage, ...]) -> list[tuple[Callable[..., Floats], tuple[str, ...]]]:
    """List each component with the choices that its raw values, shape (A, P), depend on."""
    left = cache(lambda contest: without(past, contest))
    return [
        (
            cache(lambda contest, how, pool: performance(left(contest), shrinkages[how], POOLS[pool])),
            ("contest_left_out", "shrinkage", "pool"),
        ),
        (
            cache(lambda contest, latest: mean_lean(left(contest).leans, LATEST_WEIGHTS[latest])),
            ("contest_left_out", "latest_weight"),
        ),
        (lambda: past.margins[-1], ()),
        (lambda: past.held, ()),
        (cache(lambda contest: consistency(left(contest).leans)), ("contest_left_out",)),
    ]


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
        seats_won=past.seats_won[kept],
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


def draw_unit(parameters: Parameters) -> tuple[Floats, np.random.Generator]:
    """Draw the points of the unit cube that the parameters' seed gives, and the generator that draws what follows."""
    rng = np.random.default_rng(parameters.seed)
    return rng.random((parameters.draws, len(FACTORS))), rng


def sensitivity(
    past: Record, parameters: Parameters, variants: Variants | None = None, parties: Collection[str] | None = None
) -> dict[str, Floats]:
    """
    Draw the assumptions and measure how ranks and places at the top depend on them.

    Parameters
    ----------
    past : Record
    parameters : Parameters
        Its weights are the centre of the draws, its draws their number.
    variants : Variants, optional
        From `drawn_variants` with the same record, the points of `draw_unit` and the same shrinkages.
    parties : collection of str, optional
        Those that are told of; all unless given.

    Returns
    -------
    dict of ndarray, shape (A, P)
        `rank_median`, `rank_low`, `rank_high` (5th and 95th percentiles of the rank among the party's areas) and
        `top_fifth`, the part of the draws in which the score is among the highest fifth of all lists, or the highest
        quarter or seventh, as drawn. NaN where there is no score.
    """
    cells = past.scorable
    unit, rng = draw_unit(parameters)
    scores = weighted(variants or drawn_variants(past, unit, parameters.shrinkages), unit, parameters)
    least = _thresholds(scores, int(cells.sum()), rng)
    party = np.nonzero(cells)[1]
    columns = {name: np.full(cells.sum(), np.nan) for name in (*_RANK_QUANTILES, "top_fifth")}
    for number in np.unique(party):
        if parties is not None and past.parties[number] not in parties:
            continue
        own = party == number
        means = scores.means(own)
        columns["top_fifth"][own] = (means >= least[:, None]).mean(axis=0)
        drawn = np.sort(ranks(means.T), axis=1)
        for name, quantile in _RANK_QUANTILES.items():
            columns[name][own] = drawn[:, _position(quantile, parameters.draws)]
    return {name: placed(values, cells) for name, values in columns.items()}


def _thresholds(scores: DrawnScores, lists: int, rng: np.random.Generator) -> Floats:
    """Lowest score of those at the top in each draw."""
    quantile = rng.integers(len(TOP_QUANTILES), size=scores.weights.shape[0])
    least = np.full(len(quantile), np.nan)
    size = max(1, CELLS // max(1, lists))
    for number, top in enumerate(TOP_QUANTILES):
        at = int(np.ceil(top * (lists - 1)))
        drawn = np.flatnonzero(quantile == number)
        for part in np.split(drawn, range(size, len(drawn), size)) if lists else ():
            means = np.nan_to_num(scores.means(slice(None), part), nan=-np.inf)
            least[part] = np.partition(means, at, axis=1)[:, at]
    return least


_RANK_QUANTILES = {"rank_low": RANK_LOW, "rank_median": 0.5, "rank_high": RANK_HIGH}


def _position(quantile: float, draws: int) -> int:
    """Index of a quantile among sorted draws: ranks are whole, so the nearest is taken, never a mean of two."""
    return int(np.ceil(quantile * draws)) - 1


def placed(values: Floats, cells: Flags) -> Floats:
    """Put values back in the table, NaN elsewhere."""
    table = np.full(cells.shape, np.nan)
    table[cells] = values
    return table
