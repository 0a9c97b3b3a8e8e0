"""
Electoral indices: small functions on arrays.

In a table of shares NaN means that the party fielded no list there; it never means zero.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """Divide; NaN where the whole is not positive or unknown."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    unknown = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.asarray(np.divide(part, whole, out=unknown, where=whole > 0))


def share(votes: ArrayLike, valid_votes: ArrayLike) -> Floats:
    """
    Vote share, votes ÷ valid votes.

    Parameters
    ----------
    votes, valid_votes : array_like, broadcastable
        Counts ≥ 0; NaN is unknown.

    Returns
    -------
    ndarray
        Shares in [0, 1]; NaN where either count is unknown or nobody voted.
    """
    return ratio(votes, valid_votes)


def turnout(ballots_cast: ArrayLike, registered_voters: ArrayLike) -> Floats:
    """
    Turnout, ballots cast (valid or not) ÷ registered voters.

    Parameters
    ----------
    ballots_cast, registered_voters : array_like, broadcastable
        Counts ≥ 0; NaN is unknown.

    Returns
    -------
    ndarray
        Rates in [0, 1]; NaN where either count is unknown.
    """
    return ratio(ballots_cast, registered_voters)


def margin(shares: ArrayLike) -> Floats:
    """
    Margin of each list over the best of the others, m_p = s_p − max s_q over q ≠ p.

    Parameters
    ----------
    shares : array_like, shape (..., parties)
        Shares in [0, 1], NaN where there is no list.

    Returns
    -------
    ndarray, shape (..., parties)
        Margins in [−1, 1]: positive for the first list, minus its distance to the first for any other. A list alone
        has its own share for a margin. NaN where there is no list.
    """
    shares = np.asarray(shares, float)
    known = np.where(np.isnan(shares), 0.0, shares)
    if known.shape[-1] < 2:
        return shares.copy()
    second, first = np.moveaxis(np.partition(known, -2, axis=-1)[..., -2:], -1, 0)
    leads = known == first[..., None]
    best_other = np.where(leads, second[..., None], first[..., None])
    return np.asarray(shares - best_other)


def effective_number(shares: ArrayLike) -> Floats:
    """
    Effective number of parties, 1 ÷ Σ s² (Laakso & Taagepera 1979), on votes or on seats.

    Parameters
    ----------
    shares : array_like, shape (..., parties)
        Shares that sum to 1, NaN where there is no list.

    Returns
    -------
    ndarray, shape (...)
        Numbers ≥ 1; NaN where no share is known.

    References
    ----------
    Laakso, M. & Taagepera, R. (1979). Effective number of parties. Comparative Political Studies 12(1).
    """
    return ratio(1.0, np.nansum(np.square(np.asarray(shares, float)), axis=-1))


def gallagher(vote_shares: ArrayLike, seat_shares: ArrayLike) -> Floats:
    """
    Gallagher's least-squares disproportionality, √(½ Σ (v − s)²).

    Parameters
    ----------
    vote_shares, seat_shares : array_like, shape (..., parties)
        Shares in [0, 1] of every party that has votes or seats.

    Returns
    -------
    ndarray, shape (...)
        0 (proportional) to 1; multiply by 100 for the usual presentation. NaN if any share is unknown.

    References
    ----------
    Gallagher, M. (1991). Proportionality, disproportionality and electoral systems. Electoral Studies 10(1).
    """
    gap = np.asarray(vote_shares, float) - np.asarray(seat_shares, float)
    return np.asarray(np.sqrt(0.5 * np.square(gap).sum(axis=-1)))


def loosemore_hanby(vote_shares: ArrayLike, seat_shares: ArrayLike) -> Floats:
    """
    Loosemore–Hanby disproportionality, ½ Σ |v − s|.

    Parameters
    ----------
    vote_shares, seat_shares : array_like, shape (..., parties)
        Shares in [0, 1] of every party that has votes or seats.

    Returns
    -------
    ndarray, shape (...)
        0 (proportional) to 1. NaN if any share is unknown.

    References
    ----------
    Loosemore, J. & Hanby, V. (1971). The theoretical limits of maximum distortion. Br. J. Political Science 1(4).
    """
    gap = np.asarray(vote_shares, float) - np.asarray(seat_shares, float)
    return np.asarray(0.5 * np.abs(gap).sum(axis=-1))


def volatility(before: ArrayLike, after: ArrayLike) -> Floats:
    """
    Pedersen's net volatility, ½ Σ |Δs|, between two elections.

    Parameters
    ----------
    before, after : array_like, shape (..., parties)
        Shares of the same parties in the same order (see `history.lineages` for who is the same), NaN where a party
        had no list: it then had no share of the vote, which is how the index counts it.

    Returns
    -------
    ndarray, shape (...)
        0 (nobody moved) to 1; NaN where one of the elections has no share at all.

    References
    ----------
    Pedersen, M. (1979). The dynamics of European party systems. European J. of Political Research 7(1).
    """
    before, after = np.asarray(before, float), np.asarray(after, float)
    moved = 0.5 * np.abs(np.nan_to_num(after) - np.nan_to_num(before)).sum(axis=-1)
    unknown = np.isnan(before).all(axis=-1) | np.isnan(after).all(axis=-1)
    return np.where(unknown, np.nan, moved)


def location_quotient(shares: ArrayLike, national_share: ArrayLike) -> Floats:
    """
    Location quotient, local share ÷ national share; 1 where the party is as strong as in the country.

    Parameters
    ----------
    shares, national_share : array_like, broadcastable
        Shares in [0, 1], NaN where there is no list.

    Returns
    -------
    ndarray
        Quotients ≥ 0; NaN where there is no list or the party has no vote in the country.
    """
    return ratio(shares, national_share)


def nationalisation(shares: ArrayLike) -> float:
    """
    Party nationalisation score, PNS = 1 − Gini coefficient of a party's shares over areas (Jones & Mainwaring 2003).

    Parameters
    ----------
    shares : array_like, shape (areas,)
        The party's shares, 0 (not NaN) where it fielded no list: the index counts that as no support.

    Returns
    -------
    float
        From 1 ÷ areas (all support in one area) to 1 (the same share everywhere). NaN if a share is unknown.

    References
    ----------
    Jones, M. & Mainwaring, S. (2003). The nationalization of parties and party systems. Party Politics 9(2).
    """
    return weighted_nationalisation(shares, np.ones(np.shape(shares)))


def weighted_nationalisation(shares: ArrayLike, valid_votes: ArrayLike) -> float:
    """
    Party nationalisation score weighted by the areas' sizes, PNSw (Bochsler 2010).

    Twice the area under the Lorenz curve of the party's votes against the valid votes.

    Parameters
    ----------
    shares : array_like, shape (areas,)
        The party's shares, 0 (not NaN) where it fielded no list.
    valid_votes : array_like, shape (areas,)
        The areas' valid votes, ≥ 0.

    Returns
    -------
    float
        In (0, 1]; 1 when the share is the same everywhere. NaN if a share is unknown or the party has no vote.

    References
    ----------
    Bochsler, D. (2010). Measuring party nationalisation: a new Gini-based indicator that corrects for the number of
    units. Electoral Studies 29(1).
    """
    shares, size = np.asarray(shares, float), np.asarray(valid_votes, float)
    order = np.argsort(shares, kind="stable")
    votes = (shares * size)[order]
    total_votes, total_size = votes.sum(), size.sum()
    if not total_votes > 0:
        return float("nan")
    below = np.cumsum(votes) - votes / 2
    return float(2 * (size[order] * below).sum() / (total_size * total_votes))
