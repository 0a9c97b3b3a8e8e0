"""Indices of contests, of parties, and of what changed between two elections."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape


class PartyIndices(Shape):
    """A party's place in an area."""

    party: str
    share: Rate = Field(description="votes / valid votes, in [0, 1]; null where it fielded no list")
    margin: float | None = Field(description="share − the best other share, in [−1, 1]")
    location_quotient: float | None = Field(description="share / the party's share in the country")


class AreaIndices(Shape):
    """Indices of an election in an area, or in the country."""

    election: str
    area: AreaName | None = Field(description="null for the country")
    turnout: Rate = Field(description="ballots_cast / registered_voters, in [0, 1]")
    leader: str | None = Field(description="code of the party with the most votes")
    lead: float | None = Field(description="its margin over the second, in [0, 1]")
    effective_number_votes: float | None = Field(description="effective number of parties, on votes; ≥ 1")
    effective_number_seats: float | None = Field(description="on seats; null where winners are unknown")
    gallagher: float | None = Field(description="least-squares disproportionality, 0 to 1")
    loosemore_hanby: float | None = Field(description="disproportionality, 0 to 1")
    party: PartyIndices | None = Field(description="of the party asked for")
    reasons: dict[str, str] = Field(description="for figures that are null, why")


class Nationalisation(Shape):
    """How evenly a party's vote is spread over the areas."""

    election: str
    party: str
    lists: int = Field(description="areas in which it fielded a list")
    areas: int
    pns: float | None = Field(description="1 − Gini of its shares (Jones & Mainwaring); 1 = the same share everywhere")
    pns_weighted: float | None = Field(description="weighted by the size of the areas (Bochsler)")
    reasons: dict[str, str] = Field(description="for figures that are null, why")


class Swing(Shape):
    """A party's change between two comparable elections; parties that split or merged are added up."""

    area: AreaName | None = Field(description="null for the country")
    lineage: str = Field(description="party, followed through its changes of name, mergers and splits")
    votes_before: Count
    votes_after: Count
    share_before: Rate
    share_after: Rate
    swing: float | None = Field(description="share_after − share_before; null where it had no list at one of them")
    volatility: float | None = Field(description="Pedersen's, of the area: half the sum of all parties' changes")
