"""The maps, rendered on request from the current data."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse

from app.errors import BadParameter
from app.http.etag import validators
from app.http.headers import page_policy
from app.web.drawing import MapPage

Code = Annotated[str, Path(max_length=100)]


async def wait_for_turn(request: Request) -> AsyncIterator[None]:
    """Wait for the page before this one, holding neither a thread nor a connection."""
    if request.query_params:
        name = next(iter(request.query_params))
        raise BadParameter(name, "unknown parameter; there are: none")
    async with request.state.drawing.take():
        yield


router = APIRouter(
    prefix="/maps",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(wait_for_turn, scope="function")],
)


@router.get("/")
@router.get("/index.html")
def gallery(request: Request) -> Response:
    """Show every party, with what leads to its pages."""
    return _answer(request, request.state.page())


@router.get("/{party}.html")
def atlas(request: Request, party: Code) -> Response:
    """Show a party's atlas."""
    return _answer(request, request.state.page(party))


@router.get("/{party}/regions/{region}.html")
def briefing(request: Request, party: Code, region: Code) -> Response:
    """Show a party's briefing on a region."""
    return _answer(request, request.state.page(party, region))


def _answer(request: Request, page: MapPage) -> Response:
    headers = validators(request.scope, page.dataset) | {"Content-Security-Policy": page_policy(page.html)}
    return HTMLResponse(page.html, headers=headers)
