"""Indices of contests, of parties, and of what changed between two elections."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, figure


class PartyIndices(Shape):
    """A party's place in an area."""

    party: str
    share: Rate
    margin: float | None
    location_quotient: float | None


class AreaIndices(Shape):
    """Indices of an election in an area, or in the country."""

    election: str
    area: AreaName | None = Field(description="null for the country")
    turnout: Rate
    turnout_other: Rate
    leader: str | None
    lead: float | None
    effective_number_votes: float | None
    effective_number_seats: float | None
    gallagher: float | None
    loosemore_hanby: float | None
    party: PartyIndices | None = Field(description="of the party asked for")
    reasons: dict[str, str] = Field(description="for figures that are null, why")


class Nationalisation(Shape):
    """How evenly a party's vote is spread over the areas."""

    election: str
    party: str
    lists: int = figure("areas_listed")
    areas: int
    pns: float | None
    pns_weighted: float | None
    reasons: dict[str, str]


class Swing(Shape):
    """A party's change between two comparable elections; parties that split or merged are added up."""

    area: AreaName | None = Field(description="null for the country")
    lineage: str = Field(description="party, followed through its changes of name, mergers and splits")
    votes_before: Count
    votes_after: Count
    share_before: Rate
    share_after: Rate
    swing: float | None = figure("swing_between")
    continuity: str | None
    volatility: float | None
