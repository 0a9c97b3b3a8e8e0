"""The files that everything comes from."""

from fastapi import APIRouter, Response

from app.dependencies import TABLE, SessionDep, TableAnswer
from app.queries import dataset
from app.schemas import Envelope, Source

router = APIRouter(prefix="/v1/sources", tags=["sources"])


@router.get("", response_model=Envelope[Source], responses=TABLE)
def list_sources(session: SessionDep, answer: TableAnswer) -> Response:
    """Every file that was loaded: licence, citation, checksum, and the publication it was taken from."""
    return answer.send(dataset.sources(session), dataset.source_files())
