"""SSRF protection: connections to public addresses only, and within the time that a request may take.

Host names are resolved here, every address is checked, and the connection is made to a checked address, so
that DNS rebinding has no effect. Redirects open new connections, which are checked in the same way.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from flows.sources.budget import Budget


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
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    if any(ip in network for network in _SPECIAL if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# Of IANA's registries of special-purpose addresses, those that `ipaddress` takes for global in one of the
# supported versions of Python: https://www.iana.org/assignments/iana-ipv4-special-registry (and ipv6).
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocols, with the anycast addresses of PCP and TURN
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.175.48.0/24",  # AS112
        "2001::/23",  # IETF protocols; Teredo is looked into before
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


class GuardedBackend(httpcore.NetworkBackend):
    """httpcore backend that opens TCP connections to public addresses only, unless `allow_private`.

    `budget` is that of the request under way: whatever waits for the network waits no longer than it says.
    """

    def __init__(self, allow_private: bool = False) -> None:
        self._backend = httpcore.SyncBackend()
        self._allow_private = allow_private
        self.budget: Budget | None = None

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
        addresses = self._addresses(host, port, self.within(timeout, httpcore.ConnectTimeout))
        for address in addresses:
            left = self.within(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
                return _BoundedStream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise ForbiddenAddressError("Unix sockets are not supported")

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)

    def within(self, timeout: float | None, fault: type[httpcore.TimeoutException]) -> float | None:
        """The timeout of the next step on the network. Raises `fault` if the request has no time left."""
        if self.budget is None:
            return timeout
        if self.budget.is_spent:
            raise fault("the request took too long as a whole")
        return self.budget.within(timeout)

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        try:
            found = _resolved(host, port, timeout)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private:
            for address in addresses:
                if not is_public(address):
                    name = address if host == address else f"{host} is {address}, which"
                    raise ForbiddenAddressError(f"{name} is not a public address")
        return addresses


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every step ends with the budget of the request that uses it."""

    def __init__(self, stream: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.within(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._backend.within(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _resolved(host: str, port: int, timeout: float | None) -> list[Any]:
    """What `getaddrinfo` says, which knows no timeout itself. Raises its exceptions, and ConnectTimeout."""
    answer: list[Any] = []

    def resolve() -> None:
        try:
            answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    resolver = threading.Thread(target=resolve, name="resolver", daemon=True)
    resolver.start()
    resolver.join(timeout)
    if not answer:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time")
    if isinstance(answer[0], Exception):
        raise answer[0]
    found: list[Any] = answer[0]
    return found


class GuardedTransport(httpx.HTTPTransport):
    """httpx transport that connects through `GuardedBackend` and ignores proxies of the environment."""

    def __init__(self, allow_private: bool = False) -> None:
        super().__init__(trust_env=False)
        self.network = GuardedBackend(allow_private)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=15,
            network_backend=self.network,
        )

    def close_confused(self) -> None:
        """Close each connection that holds more than the answer that was asked for.

        A wrong Content-Length leaves the rest of a body there, which httpcore would take for the answer to
        the next request. A connection that cannot be looked into is closed too.
        """
        for connection in self._pool.connections:
            state = getattr(getattr(connection, "_connection", None), "_h11_state", None)
            if state is None or state.trailing_data[0]:
                connection.close()
