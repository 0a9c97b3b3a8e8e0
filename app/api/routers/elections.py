"""Elections and their national figures."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api.dependencies import TABLE, Answer, Code, TableResponse
from app.api.listings import Listing, list_of_rows
from app.api.schemas import Election, ElectionDetail, Envelope, Selection
from app.http.parameters import SessionDep
from app.store.queries import elections, parties

router = APIRouter(prefix="/v1/elections", tags=["elections"])

ELECTIONS = Listing(Election, key=("code",))


@router.get("", response_model=Envelope[Election] | Selection, responses=TABLE)
def list_elections(session: SessionDep, answer: Annotated[Answer, list_of_rows(ELECTIONS)]) -> Response:
    """Elections with their national figures, the latest first."""
    return answer.send(elections.every(session), elections.source_files())


@router.get("/{code}", response_model=Envelope[ElectionDetail], responses=TABLE)
def get_election(session: SessionDep, answer: TableResponse, code: Code) -> Response:
    """One election: its law, its national figures and where each comes from, its parties by votes."""
    return answer.send([elections.one(session, code)], elections.source_files(code) + parties.source_files())
