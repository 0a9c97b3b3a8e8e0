"""Pages for people: where to begin, and the reference of the service. None of them needs a network."""

from pathlib import Path

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.maps.templating import environment

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_templates = environment(Path(__file__).parent)
_templates.filters["written"] = lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


@router.get("/")
async def landing() -> str:
    """Say where to begin."""
    return _templates.get_template("landing.html").render()


@router.get("/docs")
def reference(request: Request) -> str:
    """Show what `/openapi.json` declares, for reading."""
    return _templates.get_template("reference.html").render(api=request.app.openapi())
