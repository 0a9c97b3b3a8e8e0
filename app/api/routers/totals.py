"""Totals over sets of areas."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import TABLE, ElectionParam, TableResponse
from app.api.routers.places import DrawnDep
from app.api.schemas import Envelope, Totals
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas, elections, totals

router = APIRouter(prefix="/v1/totals", tags=["totals"])

MOST_AREAS = 200


@router.get("", response_model=Envelope[Totals], responses=TABLE)
def get_totals(
    session: SessionDep,
    answer: TableResponse,
    election: ElectionParam,
    codes: Annotated[
        str | None, Query(alias="areas", max_length=8000, description="codes of areas of any level: meknes,fes-nord,04")
    ] = None,
    zone: Annotated[
        str | None, Query(max_length=110, description="a party area: code of the party, number as in /v1/zones; PAM,1")
    ] = None,
) -> Response:
    """
    Totals over some areas, or over a party area: every contest in any of them, once.

    A commune whose votes are published with its constituency's only is in `not_covered`, with that constituency.
    """
    if (codes is None) == (zone is None):
        raise BadParameter("areas", "give areas or zone, one of the two")
    if codes is not None:
        row = totals.of_areas(session, election, _codes(codes))
    else:
        row = totals.of_zone(session, election, *_zone(zone or ""))
    return answer.send([row], elections.source_files(election) + areas.source_files())


@router.post("/within", response_model=Envelope[Totals], responses=TABLE)
def get_totals_within(
    session: SessionDep,
    answer: TableResponse,
    drawn: DrawnDep,
    election: ElectionParam,
    estimate: Annotated[
        bool, Query(description="count contests that the drawing cuts by their share of inhabitants in it: an estimate")
    ] = False,
) -> Response:
    """
    Totals over a drawn outline: send GeoJSON as to `/v1/areas/within`.

    A contest that the drawing cuts counts whole or not at all, as `relation` and `share_min` say; `cut` lists it.
    With `estimate` it counts in part instead, as if every party had the same share everywhere in it: `estimated_share`
    tells how much of the answer rests on that.
    """
    add_up = totals.estimate_of_drawing if estimate else totals.of_drawing
    row = add_up(session, election, drawn)
    return answer.send([row], elections.source_files(election) + areas.source_files())


def _codes(text: str) -> list[str]:
    codes = list(dict.fromkeys(code.strip() for code in text.split(",")))
    if len(codes) > MOST_AREAS:
        raise BadParameter("areas", f"are {len(codes)}; at most {MOST_AREAS} at a time")
    if "" in codes:
        raise BadParameter("areas", "must be codes, separated by commas")
    return codes


def _zone(text: str) -> tuple[str, int]:
    party, _, number = text.rpartition(",")
    if not party or not number.isascii() or not number.isdigit() or len(number) > 6:
        raise BadParameter("zone", "must be the code of a party and a number, like PAM,1")
    return party, int(number)
