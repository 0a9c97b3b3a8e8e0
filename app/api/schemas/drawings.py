"""What is drawn on a map and asked about: GeoJSON (RFC 7946)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field, field_validator
from pydantic_core import PydanticCustomError

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
# at the first fault the rest need not be read
Position = Annotated[list[Number], Field(min_length=2, max_length=4), FailFast()]
Ring = Annotated[list[Position], Field(min_length=4), FailFast()]
Rings = Annotated[list[Ring], Field(min_length=1), FailFast()]


class GeoJSON(BaseModel):
    """Base of the objects; members that are not asked for are left alone."""

    model_config = ConfigDict(extra="ignore")

    crs: Any = Field(default=None, description="as older files have it: only longitude, latitude on WGS 84 will do")

    @field_validator("crs")
    @classmethod
    def _is_wgs_84(cls, crs: Any) -> Any:
        named = str(crs).upper()
        if crs is not None and "CRS84" not in named and "4326" not in named:
            raise PydanticCustomError("crs", "must be longitude, latitude on WGS 84 (EPSG:4326): export it so")
        return crs


class DrawnPolygon(GeoJSON):
    """A polygon: its outer ring, then its holes."""

    type: Literal["Polygon"]
    coordinates: Rings = Field(description="closed rings of [longitude, latitude] in degrees")

    @property
    def polygons(self) -> list[Rings]:
        """Rings of the one polygon."""
        return [self.coordinates]


class DrawnMultiPolygon(GeoJSON):
    """Several polygons that do not overlap."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], Field(min_length=1), FailFast()]

    @property
    def polygons(self) -> list[Rings]:
        """Rings of each polygon."""
        return self.coordinates


DrawnGeometry = Annotated[DrawnPolygon | DrawnMultiPolygon, Field(discriminator="type")]


class DrawnFeature(GeoJSON):
    """A feature; its properties do not matter."""

    type: Literal["Feature"]
    geometry: DrawnGeometry

    @property
    def polygons(self) -> list[Rings]:
        """Rings of each polygon."""
        return self.geometry.polygons


class DrawnCollection(GeoJSON):
    """A file with one feature, as drawing tools save it."""

    type: Literal["FeatureCollection"]
    features: list[DrawnFeature] = Field(min_length=1, max_length=1, description="one: draw one outline at a time")

    @property
    def polygons(self) -> list[Rings]:
        """Rings of each polygon."""
        return self.features[0].polygons


Drawing = Annotated[
    DrawnPolygon | DrawnMultiPolygon | DrawnFeature | DrawnCollection,
    Field(discriminator="type"),
]

DRAWINGS: dict[str, Any] = {
    "polygon": {
        "summary": "Around Meknès and Fès",
        "value": {
            "type": "Polygon",
            "coordinates": [[[-5.8, 33.7], [-4.8, 33.7], [-4.8, 34.2], [-5.8, 34.2], [-5.8, 33.7]]],
        },
    },
}
