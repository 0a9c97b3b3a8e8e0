"""
Chances of seats under the Dirichlet-multinomial distribution, computed exactly: no draw, no error of drawing.

Seats x of a council of n follow it when the parties' strength varies around expected shares μ as a Dirichlet of
concentration A (α = A μ). It is the distribution of independent negative binomials, one per party with size α, given
that they add up to n, which makes the chance of being first a coefficient of a product of polynomials.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from app.analysis.figures import Floats

Complexes = NDArray[np.complex128]

ALIAS = 1e-9
"""Part of the coefficients beyond a council's seats that is mixed with those within, see `_circle`."""


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
    sizes = np.arange(seats + 1)
    chances = np.where(sizes > seats // 2, seat_distributions(shares, concentration, seats), 0.0).sum(axis=-1)
    weights = _negative_binomials(shares, concentration, seats)
    circle = _circle(seats)
    powers = circle[None, :] ** sizes[:, None]
    told = np.zeros((*shares.shape, len(circle)), dtype=complex)
    total = _negative_binomials(np.ones((1, 1)), concentration, seats)[..., -1]
    for most in range(1, seats // 2 + 1):
        # what fewer than `most` seats add to each party's generating function, at every point of the circle
        told += weights[..., most - 1, None] * powers[most - 1]
        if most + (shares.shape[1] - 1) * (most - 1) >= seats:
            others = _coefficient(_products_of_others(told), circle, seats - most)
            chances += weights[..., most] * others / total
    return np.asarray(np.clip(chances, 0, 1))


def _circle(seats: int) -> Complexes:
    """
    Points of the upper half of a circle on which generating functions are evaluated.

    Between so many points a coefficient is mixed with those that lie as many places further, times `ALIAS`, as the
    circle is smaller than 1.
    """
    points = 2 * seats + 2
    return np.asarray(ALIAS ** (1 / points) * np.exp(2j * np.pi * np.arange(points // 2 + 1) / points))


def _coefficient(values: Complexes, circle: Complexes, power: int) -> Floats:
    """Read off the coefficient of a power of real polynomials from their values on the circle, along the last axis."""
    # the lower half is the conjugate of the upper one, whose two ends lie on the real line
    halves = np.full(len(circle), 2.0)
    halves[[0, -1]] = 1.0
    return np.asarray((values @ (halves * circle ** (-power))).real / halves.sum())


def _products_of_others(values: Complexes) -> Complexes:
    """For each party, the product of all the others', shape (councils, parties, points)."""
    before, after = np.ones_like(values), np.ones_like(values)
    np.cumprod(values[:, :-1], axis=1, out=before[:, 1:])
    np.cumprod(values[:, :0:-1], axis=1, out=after[:, -2::-1])
    return np.asarray(before * after)


def _negative_binomials(shares: Floats, concentration: float, seats: int) -> Floats:
    """Probabilities of 0 … seats of each party, scaled so that the expected sum is the seats."""
    won, alpha = np.arange(seats + 1), concentration * shares[..., None]
    odds = seats / (seats + concentration)
    logs = gammaln(alpha + won) - gammaln(alpha) - gammaln(won + 1) + won * np.log(odds) + alpha * np.log1p(-odds)
    return np.asarray(np.exp(logs))
