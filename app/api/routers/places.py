"""Areas by where they lie: within a drawing, beside an area, nearest to a place."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from app.analysis.space.polygons import UnusableDrawing, is_swapped, outline
from app.api.dependencies import LAYER, Answer, Code, ElectionParam, LayerResponse, LevelParam, PartyParam
from app.api.listings import Listing, list_of_areas
from app.api.routers.areas import point_of
from app.api.schemas import (
    DRAWINGS,
    Drawing,
    DrawnArea,
    Envelope,
    Level,
    NearScore,
    Neighbour,
    Selection,
    StrengthClass,
)
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas, coverage, drawn_areas, elections, places, scores
from app.store.queries.drawn_areas import Drawn, Relation
from app.store.queries.places import Standing

router = APIRouter(prefix="/v1/areas", tags=["areas"])

LevelOf = Annotated[Level, Path(description="level of the area")]

NEIGHBOURS = Listing(Neighbour, key=("level", "code"))
NEAREST = Listing(NearScore, key=("party", "area"))


def read_drawing(
    session: SessionDep,
    drawing: Annotated[Drawing, Body(openapi_examples=DRAWINGS)],
    relation: Annotated[
        Relation,
        Query(
            description="an area counts whose point on surface is in the drawing, all of which is within it, or which "
            "shares any surface with it; of drawings that do not overlap, an area has its point in one at most"
        ),
    ] = "point_on_surface",
    share_min: Annotated[
        float, Query(ge=0, le=1, description="and of whose surface at least this share is in it, in [0, 1]")
    ] = 0.0,
) -> Drawn:
    """Read what was drawn, and which areas it shall hold."""
    drawn = outline(drawing.polygons)
    if is_swapped(drawn, drawn_areas.country(session)):
        raise UnusableDrawing("lie outside of the country, and inside with the two swapped: longitude comes first")
    return Drawn(drawn, relation, share_min)


DrawnDep = Annotated[Drawn, Depends(read_drawing)]


@router.post("/within", response_model=Envelope[DrawnArea], responses=LAYER)
def list_areas_within(
    session: SessionDep, answer: LayerResponse, drawn: DrawnDep, level: LevelParam = None
) -> Response:
    """
    Areas that a drawn outline holds: send a GeoJSON Polygon, MultiPolygon or Feature, or a file with one feature.

    `relation` and `share_min` say when an area counts; `share_inside` tells how much of it is in the drawing, measured
    on the equal-area plane EPSG:6933. Areas that only touch the drawing from outside are left out.
    """
    return answer.send(drawn_areas.areas_in(session, drawn, level, answer.band), areas.source_files())


@router.get("/{level}/{code}/neighbours", response_model=Envelope[Neighbour] | Selection, responses=LAYER)
def list_neighbours(
    session: SessionDep, answer: Annotated[Answer, list_of_areas(NEIGHBOURS)], level: LevelOf, code: Code
) -> Response:
    """
    Areas of the same level that share a border with an area, the longest border first.

    Areas that meet in single points are no neighbours here; where clusters are looked for (`/v1/clusters`) they are.
    """
    return answer.send(places.neighbours(session, level, code, answer.band), areas.source_files())


class Nearest(BaseModel):
    """What is looked for, and from where."""

    election: ElectionParam = None
    party: PartyParam
    strength_class: StrengthClass = Field(alias="class", description="what the party is in the areas looked for")
    near: str | None = Field(default=None, max_length=100, description="longitude,latitude of a point")
    area: str | None = Field(default=None, max_length=100, description="code of an area; it is not in the answer")


@router.get("/nearest", response_model=Envelope[NearScore] | Selection, responses=LAYER)
def list_nearest(
    session: SessionDep, answer: Annotated[Answer, list_of_areas(NEAREST)], wanted: Annotated[Nearest, Query()]
) -> Response:
    """
    Areas where a party is of a class, such as the seats within its reach, the nearest to a point or to an area first.

    `distance_m` is measured from the point, or from the border of the area, to the border of the area found: 0 where
    they touch, or where the point lies inside. Of several that touch, the one whose middle is nearer comes first.
    """
    start = wanted.area if wanted.near is None else point_of("near", wanted.near)
    if start is None or None not in (wanted.near, wanted.area):
        raise BadParameter("near", "give near or area, one of the two")
    election = elections.chosen(session, wanted.election)
    rows = places.nearest(session, Standing(election, wanted.party, wanted.strength_class), start, answer.band)
    files = scores.source_files(session, election) + areas.source_files()
    method = scores.method(session, election)
    return answer.send(rows, files, method=method, coverage=[coverage.of(session, election)])
