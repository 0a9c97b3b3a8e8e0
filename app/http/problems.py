"""Exceptions that no router handled."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import errors


def respond_with_problems(app: ASGIApp) -> ASGIApp:
    """Respond to any exception with its problem document, unless the response has begun."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            return await app(scope, receive, send_noting)
        except Exception as error:
            if begun:
                raise
            response = await errors.answer(Request(scope), error)
            return await response(scope, receive, send)

    return answered
