"""Real processes to be killed: the server and the command line, on a database of their own."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests import commands
from tests.serving import ROOT, STARTED, environment_of

FULL = int(os.environ.get("PRODUCFLOW_FAULT_ROUNDS", "0"))
"""Rounds of ``make faults``; 0: the short version that every test run has."""
FIRST = int(os.environ.get("PRODUCFLOW_FAULT_FROM", "0"))
UNLIMITED = {f"PRODUCFLOW_RATE_{rate}": "0" for rate in ("READS", "WRITES", "BULK", "SIGN_INS")}


def command(
    database: Path, *arguments: str, kill_after: float | None = None, settings: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Run a command to its end, or kill it with -9; tells its exit code, and what it wrote."""
    environment = environment_of(database, **(settings or {}))
    if kill_after is None:
        ran = commands.command(*arguments, folder=ROOT, environment=environment)
        return ran.returncode, ran.stdout, ran.stderr
    process = subprocess.Popen(
        [sys.executable, "-m", "producflow", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out, said = process.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        process.kill()
        out, said = process.communicate()
    return process.returncode, out, said


class Server:
    """The server as a process that can be killed at any moment."""

    def __init__(self, database: Path, **more: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = database.with_suffix(".log")
        environment = {"PRODUCFLOW_DEMO": "0", "PRODUCFLOW_PORT": str(self.port)} | UNLIMITED | more
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "producflow", "serve"],
                cwd=ROOT,
                env=environment_of(database, **environment),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(STARTED):
                break
        else:
            self.process.wait()
            raise AssertionError(f"the server did not start: {self.log.read_text(encoding='utf-8')[-2000:]}")
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.read()

    def stop(self) -> int:
        """Stop it as an administrator would."""
        if self.process.poll() is None:
            self.process.terminate()
        return self._gone()

    def kill(self) -> None:
        """Kill it with -9."""
        os.kill(self.process.pid, signal.SIGKILL)
        self._gone()

    def _gone(self) -> int:
        ended = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return ended


class Client:
    """One caller of the API, with a connection that stays open."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    @property
    def line(self) -> socket.socket | None:
        """The connection itself; None where one side has hung up."""
        return self._connection.sock

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Call, and answer the status and the JSON; 0 where the server is gone."""
        try:
            self._connection.request(
                method, f"/api{path}", None if body is None else json.dumps(body), headers=self._headers
            )
            answer = self._connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            self._connection.close()
            return 0, None
        return answer.status, json.loads(text) if text else None


def moment(dice: random.Random, whole: float) -> float:
    """A random moment of something that takes ``whole`` seconds, a little beyond its end included."""
    return dice.uniform(0.02, whole * 1.1)


def measured(database: Path, *arguments: str) -> float:
    """How long a command takes that nobody kills; the short version does not try, and guesses. [s]"""
    if not FULL:
        return 3.0
    started = time.perf_counter()
    code, _, said = command(database, *arguments)
    assert code == 0, said
    return time.perf_counter() - started


def rounds(short: int, share: float = 1.0) -> range:
    """Numbers of the rounds to play; each is the seed of its dice."""
    return range(FIRST, FIRST + (round(FULL * share) if FULL else short))
