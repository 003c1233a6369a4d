"""Which network addresses a download may connect to: public ones, and private ones only where the host was allowed.

The guard stands at the socket, not at the name: a resolver is not asked for an address written as a number, and a name
may point to another address a second later. Must not know URLs, feeds or HTTP.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# Inherited by the tasks that race several addresses of one host, which know nothing of the URL any more.
_private_allowed: ContextVar[bool] = ContextVar("private_allowed", default=False)


class ForbiddenAddress(OSError):
    """The host has no public address."""

    def __init__(self) -> None:
        # One wording for all addresses of a host: the connector then raises this error itself, not a summary of
        # several.
        super().__init__("the host has no public address")


@contextmanager
def private_allowed(allowed: bool) -> Iterator[None]:
    """Lets connections opened inside reach private addresses where `allowed`."""
    token = _private_allowed.set(allowed)
    try:
        yield
    finally:
        _private_allowed.reset(token)


def is_public(address: str) -> bool:
    """True for an address of the open Internet, also where IPv6 wraps it; False for what is no address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        # A tunnel or a translator would carry the packet to the IPv4 address inside.
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ()), _translated(ip)]
        if any(part is not None and not _is_open(part) for part in inner):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return _is_open(ip)


def _is_open(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast


def _translated(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    # 64:ff9b::/96, the well-known prefix of NAT64 (RFC 6052).
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if int(ip) >> 32 == 0x64FF9B << 64 else None


def guarded_socket(address: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
    """A socket for one resolved address, as aiohttp's connector asks for it. Raises ForbiddenAddress."""
    family, kind, protocol, _, target = address
    if not _private_allowed.get() and not is_public(str(target[0])):
        raise ForbiddenAddress
    return socket.socket(family=family, type=kind, proto=protocol)
