"""The service, put together: ``uvicorn --factory app.main:create_app``."""

import gc
import hashlib
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI

from app import errors
from app.api import openapi_examples
from app.api.dependencies import PROBLEM_RESPONSES, cached_scores, cached_seat_inputs, reject_undeclared
from app.api.outlook_scenarios import BlindOutlooks
from app.api.routers import (
    areas,
    comparison,
    contests,
    elections,
    health,
    indicators,
    indices,
    laws,
    outlook,
    parties,
    patterns,
    places,
    ranking,
    relations,
    results,
    scores,
    seats,
    sources,
    totals,
)
from app.http import add_middleware, logs, memory, metrics
from app.http import exposition as figures
from app.http.access import declare_keys
from app.http.cache import CurrentDataset, cache_responses, cached_values
from app.http.callers import CallerCache
from app.http.compression import compress
from app.http.lanes import Lanes, in_lane
from app.http.observation import count_work
from app.http.turns import Turns
from app.ogc import core, items, openapi, thematic, tiles
from app.settings import ROOT, Settings
from app.store.database import create_reading_engine, create_reading_pool, session_factory
from app.web import atlases, landing
from app.web.drawing import drawn_pages

VERSION = "0.1.0"
DESCRIPTION = "Moroccan election results, party strength and areas. Null is unknown, never zero; rates are in [0, 1]."
SIMULATIONS = 2  # at a time: each keeps a processor busy for seconds
SCORINGS = 1  # with weights of one's own, at a time: the second of two that ask alike finds what the first computed
SWITCH_S = 0.001
"""After how long Python lets another thread go on: the event loop waits so long for each thread that computes."""

DRAWINGS = 1  # maps at a time, for the same reason; `drawn_pages` counts on it
RESOURCES = (
    elections,
    parties,
    areas,
    places,
    indicators,
    contests,
    results,
    totals,
    comparison,
    indices,
    scores,
    ranking,
    patterns,
    relations,
    seats,
    laws,
    outlook,
    sources,
)
OGC = (core, items, tiles, thematic)


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
        It connects to the database at the first request, not before.
    """
    settings = settings or Settings()
    logs.take_over(settings.log_format)
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
    app.add_middleware(count_work)
    app.add_middleware(compress)
    app.add_middleware(cache_responses)
    add_middleware(app, settings, lambda: _query_parameters(app))
    app.add_route(thematic.THEMATIC_TILE_PATH, thematic.thematic_tile)
    app.add_route(tiles.TILE_PATH, tiles.tile)  # before the others, as each that is tried takes its time
    checked = Depends(reject_undeclared)
    app.include_router(health.router, dependencies=[checked], responses=PROBLEM_RESPONSES)
    for resource in RESOURCES:
        app.include_router(resource.router, dependencies=[checked, in_lane()], responses=PROBLEM_RESPONSES)
    for part in OGC:
        app.include_router(part.router, dependencies=[in_lane()])
    app.include_router(figures.router)
    app.include_router(landing.router)
    app.include_router(atlases.router)
    openapi_examples.install(app)
    app.openapi = _with_keys(app.openapi)  # type: ignore[method-assign]
    return app


def _with_keys(describe: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    return lambda: declare_keys(describe())


def _query_parameters(app: FastAPI) -> frozenset[str]:
    """Names of all query parameters of all operations."""
    documents = (app.openapi(), openapi.document("", VERSION))
    operations = (
        operation for document in documents for path in document["paths"].values() for operation in path.values()
    )
    parameters = (parameter for operation in operations for parameter in operation.get("parameters", []))
    return frozenset(parameter["name"] for parameter in parameters if parameter["in"] == "query")


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        engine = create_reading_engine(settings)
        metrics.watch(engine)
        sessions = session_factory(engine)
        pool = create_reading_pool(settings)
        await pool.open()
        now = CurrentDataset(sessions)
        sys.setswitchinterval(SWITCH_S)
        memory.give_back()
        # what was imported stays: going through it for garbage took a third of a second, now and then, of any answer
        gc.collect()
        gc.freeze()
        yield {
            "sessions": sessions,
            "pool": pool,
            "dataset_now": now,
            "readiness": health.remembered_readiness(sessions),
            "lanes": Lanes(),
            "keys": CallerCache(sessions),
            "remembered": cached_values(),
            "scored": cached_scores(),
            "seat_inputs": cached_seat_inputs(),
            "blind_outlooks": BlindOutlooks(),
            "scoring": Turns(SCORINGS),
            "simulating": Turns(SIMULATIONS),
            "page": drawn_pages(sessions, now),
            "drawing": Turns(DRAWINGS),
            "build": _build(),
        }
        await pool.close()
        engine.dispose()
        metrics.end()

    return lifespan


def _build() -> str:
    """Digest of the service's code: an answer may change when it does."""
    kinds = {".py", ".html", ".css", ".js"}
    code = [path.read_bytes() for path in sorted((ROOT / "app").rglob("*")) if path.suffix in kinds]
    packages = (ROOT / "package-lock.json").read_bytes()  # what the maps are made of
    return hashlib.sha256(b"".join([*code, packages])).hexdigest()
