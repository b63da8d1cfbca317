"""Faults of fetching and reading, each with its kind, the address, and a remedy."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import httpcore
import httpx

from flows.sources.config import SourceConfig
from flows.sources.locations import printable
from transforms.records import Rejection

NETWORK_ERRORS = (
    httpx.TransportError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
)
TIMEOUTS = (httpx.TimeoutException, httpcore.TimeoutException)
_LOGIN = re.compile(r"://[^/@\s]*@")
ADVICE = {  # remedies by HTTP status
    401: "it requires a login, which Readout does not have",
    403: "the site denies access to this reader",
    404: "is the address right?",
    410: "the site says that it is permanently gone",
    429: "increase `fetching.delay` in its source file",
}


@dataclass(frozen=True, slots=True)
class Unreadable(Rejection):
    """The rejection of a source that could not be read to its end."""


def without_login(text: str) -> str:
    """`text` with user names and passwords removed from its URLs."""
    return _LOGIN.sub("://", text)


def reference(config: SourceConfig) -> str:
    """The `source_ref` of a source as a whole: its location without user name and password."""
    return printable(without_login(config.location))


def unreadable(config: SourceConfig, reason: str) -> Unreadable:
    """The rejection of a source that could not be read, for this reason."""
    return Unreadable(config.name, reference(config), without_login(reason), "")


class FetchError(Exception):
    """A URL that could not be fetched; the message is `<kind>: <url>; <detail>`.

    `status` is the HTTP status, if there was a response. `transient` faults may be gone in the next run.
    """

    def __init__(
        self, kind: str, url: str, detail: str = "", status: int | None = None, transient: bool = False
    ) -> None:
        self.url = without_login(url)
        super().__init__(f"{kind}: {self.url}" + (f"; {detail}" if detail else ""))
        self.kind = kind
        self.detail = detail
        self.status = status
        self.transient = transient

    def as_requested_from(self, url: str) -> "FetchError":
        """The same fault reported for `url`, which redirected to this one."""
        if without_login(url) == self.url:
            return self
        detail = "; ".join(filter(None, (f"redirected to {self.url}", self.detail)))
        return type(self)(self.kind, url, detail, self.status, self.transient)


class GivenUp(FetchError):
    """A URL that was not requested, because its host was given up for this run."""

    @classmethod
    def of(cls, fault: FetchError, url: str) -> "GivenUp":
        """The fault for which the host was given up, as that of another URL."""
        return cls(fault.kind, url, fault.detail, fault.status, transient=True)

    @property
    def reason(self) -> str:
        """The fault without the URL."""
        return "; ".join(filter(None, (self.kind, self.detail)))


def status_fault(url: str, status: int) -> FetchError:
    """The fault of a response with an error status."""
    try:
        kind = f"HTTP {status}, {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        kind = f"HTTP {status}"
    transient = status in {401, 403, 408, 425, 429} or status >= 500
    return FetchError(kind, url, ADVICE.get(status, ""), status, transient)


def network_fault(url: str, error: Exception, timeout: float) -> FetchError:
    """The fault of a failed connection, classified by the root cause of the library's exception.

    `timeout` is in seconds, for the message.
    """
    kind, detail = _classify(error, urlsplit(url).hostname or url, timeout)
    return FetchError(kind, url, detail, transient=True)


def _classify(error: Exception, host: str, timeout: float) -> tuple[str, str]:
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return "TLS error", f"the certificate of {host} is not trusted: {cause.verify_message}"
            case ssl.SSLError():
                return "TLS error", f"the TLS handshake with {host} failed: {cause.reason or cause}"
            case socket.gaierror(errno=socket.EAI_NONAME | socket.EAI_NODATA):
                return "no such host", f"is {host} the right name?"
            case socket.gaierror():
                return "name resolution failed", f"{host}: {cause.strerror}; is this machine online?"
            case ConnectionRefusedError():
                return "connection refused", "is the address right, and the server up?"
            case ConnectionError() | httpcore.RemoteProtocolError() | httpx.RemoteProtocolError():
                return "connection lost", f"{host}: {cause}"
            case OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH):
                return "host unreachable", f"{host}: {cause.strerror}; is this machine online?"
    if isinstance(error, TIMEOUTS):
        return "timeout", f"{host} took longer than {timeout:g} s"
    return "connection failed", f"{type(error).__name__}: {error}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those it was raised from, root cause first."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    yield from reversed(chain)
