"""What is likely at the next elections."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.analysis.outlook.elections import NEXT_HOUSE
from app.api.schemas.common import AreaName, Count, Rate, Shape, figure
from app.api.schemas.scores import Explanation
from app.api.schemas.simulation import Code, ScenarioInputs

OutlookCode = Annotated[str, Field(pattern=r"^(next-house|councils-\d{4})$")]
Basis = Literal["two_contests", "one_contest", "new_here", "new_party", "unknown_past"]


class AreaOutlook(Shape):
    """Chances of a party in an area at the next election."""

    election: str = figure("outlook")
    party: str
    area: AreaName
    basis: Basis | None = figure("outlook_basis")
    share_now: Rate
    share: Rate = figure("share_expected")
    share_low_80: Rate
    share_high_80: Rate
    share_low_90: Rate
    share_high_90: Rate
    share_gained: float | None
    seats_now: Count
    expected_seats: float | None
    seats_low_80: Count
    seats_high_80: Count
    seats_low_90: Count
    seats_high_90: Count
    seats_gained: float | None
    p_seat: Rate
    p_first: Rate
    p_majority: Rate
    reason: str | None = figure("outlook_reason")
    explanation: Explanation = Field(description="the chance of a seat in words, or why it is unknown")


class PartyOutlook(Shape):
    """Chances of a party in the whole of the next House."""

    election: str = Field(description="next-house")
    party: str
    seats_now: Count
    expected_seats: float
    seats_low_80: int
    seats_high_80: int
    seats_low_90: int
    seats_high_90: int
    seats_gained: float | None
    p_first: float
    p_majority: float


class OutlookScenario(ScenarioInputs):
    """
    What if the next House, or councils, came under a scenario: the draws of the outlook, moved by it alone.

    A party with a level has no error in the country any more. Councils move with the House's votes in their
    constituencies; no turnout and no law is in them.
    """

    election: OutlookCode = Field(default=NEXT_HOUSE, description="an outlook: next-house, or councils-2027")
    party: Code | None = Field(default=None, description="the party whose areas are told; none unless given")


OUTLOOK_SCENARIOS: dict[str, Any] = {
    "level": {
        "summary": "The PPS at 8 % of the country",
        "value": {"election": NEXT_HOUSE, "levels": {"PPS": 0.08}, "party": "PPS"},
    },
    "councils": {
        "summary": "The councils, had the PPS had 8 % in the last House",
        "value": {"election": "councils-2027", "levels": {"PPS": 0.08}, "party": "PPS"},
    },
    "merger": {
        "summary": "One list of the PPS and the USFP, with a tenth more voters",
        "value": {"election": NEXT_HOUSE, "mergers": {"PPS": ["PPS", "USFP"]}, "turnout": {"national": 1.1}},
    },
}


class ScenarioParty(Shape):
    """
    A party under the scenario, and before it (of merged lists: their sum).

    Of the House: seats, with intervals and chances. Of councils: their seats together, and how many councils are
    expected to have a seat of it, it alone first, or its majority; no interval, as councils do not err independently.
    """

    party: str
    level: Rate = figure("level_assumed")
    seats_now: Count
    expected_seats_blind: float | None
    expected_seats: float
    seats_low_80: Count
    seats_high_80: Count
    seats_low_90: Count
    seats_high_90: Count
    p_first: Rate
    p_majority: Rate
    councils_entered_blind: float | None
    councils_entered: float | None
    councils_first_blind: float | None
    councils_first: float | None
    councils_majority_blind: float | None
    councils_majority: float | None


class ScenarioArea(Shape):
    """Chances of a party in an area under the scenario, beside those before it; null before it for merged lists."""

    party: str
    area: AreaName
    share_blind: Rate
    share: Rate = figure("share_expected")
    share_low_80: Rate
    share_high_80: Rate
    share_low_90: Rate
    share_high_90: Rate
    expected_seats_blind: float | None
    expected_seats: float | None
    seats_low_80: Count
    seats_high_80: Count
    seats_low_90: Count
    seats_high_90: Count
    p_seat_blind: Rate
    p_seat: Rate
    p_first: Rate
    p_majority: Rate
    reason: str | None = figure("outlook_reason")


class OutlookUnderScenario(Shape):
    """The outlook under a scenario."""

    election: str = figure("outlook")
    seats: int
    majority: Count
    contests_drawn: int
    contests: int
    parties: list[ScenarioParty] = Field(description="most expected seats first")
    areas: list[ScenarioArea] = Field(description="of the party asked about, most expected seats first")
