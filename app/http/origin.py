"""Origin of a request."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.types import Scope

FORWARDING = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})


def is_of_this_machine(scope: Scope) -> bool:
    """
    Tell whether a request was made on the machine the service runs on.

    Both ends of its connection are on loopback, no header tells of a proxy in between, and it was addressed to this
    machine: a page elsewhere whose name was made to point here (DNS rebinding) is not.
    """
    ends = scope.get("server"), scope.get("client")
    if not all(end and is_loopback(end[0]) for end in ends):
        return False
    host = b""
    for name, value in scope["headers"]:
        if name in FORWARDING:
            return False
        if name == b"host":
            host = value
    return _names_loopback(host)


@lru_cache(4096)
def is_loopback(host: str) -> bool:
    """Whether an address is on loopback; names and socket paths are not."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


@lru_cache(256)
def _names_loopback(host: bytes) -> bool:
    try:
        name = urlsplit(b"//" + host).hostname
    except ValueError:
        return False
    return name == b"localhost" or (name is not None and is_loopback(name.decode("latin-1")))


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
