"""Middleware: what every request and response passes, one module per concern."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.http.admission import admit
from app.http.alive import answer_liveness
from app.http.bodies import limit_bodies
from app.http.headers import secure_responses
from app.http.observation import observe
from app.http.origin import check_hosts
from app.http.problems import respond_with_problems
from app.http.requests import name_requests, respond_to_head
from app.settings import Settings

ASKED_BY_PAGES = ["Authorization", "X-API-Key", "If-None-Match", "X-Request-ID"]
TOLD_TO_PAGES = ["ETag", "Content-Disposition", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]


def add_middleware(app: FastAPI, settings: Settings, declared: Callable[[], frozenset[str]]) -> None:
    """
    Put all of them around a service, the innermost first.

    Parameters
    ----------
    app : FastAPI
    settings : Settings
    declared : callable
        Gives the names of all query parameters.
    """
    app.add_middleware(respond_to_head)
    app.add_middleware(limit_bodies)
    app.add_middleware(admit, settings=settings)
    app.add_middleware(check_hosts, names=settings.allowed_hosts)
    app.add_middleware(respond_with_problems)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=ASKED_BY_PAGES,
            expose_headers=TOLD_TO_PAGES,
        )
    app.add_middleware(answer_liveness)
    app.add_middleware(secure_responses)
    app.add_middleware(observe, service=app, declared=declared)
    app.add_middleware(name_requests)
