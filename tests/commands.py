"""Commands as processes of their own that need not import pandas and DuckDB anew: most of what a command takes."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from unittest.mock import patch

PATIENCE = 120.0  # s

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["producflow.__main__", "producflow.serving", "producflow.api", "producflow.ui.sign_in"])


def command(
    *arguments: str, folder: Path, environment: Mapping[str, str], given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Do what ``python -m producflow`` does, in a process forked from one that has imported it already.

    Parameters
    ----------
    *arguments : str
    folder : Path
        Where the process works.
    environment : mapping
        All of its environment variables.
    given : str
        What it reads on standard input.
    """
    with TemporaryDirectory() as spoken:
        paths = [Path(spoken) / name for name in ("in", "out", "error")]
        paths[0].write_text(given, encoding="utf-8")
        process = begun("producflow", arguments, folder, environment, paths)
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        out, error = (path.read_text(encoding="utf-8") for path in paths[1:])
        assert process.exitcode is not None
        return subprocess.CompletedProcess(arguments, process.exitcode, out, error)


def begun(
    module: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], paths: list[Path]
) -> BaseProcess:
    """Begin such a process: what it runs, and where it reads, writes and complains."""
    process = _forks.Process(target=_do, args=(module, arguments, folder, dict(environment), paths))
    with patch.dict(sys.modules, __main__=ModuleType("__main__")):  # else it would run what is: at times, a page
        process.start()
    return process


def _do(module: str, arguments: tuple[str, ...], folder: Path, environment: dict[str, str], paths: list[Path]) -> None:
    given, out, error = (
        os.open(path, flags, 0o600)
        for path, flags in zip(paths, (os.O_RDONLY, *2 * (os.O_WRONLY | os.O_CREAT,)), strict=True)
    )
    for own, standard in ((given, 0), (out, 1), (error, 2)):
        os.dup2(own, standard)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 -- for its whole life
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    import_module(module)
    from producflow.__main__ import main

    sys.exit(main(arguments))
