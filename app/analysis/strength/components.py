"""The strength score step by step: raw components, normalised, weighted, made into one number."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr

from app.analysis.history import Record
from app.analysis.indices import Floats, ratio
from app.analysis.strength.method import LATEST_WEIGHT, LEAST, Aggregation, Normalisation, Shrinkage
from app.analysis.strength.shrinkage import shrink, shrink_seats, shrink_shares, shrink_unscaled

DECIMALS = 9
"""Scores are rounded here, far below their precision, so that equal lists are equal to the last bit in any order."""


def raw_components(past: Record, shrinkage: Shrinkage) -> Floats:
    """
    Compute the five components in their own units.

    Parameters
    ----------
    past : Record
    shrinkage : {"between_contests", "dirichlet", "martuzzi_elliott", "none", "unscaled"}

    Returns
    -------
    ndarray, shape (A, P, 5)
        In the order of `COMPONENTS`: share in [0, 1], log odds, margin in [−1, 1], share of seats in [0, 1], log odds
        ≤ 0. NaN where there is no list that can be scored, or the component is not known.
    """
    parts = [
        performance(past, shrinkage),
        mean_lean(past.leans),
        past.margins[-1],
        past.held,
        consistency(past.leans),
    ]
    return np.where(past.scorable[..., None], np.stack(parts, axis=-1), np.nan)


def performance(past: Record, shrinkage: Shrinkage, pool: float = 1) -> Floats:
    """
    Share of the latest contest, shrunk.

    Parameters
    ----------
    past : Record
    shrinkage : {"between_contests", "dirichlet", "martuzzi_elliott", "none", "unscaled"}
    pool : float
        What others weigh against what is shrunk: the persistence of all parties against a party's own, in units of one
        party's evidence; the province against the council, as a multiple of what was measured.

    Returns
    -------
    ndarray, shape (A, P)
        Shares in [0, 1].
    """
    if shrinkage == "none":
        return np.asarray(past.shares[-1])
    if shrinkage == "martuzzi_elliott":
        return shrink_shares(past.shares[-1], past.valid_votes)
    if shrinkage == "dirichlet":
        return shrink_seats(past.votes, past.valid_votes, past.parents, pool)
    relative = ratio(past.shares, past.national[:, None, :])
    if shrinkage == "unscaled":
        return np.asarray(past.national[-1] * shrink_unscaled(relative, past.parents))
    return np.asarray(past.national[-1] * shrink(relative, past.parents, pool))


def mean_lean(leans: Floats, latest_weight: float = LATEST_WEIGHT) -> Floats:
    """
    Weigh the lean of the latest contest with that of the one before it.

    Parameters
    ----------
    leans : ndarray, shape (K, A, P)
        Latest last. The contest before is the last one the party stood in.
    latest_weight : float
        In [0, 1]; the contest before has the rest.

    Returns
    -------
    ndarray, shape (A, P)
        The latest alone where there is no contest before.
    """
    latest, previous = leans[-1], np.full(leans[-1].shape, np.nan)
    for contest in leans[:-1]:
        previous = np.where(np.isnan(contest), previous, contest)
    both = latest_weight * latest + (1 - latest_weight) * previous
    return np.asarray(np.where(np.isnan(previous), latest, both))


def consistency(leans: Floats) -> Floats:
    """
    Minus the standard deviation (n − 1) of the leans over all contests.

    Parameters
    ----------
    leans : ndarray, shape (K, A, P)

    Returns
    -------
    ndarray, shape (A, P)
        0 (always the same) or less; NaN with fewer than two contests.
    """
    contests = (~np.isnan(leans)).sum(axis=0)
    centre = ratio(np.nansum(leans, axis=0), contests)
    return np.asarray(-np.sqrt(ratio(np.nansum((leans - centre) ** 2, axis=0), contests - 1)))


def normalise(raw: Floats, votes: Floats, how: Normalisation) -> Floats:
    """
    Bring each component to [0, 1] among the lists given.

    Parameters
    ----------
    raw : ndarray, shape (lists, components)
        NaN where unknown: it stays NaN and does not count.
    votes : ndarray, shape (lists,)
        Votes of each list, ≥ 0: so that lists that hardly anybody chose do not decide on the places of the others.
    how : {"percentile", "z_score", "min_max", "list_percentile"}
        Place among the votes: the part that went to lists with less, and half of what went to lists with as much;
        standard normal probability of the z-score, with mean and deviation over the votes; position between the least
        and the greatest; place among the lists. Where all are equal each is ½.

    Returns
    -------
    ndarray, shape (lists, components)
    """
    if how == "percentile":
        return np.stack([place(column, votes) for column in raw.T], axis=-1)
    if how == "list_percentile":
        return ratio(pd.DataFrame(raw).rank().to_numpy() - 0.5, (~np.isnan(raw)).sum(axis=0))
    low, high = np.fmin.reduce(raw), np.fmax.reduce(raw)
    if how == "min_max":
        position = ratio(raw - low, high - low)
    else:
        size = np.where(np.isnan(raw), 0, votes[:, None])
        mean = ratio(np.nansum(size * raw, axis=0), size.sum(axis=0))
        position = ndtr(
            ratio(raw - mean, np.sqrt(ratio(np.nansum(size * (raw - mean) ** 2, axis=0), size.sum(axis=0))))
        )
    return np.where(np.isnan(raw) | (high > low), position, 0.5)


def place(values: Floats, votes: Floats) -> Floats:
    """
    Vote-weighted mid-rank: the part of the votes that went to lists in a weaker position.

    Parameters
    ----------
    values : ndarray, shape (lists,)
        NaN where unknown: it stays NaN, and its votes do not count.
    votes : ndarray, shape (lists,)
        Numbers ≥ 0, not all zero.

    Returns
    -------
    ndarray, shape (lists,)
        In [0, 1]; half of the votes of equal lists, the list itself among them, count as weaker.
    """
    known = ~np.isnan(values)
    placed = np.full(values.shape, np.nan)
    levels, level = np.unique(values[known], return_inverse=True)
    mass = np.bincount(level, votes[known], len(levels))
    placed[known] = ratio(np.cumsum(mass) - mass / 2, mass.sum())[level]
    return placed


def known_weights(normalised: Floats, weights: ArrayLike) -> Floats:
    """
    Spread the weights of unknown components over the known ones.

    Parameters
    ----------
    normalised : ndarray, shape (..., components)
    weights : array_like, shape (components,)

    Returns
    -------
    ndarray, shape (..., components)
        Sum to 1 for each list; NaN for unknown components, or if no known component weighs anything.
    """
    present = np.where(np.isnan(normalised), np.nan, weights)
    return ratio(present, np.nansum(present, axis=-1, keepdims=True))


def aggregate(normalised: Floats, weights: ArrayLike, how: Aggregation) -> Floats:
    """
    Make one score of the components.

    Parameters
    ----------
    normalised : ndarray, shape (lists, components)
        Numbers in [0, 1], NaN where unknown.
    weights : array_like, shape (components,)
        Numbers ≥ 0; those of unknown components are spread over the known ones.
    how : {"arithmetic", "geometric"}
        100·Σ w z, or 100·Π z^w, where a low component is hardly made up for by a high one.

    Returns
    -------
    ndarray, shape (lists,)
        Scores in [0, 100]; NaN where no known component weighs anything.
    """
    weights = np.asarray(weights, float)
    terms = normalised if how == "arithmetic" else np.log(np.maximum(normalised, LEAST))
    known = ~np.isnan(normalised)
    mean = ratio(np.where(known, terms, 0) @ weights, known @ weights)
    points = 100 * (mean if how == "arithmetic" else np.exp(mean))
    return np.asarray(np.clip(np.round(points, DECIMALS), 0, 100))
