"""Authentication and rate limiting."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import KeyNeeded
from app.http.access import Caller, Role
from app.http.callers import CallerCache, api_key_from
from app.http.origin import is_of_this_machine, network
from app.http.rates import Rates
from app.settings import Settings

OPEN_TO_ALL = "/health/"
PER_S = 50.0
BY_KEY = (b"vary", b"Authorization, X-API-Key")

Pairs = list[tuple[bytes, bytes]]


def admit(app: ASGIApp, settings: Settings) -> ASGIApp:
    """
    Admit whom the settings allow, as `caller` in the request's state.

    Raises
    ------
    KeyNeeded
        There is no key, and none is only good without one; or the key is not valid.
    TooManyRequests
        The key, or without one the address, asked more than its rate.
    """
    per_s = PER_S if settings.rate_limit_per_s is None else settings.rate_limit_per_s
    rates = Rates(per_s, settings.rate_limit_burst) if per_s else None
    spares_own_machine = settings.rate_limit_per_s is None

    async def admitted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        if scope["path"].startswith(OPEN_TO_ALL):
            scope["state"]["caller"] = Caller(None, Role.reader)
            return await app(scope, receive, send)
        local, key = is_of_this_machine(scope), api_key_from(scope)
        known: CallerCache = scope["state"]["keys"]
        caller = None if key is None else known.cached(key)
        told: dict[str, str] = {}
        if rates is not None and not (local and spares_own_machine):
            # a key that is not known yet costs a question to the database: its address pays for that
            told = rates.take(f"key {caller.key_id}" if caller else f"address {_address(scope)}")
        if caller is None:
            caller = _without_key(settings, local) if key is None else await _holder(known, key)
        scope["state"]["caller"] = caller
        if caller.key_id is None and not told:
            return await app(scope, receive, send)
        return await app(scope, receive, _marking(send, caller, told))

    return admitted


def _address(scope: Scope) -> str:
    return network(scope["client"][0]) if scope.get("client") else "unknown"


def _without_key(settings: Settings, local: bool) -> Caller:
    role = settings.public_role or ("reader" if local else "none")
    if role == "none":
        raise KeyNeeded("Send a key as X-API-Key or as Authorization: Bearer; whoever runs the service gives it out.")
    return Caller(None, Role[role])


async def _holder(known: CallerCache, key: str) -> Caller:
    caller = await known.find(key)
    if caller is None:
        raise KeyNeeded("This key is not valid: it is misspelt, was revoked, or has expired.")
    return caller


def _marking(send: Send, caller: Caller, told: dict[str, str]) -> Send:
    """Add the headers in `told`; a response to a key may be cached by its holder only."""
    told_pairs = [(name.lower().encode(), value.encode()) for name, value in told.items()]

    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Pairs = message["headers"] + told_pairs
            message = {**message, "headers": _private(headers) if caller.key_id else headers}
        await send(message)

    return send_marked


def _private(headers: Pairs) -> Pairs:
    caching = next((value for name, value in headers if name == b"cache-control"), b"no-cache")
    if b"no-store" not in caching:
        caching = b"private, " + caching
    return [pair for pair in headers if pair[0] != b"cache-control"] + [(b"cache-control", caching), BY_KEY]
