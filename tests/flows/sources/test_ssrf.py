"""Which addresses may be connected to."""

# ruff: noqa: E501  documents and sentences read best on one line

import socket
from typing import Any

import httpcore
import pytest

from flows.sources.ssrf import ForbiddenAddressError, GuardedBackend, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1", "192.0.2.1", "198.18.0.1",
        "192.0.0.9", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1", "198.51.100.1", "203.0.113.1",
        "240.0.0.1", "::1.2.3.4", "::ffff:0:10.0.0.1", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001::1", "2001:1::1",
        "2001:4:112::1", "2001:20::1", "2001:30::1", "2001:db8::1", "2002:a00:1::1", "2620:4f:8000::1", "3fff::1",
        "5f00::1", "fec0::1", "4000::1",
    ],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_name_with_any_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, "1.1.1.1", "127.0.0.1")
    with pytest.raises(ForbiddenAddressError, match=r"rebind\.example is 127\.0\.0\.1"):
        GuardedBackend().connect_tcp("rebind.example", 80, timeout=1)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def connect(self: object, host: str, *_: Any, **__: Any) -> None:
        asked.append(host)
        raise httpcore.ConnectError("not in a test")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    resolves_to(monkeypatch, "1.1.1.1", "1.0.0.1")
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend().connect_tcp("marsh.example", 443, timeout=1)
    assert asked == ["1.1.1.1", "1.0.0.1"]


def test_a_name_that_does_not_resolve() -> None:
    with pytest.raises(httpcore.ConnectError, match="cannot be resolved"):
        GuardedBackend().connect_tcp("no-such-host.invalid", 80, timeout=1)
