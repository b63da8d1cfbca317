"""Headers that bound what the pages of the dashboards may load, run and be part of.

Streamlit sends none. Words from outside are escaped before they reach a page; should one get through, the
browser still runs no script but Streamlit's own files, sends nothing to another host, and shows the
dashboards in no other page's frame. What the policy grants beyond the server's own files is what Streamlit
and Vega need:

- `script-src`: the hashes of the script within Streamlit's page, which sets its colours before the rest is
  there, and of our own (`scripts`), and WebAssembly, with which it reads messages. Vega needs no
  `unsafe-eval` here.
- `style-src 'unsafe-inline'`: both set styles on elements, and our style sheet is in the page.
- `img-src data: blob:`: icons of Streamlit, and charts that are saved as pictures.
- `connect-src 'self'`: the WebSocket of the page, which has the host and port of the page.

The Data Docs have a stricter policy of their own (`warehouse.dashboard.data_docs`), which stays.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.dashboard.scripts import TO_PASSAGE

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)


def inline_scripts(page: str) -> list[str]:
    """The scripts within a page as sources of a policy: their hashes."""
    hashes = (sha256(script.encode()).digest() for script in INLINE.findall(page))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in hashes]


POLICY = "; ".join(
    (
        "default-src 'none'",
        " ".join(
            (
                "script-src 'self' 'wasm-unsafe-eval'",
                *inline_scripts(PAGE.read_text(encoding="utf-8") + TO_PASSAGE),
            )
        ),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every answer that does not state its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
