"""Areas ranked for a party."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, StrengthClass


class RankedArea(Shape):
    """A party's figures in an area, with the area's place among those that were asked for."""

    rank: Count = Field(description="1: first; equal figures share a rank; null where the figure is unknown")
    election: str
    party: str
    area: AreaName
    votes: Count = Field(description="null where the party fielded no list")
    valid_votes: Count
    share: Rate = Field(description="votes / valid votes, in [0, 1]")
    margin: float | None = Field(description="share − the best other share, in [−1, 1]")
    swing: float | None = Field(
        description="share − the share at the election before, in [−1, 1], the party being followed by its lineage; "
        "null where it had no list at one of them"
    )
    score: float | None = Field(description="0 (weakest) to 100 (strongest)")
    strength_class: StrengthClass | None = Field(description="null where the election is not scored")
    turnout: Rate = Field(description="in [0, 1]")
    seats: Count = Field(description="seats of the area")
    seats_won: Count = Field(description="of the party, as declared")
    votes_to_win: Count = Field(description="fewest extra votes for one more sure seat, all others' as they are")
    seat_gap: float | None = Field(description="votes_to_win / valid votes: 0.03 is three points")
    reasons: dict[str, str] = Field(description="for figures that are null, why")
