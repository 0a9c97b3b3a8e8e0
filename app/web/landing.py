"""Pages for people: where to begin, and the reference of the service. None of them needs a network."""

from pathlib import Path

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

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
