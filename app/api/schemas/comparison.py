"""Two results side by side."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Coverage, Rate, Shape, figure


class Compared(Shape):
    """An election in an area."""

    election: str
    area: AreaName | None = Field(description="null for the country")
    basis: str = Field(description="'own contest', 'sum of N contests' or 'sum of n of N contests'")
    coverage: Coverage | None = Field(description="null in a part of the area of one contest")
    reasons: dict[str, str] = Field(description="for each figure that is null, why")


class FigureDifference(Shape):
    """A figure on both sides, and second − first."""

    first: float | None = figure("compared_first")
    second: float | None = figure("compared_second")
    difference: float | None = figure("compared_difference")


class ComparedList(Shape):
    """A party on one side."""

    members: list[str] = Field(description="codes of the parties added up; more than one after a merger or a split")
    lists: int
    votes: Count
    share: Rate
    seats_won: Count


class PartyDifference(Shape):
    """A party on both sides, and second − first."""

    party: str = Field(description="code of the party; of its lineage, where two elections are compared")
    first: ComparedList | None = Field(description="null where it fielded no list")
    second: ComparedList | None = Field(description="null where it fielded no list")
    votes_difference: Count
    share_difference: float | None
    seats_difference: Count
    continuity: str | None
    reason: str | None = Field(description="why there is no difference")


class Comparison(Shape):
    """Two areas in one election, or two elections in one area."""

    first: Compared
    second: Compared
    figures: dict[str, FigureDifference] = Field(description="by figure, as in /v1/results")
    parties: list[PartyDifference] = Field(description="most votes on either side first")
