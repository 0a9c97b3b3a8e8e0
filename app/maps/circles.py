"""A map on which area does not mislead: one circle per area, as large as its population, near its place."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]

FILL = 0.4
"""Surface of all circles over that of the land: more would push them further from their places."""

UNKNOWN_QUANTILE = 0.1
"""The radius of an unknown population is that of a small one; it must be drawn so as not to be taken for one."""

PULLED, SETTLED = 600, 2000
PULL = 0.05
RENEWED = 10
"""Steps after which neighbours are searched for again; until then circles move by little."""

SLACK = 1e-3


def dorling(places: Floats, populations: Floats, land: float) -> Floats:
    """
    Lay out a Dorling cartogram: circles move apart until none overlaps, drawn back to their places meanwhile.

    The same input gives the same layout. After Dorling, "Area cartograms: their use and creation" (1996).

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        Where the areas lie, in a plane.
    populations : ndarray, shape (n,)
        Above 0; NaN is unknown.
    land : float
        Surface of all areas, above 0, in the square of the plane's unit.

    Returns
    -------
    ndarray, shape (n, 3)
        x, y and radius in the plane's unit. No two circles overlap; the surfaces of the known ones are proportional to
        the populations.
    """
    if not len(places):
        return np.empty((0, 3))
    radii = _radii(populations, land)
    at = _distinct(places, radii)
    home = at.copy()
    near = _near(at, radii)
    for step in range(PULLED):
        if step % RENEWED == 0:
            near = _near(at, radii)
        at = _apart(at, radii, near) + PULL * (1 - step / PULLED) * (home - at)
    for step in range(SETTLED):
        if step % RENEWED == 0:
            near = _near(at, radii)
        moved = _apart(at, radii, near)
        if np.abs(moved - at).max() < SLACK * radii.min():
            break
        at = moved
    return np.column_stack([at, radii * _shrink(at, radii)])


def _radii(populations: Floats, land: float) -> Floats:
    known = populations[~np.isnan(populations)]
    guessed = np.quantile(known, UNKNOWN_QUANTILE) if known.size else 1.0
    surfaces = np.where(np.isnan(populations), guessed, populations)
    return np.asarray(np.sqrt(surfaces / surfaces.sum() * FILL * land / np.pi))


def _distinct(places: Floats, radii: Floats) -> Floats:
    """Move every place a little, each another way, so that two in one point know where to go."""
    turn = np.arange(len(places)) * np.pi * (3 - np.sqrt(5))  # golden angle: no two alike
    return np.asarray(places + SLACK * radii.mean() * np.column_stack([np.cos(turn), np.sin(turn)]))


def _apart(at: Floats, radii: Floats, near: Pairs) -> Floats:
    """Push each pair that overlaps apart by half of the overlap each."""
    first, second = near
    between, distance = _vectors(at, near)
    overlap = np.maximum((1 + SLACK) * (radii[first] + radii[second]) - distance, 0)
    push = 0.5 * between * (overlap / distance)[:, None]
    pushed = [
        np.bincount(first, along, len(at)) - np.bincount(second, along, len(at)) for along in (push[:, 0], push[:, 1])
    ]
    return at + np.column_stack(pushed)


def _shrink(at: Floats, radii: Floats) -> float:
    """Find what the radii must be multiplied by, at most 1, so that what is left of overlaps is gone."""
    first, second = near = _near(at, radii)
    _, distance = _vectors(at, near)
    return min(1.0, float((distance / (radii[first] + radii[second])).min(initial=1.0)))


def _near(at: Floats, radii: Floats) -> Pairs:
    """List the pairs that overlap or may soon, each once."""
    pairs = cKDTree(at).query_pairs(2 * (1 + SLACK) * radii.max() + radii.mean(), output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    _, distance = _vectors(at, (first, second))
    close = distance < (1 + SLACK) * (radii[first] + radii[second]) + radii.mean()
    return first[close], second[close]


def _vectors(at: Floats, pairs: Pairs) -> tuple[Floats, Floats]:
    """Give the vectors to the first of each pair from the second, and their lengths."""
    first, second = pairs
    between = at[first] - at[second]
    return between, np.hypot(between[:, 0], between[:, 1])
