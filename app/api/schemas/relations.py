"""How a party's share goes with other figures of the same areas."""

from typing import Literal

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Level, Rate, Shape, figure


class Relation(Shape):
    """Rank correlation of a party's share with another figure, over the areas of a level: nothing about persons."""

    election: str
    party: str
    level: Level
    measure: Literal["share", "seat_share"] = Field(
        description="what of the party: share of the votes, or of the seats where votes are not published"
    )
    compared: str = Field(
        description="the other figure: key of an indicator; or seat_share in the councils, share in the House"
    )
    kind: Literal["election", "census"] = Field(description="what the other figure is of")
    of: str = Field(description="which one: code of the election, year of the census")
    name_fr: str
    name_ar: str
    name_en: str = Field(description="name in English")
    unit: str = Field(description="unit of the other figure; a share is in [0, 1]")
    spearman: float | None = figure("relation_spearman")
    spearman_low: float | None
    spearman_high: float | None
    areas: int = figure("relation_areas")
    areas_of: int
    areas_partial: int
    regions: int = figure("relation_regions")
    population_share: Rate
    continuity: str | None
    reasons: dict[str, str] = Field(description="for figures that are null, why")
    left_out: str | None = Field(
        description="areas in which one of the figures is unknown, counted by the reason; null: none"
    )


class RelationPoint(Shape):
    """An area of a relation: a party's share and the other figure there."""

    election: str
    party: str
    area: AreaName
    region: str = Field(description="code of the region it lies in")
    share: Rate = figure("relation_share")
    value: float | None = figure("relation_value")
    partial: bool = Field(description="whether the value is of a part of the area's communal units")
    population: Count = figure("relation_population")
    reasons: dict[str, str] = Field(description="for figures that are null, why")
