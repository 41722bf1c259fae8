"""Logs: one line of JSON an event, with nothing secret in it."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from producflow import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    structlog.get_logger("producflow.test").info("imported", rows=3, file="a\nb.csv")
    [event] = written(capsys)
    assert event["event"] == "imported"
    assert event["rows"] == 3
    assert event["file"] == "a\nb.csv"
    assert event["level"] == "info"
    assert str(event["at"]).endswith("Z")


def test_libraries_speak_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logging.getLogger("uvicorn.error").warning("bad %s", "request")
    logging.getLogger("uvicorn.error").debug("not asked for")
    [event] = written(capsys)
    assert (event["event"], event["logger"], event["level"]) == ("bad request", "uvicorn.error", "warning")


def test_secrets_are_hidden_by_name_and_in_text(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    structlog.get_logger("t").info(
        "sign-in",
        password="hunter2hunter2",
        options={"new_password": "hunter2hunter2", "email": "a@x.de"},
        headers=[{"Authorization": "Bearer hunter2hunter2"}],
        url="/session/claim?code=hunter2hunter2&next=1",
        text="Authorization: Bearer hunter2hunter2",
        tokens_issued=4,
    )
    text = capsys.readouterr().err
    assert "hunter2" not in text
    event = json.loads(text)
    assert event["options"]["email"] == "a@x.de"
    assert event["tokens_issued"] == 4
    assert event["url"] == "/session/claim?code=[hidden]&next=1"


def test_a_failure_is_one_line_with_its_traceback_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")

    def fail() -> None:
        raise ValueError("password=hunter2hunter2 is wrong")

    try:
        fail()
    except ValueError:
        structlog.get_logger("t").exception("broken")
    [event] = written(capsys)
    assert "in fail" in str(event["exception"])
    assert "hunter2" not in str(event)


@pytest.mark.long
def test_what_the_first_page_is_made_of_is_there_before_anybody_asks_and_nothing_is_said_of_it() -> None:
    told = "logs.configure(); import app, sys; print('streamlit_authenticator' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"from producflow import logs; {told}"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
