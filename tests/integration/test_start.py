"""A start brings in what the first page needs, and no more."""

import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from producflow.web.api_mount import ApiMount

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
LATE = (
    *("producflow.api.application", "producflow.api.schemas", "scipy", "sklearn"),
    *("producflow.domain.predictions.trend", "producflow.operations.predicting"),
    *("producflow.imports", "producflow.commands.known", "extra_streamlit_components.CookieManager"),
)
"""A second of a start: for calls, for the maintenance page, for predictions, which are made by the clock, for uploads
and commands, and for what the sign-in's library brings that nobody here uses."""


def test_what_only_calls_need_is_not_brought_in_at_the_start() -> None:
    asked = f"import sys, app, producflow.__main__; print([name for name in {LATE!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def answering(word: str) -> ASGIApp:
    return Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse(word))])


@pytest.mark.parametrize("at_once", [True, False])
def test_the_api_is_made_once(*, at_once: bool) -> None:
    made: list[int] = []

    def make() -> ASGIApp:
        made.append(1)
        return answering("api")

    with TestClient(ApiMount(answering("page"), "/api", make, at_once=at_once)) as client:
        assert len(made) == int(at_once)
        assert client.get("/").text == "page"
        assert len(made) == int(at_once)
        assert [client.get("/api/ready").text for _ in range(3)] == ["api"] * 3
    assert len(made) == 1
