"""Scores of strength."""

from app.api.schemas.common import AreaName, Basis, Count, Rate, Shape, StrengthClass, figure


class Component(Shape):
    """A part of a score."""

    component: str
    raw: float | None = figure("component_raw")
    normalised: float | None = figure("component_normalised")
    weight: float | None = figure("component_weight")
    contribution: float | None = figure("component_contribution")
    observed: Rate = figure("component_observed", default=None)


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
    basis: Basis = figure("score_basis")
    score: float | None
    rank: Count
    rank_median: Count
    rank_low: Count
    rank_high: Count
    ranked: int
    top_fifth: Rate
    p_seat: Rate
    strength_class: StrengthClass
    components: list[Component]
    explanation: Explanation
