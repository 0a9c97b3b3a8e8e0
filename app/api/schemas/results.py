"""Results by area."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape


class AreaParty(Shape):
    """A party's figures in an area."""

    party: str
    lists: int = Field(
        description="contests in the area in which the party fielded a list; 0: none, and no votes to count"
    )
    votes: Count = Field(description="null where the party fielded no list; 0: its lists got no vote")
    share: Rate = Field(description="votes / valid votes, in [0, 1]")
    margin: float | None = Field(
        description="share − the best other share, in [−1, 1]; null where a list whose votes are unknown could be it"
    )
    seats_won: Count


class AreaResult(Shape):
    """An election's figures in an area."""

    election: str
    area: AreaName
    own_contest: bool = Field(description="true: the area votes as one contest; false: contests inside it are summed")
    basis: str = Field(description="'own contest' or 'sum of N contests'")
    contests: int
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate = Field(description="in [0, 1]")
    reasons: dict[str, str] = Field(description="for each figure that is null, why")
    parties: list[AreaParty] = Field(description="by votes; the one asked for, or every one that fielded a list")
