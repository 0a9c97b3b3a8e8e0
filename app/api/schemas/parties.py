"""Parties."""

from pydantic import Field

from app.api.schemas.common import Count, Coverage, Rate, Shape


class Party(Shape):
    """A party, a coalition, or the lists without party."""

    code: str
    acronym: str
    name_fr: str
    name_ar: str
    kind: str
    symbol_fr: str | None
    symbol_ar: str | None


class PartyElection(Shape):
    """A party's figures in one election."""

    election: str
    coverage: Coverage | None = Field(description="of how many of its contests the figures tell")
    lists: int = Field(description="contests in which the party fielded a list")
    votes: Count = Field(description="null where votes are unknown, as where only seats are published")
    share: Rate = Field(description="votes / valid votes of the contests that are loaded, in [0, 1]")
    seats_won: Count = Field(description="null where the winners are not known in every contest")


class PartyDetail(Party):
    """A party with its elections, the latest first."""

    elections: list[PartyElection]
