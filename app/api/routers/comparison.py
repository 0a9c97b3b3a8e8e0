"""Two areas, or two elections, side by side."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from app.analysis.comparison import compare
from app.api.dependencies import TABLE, ElectionParam, TableResponse
from app.api.schemas import Comparison, Envelope
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas, elections, results
from app.store.queries.elections import ElectionPart
from app.store.records import Row

router = APIRouter(prefix="/v1/comparison", tags=["comparison"])


@router.get("/areas", response_model=Envelope[Comparison], responses=TABLE)
def get_comparison_of_areas(
    request: Request,
    session: SessionDep,
    answer: TableResponse,
    election: ElectionParam,
    areas_asked: Annotated[
        str, Query(alias="areas", max_length=210, description="codes of two areas: meknes,fes-nord")
    ],
) -> Response:
    """Two areas in the same election: figures and parties of both, and what the second has more than the first."""
    codes = areas_asked.split(",")
    if len(codes) != 2 or not all(codes):
        raise BadParameter("areas", "must be the codes of two areas, separated by a comma")
    first, second = (result_in(session, election, code) for code in codes)
    lineage = request.state.lineage
    # on one ballot the members of a lineage stand against each other
    alone = lineage[lineage["lineage_code"].isna()]
    row = _side_by_side(first, second, compare(first, second, alone))
    return answer.send([row], elections.source_files(election) + areas.source_files())


def wanted_elections(session: SessionDep, before: ElectionParam, after: ElectionParam) -> tuple[str, str]:
    """Read which elections are compared."""
    if not elections.are_comparable(session, before, after):
        raise BadParameter("before", f"is not an election by the same kind of ballot as {after}")
    return before, after


@router.get("/elections", response_model=Envelope[Comparison], responses=TABLE)
def get_comparison_of_elections(
    request: Request,
    session: SessionDep,
    answer: TableResponse,
    codes: Annotated[tuple[str, str], Depends(wanted_elections)],
    area: Annotated[str | None, Query(max_length=100, description="code of an area; the country unless given")] = None,
) -> Response:
    """
    Two elections by the same kind of ballot in the same area: figures and parties of both, and what changed.

    Parties are followed through changes of name, mergers and splits; `members` tells who was added up.
    """
    first, second = (result_in(session, code, area) for code in codes)
    row = _side_by_side(first, second, compare(first, second, request.state.lineage))
    files = [file for code in dict.fromkeys(codes) for file in elections.source_files(code)]
    return answer.send([row], files + areas.source_files())


def result_in(session: Session, election: str, area: str | None) -> Row:
    """
    Read an election's result in an area, None for the country.

    Raises
    ------
    NotFound
        A code names nothing, or the election has no figures for the area.
    """
    if area is not None:
        [row] = results.by_area(session, ElectionPart(election, area=area), None)
        return row
    row = elections.one(session, election)
    reasons = {name: origin["note"] for name, origin in row["origins"].items() if origin["basis"] is None}
    if any(found["seats_won"] is None for found in row["parties"]):
        reasons["seats_won"] = "the seats of each list are not published"
    return row | {"election": election, "basis": f"sum of {row['contests']} contests", "reasons": reasons}


def _side_by_side(first: Row, second: Row, compared: Row) -> Row:
    return {"first": _compared(first), "second": _compared(second), **compared}


def _compared(result: Row) -> Row:
    area = {name: result[f"area__{name}"] for name in ("level", "code", "name_fr", "name_ar") if "area__code" in result}
    return {"area": area or None, **{name: result[name] for name in ("election", "basis", "reasons")}}
