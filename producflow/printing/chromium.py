"""The browser that puts a page on paper: started for one page, without network, and ended.

Its sandbox is off, as it needs rights that a container does not have. What it opens is a page of our own making: its
scripts are named by a one-time code in the page's security policy, no address can be resolved, and everything that
people typed is text.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Literal

from producflow import settings
from producflow.errors import PrinterUnavailable

Ending = Literal["pdf", "png"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
SECONDS = 60.0
"""Longest time for one page; it takes two. [s]"""
QUEUE_SECONDS = 120.0
"""Longest time to wait for the pages before it. [s]"""
PAPER = (794, 1123)
"""A4 upright, as wide as which a picture is too. [px at 96 a inch]"""
TALLEST = 8000
"""Height of a picture at most: browsers draw no more than 16,384 dots. [px]"""
SCALE = 2
"""Dots of a picture to one of the page."""

_turn = threading.Lock()


def browser() -> str:
    """Where the browser is.

    Raises
    ------
    PrinterUnavailable
        If there is none.
    """
    chosen = settings.current().chromium
    if chosen is not None:
        if not os.access(chosen, os.X_OK):
            raise PrinterUnavailable(f"PRODUCFLOW_CHROMIUM is {chosen}, which is no program; mend it or leave it out.")
        return str(chosen)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise PrinterUnavailable(
            "Reports are printed by Chromium, and none was found; install it (apt-get install chromium), or say where "
            "it is in PRODUCFLOW_CHROMIUM."
        )
    return found


def printed(page: str, ending: Ending, beside: dict[str, Path]) -> bytes:
    """Let the browser print a page; one at a time, whoever asks.

    Parameters
    ----------
    page : str
        HTML.
    ending : str
        ``pdf`` or ``png``.
    beside : dict of str to Path
        Files that the page asks for, by the names that it knows them by.

    Returns
    -------
    bytes
        The PDF or the picture.

    Raises
    ------
    PrinterUnavailable
        If there is no browser, or it does not get done.
    """
    program = browser()
    if not _turn.acquire(timeout=QUEUE_SECONDS):
        raise PrinterUnavailable("Other reports are being printed; try again in a minute.")
    try:
        with tempfile.TemporaryDirectory(prefix="producflow-print-", ignore_cleanup_errors=True) as folder:
            return _printed(program, Path(folder), page, ending, beside)
    finally:
        _turn.release()


def _printed(program: str, folder: Path, page: str, ending: Ending, beside: dict[str, Path]) -> bytes:
    (folder / "page.html").write_text(page, encoding="utf-8")
    for name, source in beside.items():
        (folder / name).symlink_to(source)
    result = folder / f"result.{ending}"
    width, height = PAPER
    wanted = ["--no-pdf-header-footer", f"--print-to-pdf={result}"]
    if ending == "png":  # a picture is as tall as its window, so the page is measured first
        _, dom = _run(_arguments(program, folder, [f"--window-size={width},{height}", "--dump-dom"]), folder)
        # The page's own script has noted how tall it is once all is drawn.
        found = re.search(r'data-height="(\d+)"', dom)
        height = min(max(height, int(found[1])) if found else height, TALLEST)
        scale = f"--force-device-scale-factor={SCALE}"
        wanted = [f"--screenshot={result}", f"--window-size={width},{height}", scale]
    said, _ = _run(_arguments(program, folder, wanted), folder)
    if not result.is_file() or result.stat().st_size == 0:
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
        raise PrinterUnavailable(f"Chromium printed nothing ({last.strip()[:200]}); try again.")
    return result.read_bytes()


def _arguments(program: str, folder: Path, wanted: list[str]) -> list[str]:
    return [
        program,
        "--headless",
        *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--hide-scrollbars"),
        *("--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-sync"),
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}",
        "--virtual-time-budget=10000",
        *wanted,
        (folder / "page.html").as_uri(),
    ]


def _run(arguments: list[str], folder: Path) -> tuple[str, str]:
    """Run the browser to its end, or end it with all its children when its time is over; its errors and its output."""
    surroundings = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}
    try:
        process = subprocess.Popen(  # noqa: S603 -- a program that the settings or the path name, no shell
            arguments,
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise PrinterUnavailable(f"{arguments[0]} cannot be started: {error.strerror}.") from error
    try:
        output, errors = process.communicate(timeout=SECONDS)
        return errors, output
    except subprocess.TimeoutExpired:
        raise PrinterUnavailable(f"Chromium was not done after {SECONDS:.0f} seconds; try again.") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
