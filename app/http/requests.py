"""Request ids, and HEAD."""

import re
import secrets

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HARMLESS = re.compile(rb"[\w.-]{1,64}")


def name_requests(app: ASGIApp) -> ASGIApp:
    """Give each request an id, its own X-Request-ID where harmless, and return it."""

    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        asked = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = asked if HARMLESS.fullmatch(asked) else secrets.token_hex(16).encode()
        scope.setdefault("state", {})["request_id"] = request_id.decode()

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-request-id", request_id))
            await send(message)

        return await app(scope, receive, send_named)

    return named


def respond_to_head(app: ASGIApp) -> ASGIApp:
    """Handle HEAD as GET; the server omits the body."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        asked_for_headers = scope["type"] == "http" and scope["method"] == "HEAD"
        await app({**scope, "method": "GET"} if asked_for_headers else scope, receive, send)

    return answered
