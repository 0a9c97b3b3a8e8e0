"""Why chances are unknown, in the languages of the pages: what `app.analysis.outlook.reasons` says in English."""

from app.analysis.figures import NOBODY_VOTED
from app.analysis.outlook import reasons
from app.maps.words.catalogues import Text, text

OUTLOOK_REASONS: dict[str, Text] = {
    reasons.PAST_UNKNOWN: text("votes of one of the lists at the last election are not published"),
    reasons.VOTES_UNKNOWN: text("votes of one of the lists are not known"),
    reasons.SEATS_UNKNOWN: text("the number of seats is not published"),
    reasons.REGISTERED_UNKNOWN: text("registered_voters, by which the law divides, are not known"),
    reasons.VOTERS_UNKNOWN: text("voters, by which the law divides, are not known"),
    reasons.BASE_IMPOSSIBLE: text("what the law divides by is less than the valid votes"),
    NOBODY_VOTED: text("no valid vote was cast"),
    reasons.STRATUM_UNKNOWN: text("whether the council is elected by wards or by lists is not known"),
    reasons.NO_COUNCIL: text("the council elected last is not published"),
    reasons.NO_HOUSE: text("votes of the last House are not published here"),
}
"""By the sentence that is stored."""
