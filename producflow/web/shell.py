"""The page that Streamlit's script runs in, with our style and scripts: history, what is typed and what is sent."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from producflow.access import sessions
from producflow.web.session_guard import is_page

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
KINDS = {".js": "text/javascript", ".css": "text/css"}
"""Files of ours that pages name, and what they are."""
SCRIPTS = ("history.js", "place.js", "outage.js", "room.js", "sending.js", "typing.js")
LOADING = "loading.js"
"""Stands in the page itself; see there."""
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
            name = addresses().get(scope["path"])
            if name is not None:
                answer = Response(kept(name), media_type=KINDS[Path(name).suffix], headers={"Cache-Control": FOREVER})
            elif is_page(scope["path"]):
                known = sessions.COOKIE in HTTPConnection(scope).cookies
                root = scope.get("app_root_path", "")
                answer = HTMLResponse(page(known, root), headers={"Cache-Control": "no-cache"})
        await (self.app if answer is None else answer)(scope, receive, send)


@cache
def kept(name: str) -> bytes:
    """One of our files."""
    return Path(__file__).with_name(name).read_bytes()


@cache
def addresses() -> dict[str, str]:
    """Names of our files by their addresses, which change with what is in them."""
    names = (path.name for path in Path(__file__).parent.iterdir() if path.suffix in KINDS)
    return {f"/static/producflow/{sha256(kept(name)).hexdigest()[:12]}.{name}": name for name in names}


def address(name: str) -> str:
    """Address of one of our files."""
    return next(address for address, known in addresses().items() if known == name)


def font(name: str) -> str:
    """Address of one of Streamlit's fonts, whose names carry a hash."""
    [found] = INDEX.parent.glob(f"static/media/{name}*.woff2")
    return f"/{found.relative_to(INDEX.parent).as_posix()}"


@cache
def page(known: bool, root: str) -> str:
    """Streamlit's page with our files at the head: a script there runs before Streamlit's, which waits for the page.

    Parameters
    ----------
    known : bool
        Whether the browser brings a session, so that the page keeps room for what only such a one gets. It says nothing
        about whether the session holds.
    root : str
        Path below which the server stands: said in full, since an address with a slash at its end would change what it
        is relative to.

    Raises
    ------
    RuntimeError
        If Streamlit's page has no head any more, so that they cannot be put into it.
    """
    before, head, after = INDEX.read_text(encoding="utf-8").partition("<head>")
    if not head:
        raise RuntimeError(f"{INDEX} has no head to put our files into.")
    scripts = "\n    ".join(f'<script src="{root}{address(name)}"></script>' for name in SCRIPTS)
    lost = f"<script>{kept(LOADING).decode()}</script>"
    ours = f'{lost}\n    {scripts}\n    <link rel="stylesheet" href="{root}{address("style.css")}">'
    after = after.replace('"./', f'"{root}/')
    return f"{before.replace('<html', '<html data-signed-in') if known else before}{head}\n    {ours}{after}"
