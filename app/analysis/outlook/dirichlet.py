"""
Chances of seats under the Dirichlet-multinomial distribution, computed exactly: no draw, no error of drawing.

Seats x of a council of n follow it when the parties' strength varies around expected shares μ as a Dirichlet of
concentration A (α = A μ). It is the distribution of independent negative binomials, one per party with size α, given
that they add up to n, which makes the chance of being first a convolution.
"""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import gammaln

from app.analysis.figures import Floats


def log_likelihood(shares: Floats, concentration: float, won: Floats) -> Floats:
    """
    Log probability of the seats won, without the number of ways to seat them.

    Parameters
    ----------
    shares : ndarray, shape (councils, parties)
        Expected shares > 0 that add up to 1.
    concentration : float
        > 0.
    won : ndarray, shape (councils, parties)

    Returns
    -------
    ndarray, shape (councils,)
    """
    alpha, seats = concentration * shares, won.sum(axis=1)
    parts = (gammaln(alpha + won) - gammaln(alpha)).sum(axis=1)
    return np.asarray(gammaln(concentration) - gammaln(concentration + seats) + parts)


def seat_distributions(shares: Floats, concentration: float, seats: int) -> Floats:
    """
    Probability of each number of seats of each party: beta-binomial.

    Parameters
    ----------
    shares : ndarray, shape (councils, parties)
        As for `log_likelihood`.
    concentration : float
    seats : int
        Of each of the councils, > 0.

    Returns
    -------
    ndarray, shape (councils, parties, seats + 1)
    """
    won = np.arange(seats + 1)
    alpha = concentration * shares[..., None]
    ways = gammaln(seats + 1) - gammaln(won + 1) - gammaln(seats - won + 1)
    top = gammaln(alpha + won) + gammaln(concentration - alpha + seats - won) - gammaln(concentration + seats)
    return np.asarray(np.exp(ways + top - gammaln(alpha) - gammaln(concentration - alpha) + gammaln(concentration)))


def first_chances(shares: Floats, concentration: float, seats: int) -> Floats:
    """
    Probability that each party alone has the most seats.

    Parameters
    ----------
    shares, concentration, seats
        As for `seat_distributions`.

    Returns
    -------
    ndarray, shape (councils, parties)
        Adds up to 1 less the probability of a tie for the most seats.
    """
    counts = _negative_binomials(shares, concentration, seats)
    size = next_fast_len(shares.shape[1] * seats + 1, real=True)
    chances = np.zeros(shares.shape)
    for most in range(1, seats + 1):
        others = rfft(counts[..., :most], n=size)
        for party in range(shares.shape[1]):
            fewer = irfft(np.delete(others, party, axis=1).prod(axis=1), n=size)
            chances[:, party] += counts[:, party, most] * fewer[:, seats - most]
    total = irfft(rfft(counts, n=size).prod(axis=1), n=size)[:, seats]
    return np.asarray(np.clip(chances / total[:, None], 0, 1))


def _negative_binomials(shares: Floats, concentration: float, seats: int) -> Floats:
    """Probabilities of 0 … seats of each party, scaled so that the expected sum is the seats."""
    won, alpha = np.arange(seats + 1), concentration * shares[..., None]
    odds = seats / (seats + concentration)
    logs = gammaln(alpha + won) - gammaln(alpha) - gammaln(won + 1) + won * np.log(odds) + alpha * np.log1p(-odds)
    return np.asarray(np.exp(logs))
