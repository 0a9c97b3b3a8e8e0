"""Limit on the size of request bodies."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 65_536


def limit_bodies(app: ASGIApp) -> ASGIApp:
    """Reject a body of more than `MAX_BODY_BYTES` while it is read."""

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
