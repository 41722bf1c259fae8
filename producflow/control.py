"""How a command reaches the process that has the database open.

That process listens on a loopback port of its own, apart from the one for visitors, and writes where and with which
one-time key into a file beside the database that only its owner may read. Both sides prove that they know the key (an
HMAC challenge each way), so it never travels.
"""

import json
import os
import secrets
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

import structlog

from producflow.commands.lines import Options, Status
from producflow.errors import DatabaseBusy, ProducFlowError
from producflow.store.database import Store

LOOPBACK = "127.0.0.1"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Door:
    """Where the process listens, and the key to it."""

    pid: int
    port: int
    key: str


def door_file(database: Path) -> Path:
    """The file that says where the process with this database listens."""
    return database.with_name(database.name + ".server.json")


@contextmanager
def listening(store: Store) -> Iterator[None]:
    """Take commands from this machine while the block runs."""
    key = secrets.token_urlsafe(32)
    with Listener((LOOPBACK, 0), family="AF_INET") as listener:
        door = Door(os.getpid(), listener.address[1], key)  # (host, port)
        file = door_file(store.path)
        file.unlink(missing_ok=True)  # left by a process that was killed
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(json.dumps(asdict(door)), encoding="ascii")
        threading.Thread(target=_accept, args=(listener, store, key.encode()), daemon=True, name="commands").start()
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def _accept(listener: Listener, store: Store, key: bytes) -> None:
    while True:
        try:
            connection = listener.accept()
        except OSError:  # the listener was closed: the process ends
            return
        threading.Thread(target=_serve, args=(connection, store, key), daemon=True, name="command").start()


def _serve(connection: Connection, store: Store, key: bytes) -> None:
    with connection:
        try:
            deliver_challenge(connection, key)
            answer_challenge(connection, key)
            request = json.loads(connection.recv_bytes())
        except (AuthenticationError, EOFError, OSError, ValueError):
            log.warning("command refused")
            return
        log.info("command", command=request["command"])
        try:
            from producflow.commands.known import COMMANDS  # brings what the server does without until a command comes

            with closing(COMMANDS[request["command"]](store, request["options"])) as lines:
                for line in lines:
                    if _is_alone(connection):
                        log.warning("command cancelled", command=request["command"])
                        return
                    if line is not None:
                        _send(connection, {"status" if isinstance(line, Status) else "line": line})
            _send(connection, {"done": True})
        except ProducFlowError as error:
            _send(connection, {"error": str(error)})
        except (BrokenPipeError, ConnectionResetError):
            log.warning("command abandoned", command=request["command"])


def _is_alone(connection: Connection) -> bool:
    """Tell whether whoever asked has gone: they say nothing more, so all there can be is the end."""
    return connection.poll()


def _send(connection: Connection, message: Mapping[str, Any]) -> None:
    connection.send_bytes(json.dumps(message).encode())


def hand_over(busy: DatabaseBusy, database: Path, command: str, options: Options) -> Generator[str, None, None]:
    """Let the process that has the database open do a command, and yield the lines it writes.

    Parameters
    ----------
    busy : DatabaseBusy
        Why this process cannot do it itself.
    command : str
        A name in ``commands.known.COMMANDS``.
    options : mapping
        What JSON can hold.

    Raises
    ------
    ProducFlowError
        What went wrong there; or ``busy`` itself where that process takes no commands.
    """
    try:
        door = Door(**json.loads(door_file(database.absolute()).read_text(encoding="ascii")))
        if busy.pid is not None and door.pid != busy.pid:
            raise busy
        connection = Client((LOOPBACK, door.port), family="AF_INET")
    except (OSError, ValueError, TypeError):
        raise busy from None
    with connection:
        try:
            answer_challenge(connection, door.key.encode())
            deliver_challenge(connection, door.key.encode())
            _send(connection, {"command": command, "options": dict(options)})
            while True:
                answer = json.loads(connection.recv_bytes())
                if "error" in answer:
                    raise ProducFlowError(answer["error"])
                if "done" in answer:
                    return
                yield Status(answer["status"]) if "status" in answer else answer["line"]
        except (AuthenticationError, EOFError, OSError):
            raise ProducFlowError(
                f"The running ProducFlow (process {door.pid}) ended the conversation before the work was done; its log "
                "says why."
            ) from None
