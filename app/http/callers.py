"""API keys: read from a request, and validated."""

import base64
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy.orm import Session, sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from app.http.access import Caller, Role
from app.http.turns import Turns
from app.store.queries import api_keys

FRESH_S = 5.0
"""A revoked key may be valid for this much longer."""

ASKED_AT_ONCE, ASKING_WAIT = 2, 100
"""Keys that the database is asked for at a time, and requests that wait for that."""

KEPT = 4096
PATTERN = re.compile(r"kharita_[0-9a-f]{12}_[\w-]{43}", re.ASCII)


def digest(key: str) -> bytes:
    """Hash a key; a fast hash is enough for 256 random bits."""
    return hashlib.sha256(key.encode()).digest()


def api_key_from(scope: Scope) -> str | None:
    """
    Return the API key sent, if any.

    Returns
    -------
    str or None
        `X-API-Key`, or what `Authorization` bears, or its password where a browser asked for name and password;
        None without any of these.
    """
    authorization = None
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            return str(value, "latin-1").strip()
        if name == b"authorization":
            authorization = str(value, "latin-1")
    if authorization is None:
        return None
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        return _password(credentials)
    return None


def _password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials).decode().partition(":")[2]
    except ValueError:
        return ""


class CallerCache:
    """
    Cache of the callers of valid keys; the database is queried for each at most every `FRESH_S` seconds.

    Parameters
    ----------
    sessions : sessionmaker
        Sessions of the reading role.
    clock : callable, optional
        Tells the time in seconds.
    """

    def __init__(self, sessions: sessionmaker[Session], clock: Callable[[], float] = time.monotonic):
        self._sessions = sessions
        self._clock = clock
        self._turns = Turns(ASKED_AT_ONCE, ASKING_WAIT)
        self._known: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    def cached(self, key: str) -> Caller | None:
        """Return the cached caller of a key; never queries the database."""
        asked_at, caller = self._known.get(digest(key), (None, None))
        if asked_at is None or self._clock() - asked_at >= FRESH_S:
            return None
        return caller

    async def find(self, key: str) -> Caller | None:
        """
        Return the caller of a key from the database; None where it is invalid, revoked or expired.

        Raises
        ------
        Busy
            Too many keys are being looked up.
        """
        hashed, asked_at = digest(key), self._clock()
        found = None
        if PATTERN.fullmatch(key):
            async with self._turns.take():
                found = await run_in_threadpool(self._ask, hashed)
        if found is None:
            self._known.pop(hashed, None)
            return None
        self._known[hashed] = (asked_at, found)
        self._known.move_to_end(hashed)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found

    def _ask(self, hashed: bytes) -> Caller | None:
        with self._sessions() as session:
            found = api_keys.find(session, hashed)
        return None if found is None else Caller(found["id"], Role[found["role"]])
