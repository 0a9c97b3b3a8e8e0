"""Census indicators by area."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.dependencies import LAYER, Answer, LevelParam
from app.api.listings import Listing, list_of_areas
from app.api.schemas import AreaIndicator, Envelope, Selection
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas, indicators

router = APIRouter(prefix="/v1/indicators", tags=["indicators"])

INDICATORS = Listing(AreaIndicator, key=("census", "area.level", "area", "indicator"))


def wanted_indicators(
    level: LevelParam = None,
    area: Annotated[
        str | None, Query(max_length=100, description="code of an area: it, or with level what lies in it")
    ] = None,
    census: Annotated[
        str | None, Query(max_length=100, description="year of a census; the latest unless given: 2024")
    ] = None,
    key: Annotated[
        str | None,
        Query(max_length=2000, description="keys of indicators, all unless given: urban_share,illiteracy_10_plus_rate"),
    ] = None,
) -> indicators.IndicatorFilter:
    """Read the parameters that select indicators."""
    keys = [] if key is None else list(dict.fromkeys(one.strip() for one in key.split(",")))
    if "" in keys:
        raise BadParameter("key", "must be keys of indicators, separated by commas")
    return indicators.IndicatorFilter(census, keys, level, area)


@router.get("", response_model=Envelope[AreaIndicator] | Selection, responses=LAYER)
def list_indicators(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(INDICATORS)],
    wanted: Annotated[indicators.IndicatorFilter, Depends(wanted_indicators)],
) -> Response:
    """
    List the indicators of a census by area, each over its own base; never a mean of percentages.

    Regions, provinces and, in 2024, divided cities have the rows that the census publishes, which count as one unit.
    Other areas are made of their communal units: below `units`, `units_known` tells that the value is partial.
    Without `level`: `area` itself, or else the regions.
    """
    rows = indicators.by_area(session, wanted, answer.band)
    return answer.send(rows, indicators.source_files() + areas.source_files())
