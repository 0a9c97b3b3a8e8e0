"""Areas ranked for a party."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, StrengthClass, figure


class RankedArea(Shape):
    """A party's figures in an area, with the area's place among those that were asked for."""

    rank: Count = figure("asked_rank")
    election: str
    party: str
    area: AreaName
    votes: Count
    valid_votes: Count
    share: Rate
    margin: float | None
    swing: float | None
    continuity: str | None
    score: float | None
    strength_class: StrengthClass | None
    turnout: Rate
    seats: Count
    seats_won: Count
    votes_to_win: Count
    seat_gap: float | None
    reasons: dict[str, str] = Field(description="for figures that are null, why")
