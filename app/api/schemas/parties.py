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
    lists: int
    votes: Count
    share: Rate
    seats_won: Count


class PartyDetail(Party):
    """A party with its elections, the latest first."""

    elections: list[PartyElection]
