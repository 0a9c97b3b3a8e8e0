"""The seat laws as they are declared."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api.dependencies import TABLE, Answer
from app.api.listings import Listing, list_of_rows
from app.api.schemas import Envelope, Law, Selection
from app.http.parameters import SessionDep
from app.store.queries import declared, seats

router = APIRouter(prefix="/v1/laws", tags=["seats"])

LAWS = Listing(Law, key=("law", "ballot"))


@router.get("", response_model=Envelope[Law] | Selection, responses=TABLE)
def list_laws(session: SessionDep, answer: Annotated[Answer, list_of_rows(LAWS)]) -> Response:
    """Every law and kind of ballot: what is divided by what, from which share of the votes on, and the articles."""
    return answer.send(seats.laws(declared.read_rules(session)), declared.law_files())
