"""Totals over sets of areas."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Coverage, Rate, Shape
from app.api.schemas.results import AreaParty


class NotCovered(Shape):
    """An area whose votes are not in the totals."""

    area: AreaName
    votes_in: AreaName | None = Field(description="the larger area whose contest it is a part of")
    reason: str


class Cut(Shape):
    """A contest of which a drawing holds a part."""

    area: AreaName
    share_inside: float = Field(description="share of its surface that is in the drawing, in (0, 1)")
    counted: float = Field(description="part of its figures that is counted: 0, 1, or in between for an estimate")


class Totals(Shape):
    """What the contests of a set of areas add up to, and what they leave out."""

    election: str
    areas: list[AreaName] = Field(description="the areas whose contests are counted, whole or in part")
    contests: int = Field(description="how many these are")
    coverage: Coverage | None = Field(description="of the areas that were asked for; null where none has a contest")
    seats: Count = Field(description="null for an estimate, as seats cannot be divided")
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate = Field(description="ballots_cast / registered_voters, in [0, 1]")
    estimated_share: float = Field(
        description="share of the valid votes that comes from contests counted in part, in [0, 1]; 0: no estimate"
    )
    reasons: dict[str, str] = Field(description="for each figure that is null, why")
    parties: list[AreaParty] = Field(description="by votes; the share is of the valid votes of all contests counted")
    not_covered: list[NotCovered] = Field(description="areas asked for without a contest of their own")
    cut: list[Cut] = Field(description="contests that lie partly in the drawing")
