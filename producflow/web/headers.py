"""Headers that keep a browser from running, framing or guessing what it should not."""

import base64
import hashlib
import re
from functools import cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producflow import settings as process_settings
from producflow.web.shell import page

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UNDER_TLS = {"strict-transport-security": "max-age=31536000"}  # for a year browsers take no plain connection then
INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)


def inline_script_hashes(html: str) -> list[str]:
    """Content-Security-Policy sources of the scripts that a page carries in itself."""
    bodies = [match["body"] for match in INLINE_SCRIPT.finditer(html) if "src=" not in match["attributes"]]
    digests = [hashlib.sha256(body.encode()).digest() for body in bodies]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(script_sources: list[str]) -> str:
    """What a page may load: its own origin only; styles inline, since Streamlit and Plotly write them."""
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *script_sources],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "media-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


@cache
def of_the_dashboard() -> str:
    """The policy for the shell, whose inline scripts, Streamlit's and ours, are known by their hashes."""
    return content_security_policy(inline_script_hashes(page(known=False, root="")))


class SecurityHeaders:
    """Add the headers to every answer that does not bring its own.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        tls = UNDER_TLS if process_settings.current().secure_cookies else {}
        wanted = {"content-security-policy": of_the_dashboard(), **HEADERS, **tls}
        self._headers = [(name.encode(), value.encode()) for name, value in wanted.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", [])
                there = {name for name, _ in own}
                message["headers"] = [*own, *(each for each in self._headers if each[0] not in there)]
            await send(message)

        await self.app(scope, receive, with_headers)
