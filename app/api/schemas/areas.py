"""Areas."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, StrengthClass


class Part(AreaName):
    """A constituency, as one of its communes sees it."""

    note: str = Field(description="what is particular about the attribution; empty otherwise")


class Area(AreaName):
    """A territory; its outline comes with format=geojson."""

    vintage: str = Field(description="edition of the territorial division")
    kind: str = Field(description="what the area is: tells communes from arrondissements")
    city_fr: str | None = Field(description="city of an arrondissement, in French")
    city_ar: str | None = Field(description="city of an arrondissement, in Arabic")
    parent: AreaName | None = Field(description="the area it lies in, one level up")
    constituency: Part | None = Field(
        description="where a commune votes for the House: its results are published there; null for other areas"
    )
    population_2014: Count = Field(description="inhabitants, census of 2014")
    population_2024: Count = Field(description="inhabitants, census of 2024")
    area_km2: float = Field(description="surface, km²")


class NearArea(Area):
    """An area, with its distance where `near` was asked."""

    distance_m: float | None = Field(
        default=None, description="metres on the ellipsoid from the point to the area; 0 inside"
    )


class DrawnArea(Area):
    """An area that a drawing holds."""

    share_inside: Rate = Field(description="share of its surface that is in the drawing, in (0, 1]; 1: all of it")


class Neighbour(Area):
    """An area that shares a border with the one asked about."""

    border_m: float = Field(description="length of the shared border, metres on the ellipsoid")
    border_share: float = Field(description="border_m / the whole outline of the area asked about, in (0, 1]")


class NearScore(Shape):
    """An area where a party is of the class asked for, and how far it is."""

    election: str
    party: str
    area: AreaName
    strength_class: StrengthClass
    score: float | None = Field(description="0 (weakest) to 100 (strongest); null where it cannot be said")
    votes: Count = Field(description="null where the party fielded no list")
    share: Rate = Field(description="votes / valid votes, in [0, 1]")
    distance_m: float = Field(
        description="metres on the ellipsoid between the point, or the border of the area asked about, and the border "
        "of this one; 0: inside, or touching"
    )
