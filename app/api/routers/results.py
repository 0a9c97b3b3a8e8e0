"""Results of elections by area."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api.dependencies import LAYER, Answer, PartDep
from app.api.listings import Listing, list_of_areas
from app.api.schemas import AreaResult, Envelope, Selection
from app.http.parameters import SessionDep
from app.store.queries import areas, coverage, elections, results

router = APIRouter(prefix="/v1/results", tags=["results"])

OF_THE_PARTY = {figure: f"parties__{figure}" for figure in ("votes", "share", "seats_won")}
RESULTS = Listing(AreaResult, key=("area",), of_party=OF_THE_PARTY)


@router.get("", response_model=Envelope[AreaResult] | Selection, responses=LAYER)
def list_results(session: SessionDep, answer: Annotated[Answer, list_of_areas(RESULTS)], part: PartDep) -> Response:
    """
    Figures of an election and its parties, by area.

    Without `level`: of `area` itself, or else of the areas that vote. A level above these sums the contests inside each
    area; a level below has no figures, and the answer is 404 with the levels that have. In `sort`, `votes`,
    `share` and `seats_won` are those of `party`.
    """
    rows = results.by_area(session, part, answer.band)
    files = elections.source_files(part.election) + areas.source_files()
    return answer.send(rows, files, coverage=[coverage.of(session, part.election, part.area)])
