"""Census indicators."""

from pydantic import Field

from app.api.schemas.common import AreaName, Shape, figure


class AreaIndicator(Shape):
    """A census indicator of an area, beside the country's."""

    census: str
    area: AreaName
    indicator: str
    topic: str
    name_fr: str = Field(description="name of the indicator in French")
    name_ar: str = Field(description="name of the indicator in Arabic")
    name_en: str
    definition: str
    unit: str = figure("indicator_unit")
    value: float | None = figure("indicator_value")
    country_value: float | None
    units: int
    units_known: int
    reason: str | None = Field(description="why the value is null, or partial; null where it is whole")
    measure: str
    base: str | None = figure("indicator_base")
    source: str = figure("indicator_source")
