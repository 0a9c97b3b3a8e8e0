"""The service, put together: ``uvicorn --factory app.main:create_app``."""

import asyncio
import hashlib
import re
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pandas as pd
from fastapi import Depends, FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import errors
from app.analysis.seats import read_laws
from app.caching import CurrentDataset, keep_answers, remembered_values
from app.database import create_reading_engine, session_factory
from app.dependencies import PROBLEM_RESPONSES, refuse_unusable, remembered_polls, remembered_scores
from app.ogc import core, items, tiles
from app.pages import drawn_pages
from app.routers import (
    areas,
    elections,
    health,
    indices,
    laws,
    maps,
    pages,
    parties,
    patterns,
    results,
    scores,
    seats,
    sources,
)
from app.settings import ROOT, Settings

VERSION = "0.1.0"
DESCRIPTION = "Moroccan election results, party strength and areas. Null is unknown, never zero; rates are in [0, 1]."
MAX_BODY_BYTES = 65_536
SIMULATIONS = 2  # at a time: each keeps a processor busy for seconds
DRAWINGS = 1  # maps at a time, for the same reason; `drawn_pages` counts on it
NOUNS = (health, elections, parties, areas, results, indices, scores, patterns, seats, laws, sources)
OGC = (core, items, tiles)


def create_app(settings: Settings | None = None) -> FastAPI:
    """
    Put the service together.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment unless given.

    Returns
    -------
    FastAPI
        It connects to the database with the first question, not before.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Kharita",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=_lifespan(settings),
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(keep_answers)
    app.add_middleware(answer_head)
    app.add_middleware(bound_bodies)
    app.add_middleware(name_requests)
    for noun in NOUNS:
        app.include_router(noun.router, dependencies=[Depends(refuse_unusable)], responses=PROBLEM_RESPONSES)
    for part in OGC:
        app.include_router(part.router)
    app.include_router(pages.router)
    app.include_router(maps.router)
    return app


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        crosswalk = pd.read_csv(settings.data_dir / "reference" / "party_crosswalk.csv", dtype="string")
        engine = create_reading_engine(settings)
        sessions = session_factory(engine)
        laws = (settings.data_dir / "laws.toml").read_text(encoding="utf-8")
        rules = read_laws(laws)
        now = CurrentDataset(sessions)
        yield {
            "sessions": sessions,
            "dataset_now": now,
            "remembered": remembered_values(),
            "crosswalk": crosswalk,
            "scored": remembered_scores(sessions, crosswalk),
            "laws": rules,
            "poll": remembered_polls(rules),
            "simulating": asyncio.Semaphore(SIMULATIONS),
            "page": drawn_pages(sessions, now, crosswalk, rules),
            "drawing": asyncio.Semaphore(DRAWINGS),
            "build": _build(laws),
        }
        engine.dispose()

    return lifespan


def _build(laws: str) -> str:
    """Digest of the service's code and of the laws: an answer may change when these do."""
    kinds = {".py", ".html", ".css", ".js"}
    code = [path.read_bytes() for path in sorted((ROOT / "app").rglob("*")) if path.suffix in kinds]
    packages = (ROOT / "package-lock.json").read_bytes()  # what the maps are made of
    return hashlib.sha256(b"".join([*code, packages, laws.encode()])).hexdigest()


def name_requests(app: ASGIApp) -> ASGIApp:
    """Give each request an id, the X-Request-ID it came with where that is harmless, and put it on the answer."""

    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        asked = Headers(scope=scope).get("x-request-id", "")
        request_id = asked if re.fullmatch(r"[\w.-]{1,64}", asked, re.ASCII) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        return await app(scope, receive, send_named)

    return named


def answer_head(app: ASGIApp) -> ASGIApp:
    """Answer HEAD as GET; the server leaves the body out."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        asked_for_headers = scope["type"] == "http" and scope["method"] == "HEAD"
        await app({**scope, "method": "GET"} if asked_for_headers else scope, receive, send)

    return answered


def bound_bodies(app: ASGIApp) -> ASGIApp:
    """Refuse a body of more than `MAX_BODY_BYTES` as soon as it is read so far."""

    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        left = MAX_BODY_BYTES

        async def receive_bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"A body may have at most {MAX_BODY_BYTES:,} bytes.")
            return message

        await app(scope, receive_bounded, send)

    return bounded
