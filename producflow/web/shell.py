"""The page that Streamlit's script runs in, with one of ours before it that keeps the browser's history in order."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from producflow.web.session_guard import is_page

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
SCRIPT = Path(__file__).with_name("history.js")
FOREVER = "public, immutable, max-age=31536000"


class Shell:
    """Answer for the dashboard's pages and for our script; hand on everything else.

    Parameters
    ----------
    app : ASGIApp
        What answers otherwise.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        answer: Response | None = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            if scope["path"] == script_path():
                answer = Response(script(), media_type="text/javascript", headers={"Cache-Control": FOREVER})
            elif is_page(scope["path"]):
                answer = HTMLResponse(page(), headers={"Cache-Control": "no-cache"})
        await (self.app if answer is None else answer)(scope, receive, send)


@cache
def script() -> bytes:
    """Our script; it has to run before Streamlit's, which is a module and so waits for the page."""
    return SCRIPT.read_bytes()


@cache
def script_path() -> str:
    """Its address, which changes with its content."""
    return f"/static/producflow/history.{sha256(script()).hexdigest()[:12]}.js"


@cache
def page() -> str:
    """Streamlit's page with our script at the head.

    Raises
    ------
    RuntimeError
        If Streamlit's page has no head any more, so that the script cannot be put into it.
    """
    before, head, after = INDEX.read_text(encoding="utf-8").partition("<head>")
    if not head:
        raise RuntimeError(f"{INDEX} has no head to put our script into.")
    return f'{before}{head}\n    <script src=".{script_path()}"></script>{after}'
