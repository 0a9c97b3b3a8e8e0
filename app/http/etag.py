"""Entity tags and cache headers, computed before the database is queried."""

import hashlib

from starlette.datastructures import Headers
from starlette.types import Scope

from app.store.queries.dataset import Dataset

_ASKED = ("host", "accept")


def entity_tag(scope: Scope, now: Dataset) -> str:
    """
    Compute the entity tag of the response to a request.

    Parameters
    ----------
    scope : ASGI scope
        With the digest of the service's code as `build` in its state.
    now : Dataset
        The data it is answered from.

    Returns
    -------
    str
        A weak tag, because compression changes the bytes.
    """
    headers = Headers(scope=scope)
    asked = (scope["scheme"], scope["path"], scope["query_string"], *(headers.get(name) for name in _ASKED))
    digest = hashlib.blake2b(repr((scope["state"]["build"], now, asked)).encode(), digest_size=16)
    return f'W/"{digest.hexdigest()}"'


def validators(scope: Scope, now: Dataset) -> dict[str, str]:
    """ETag and Cache-Control for conditional GET; POST is no-store."""
    if scope["method"] != "GET":
        return {"Cache-Control": "no-store", "Vary": "Accept"}
    return {"ETag": entity_tag(scope, now), "Cache-Control": "no-cache", "Vary": "Accept"}


def holds(held: str, tag: str) -> bool:
    """Whether an If-None-Match header matches the tag, by weak comparison (RFC 9110 §13.1.2)."""
    return _opaque(tag) in map(_opaque, held.split(","))


def _opaque(tag: str) -> str:
    return tag.strip().removeprefix("W/")
