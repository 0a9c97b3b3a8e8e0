"""Liveness: an answer that needs no thread, no lock and no database."""

from starlette.types import ASGIApp, Receive, Scope, Send

LIVE_PATH = "/health/live"
LIVE = b'{"status":"live"}'
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"content-length", str(len(LIVE)).encode()),
    (b"cache-control", b"no-store"),
]


def answer_liveness(app: ASGIApp) -> ASGIApp:
    """Tell that the process answers, in the event loop; whatever else is asked goes on."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        if not _asks_for_it(scope):
            return await app(scope, receive, send)
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        return await send({"type": "http.response.body", "body": LIVE})

    return answered


def _asks_for_it(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"] != LIVE_PATH:
        return False
    return scope["method"] in {"GET", "HEAD"} and not scope["query_string"]
