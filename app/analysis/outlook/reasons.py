"""Why chances are unknown: the sentences that are stored, which the catalogues have in French and Arabic."""

from app.analysis.figures import NOBODY_VOTED
from app.analysis.seats import MissingBaseError, SeatsInputError

PAST_UNKNOWN = "votes of one of the lists at the last election are not published"
VOTES_UNKNOWN = "votes of one of the lists are not known"
SEATS_UNKNOWN = "the number of seats is not published"
REGISTERED_UNKNOWN = "registered_voters, by which the law divides, are not known"
VOTERS_UNKNOWN = "voters, by which the law divides, are not known"
BASE_IMPOSSIBLE = "what the law divides by is less than the valid votes"
STRATUM_UNKNOWN = "whether the council is elected by wards or by lists is not known"
NO_COUNCIL = "the council elected last is not published"
NO_HOUSE = "votes of the last House are not published here"

REASONS = (
    *(PAST_UNKNOWN, VOTES_UNKNOWN, SEATS_UNKNOWN, REGISTERED_UNKNOWN, VOTERS_UNKNOWN, BASE_IMPOSSIBLE, NOBODY_VOTED),
    *(STRATUM_UNKNOWN, NO_COUNCIL, NO_HOUSE),
)
"""All of them."""


def reason_of(error: SeatsInputError) -> str:
    """Name what keeps the seats of a contest from being counted."""
    if isinstance(error, MissingBaseError):
        return REGISTERED_UNKNOWN if error.field == "registered_voters" else VOTERS_UNKNOWN
    return {"seats": SEATS_UNKNOWN, "base": BASE_IMPOSSIBLE}.get(error.field, VOTES_UNKNOWN)
