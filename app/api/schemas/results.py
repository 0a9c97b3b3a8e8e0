"""Results by area."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape


class AreaParty(Shape):
    """A party's figures in an area."""

    party: str
    lists: int
    votes: Count
    share: Rate
    margin: float | None
    seats_won: Count


class AreaResult(Shape):
    """An election's figures in an area."""

    election: str
    area: AreaName
    own_contest: bool
    basis: str = Field(description="'own contest' or 'sum of N contests'")
    contests: int
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate
    reasons: dict[str, str] = Field(description="for each figure that is null, why")
    parties: list[AreaParty] = Field(description="by votes; the one asked for, or every one that fielded a list")
