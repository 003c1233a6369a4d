"""What every test shares: a clean environment, no network beyond this machine, the way to recorded data."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The directory of recorded feeds and tables, kept beside the repository because they are not ours to ship."""
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("recorded data is not here: it is expected in ../shared/data beside the repository")
    return path


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("TOCSIN_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuses connections and look-ups beyond loopback; the test fails even when the code hides the error."""
    attempts: list[str] = []
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(target: object) -> None:
        attempts.append(str(target))
        raise ConnectionRefusedError(f"a test tried to reach {target}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _local(self.family, address):
            refuse(address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _local(self.family, address):
            refuse(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        # A literal address is parsed, not looked up: nothing leaves the machine until somebody connects to it.
        if _address(host) is None and not _local_host(host):
            refuse(host)
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    if attempts:
        pytest.fail(f"this test tried to leave the machine: {', '.join(attempts)}")


def _local(family: int, address: Any) -> bool:
    return family not in (socket.AF_INET, socket.AF_INET6) or _local_host(address[0])


def _local_host(host: Any) -> bool:
    address = _address(host)
    if address is None:
        return host in (None, "", "localhost", b"localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified


def _address(host: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None
