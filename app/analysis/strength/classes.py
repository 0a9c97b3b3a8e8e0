"""What a party is in an area, in words to act on: from its seats, its share and its chance of a seat next time."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.history import Flags, Record
from app.analysis.indices import Floats

CLASSES = ("bastion", "held", "in_reach", "present", "marginal", "absent", "unknown")
"""The first that fits, in this order; `unknown` as soon as the answer depends on what is not known."""

BASTION_CHANCE = 0.8
REACH_CHANCE = 0.2
PRESENT_SHARE = 0.03


def class_table(past: Record, p_seat: "pd.Series[float] | None" = None) -> pd.DataFrame:
    """
    Put each party in a class in each area of an election.

    Parameters
    ----------
    past : Record
        Its target is the election.
    p_seat : Series, optional
        By (area_code, party_code): chance of a seat at the next election, as said from what was known after the
        target. Without it there is neither `bastion` nor `in_reach`.

    Returns
    -------
    DataFrame
        One row per area and party that stood anywhere, by area and party: `area_code`, `party_code`, `p_seat` in
        [0, 1] (NaN where nothing is said), `strength_class` (see `classify`).
    """
    index = pd.MultiIndex.from_product([past.areas, past.parties], names=["area_code", "party_code"])
    said = pd.Series(np.nan, index) if p_seat is None else p_seat.reindex(index).astype(float)
    chance = np.asarray(said, float).reshape(past.stood.shape)
    found = classify(*held_seats(past), past.stood, past.shares[-1], chance)
    return pd.DataFrame({"p_seat": said, "strength_class": found.ravel()}, index).reset_index()


def held_seats(past: Record) -> tuple[Floats, Floats]:
    """
    Give the seats that each party holds after the target and held before it.

    Parameters
    ----------
    past : Record

    Returns
    -------
    now, before : ndarray, shape (A, P)
        NaN is unknown. A ballot that gives no area a seat, as a national list counted by constituency, leaves none to
        hold. Nothing is known of what was held before the first contest.
    """
    now = past.seats_won[-1] if np.isfinite(past.seats).any() else np.zeros(past.stood.shape)
    return now, past.seats_won[-2] if len(past.elections) > 1 else np.full(now.shape, np.nan)


def classify(held: Floats, held_before: Floats, stood: Flags, share: Floats, p_seat: Floats) -> NDArray[np.object_]:
    """
    Put each area of each party in a class.

    Parameters
    ----------
    held, held_before : ndarray
        Seats held after the contest, and after the comparable one before it; NaN is unknown. Without a list none is.
    stood : ndarray of bool
        Whether the party fielded a list.
    share : ndarray
        Share of the valid votes in [0, 1]; NaN is unknown.
    p_seat : ndarray
        Chance of a seat at the next election in [0, 1]; NaN where nothing is said. All have one shape.

    Returns
    -------
    ndarray of str
        `bastion`: a seat held after both contests, and P(seat) ≥ 0.8. `held`: a seat held. `in_reach`: none, and
        P(seat) ≥ 0.2. `present`: a list with 3 % or more. `marginal`: a list with less. `absent`: no list. `unknown`:
        it is not known whether a seat is held, or what the share is.
    """
    held = np.where(stood, held, 0)
    choices = {
        "bastion": (held > 0) & (held_before > 0) & (p_seat >= BASTION_CHANCE),
        "held": held > 0,
        "unknown": np.isnan(held),
        "in_reach": p_seat >= REACH_CHANCE,
        "absent": ~stood,
        "present": share >= PRESENT_SHARE,
        "marginal": share < PRESENT_SHARE,
    }
    return np.select(list(choices.values()), list(choices), default="unknown").astype(object)
