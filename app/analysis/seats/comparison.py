"""The same votes under several laws: who gains, and how far the seats are from the votes."""

from collections.abc import Mapping, Sequence

import pandas as pd

from app.analysis.indices import effective_number, gallagher, loosemore_hanby
from app.analysis.seats.contests import ContestInputs, allocate_all, seats_by_party
from app.analysis.seats.laws import SeatRule


def compare_laws(contests: Sequence[ContestInputs], rules: Mapping[str, SeatRule]) -> pd.DataFrame:
    """
    Allocate the same contests by several rules and measure the disproportionality of each.

    Parameters
    ----------
    contests : sequence of ContestInputs
    rules : mapping of label to SeatRule

    Returns
    -------
    DataFrame
        Index label; ``gallagher`` and ``loosemore_hanby`` in [0, 1], ``effective_parties_votes`` and
        ``effective_parties_seats`` ≥ 1, ``parties_seated``, ``seats_first`` (of the party with most seats) and
        ``unstable`` (contests whose seats hang on a base that is not known; those of the smallest base are counted).

    Raises
    ------
    SeatsInputError
        As `allocate_contest`.
    """
    return pd.DataFrame({label: _measures(contests, rule) for label, rule in rules.items()}).T.astype(
        dict.fromkeys(["parties_seated", "seats_first", "unstable"], int)
    )


def _measures(contests: Sequence[ContestInputs], rule: SeatRule) -> dict[str, float]:
    allocated = allocate_all(contests, rule)
    totals = seats_by_party(allocated)
    votes, seats = totals["votes"] / totals["votes"].sum(), totals["seats"] / totals["seats"].sum()
    return {
        "gallagher": float(gallagher(votes, seats)),
        "loosemore_hanby": float(loosemore_hanby(votes, seats)),
        "effective_parties_votes": float(effective_number(votes)),
        "effective_parties_seats": float(effective_number(seats)),
        "parties_seated": int((totals["seats"] > 0).sum()),
        "seats_first": int(totals["seats"].iloc[0]),
        "unstable": int(allocated.loc[allocated["status"] == "unstable", "area_code"].nunique()),
    }
