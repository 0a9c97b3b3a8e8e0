"""What can go wrong, and one table that says how each of it is answered: as a problem document (RFC 9457)."""

import logging
from collections.abc import Callable
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import exc as sql
from starlette.exceptions import HTTPException

from app.analysis.seats import SeatsInputError
from app.analysis.space.polygons import UnusableDrawing

RETRY_AFTER_S = 5
CHALLENGES = ('Bearer realm="Kharita"', 'Basic realm="Kharita", charset="UTF-8"')
"""How a key may be given: by a program, or in the dialogue that a browser opens."""

_LOG = logging.getLogger("kharita")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="address of the explanation of this kind of problem")
    title: str
    status: int = Field(description="HTTP status")
    detail: str
    instance: str | None = Field(default=None, description="path of the request")
    parameters: dict[str, str] | None = Field(
        default=None, description="for each refused parameter or field of the body, why"
    )


class NotFound(LookupError):
    """A code that names nothing, or a question that has no answer; the message says what there is instead."""


class BadParameter(ValueError):
    """A parameter that cannot be used, with its name and the reason."""

    def __init__(self, name: str, reason: str):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class NotAcceptable(Exception):
    """The client accepts no form in which the answer exists."""


class Outdated(Exception):
    """The next page was asked for of a list whose data changed since its first."""


class NotReady(Exception):
    """The database answers, but there is nothing to answer from yet."""


class Busy(Exception):
    """More requests wait for the same work than the service lets wait."""


class BadHost(Exception):
    """A request that does not say once, and as a host, to which host it is addressed."""

    def __init__(self, found: int):
        told = "one that is no host" if found == 1 else f"{found}"
        super().__init__(f"A request has one Host header, with a name or an address; this one has {told}.")


class MisdirectedRequest(Exception):
    """A request to a host that is not this service."""

    def __init__(self, host: str):
        super().__init__(
            f"This service is not known as {host!r}; whoever runs it names its hosts in the setting ALLOWED_HOSTS."
        )


class KeyNeeded(Exception):
    """Nobody may ask this here without a key that is valid; the message says what is wrong."""


class RoleNeeded(Exception):
    """The caller's role may not ask this."""

    def __init__(self, needed: str, had: str):
        super().__init__(f"This is for the role {needed}; you ask as {had}.")


class TooManyRequests(Exception):
    """The caller asked more than the rate allows."""

    def __init__(self, wait_s: int, headers: dict[str, str]):
        super().__init__(f"Ask again in {wait_s} s.")
        self.headers = {"Retry-After": str(wait_s), **headers}


class NotInstalled(Exception):
    """Something that an answer is made of is not on this machine; the message says what, and how to get it."""


def unknown_code(resource: str, code: str, known: list[str]) -> NotFound:
    """Describe an unknown code of a resource, with the codes near it (all of them where they are few)."""
    if not known:
        return NotFound(f"There is no {resource} {code!r}: none is loaded.")
    if len(known) <= 12:
        return NotFound(f"There is no {resource} {code!r}. There are: {', '.join(known)}.")
    spelt = {each.casefold(): each for each in known}
    near = get_close_matches(code.casefold(), spelt, n=5)
    hint = f"Near: {', '.join(spelt[each] for each in near)}." if near else f"Codes look like {known[0]!r}."
    return NotFound(f"There is no {resource} {code!r}. {hint}")


def _problem(status: int, kind: str, title: str, detail: str, parameters: dict[str, str] | None = None) -> Problem:
    return Problem(type=f"/docs#{kind}", title=title, status=status, detail=detail, parameters=parameters)


def _bad_parameters(reasons: dict[str, str]) -> Problem:
    detail = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    return _problem(400, "bad-parameter", "A parameter cannot be used", detail, reasons)


def _bad_parameter(error: BadParameter) -> Problem:
    return _bad_parameters({error.name: error.reason})


def _validation(error: RequestValidationError) -> Problem:
    """Parameters come before the body; a body that is no JSON has no field to name."""
    found = error.errors()
    parameters = {str(one["loc"][-1]): one["msg"] for one in found if one["loc"][0] != "body"}
    if parameters:
        return _bad_parameters(parameters)
    if found[0]["type"] == "json_invalid":
        return _bad_parameters({"body": f"is not JSON: {found[0]['ctx']['error']}"})
    return _bad_fields({".".join(map(str, one["loc"][1:])) or "body": one["msg"] for one in found})


def _bad_fields(reasons: dict[str, str]) -> Problem:
    detail = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    return _problem(422, "bad-body", "A field of the body cannot be used", detail, reasons)


def _seats_input(error: SeatsInputError) -> Problem:
    return _bad_fields({error.field: error.reason})


def _unusable_drawing(error: UnusableDrawing) -> Problem:
    return _bad_fields({"coordinates": str(error)})


def _not_found(error: NotFound) -> Problem:
    return _problem(404, "not-found", "Nothing has this name", str(error))


def _not_acceptable(error: NotAcceptable) -> Problem:
    return _problem(406, "not-acceptable", "No accepted form exists", str(error))


def _outdated(error: Outdated) -> Problem:
    return _problem(410, "outdated", "The list has changed", str(error))


def _bad_host(error: BadHost) -> Problem:
    return _problem(400, "bad-host", "The host is not clear", str(error))


def _misdirected(error: MisdirectedRequest) -> Problem:
    return _problem(421, "misdirected", "This is another host", str(error))


def _key_needed(error: KeyNeeded) -> Problem:
    return _problem(401, "key-needed", "A key is needed", str(error))


def _role_needed(error: RoleNeeded) -> Problem:
    return _problem(403, "role-needed", "This is not for your role", str(error))


def _too_many_requests(error: TooManyRequests) -> Problem:
    return _problem(429, "too-many-requests", "Too many requests", str(error))


def _http(error: HTTPException) -> Problem:
    phrase = HTTPStatus(error.status_code).phrase
    detail = "Nothing is at this address; /docs lists what there is." if error.status_code == 404 else error.detail
    return _problem(error.status_code, phrase.lower().replace(" ", "-"), phrase, detail)


def _unavailable(detail: str) -> Problem:
    return _problem(503, "unavailable", "The database cannot answer now", detail)


def _not_ready(error: NotReady) -> Problem:
    return _unavailable(str(error))


def _not_installed(error: NotInstalled) -> Problem:
    return _problem(503, "unavailable", "A part of the service is not installed", str(error))


def _busy(error: Busy) -> Problem:
    return _problem(503, "unavailable", "The service is busy", str(error))


def _database(error: sql.DBAPIError) -> Problem:
    return _driver(error.orig)


def _driver(error: BaseException | None) -> Problem:
    match error:
        case psycopg.errors.QueryCanceled():
            return _unavailable("The question took longer than one read may take: narrow it, or ask again later.")
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return _unavailable("The database does not answer.")
        # no such role, table or column
        case (
            psycopg.errors.InvalidParameterValue() | psycopg.errors.UndefinedTable() | psycopg.errors.UndefinedColumn()
        ):
            return _unavailable("The tables are missing or older than this service: migrate and load them.")
        case _:
            return _unexpected(error)


def _pool_exhausted(_error: sql.TimeoutError) -> Problem:
    return _unavailable("Every connection to the database is busy.")


def _unexpected(_error: BaseException | None) -> Problem:
    return _problem(
        500, "unexpected", "Something failed here", "The service's log has it under this answer's X-Request-ID."
    )


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    BadParameter: _bad_parameter,
    RequestValidationError: _validation,
    SeatsInputError: _seats_input,
    UnusableDrawing: _unusable_drawing,
    NotFound: _not_found,
    NotAcceptable: _not_acceptable,
    Outdated: _outdated,
    NotReady: _not_ready,
    BadHost: _bad_host,
    MisdirectedRequest: _misdirected,
    KeyNeeded: _key_needed,
    RoleNeeded: _role_needed,
    TooManyRequests: _too_many_requests,
    NotInstalled: _not_installed,
    Busy: _busy,
    HTTPException: _http,
    sql.DBAPIError: _database,
    psycopg.Error: _driver,
    sql.TimeoutError: _pool_exhausted,
    Exception: _unexpected,
}


def problem_of(error: Exception) -> Problem:
    """
    Look an exception up in the table of problems.

    Parameters
    ----------
    error : Exception
        Any exception; the entry of its nearest ancestor in the table counts.

    Returns
    -------
    Problem
        The document to answer with; it never carries a stack trace.
    """
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)(error)


async def answer(request: Request, error: Exception) -> Response:
    """Answer an exception with its problem document."""
    problem = problem_of(error)
    headers = {**(getattr(error, "headers", None) or {}), "Cache-Control": "no-store"}
    if problem.status >= 500:
        _LOG.error("request %s: %r", request.state.request_id, error, exc_info=problem.status == 500 and error)
    if problem.status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    body = {**problem.model_dump(exclude_none=True), "instance": quote(request.scope["path"], errors="replace")}
    response = Response(orjson.dumps(body), problem.status, headers, media_type="application/problem+json")
    if problem.status == 401:
        for challenge in CHALLENGES:
            response.headers.append("WWW-Authenticate", challenge)
    return response


def install(app: FastAPI) -> None:
    """Answer every exception of the table with its problem document."""
    for kind in PROBLEMS:
        app.add_exception_handler(kind, answer)
