"""Pages for people: where to begin, the reference of the service, the rendered maps. None of them needs a network."""

import base64
import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import NotFound
from app.middleware.headers import PAGE

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
    files = _Pages(directory=directory, html=True, check_dir=False)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if not directory.is_dir():
            raise NotFound("No map has been rendered yet: `./run maps` renders them.")
        await files(scope, receive, send)

    return serve


class _Pages(StaticFiles):
    """Files whose pages may run the scripts that are written in them, and no other."""

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        if str(full_path).endswith(".html"):
            scripts = _scripts_in(str(full_path), stat_result.st_mtime_ns)
            response.headers["Content-Security-Policy"] = f"script-src {scripts}; {PAGE.decode()}"
        return response


@lru_cache(256)
def _scripts_in(path: str, _changed: int) -> str:
    """Name the scripts of a page by their hashes, as a Content-Security-Policy does."""
    text = Path(path).read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>(.*?)</script>", text, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
