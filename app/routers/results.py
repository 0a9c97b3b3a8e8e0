"""Results of elections by area."""

from fastapi import APIRouter, Response

from app.dependencies import LAYER, LayerAnswer, PartDep, SessionDep
from app.queries import areas, elections, results
from app.schemas import AreaResult, Envelope

router = APIRouter(prefix="/v1/results", tags=["results"])


@router.get("", response_model=Envelope[AreaResult], responses=LAYER)
def list_results(session: SessionDep, answer: LayerAnswer, part: PartDep) -> Response:
    """
    Figures of an election and its parties, by area.

    Without `level`: of `area` itself, or else of the areas that vote. A level above these sums the contests inside each
    area; a level below has no figures, and the answer is 404 with the levels that have.
    """
    rows = results.by_area(session, part, answer.band)
    return answer.send(rows, elections.source_files(part.election) + areas.source_files())
