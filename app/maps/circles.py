"""A map on which area does not mislead: one circle per area, as large as its population, near its place."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FILL = 0.4
"""Surface of all circles over that of the land: more would push them further from their places."""

UNKNOWN_QUANTILE = 0.1
"""The radius of an unknown population is that of a small one; it must be drawn so as not to be taken for one."""

PULLED, SETTLED = 600, 2000
PULL = 0.05
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
    for step in range(PULLED):
        at = _apart(at, radii) + PULL * (1 - step / PULLED) * (home - at)
    for _ in range(SETTLED):
        moved = _apart(at, radii)
        if np.abs(moved - at).max() < SLACK * radii.min():
            break
        at = moved
    return np.column_stack([at, radii * _shrink(at, radii)])


def _radii(populations: Floats, land: float) -> Floats:
    known = populations[~np.isnan(populations)]
    guessed = np.quantile(known, UNKNOWN_QUANTILE) if known.size else 1.0
    surfaces = np.where(np.isnan(populations), guessed, populations)
    return np.sqrt(surfaces / surfaces.sum() * FILL * land / np.pi)


def _distinct(places: Floats, radii: Floats) -> Floats:
    """Move every place a little, each another way, so that two in one point know where to go."""
    turn = np.arange(len(places)) * np.pi * (3 - np.sqrt(5))  # golden angle: no two alike
    return places + SLACK * radii.mean() * np.column_stack([np.cos(turn), np.sin(turn)])


def _apart(at: Floats, radii: Floats) -> Floats:
    """Push each pair that overlaps apart by half of the overlap each."""
    between, distance = _pairs(at)
    overlap = np.maximum((1 + SLACK) * np.add.outer(radii, radii) - distance, 0)
    np.fill_diagonal(overlap, 0)
    return at + 0.5 * (between / distance[..., None] * overlap[..., None]).sum(axis=1)


def _shrink(at: Floats, radii: Floats) -> float:
    """Find what the radii must be multiplied by, at most 1, so that what is left of overlaps is gone."""
    _, distance = _pairs(at)
    return min(1.0, float((distance / np.add.outer(radii, radii)).min()))


def _pairs(at: Floats) -> tuple[Floats, Floats]:
    """Give the vectors between places and their lengths; infinite from a place to itself."""
    between = at[:, None] - at[None]
    distance = np.hypot(between[..., 0], between[..., 1])
    np.fill_diagonal(distance, np.inf)
    return between, distance
