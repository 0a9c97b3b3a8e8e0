"""Totals over sets of areas."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Coverage, Rate, Shape


class NotCovered(Shape):
    """An area whose votes are not in the totals."""

    area: AreaName
    votes_in: AreaName | None = Field(description="the larger area whose contest it is a part of")
    reason: str


class Cut(Shape):
    """A contest of which a drawing holds a part."""

    area: AreaName
    share_inside: float
    counted: float


class SummedParty(Shape):
    """A party's figures over a set of areas; a margin is of one contest, and of no sum over any set of them."""

    party: str
    lists: int
    votes: Count
    share: Rate
    seats_won: Count


class Totals(Shape):
    """What the contests of a set of areas add up to, and what they leave out."""

    election: str
    areas: list[AreaName] = Field(description="the areas whose contests are counted, whole or in part")
    contests: int
    coverage: Coverage | None = Field(description="of the areas that were asked for; null where none has a contest")
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate
    estimated_share: float
    reasons: dict[str, str] = Field(description="for each figure that is null, why")
    parties: list[SummedParty] = Field(description="by votes; the share is of the valid votes of all contests counted")
    not_covered: list[NotCovered] = Field(description="areas asked for without a contest of their own")
    cut: list[Cut] = Field(description="contests that lie partly in the drawing")
