"""SSRF protection: connections to public addresses only.

Host names are resolved here, every address is checked, and the connection is made to a checked address, so
that DNS rebinding has no effect. Redirects open new connections, which are checked in the same way.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class ForbiddenAddressError(Exception):
    """A host that resolves to an address that is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet.

    IPv6 addresses that embed an IPv4 address (mapped, 6to4, Teredo, NAT64) are as public as that one.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is None and ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class GuardedBackend(httpcore.NetworkBackend):
    """httpcore backend that opens TCP connections to public addresses only, unless `allow_private`."""

    def __init__(self, allow_private: bool = False) -> None:
        self._backend = httpcore.SyncBackend()
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers. Raises ForbiddenAddressError, ConnectError."""
        error: Exception | None = None
        for address in self._addresses(host, port):
            try:
                return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise ForbiddenAddressError("Unix sockets are not supported")

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private:
            for address in addresses:
                if not is_public(address):
                    name = address if host == address else f"{host} is {address}, which"
                    raise ForbiddenAddressError(f"{name} is not a public address")
        return addresses


class GuardedTransport(httpx.HTTPTransport):
    """httpx transport that connects through `GuardedBackend` and ignores proxies of the environment."""

    def __init__(self, allow_private: bool = False) -> None:
        super().__init__(trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=15,
            network_backend=GuardedBackend(allow_private),
        )
