"""Scores of strength."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape


class Component(Shape):
    """A part of a score."""

    component: str
    raw: float | None = Field(description="in the component's own unit")
    normalised: float | None = Field(description="comparable between areas, in [0, 1]")
    weight: float | None = Field(description="in [0, 1]; the weights of the known components add up to 1")
    contribution: float | None = Field(description="points of the score it brings")
    observed: Rate = Field(default=None, description="of performance: the share before it was shrunk, in [0, 1]")


class Explanation(Shape):
    """A score in words, from its numbers."""

    fr: str
    ar: str
    en: str


class AreaScore(Shape):
    """The strength of a party in an area."""

    election: str
    party: str
    area: AreaName
    score: float | None = Field(description="0 (weakest) to 100 (strongest); null where it cannot be said")
    rank: Count = Field(description="1 = the party's strongest area")
    rank_median: Count = Field(description="over the draws of the assumptions")
    rank_low: Count = Field(description="5th percentile of the rank over the draws: a sensitivity range")
    rank_high: Count = Field(description="95th percentile")
    ranked: int = Field(description="areas that are ranked")
    p_stronghold: Rate = Field(description="part of the draws with a score among the highest fifth of all lists")
    strength_class: str = Field(description="stronghold, competitive, leaning, weak, absent, insufficient data")
    components: list[Component]
    explanation: Explanation
