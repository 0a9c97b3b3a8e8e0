"""What is likely at the next elections."""

from typing import Literal

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, figure
from app.api.schemas.scores import Explanation

OutlookCode = Literal["next-house", "councils-2027"]
Basis = Literal["two_contests", "one_contest", "new_here", "new_party", "unknown_past"]


class AreaOutlook(Shape):
    """Chances of a party in an area at the next election."""

    election: str = Field(description="next-house or councils-2027")
    party: str
    area: AreaName
    basis: Basis | None = figure("outlook_basis")
    share_now: Rate
    share: Rate = figure("share_expected")
    share_low_80: Rate
    share_high_80: Rate
    share_low_90: Rate
    share_high_90: Rate
    seats_now: Count
    expected_seats: float | None
    seats_low_80: Count
    seats_high_80: Count
    seats_low_90: Count
    seats_high_90: Count
    p_seat: Rate
    p_first: Rate
    p_majority: Rate
    reason: str | None = figure("outlook_reason")
    explanation: Explanation


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
    p_first: float
    p_majority: float
