"""
Steadying results that one contest alone tells badly.

A result is a census, not a sample: the noise is between contests, or in areas where few vote.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.analysis.indices import Floats, ratio

MINIMUM_REPEATS = 20
"""Areas contested again that a party needs for variances of its own; with fewer it takes those of all parties."""


def shrink_leans(leans: Floats, parents: NDArray[np.intp]) -> Floats:
    """
    Draw the latest lean towards its parent's mean: θ = λ ℓ + (1 − λ) μ, λ = τ² ÷ (τ² + σ²).

    τ², the part of the variance between areas that stays from one contest to the next, is the mean covariance of the
    leans of two contests over the areas that had both; τ² + σ² is the mean of their variances. Where no two contests
    share enough areas for a party, both are those of all parties together; where no party has two, nothing is drawn.

    Parameters
    ----------
    leans : ndarray, shape (K, A, P)
        Latest contest last; NaN where the party had no list.
    parents : ndarray of int, shape (A,)
        Number of each area's parent.

    Returns
    -------
    ndarray, shape (A, P)
        NaN where the party has no list in the latest contest.
    """
    if leans.shape[0] < 2:
        return np.asarray(leans[-1])
    centred = leans - np.stack([parent_means(contest, parents)[0] for contest in leans])
    first, second = np.array(list(combinations(range(leans.shape[0]), 2))).T
    pairs = centred[first], centred[second]
    both = ~np.isnan(pairs[0] * pairs[1])
    lasting = np.where(both, pairs[0] * pairs[1], 0).sum(axis=(0, 1))
    whole = np.where(both, (pairs[0] ** 2 + pairs[1] ** 2) / 2, 0).sum(axis=(0, 1))
    count = both.sum(axis=(0, 1))
    enough = count >= MINIMUM_REPEATS
    kept = np.where(enough, ratio(lasting, whole), lasting.sum() / whole.sum())
    kept = np.clip(kept, 0, 1)
    return np.asarray(leans[-1] - (1 - kept) * centred[-1])


def parent_means(values: Floats, parents: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    """
    Mean of the areas of each parent, given back for each area.

    Parameters
    ----------
    values : ndarray, shape (A, P)
    parents : ndarray of int, shape (A,)

    Returns
    -------
    mean : ndarray, shape (A, P)
        NaN where no area of the parent has a value.
    size : ndarray of int, shape (A, P)
        Areas of the parent that have one.
    """
    known = ~np.isnan(values)
    total = np.zeros((parents.max() + 1, values.shape[1]))
    size = np.zeros(total.shape, dtype=np.intp)
    np.add.at(total, parents, np.where(known, values, 0))
    np.add.at(size, parents, known)
    return ratio(total, size)[parents], size[parents]


def shrink_shares(shares: Floats, valid_votes: Floats) -> Floats:
    """
    Draw shares of areas with few votes towards the party's overall share (Martuzzi & Elliott 1996).

    s² = Σ V(s − b)² ÷ ΣV and ρ = [V s² − (V ÷ V̄) b(1 − b)] ÷ [(V − 1) s² + ((V̄ − V) ÷ V̄) b(1 − b)], held in [0, 1].

    Parameters
    ----------
    shares : ndarray, shape (A, P)
        NaN where the party had no list.
    valid_votes : ndarray, shape (A,)

    Returns
    -------
    ndarray, shape (A, P)
        ρ s + (1 − ρ) b.

    References
    ----------
    Martuzzi, M. & Elliott, P. (1996). Empirical Bayes estimation of small area prevalence of non-rare conditions.
    Statistics in Medicine 15(17).
    """
    size = np.where(np.isnan(shares), np.nan, valid_votes[:, None])
    total = np.nansum(size, axis=0)
    total = np.where(total > 0, total, np.nan)
    overall = np.nansum(size * shares, axis=0) / total
    spread = np.nansum(size * (shares - overall) ** 2, axis=0) / total
    mean_size = total / np.maximum((~np.isnan(size)).sum(axis=0), 1)
    chance = overall * (1 - overall)
    above = size * spread - size / mean_size * chance
    below = (size - 1) * spread + (mean_size - size) / mean_size * chance
    kept = np.clip(np.where(below > 0, ratio(above, below), 0), 0, 1)
    return np.asarray(kept * shares + (1 - kept) * overall)
