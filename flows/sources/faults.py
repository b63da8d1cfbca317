"""Why something cannot be had from where it should be: the kind of fault, the address, what to do."""

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
ADVICE = {  # by HTTP status
    401: "it asks for a login, and Readout has none",
    403: "the site does not let this reader in",
    404: "is the address right?",
    410: "the site says that it is gone for good",
    429: "a larger `fetching.delay` in its source file asks less often",
}


@dataclass(frozen=True, slots=True)
class Unreadable(Rejection):
    """A source that could not be read, or not to its end: which, and why."""


def without_login(text: str) -> str:
    """Words with the user names and passwords of addresses left out."""
    return _LOGIN.sub("://", text)


def reference(config: SourceConfig) -> str:
    """What stands for a source as a whole: its location, without a password."""
    return printable(without_login(config.location))


def unreadable(config: SourceConfig, reason: str) -> Unreadable:
    """That a source could not be read, for this reason."""
    return Unreadable(config.name, reference(config), without_login(reason), "")


class FetchError(Exception):
    """A page that cannot be had: `<kind>: <url>; <detail>`.

    `status` is the HTTP status, if there was one. `passing`: the fault may be gone when the next run asks.
    """

    def __init__(
        self, kind: str, url: str, detail: str = "", status: int | None = None, passing: bool = False
    ) -> None:
        self.url = without_login(url)
        super().__init__(f"{kind}: {self.url}" + (f"; {detail}" if detail else ""))
        self.kind = kind
        self.detail = detail
        self.status = status
        self.passing = passing

    def seen_from(self, url: str) -> "FetchError":
        """The same fault where it was `url` that was asked for, which led here."""
        if without_login(url) == self.url:
            return self
        detail = "; ".join(filter(None, (f"it leads to {self.url}", self.detail)))
        return FetchError(self.kind, url, detail, self.status, self.passing)


def status_fault(url: str, status: int) -> FetchError:
    """The fault of an answer that is no page."""
    try:
        kind = f"HTTP {status}, {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        kind = f"HTTP {status}"
    passing = status in {401, 403, 408, 425, 429} or status >= 500
    return FetchError(kind, url, ADVICE.get(status, ""), status, passing)


def network_fault(url: str, error: Exception, timeout: float) -> FetchError:
    """The fault of a connection that failed, told by what the libraries' errors were raised from."""
    kind, detail = _told(error, urlsplit(url).hostname or url, timeout)
    return FetchError(kind, url, detail, passing=True)


def _told(error: Exception, host: str, timeout: float) -> tuple[str, str]:
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return "TLS error", f"the certificate of {host} is not trusted: {cause.verify_message}"
            case ssl.SSLError():
                return "TLS error", f"{host} does not speak TLS as it should: {cause.reason or cause}"
            case socket.gaierror(errno=socket.EAI_NONAME | socket.EAI_NODATA):
                return "no such host", f"is {host} the right name?"
            case socket.gaierror():
                return "host name cannot be looked up", f"{host}: {cause.strerror}; is this machine online?"
            case ConnectionRefusedError():
                return "connection refused", "is the address right, and the server up?"
            case ConnectionError() | httpcore.RemoteProtocolError() | httpx.RemoteProtocolError():
                return "connection broken off", f"{host}: {cause}"
            case OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH):
                return "host unreachable", f"{host}: {cause.strerror}; is this machine online?"
    if isinstance(error, TIMEOUTS):
        return "no answer in time", f"{host} took longer than {timeout:g} s"
    return "connection failed", f"{type(error).__name__}: {error}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was raised from, the first cause first."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    yield from reversed(chain)
