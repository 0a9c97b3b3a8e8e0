"""The files that everything comes from."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api.dependencies import TABLE, Answer
from app.api.listings import Listing, list_of_rows
from app.api.schemas import Envelope, Selection, Source
from app.http.parameters import SessionDep
from app.store.queries import dataset

router = APIRouter(prefix="/v1/sources", tags=["sources"])

SOURCES = Listing(Source, key=("source_code", "path"))


@router.get("", response_model=Envelope[Source] | Selection, responses=TABLE)
def list_sources(session: SessionDep, answer: Annotated[Answer, list_of_rows(SOURCES)]) -> Response:
    """Every file that was loaded: licence, citation, checksum, and the publication it was taken from."""
    return answer.send(dataset.sources(session), dataset.source_files())
