"""Contests: each election in each area that votes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from app.api.dependencies import LAYER, Answer, AreaFilter, ElectionFilter, ElectionPath, LayerResponse, LevelParam
from app.api.listings import Listing, list_of_areas
from app.api.schemas import Contest, ContestDetail, Envelope, Selection
from app.http.parameters import SessionDep
from app.store.queries import areas, contests, coverage, elections, parties

router = APIRouter(prefix="/v1/contests", tags=["contests"])

CONTESTS = Listing(Contest, key=("election", "area.level", "area"))


def wanted_contests(
    election: ElectionFilter = None,
    level: LevelParam = None,
    party: Annotated[str | None, Query(max_length=100, description="code of a party that fielded a list there")] = None,
    area: AreaFilter = None,
) -> contests.ContestFilter:
    """Read the parameters that tell some contests from the others."""
    return contests.ContestFilter(election, level, party, area)


@router.get("", response_model=Envelope[Contest] | Selection, responses=LAYER)
def list_contests(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(CONTESTS)],
    wanted: Annotated[contests.ContestFilter, Depends(wanted_contests)],
) -> Response:
    """
    Contests that satisfy every parameter given, the latest election first.

    With an `area`, its contests over the years. Only areas that vote as one are here; `/v1/results` adds them up.
    """
    rows = contests.search(session, wanted, answer.band)
    covered = wanted.election and coverage.of(session, wanted.election, wanted.area)
    files = elections.source_files(wanted.election) + areas.source_files()
    return answer.send(rows, files, coverage=[covered or None])


@router.get("/{election}/{area}", response_model=Envelope[ContestDetail], responses=LAYER)
def get_contest(
    session: SessionDep,
    answer: LayerResponse,
    election: ElectionPath,
    area: Annotated[str, Path(max_length=100, description="code of an area that votes in it")],
) -> Response:
    """One contest with its lists by votes."""
    files = elections.source_files(election) + areas.source_files() + parties.source_files()
    row = contests.one(session, election, area, answer.band)
    return answer.send([row], files, coverage=[coverage.of(session, election, area)])
