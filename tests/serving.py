"""The real server as a process of its own, for tests and screenshots."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import begun

ROOT = Path(__file__).parents[1]
STARTED = "ProducFlow is at "


def environment_of(database: Path, **more: str) -> dict[str, str]:
    """Environment for a database file, without settings of whoever runs the tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PRODUCFLOW_")}
    # What the server does by the clock would come in between whatever a test looks at.
    return clean | {"PRODUCFLOW_DATABASE": str(database), "PRODUCFLOW_PREDICT_EVERY": "0"} | more


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def serving(database: Path, module: str = "producflow", **environment: str) -> Iterator[str]:
    """Start the server on a database file, wait until it says that it listens, and stop it afterwards.

    Parameters
    ----------
    database : Path
    module : str
        What is run, with the argument ``serve``.
    **environment
        More environment variables.

    Yields
    ------
    str
        Where it answers.
    """
    port = int(environment.setdefault("PRODUCFLOW_PORT", str(free_port())))
    said_by, log = database.with_suffix(".out"), database.with_suffix(".log")
    log.unlink(missing_ok=True)
    os.mkfifo(said_by)
    process = begun(module, ("serve",), ROOT, environment_of(database, **environment), [Path(os.devnull), said_by, log])
    with said_by.open(encoding="utf-8") as lines:
        try:
            said = ""
            for line in lines:
                said += line
                if line.startswith(STARTED):
                    break
            else:
                raise AssertionError(f"the server did not start: {said}{log.read_text(encoding='utf-8')}")
            threading.Thread(target=lines.read, daemon=True).start()  # a full pipe would stop the server
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.join(30)
            said_by.unlink()
