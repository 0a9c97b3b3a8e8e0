"""Entity tags and cache headers, computed before the database is queried."""

import hashlib

from starlette.datastructures import Headers
from starlette.types import Scope

from app.store.queries.dataset import Dataset

_ASKED = ("host", "accept")
_OF_HISTORY = frozenset({"/v1/sources"})
"""What tells when something was loaded, and so depends on more than the data."""


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
    data = now if scope["path"] in _OF_HISTORY else now.version
    digest = hashlib.blake2b(repr((scope["state"]["build"], data, asked)).encode(), digest_size=16)
    return f'W/"{digest.hexdigest()}"'


def validators(scope: Scope, now: Dataset) -> dict[str, str]:
    """ETag and Cache-Control for conditional GET; POST is no-store."""
    if scope["method"] != "GET":
        return {"Cache-Control": "no-store", "Vary": "Accept"}
    return {"ETag": entity_tag(scope, now), "Cache-Control": "no-cache", "Vary": "Accept"}


def holds(held: str, tag: str) -> bool:
    """Tell whether an If-None-Match header names the tag, weak or not (RFC 9110 §13.1.2); see `holds_any`."""
    return _opaque(tag) in map(_opaque, held.split(","))


def holds_any(held: str) -> bool:
    """Tell whether an If-None-Match header is ``*``: whatever there is, the client does not want it sent again."""
    return held.strip() == "*"


def _opaque(tag: str) -> str:
    return tag.strip().removeprefix("W/")
