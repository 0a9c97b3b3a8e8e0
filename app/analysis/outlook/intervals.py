"""Ends of intervals of seats, from the probabilities of each number of them."""

import numpy as np

from app.analysis.figures import Floats
from app.analysis.outlook.method import COVERED

ENDS = {
    f"{side}_{100 * part:.0f}": (1 + sign * part) / 2 for part in COVERED for side, sign in (("low", -1), ("high", 1))
}
"""Ends of the intervals, and the part of the distribution below each."""

ROUNDING = 1e-12


def seat_intervals(probabilities: Floats) -> dict[str, Floats]:
    """
    Find the ends of the intervals of seats.

    Parameters
    ----------
    probabilities : ndarray, shape (..., seats + 1)
        Of each number of seats, from 0 on; adds up to 1 along the last axis.

    Returns
    -------
    dict of str to ndarray, shape (...)
        `seats_low_80`, `seats_high_80`, `seats_low_90`, `seats_high_90`:
        the fewest seats at which the probability of as many or fewer is that of the end, or more. They are whole
        numbers, so that the part between is the nominal one or more.
    """
    below = np.cumsum(probabilities, axis=-1)
    return {f"seats_{name}": (below < end - ROUNDING).sum(axis=-1).astype(float) for name, end in ENDS.items()}
