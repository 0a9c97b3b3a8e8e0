"""Origin of a request, and the host it was addressed to."""

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import BadHost, MisdirectedRequest

HOST = re.compile(rb"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::[0-9]{1,5})?")
"""A Host header in small letters: a name or an address, and perhaps a port (RFC 9110 §7.2)."""

FORWARDING = frozenset(
    {
        *(b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"true-client-ip"),
        *(b"cdn-loop", b"fastly-client-ip", b"fly-client-ip", b"x-original-host", b"x-envoy-external-address"),
    }
)
FORWARDING_PREFIXES = (b"x-forwarded-", b"cf-")
"""Headers that proxies add, each of which tells of one."""


def is_of_this_machine(scope: Scope) -> bool:
    """
    Tell whether a request seems to come from the machine the service runs on.

    Both ends of its connection are on loopback, it was addressed to a name of loopback, and nothing tells of a proxy
    in between: no header that proxies add, and not HTTP/1.0, which no client speaks any more and nginx does by
    default. A proxy may tell nothing of itself, so that this opens reading and never more.
    """
    ends = scope.get("server"), scope.get("client")
    if not all(end and is_loopback(end[0]) for end in ends) or scope.get("http_version") == "1.0":
        return False
    host = b""
    for name, value in scope["headers"]:
        if name in FORWARDING or name.startswith(FORWARDING_PREFIXES):
            return False
        if name == b"host":
            host = value
    name = _name_of(host)
    return name is not None and names_loopback(name)


def check_hosts(app: ASGIApp, names: Collection[str]) -> ASGIApp:
    """
    Reject a request that is not addressed to this service.

    A page elsewhere whose name was made to point here (DNS rebinding) sends its own name as Host. Known are the names
    of loopback, the address that the connection came to, and those given.

    Parameters
    ----------
    names : collection of str
        Of the service, without a port; ``*`` is every name.

    Raises
    ------
    BadHost
        The request has no Host header, several, or one that is no host.
    MisdirectedRequest
        The host is another.
    """
    known = {name.lower().rstrip(".") for name in names}

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = _host_of(scope)
            own = scope.get("server")
            if not (host in known or "*" in known or names_loopback(host) or (own and host == own[0])):
                raise MisdirectedRequest(host)
        return await app(scope, receive, send)

    return checked


def _host_of(scope: Scope) -> str:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    name = _name_of(hosts[0]) if len(hosts) == 1 else None
    if name is None:
        raise BadHost(len(hosts))
    return name


@lru_cache(256)
def _name_of(host: bytes) -> str | None:
    """Read the name in a Host header, in small letters and without the port; None where there is none."""
    found = HOST.fullmatch(host.lower())
    return None if found is None else found[1].strip(b"[]").rstrip(b".").decode("ascii") or None


@lru_cache(256)
def names_loopback(name: str) -> bool:
    """Whether a host is a name or an address of loopback."""
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)


@lru_cache(4096)
def is_loopback(host: str) -> bool:
    """Whether an address is on loopback; names and socket paths are not."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


@lru_cache(4096)
def network(host: str) -> str:
    """Name whoever shares an address: the address itself, of IPv6 the /64 that one subscriber has."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return host
