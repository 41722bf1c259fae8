"""Sheets of a workbook as rows of text cells, each with the number that the sheet shows beside it.

Native code parses workbooks, and a file of 1 KB can make it ask for 512 GB: so it runs in a process of its own
(``producflow.sheets``), which knows neither settings nor database, is bounded in memory, time and what it writes, and
dies alone.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import producflow
from producflow.errors import ImportRefused, StoreUnavailable
from producflow.imports.progress import OPENING_SHEET, OPENING_WORKBOOK, Progress
from producflow.imports.reading.archives import MEGABYTE, unpacked_size
from producflow.imports.reading.dialect import Row, rows_of
from producflow.settings import Settings

AT_ONCE = 2  # processes that open workbooks; whoever comes third waits
PLACES = threading.BoundedSemaphore(AT_ONCE)
LONGEST_ANSWER = 1 << 26  # bytes
SECONDS, SECONDS_A_MEGABYTE = 30, 0.3  # of processor time; an honest workbook was seen to take a tenth of it
KEPT = ("PATH", "LD_LIBRARY_PATH")  # of the environment, which may hold passwords and keys
HOUSE = Path(producflow.__file__).parents[1]
CHILD = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from producflow.sheets.opening import main; "
    "main(sys.argv[1], *map(int, sys.argv[2:]))"
)
OUT_OF_TIME = signal.SIGXCPU
OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGKILL)  # the reader gives up itself; the system kills whoever takes most


class Workbook:
    """A workbook, opened by a process of its own for as long as the block lasts.

    Attributes
    ----------
    tops : dict of str to list of (int, list of str)
        The top rows of each sheet that holds anything, the visible ones first.
    notes : list of str
        What a person should know about it, one sentence each.

    Raises
    ------
    ImportRefused
        On entering the block: if it is damaged, locked by a password, or takes more than it may.
    """

    def __init__(self, path: Path, name: str, settings: Settings, progress: Progress) -> None:
        self.tops: dict[str, list[Row]] = {}
        self.notes: list[str] = []
        self._path, self._name, self._settings, self._progress = path, name, settings, progress
        self._rows = path.with_suffix(".rows")
        self._names: list[str] = []
        self._far: set[str] = set()

    def __enter__(self) -> Self:
        self._progress.report(OPENING_WORKBOOK)
        # In short waits, so that whoever waits can cancel.
        while not PLACES.acquire(timeout=0.1):
            self._progress.check()
        try:
            self._process = self._started()
        except BaseException as error:
            self._leave()
            if isinstance(error, OSError):
                raise self._unavailable(error.strerror) from error
            raise
        try:
            self._look()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def take(self, sheet: str) -> None:
        """Put the rows of a sheet that are not blank in the place of the workbook; :func:`taken_rows` reads them.

        Raises
        ------
        ImportRefused
            If there is no such sheet, or it cannot be read.
        """
        if sheet not in self._names:
            raise ImportRefused(f"{self._name} has no sheet “{sheet}”; it has {', '.join(self._names)}.")
        if sheet not in self.tops and sheet not in self._far:
            raise ImportRefused(f"The sheet “{sheet}” of {self._name} is empty; name one that holds a table.")
        self._progress.report(OPENING_SHEET)
        self._answer(sheet)
        self._rows.rename(self._path)

    def _started(self) -> subprocess.Popen[bytes]:
        limit = self._settings.workbook_megabytes * MEGABYTE
        seconds = SECONDS + round(SECONDS_A_MEGABYTE * unpacked_size(self._path) / MEGABYTE)
        # The one file that it may write is open before it runs: should it outlive us, it leaves nothing behind.
        rows = os.open(self._rows, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        bounds = map(str, (rows, limit, seconds, self._settings.upload_columns))
        try:
            return subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", "-c", CHILD, str(HOUSE), str(self._path), *bounds],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(rows,),
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                process_group=0,  # Ctrl+C is for us, who stop it
            )
        finally:
            os.close(rows)

    def _look(self) -> None:
        seen = self._answer()
        tops, hidden, self._names = seen["tops"], seen["hidden"], seen["names"]
        for sheet in sorted(tops, key=lambda name: name in hidden):
            self.tops[sheet] = [(number, cells) for number, cells in tops[sheet]]
        self._far = {far["sheet"] for far in seen["far"]}
        if seen["far"] and not tops:
            raise self._refusal(seen["far"][0])
        self.notes += [
            f"The sheet “{far['sheet']}” was left out: it reaches to cell {far['corner']}, far from all others."
            for far in seen["far"]
        ]
        if errors := seen["errors"]:
            self.notes.append(f"{errors:,} cells of the workbook hold a formula's error; they count as empty.")

    def _answer(self, question: str | None = None) -> dict[str, Any]:
        """What the process says next; what it refuses, and its death, is said in a sentence."""
        process = self._process
        asking, answering = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        with self._progress.interrupting(process.kill):
            if question is not None:
                with suppress(BrokenPipeError):  # then what it says last tells why, or that it says nothing
                    asking.write(json.dumps(question).encode() + b"\n")
                    asking.flush()
            line = answering.readline(LONGEST_ANSWER)
            if not line.endswith(b"\n"):
                if line:
                    process.kill()
                raise self._death(process.wait())
            told: dict[str, Any] = json.loads(line)
            if "refused" in told:
                raise self._refusal(told)
        return told

    def _refusal(self, told: dict[str, Any]) -> Exception:
        name = self._name
        match told["refused"]:
            case "locked":
                return ImportRefused(f"{name} is locked by a password; save it without one.")
            case "far":
                return ImportRefused(
                    f"The sheet “{told['sheet']}” of {name} reaches to cell {told['corner']}, which makes "
                    f"{told['cells']:,} cells; delete the rows and columns beyond the table and save it again."
                )
            case "memory":
                return self._too_much()
            case "disk" if told["number"] == errno.EFBIG:
                return self._too_much()
            case "disk":
                return self._unavailable(told["why"])
            case "damaged sheet":
                return ImportRefused(
                    f"The sheet “{told['sheet']}” of {name} is damaged ({told['why']}); save it again."
                )
            case _:
                return ImportRefused(f"{name} is a damaged workbook ({told['why']}); save it again.")

    def _death(self, code: int) -> ImportRefused:
        if -code == OUT_OF_TIME:
            return ImportRefused(f"{self._name} takes too long to open; save the sheet as CSV and upload that.")
        if -code in OUT_OF_MEMORY:
            return self._too_much()
        return ImportRefused(
            f"{self._name} is a damaged workbook (it ended its reader, {code}); save the sheet as CSV and upload that."
        )

    def _unavailable(self, why: str | None) -> StoreUnavailable:
        return StoreUnavailable(f"{self._name} cannot be taken in: {why}; mend that on the server and send it again.")

    def _too_much(self) -> ImportRefused:
        return ImportRefused(
            f"{self._name} needs more than {self._settings.workbook_megabytes:,} MB of memory to open; save the sheet "
            "as CSV and upload that, or raise PRODUCFLOW_WORKBOOK_MEGABYTES."
        )

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._leave()

    def _leave(self) -> None:
        self._rows.unlink(missing_ok=True)
        PLACES.release()


def taken_rows(path: Path) -> Iterator[Row]:
    """Rows of a sheet that :meth:`Workbook.take` took, each with the number that the sheet shows beside it."""
    for _, (number, *cells) in rows_of(path, ","):
        yield int(number), cells
