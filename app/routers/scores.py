"""Scores of party strength by area."""

from fastapi import APIRouter, Response

from app.dependencies import LAYER, LayerAnswer, PartDep, SessionDep
from app.errors import BadParameter
from app.queries import areas, scores
from app.schemas import AreaScore, Envelope

router = APIRouter(prefix="/v1/scores", tags=["scores"])


@router.get("", response_model=Envelope[AreaScore], responses=LAYER)
def list_scores(session: SessionDep, answer: LayerAnswer, part: PartDep) -> Response:
    """
    Strength of a party in every area, or of every party in an area, with the parts each score is made of.

    Give `party`, `area`, or both; without `level` the areas are those that vote. The method, its version and its
    parameters are in the provenance.
    """
    if part.party is None and part.area is None:
        raise BadParameter("party", "give party, area, or both")
    method = scores.method(session, part.election)
    rows = scores.by_area(session, part, answer.band)
    return answer.send(rows, scores.source_files(session, part.election) + areas.source_files(), method=method)
