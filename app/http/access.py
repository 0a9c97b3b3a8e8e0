"""Who asks, and what they may."""

from enum import IntEnum
from typing import Any, NamedTuple

from fastapi import Depends, Request

from app.errors import RoleNeeded


class Role(IntEnum):
    """What a key is for; each role may do what those before it may."""

    reader = 1
    analyst = 2
    admin = 3


class Caller(NamedTuple):
    """Who asks: the id of a key, or None without one, and a role."""

    key_id: str | None
    role: Role


def needs(role: Role) -> Any:
    """
    Make a dependency that lets an operation be asked for with this role only.

    Raises
    ------
    RoleNeeded
        When the operation is asked for with a lesser one.
    """

    async def check(request: Request) -> None:
        caller: Caller = request.state.caller
        if caller.role < role:
            raise RoleNeeded(role.name, caller.role.name)

    return Depends(check)


SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic", "description": "any name, and the key as password"},
}


def declare_keys(document: dict[str, Any]) -> dict[str, Any]:
    """Declare in an OpenAPI document how a key is sent; where the service is public, none is needed."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    document["security"] = [{}, *({name: []} for name in SCHEMES)]
    return document
