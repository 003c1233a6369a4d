"""Which addresses are public, however they are dressed."""

import socket

import pytest

from bot.sources.guard import ForbiddenAddress, guarded_socket, is_public, private_allowed

PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_do_not(address: str) -> None:
    assert not is_public(address)


def test_private_addresses_pass_only_inside_the_permission() -> None:
    loopback = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))
    with private_allowed(True):
        guarded_socket(loopback).close()
    with pytest.raises(ForbiddenAddress), private_allowed(False):
        guarded_socket(loopback)
    with pytest.raises(ForbiddenAddress):
        guarded_socket(loopback)
