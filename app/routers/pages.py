"""Pages for people: where to begin, the reference of the service, the rendered maps. None of them needs a network."""

from pathlib import Path

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import NotFound

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_templates.filters["written"] = lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


@router.get("/")
async def landing() -> str:
    """Say where to begin."""
    return _templates.get_template("landing.html").render()


@router.get("/docs")
def reference(request: Request) -> str:
    """Show what `/openapi.json` declares, for reading."""
    return _templates.get_template("reference.html").render(api=request.app.openapi())


def rendered_maps(directory: Path) -> ASGIApp:
    """
    Serve the maps that were rendered, from now on or later.

    Parameters
    ----------
    directory : Path
        Where `./run maps` writes them; it may not exist yet.

    Returns
    -------
    ASGI application
        It raises `NotFound` while there are no maps.
    """
    files = StaticFiles(directory=directory, html=True, check_dir=False)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if not directory.is_dir():
            raise NotFound("No map has been rendered yet: `./run maps` renders them.")
        await files(scope, receive, send)

    return serve
