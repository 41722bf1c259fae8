"""Streamlit's own scripts and styles, compressed once and kept: Plotly alone is 4.7 MB, and 1.4 MB compressed.

Streamlit sends them as they are, since compressing on every request costs more than it saves. Their names carry a hash
of their content, so once is enough.
"""

import asyncio
import gzip
import mimetypes
from pathlib import Path

import anyio.to_thread
import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SHELL = Path(streamlit.__file__).parent / "static"
WORTH_IT = frozenset({".js", ".css", ".svg", ".json", ".ttf"})
LEVEL = 6  # a ninth of a second for Plotly; level 9 takes twice that for one per cent
FOREVER = "public, immutable, max-age=31536000"


class CompressedStatic:
    """Answer for the static files that compress well, where the browser takes gzip; hand on everything else.

    Parameters
    ----------
    app : ASGIApp
        What answers otherwise.
    folder : Path, optional
        Where ``/static/…`` is served from.
    """

    def __init__(self, app: ASGIApp, folder: Path = SHELL) -> None:
        self.app = app
        self._files = {
            f"/{file.relative_to(folder).as_posix()}": file
            for file in (folder / "static").rglob("*")
            if file.suffix in WORTH_IT
        }
        self._packed: dict[str, bytes] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and scope["path"] in self._files
            and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        ):
            response = await self._response(scope["path"])
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _response(self, path: str) -> Response:
        if path not in self._packed:
            async with self._one_at_a_time:
                if path not in self._packed:  # somebody else may have waited for the same file
                    # In a thread: for as long as it takes, the loop would answer nobody.
                    self._packed[path] = await anyio.to_thread.run_sync(_pack, self._files[path])
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": FOREVER}
        return Response(self._packed[path], media_type=kind, headers=headers)


def _pack(file: Path) -> bytes:
    # Without the time in it, a file is the same bytes after every start.
    return gzip.compress(file.read_bytes(), LEVEL, mtime=0)
