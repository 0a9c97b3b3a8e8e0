"""Areas."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, StrengthClass


class Part(AreaName):
    """A constituency, as one of its communes sees it."""

    note: str = Field(description="what is particular about the attribution; empty otherwise")


class Area(AreaName):
    """A territory; its outline comes with format=geojson."""

    vintage: str
    kind: str
    city_fr: str | None
    city_ar: str | None
    parent: AreaName | None = Field(description="the area it lies in, one level up")
    constituency: Part | None = Field(
        description="where a commune votes for the House: its results are published there; null for other areas"
    )
    population_2014: Count
    population_2024: Count
    area_km2: float


class NearArea(Area):
    """An area, with its distance where `near` was asked."""

    distance_m: float | None = None


class DrawnArea(Area):
    """An area that a drawing holds."""

    share_inside: Rate


class Neighbour(Area):
    """An area that shares a border with the one asked about."""

    border_m: float
    border_share: float


class NearScore(Shape):
    """An area where a party is of the class asked for, and how far it is."""

    election: str
    party: str
    area: AreaName
    strength_class: StrengthClass
    score: float | None
    votes: Count
    share: Rate
    distance_m: float
