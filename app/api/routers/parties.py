"""Parties."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api.dependencies import TABLE, Answer, Code, TableResponse
from app.api.listings import Listing, list_of_rows
from app.api.schemas import Envelope, Party, PartyDetail, Selection
from app.http.parameters import SessionDep
from app.store.queries import parties

router = APIRouter(prefix="/v1/parties", tags=["parties"])

PARTIES = Listing(Party, key=("code",))


@router.get("", response_model=Envelope[Party] | Selection, responses=TABLE)
def list_parties(session: SessionDep, answer: Annotated[Answer, list_of_rows(PARTIES)]) -> Response:
    """Parties, coalitions and lists without party."""
    return answer.send(parties.every(session), parties.source_files())


@router.get("/{code}", response_model=Envelope[PartyDetail], responses=TABLE)
def get_party(session: SessionDep, answer: TableResponse, code: Code) -> Response:
    """One party, with what it obtained nationally in each election."""
    return answer.send([parties.one(session, code)], parties.source_files(code))
