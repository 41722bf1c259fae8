"""A way to a server that can be cut and mended, as a phone's connection is."""

import socket
import threading
from contextlib import suppress


class Way:
    """Hands on what goes between a browser and a server of this machine, while it is there.

    Parameters
    ----------
    port : int
        On which the server listens.
    """

    def __init__(self, port: int) -> None:
        self._to, self._there = port, True
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._start(self._accept)

    def cut(self) -> None:
        """Let nothing through any more, and end what is under way."""
        self._there = False
        for each in list(self._open):
            _end(each)

    def mend(self) -> None:
        """Let everything through again."""
        self._there = True

    def close(self) -> None:
        """End it for good."""
        self.cut()
        _end(self._listener)
        while self._threads:
            self._threads.pop().join()
        self._listener.close()

    def _start(self, work: object, *given: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                asking, _ = self._listener.accept()
                if self._there:
                    self._start(self._connect, asking)
                else:
                    asking.close()

    def _connect(self, asking: socket.socket) -> None:
        with asking, socket.create_connection(("127.0.0.1", self._to)) as answering:
            self._open |= {asking, answering}
            back = self._start(_hand_on, answering, asking)
            _hand_on(asking, answering)
            back.join()
            self._open -= {asking, answering}


def _hand_on(said: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while piece := said.recv(65_536):
            to.sendall(piece)
    _end(said)
    _end(to)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
