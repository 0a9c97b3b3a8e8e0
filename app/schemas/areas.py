"""Areas."""

from pydantic import Field

from app.schemas.common import AreaName, Count


class Area(AreaName):
    """A territory; its outline comes with format=geojson."""

    vintage: str = Field(description="edition of the territorial division")
    kind: str = Field(description="what the area is: tells communes from arrondissements")
    city_fr: str | None = Field(description="city of an arrondissement, in French")
    city_ar: str | None = Field(description="city of an arrondissement, in Arabic")
    parent: AreaName | None = Field(description="the area it lies in, one level up")
    population_2014: Count = Field(description="inhabitants, census of 2014")
    population_2024: Count = Field(description="inhabitants, census of 2024")
    area_km2: float = Field(description="surface, km²")


class NearArea(Area):
    """An area, with its distance where `near` was asked."""

    distance_m: float | None = Field(
        default=None, description="metres on the ellipsoid from the point to the area; 0 inside"
    )


class Part(AreaName):
    """A constituency, as one of its communes sees it."""

    note: str = Field(description="what is particular about the attribution; empty otherwise")


class AreaDetail(Area):
    """One area, with the local constituency it is part of."""

    constituency: Part | None = Field(
        description="where the commune votes for the House: its results are published there"
    )
