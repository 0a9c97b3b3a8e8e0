"""
Shrinkage of results that a single contest estimates poorly.

A result is a census, not a sample: the noise is between contests, or in areas where few vote.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.analysis.indices import Floats, ratio

PRIOR_REPEATS_1_1 = 20
"""Method 1.1 pooled a party's own persistence with that of all, which counted as this many areas contested twice."""

ROUNDING = 1e-12
"""Deviations below this are the rounding of sums, not differences."""


def shrink(relative: Floats, parents: NDArray[np.intp], pool: float = 1) -> Floats:
    """
    Draw each area's latest result towards its parent's mean: θ = λ q + (1 − λ) μ, λ = τ² ÷ (τ² + σ²).

    τ² is the variance among areas that lasts from one contest to the next, σ² that which passes. The parent's mean μ
    is no better known than its few areas allow, so it is drawn in the same way towards the party's mean in the
    country. Deviations are standardised by party before parties are pooled, for those of a party without voters are
    large and all noise. With no area contested twice nothing is drawn.

    Parameters
    ----------
    relative : ndarray, shape (contests, A, P)
        Results in each contest, latest last, on a scale that contests share: shares relative to the national share.
        NaN where the party had no list.
    parents : ndarray of int, shape (A,)
        Number of each area's parent.
    pool : float
        What all parties together weigh against a party's own persistence, in units of one party's evidence: the mean
        number of pairs of contests in one area that a party contested twice has.

    Returns
    -------
    ndarray, shape (A, P)
        NaN where there is no list in the latest contest.
    """
    country, regional, local = levels(relative, parents)
    kept = (persistence(standardised(part), pool * evidence(part)) for part in (regional, local))
    return _drawn(country, regional, local, *kept)


def shrink_unscaled(relative: Floats, parents: NDArray[np.intp]) -> Floats:
    """
    Shrink as method 1.1 did: deviations pooled as they are, and one regional persistence for all parties.

    Parameters and returns as for `shrink`.
    """
    country, regional, local = levels(relative, parents)
    kept_regional = persistence(regional, prior=relative[-1].size)
    return _drawn(country, regional, local, kept_regional, persistence(local, PRIOR_REPEATS_1_1))


def _drawn(country: Floats, regional: Floats, local: Floats, kept_regional: Floats, kept: Floats) -> Floats:
    if np.isnan(kept).any():
        return np.asarray(country[-1] + regional[-1] + local[-1])
    return np.asarray(country[-1] + np.nan_to_num(kept_regional) * regional[-1] + kept * local[-1])


def levels(relative: Floats, parents: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """
    Split results into the party's mean in the country, the parent's deviation from it, and the area's own from that.

    Parameters
    ----------
    relative : ndarray, shape (contests, A, P)
    parents : ndarray of int, shape (A,)

    Returns
    -------
    country, regional, local : ndarray, shape (contests, A, P)
        They add up to `relative`.
    """
    country = np.stack([parent_means(contest, np.zeros_like(parents)) for contest in relative])
    local = relative - np.stack([parent_means(contest, parents) for contest in relative])
    return country, relative - local - country, local


def standardised(deviations: Floats) -> Floats:
    """
    Divide deviations by each party's root mean square over all contests.

    Parameters
    ----------
    deviations : ndarray, shape (contests, units, P)

    Returns
    -------
    ndarray, shape (contests, units, P)
        NaN where there is no list, or nothing varies.
    """
    known = (~np.isnan(deviations)).sum(axis=(0, 1))
    size = np.sqrt(ratio(np.nansum(deviations**2, axis=(0, 1)), known))
    return ratio(deviations, np.where(size > ROUNDING, size, np.nan))


def evidence(deviations: Floats) -> float:
    """
    Count what one party brings to a persistence.

    Parameters
    ----------
    deviations : ndarray, shape (contests, units, P)

    Returns
    -------
    float
        Pairs of contests in one unit, the mean over the parties that have any; 0 where none has.
    """
    known = (~np.isnan(deviations)).sum(axis=0)
    pairs = (known * (known - 1) // 2).sum(axis=0)
    return float(pairs[pairs > 0].mean()) if pairs.any() else 0.0


def persistence(deviations: Floats, prior: float) -> Floats:
    """
    Share of the variance among units that lasts from one contest to the next, ρ = τ² ÷ (τ² + σ²).

    The covariance of two contests over the mean of their variances, over the units contested in both. Each party's
    sums are pooled with the mean of all parties, as a few units estimate a persistence poorly.

    Parameters
    ----------
    deviations : ndarray, shape (contests, units, P)
        Deviations from the units' common mean; NaN where there is no list.
    prior : float
        How many pairs of contests in one unit the mean of all parties counts as.

    Returns
    -------
    ndarray, shape (P,)
        In [0, 1]; NaN when nothing was contested twice or nothing varies.
    """
    pairs = list(combinations(deviations, 2))
    if not pairs:
        return np.full(deviations.shape[-1], np.nan)
    products = np.stack([first * second for first, second in pairs])
    squares = np.stack([(first**2 + second**2) / 2 for first, second in pairs])
    known = ~np.isnan(products)
    lasting, whole = (np.where(known, terms, 0).sum(axis=(0, 1)) for terms in (products, squares))
    weight = ratio(prior, known.sum())
    return np.clip(ratio(lasting + weight * lasting.sum(), whole + weight * whole.sum()), 0, 1)


def parent_means(values: Floats, parents: NDArray[np.intp]) -> Floats:
    """
    Mean of the areas of each parent, given back for each area.

    Parameters
    ----------
    values : ndarray, shape (A, P)
    parents : ndarray of int, shape (A,)

    Returns
    -------
    ndarray, shape (A, P)
        NaN where no area of the parent has a value.
    """
    known = ~np.isnan(values)
    total = np.zeros((parents.max() + 1, values.shape[1]))
    size = np.zeros(total.shape)
    np.add.at(total, parents, np.where(known, values, 0))
    np.add.at(size, parents, known)
    return ratio(total, size)[parents]


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


def shrink_seats(seats: Floats, sizes: Floats, parents: NDArray[np.intp], pool: float = 1) -> Floats:
    """
    Draw each council's shares of seats towards those of its province: (s + α m) ÷ (S + α).

    The seats of a council are taken as Dirichlet-multinomial around the province's shares m, with one concentration α =
    (1 − ρ) ÷ ρ for all. ρ is what councils of a province differ beyond the chance of S seats, from
    E Σ (s ÷ S − m)² = (1 − Σ m²) (1 + (S − 1) ρ) ÷ S over all parties and councils.

    Parameters
    ----------
    seats : ndarray, shape (A, P)
    sizes : ndarray, shape (A,)
        Seats of each council, S.
    parents : ndarray of int, shape (A,)
        Number of each council's province.
    pool : float
        Multiplies α.

    Returns
    -------
    ndarray, shape (A, P)
        Shares in [0, 1]. All are the province's where councils differ no more than by chance, their own where they have
        nothing in common.

    References
    ----------
    Mosimann, J. E. (1962). On the compound multinomial distribution. Biometrika 49(1/2).
    """
    whole = np.stack([np.bincount(parents, column) for column in np.column_stack([seats, sizes]).T], axis=1)
    province = ratio(whole[:, :-1], whole[:, -1:])[parents]
    chance = (1 - (province**2).sum(axis=1)) / sizes
    beyond = ((ratio(seats, sizes[:, None]) - province) ** 2).sum(axis=1) - chance
    kept = float(np.clip(ratio(beyond.sum(), (chance * (sizes - 1)).sum()), 0, 1))
    if not kept > 0:
        return np.asarray(province)
    concentration = pool * (1 - kept) / kept
    return np.asarray((seats + concentration * province) / (sizes[:, None] + concentration))
