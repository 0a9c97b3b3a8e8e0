"""Answers as JSON documents and as pages for people, with links between them."""

from pathlib import Path
from typing import Any

import orjson
from fastapi import Request, Response

from app.errors import NotAcceptable
from app.http.etag import validators
from app.http.negotiation import negotiate
from app.maps.templating import environment
from app.store.queries.dataset import Dataset

Document = dict[str, Any]
Link = dict[str, Any]

ROOT_PATH = "/ogc"
HTML = "text/html; charset=utf-8"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
TILE = "application/vnd.mapbox-vector-tile"
STYLE = "application/vnd.mapbox.style+json"

_templates = environment(Path(__file__).parent)


def address(request: Request, path: str = "") -> str:
    """Absolute address of a path below the root of the OGC API."""
    return f"{str(request.base_url).rstrip('/')}{ROOT_PATH}{path}"


def link(request: Request, rel: str, path: str, title: str, kind: str = "application/json") -> Link:
    """Link to a path below the root of the OGC API."""
    return {"rel": rel, "href": address(request, path), "type": kind, "title": title}


def own_links(request: Request, kind: str = "application/json") -> list[Link]:
    """Links to the document itself, in the form it has as data and as a page."""
    data, page = (str(request.url.include_query_params(f=form)) for form in ("json", "html"))
    return [
        {"rel": "self", "href": data, "type": kind, "title": "This document"},
        {"rel": "alternate", "href": page, "type": "text/html", "title": "This document as a page"},
    ]


def respond(
    request: Request, now: Dataset, form: str | None, document: Document, kind: str = "application/json"
) -> Response:
    """
    Answer with a document, as data or as a page.

    Parameters
    ----------
    now : Dataset
        The data the document was made from.
    form : str or None
        ``json`` or ``html``; None lets the Accept header decide.
    document : dict
        Geometries in it may be `orjson.Fragment`.
    kind : str
        Media type of the document as data.

    Raises
    ------
    NotAcceptable
        The client accepts neither data nor a page.
    """
    data_type = {"data": kind, "json": "application/json", "html": HTML}
    wanted = form or negotiate(request.headers.get("accept", ""), list(data_type), data_type)
    if wanted is None:
        raise NotAcceptable(f"This answer exists as {', '.join(dict.fromkeys(data_type.values()))}.")
    known = validators(request.scope, now)
    if wanted == "html":
        page = _templates.get_template("document.html").render(document=orjson.loads(orjson.dumps(document)))
        return Response(page, headers=known, media_type=HTML)
    return Response(orjson.dumps(document), headers=known, media_type=kind)
