"""Callers and roles."""

from enum import IntEnum
from typing import Any, NamedTuple

from fastapi import Depends, Request

from app.errors import KeyNeeded, RoleNeeded


class Role(IntEnum):
    """Role of an API key; each may do what those before it may."""

    reader = 1
    analyst = 2
    admin = 3


class Caller(NamedTuple):
    """A caller: the id of an API key, or None without one, and a role."""

    key_id: str | None
    role: Role


def needs(role: Role) -> Any:
    """
    Make a dependency that lets an operation be asked for with this role only.

    Raises
    ------
    KeyNeeded
        When the operation is asked for without a key, and a role is needed that only a key has here.
    RoleNeeded
        When the key has a lesser role.
    """

    async def check(request: Request) -> None:
        caller: Caller = request.state.caller
        if caller.role < role and caller.key_id is None:
            raise KeyNeeded(
                f"This is for the role {role.name}: send a key of it; without one you ask as {caller.role.name}."
            )
        if caller.role < role:
            raise RoleNeeded(role.name, caller.role.name)

    return Depends(check)


SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic", "description": "any name, and the key as password"},
}


def declare_keys(document: dict[str, Any]) -> dict[str, Any]:
    """Declare in an OpenAPI document how an API key is sent; a public service needs none."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    document["security"] = [{}, *({name: []} for name in SCHEMES)]
    return document
