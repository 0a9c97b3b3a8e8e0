"""Areas, found by name, by place, by what they lie in, or by code."""

import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from app.analysis.names import fold
from app.api.dependencies import LAYER, Answer, Code, LayerResponse, LevelParam
from app.api.listings import Listing, list_of_areas
from app.api.schemas import AreaDetail, Envelope, Level, NearArea, Selection
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas

router = APIRouter(prefix="/v1/areas", tags=["areas"])

AREAS = Listing(NearArea, key=("level", "code", "vintage"))
BOUNDS = (180.0, 90.0)
NEAR_M = 10_000


@dataclass(frozen=True)
class Place:
    """Where the areas must be."""

    box: areas.Box | None
    containing: areas.Point | None
    near: areas.Point | None
    radius_m: float


def wanted_place(
    bbox: Annotated[str | None, Query(max_length=200, description="west,south,east,north in degrees")] = None,
    contains: Annotated[str | None, Query(max_length=100, description="longitude,latitude of a point in them")] = None,
    near: Annotated[str | None, Query(max_length=100, description="longitude,latitude of a point near them")] = None,
    radius_m: Annotated[
        float | None, Query(gt=0, le=1_000_000, description=f"metres around near; {NEAR_M:,} unless given")
    ] = None,
) -> Place:
    """Read the parameters about places."""
    if radius_m is not None and near is None:
        raise BadParameter("radius_m", "needs near")
    return Place(
        box=_box(bbox) if bbox is not None else None,
        containing=point_of("contains", contains) if contains is not None else None,
        near=point_of("near", near) if near is not None else None,
        radius_m=radius_m or NEAR_M,
    )


def wanted_areas(
    place: Annotated[Place, Depends(wanted_place)],
    level: LevelParam = None,
    parent: Annotated[
        str | None, Query(max_length=100, description="code of an area in which they lie, directly or not")
    ] = None,
    q: Annotated[
        str | None, Query(max_length=200, description="words of a French or Arabic name; accents do not matter")
    ] = None,
) -> areas.Search:
    """Read the parameters of a search."""
    return areas.Search(level=level, parent=parent, words=_words(q) if q is not None else (), **vars(place))


@router.get("", response_model=Envelope[NearArea] | Selection, responses=LAYER)
def list_areas(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(AREAS)],
    wanted: Annotated[areas.Search, Depends(wanted_areas)],
) -> Response:
    """Areas that satisfy every parameter given; with `near` the nearest first, with `q` the best match first."""
    return answer.send(areas.search(session, wanted, answer.band), areas.source_files())


@router.get("/{level}/{code}", response_model=Envelope[AreaDetail], responses=LAYER)
def get_area(
    session: SessionDep,
    answer: LayerResponse,
    level: Annotated[Level, Path(description="level of the area")],
    code: Code,
) -> Response:
    """One area; a communal unit tells the constituency it votes in."""
    return answer.send([areas.one(session, level, code, answer.band)], areas.source_files())


def _words(text: str) -> list[str]:
    words = fold(text).replace("|", " ").split()
    if not words:
        raise BadParameter("q", "holds no letter and no digit")
    return words


def point_of(name: str, text: str) -> areas.Point:
    """
    Read a point from a parameter.

    Raises
    ------
    BadParameter
        It is no longitude,latitude on the globe.
    """
    longitude, latitude = _degrees(name, text, "longitude,latitude")
    return longitude, latitude


def _box(text: str) -> areas.Box:
    west, south, east, north = _degrees("bbox", text, "west,south,east,north")
    if west > east or south > north:
        raise BadParameter("bbox", "must be west,south,east,north with west ≤ east and south ≤ north")
    return west, south, east, north


def _degrees(name: str, text: str, form: str) -> list[float]:
    """Read longitudes and latitudes, one after the other."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != form.count(",") + 1 or not all(map(math.isfinite, numbers)):
        raise BadParameter(name, f"must be {form} in degrees")
    if any(abs(number) > BOUNDS[place % 2] for place, number in enumerate(numbers)):
        raise BadParameter(name, "is outside longitudes -180 to 180 and latitudes -90 to 90")
    return numbers
