"""A disk that can be full or read-only: a small one of its own where we may mount, else limits on the process."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTE = 1024 * 1024


class Disk:
    """A small disk, or what comes nearest to it.

    Parameters
    ----------
    folder : Path
        Where it is.
    mounted : bool
        Whether it is a file system of its own.
    """

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder = folder
        self.mounted = mounted
        self._filler = folder / "filler"

    def fill(self, pid: int, *, leave: int) -> None:
        """Leave so many bytes; where there is no disk of our own, to each file of the process."""
        if not self.mounted:
            largest = max(path.stat().st_size for path in self.folder.glob("*") if path.is_file())
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + leave, resource.RLIM_INFINITY))
            return
        free = os.statvfs(self.folder)
        with self._filler.open("wb") as file:
            file.write(bytes(max(0, free.f_bavail * free.f_bsize - leave)))

    def free(self, pid: int) -> None:
        """Make space again."""
        if not self.mounted:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self._filler.unlink(missing_ok=True)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let nobody write while the block runs."""
        files = [path for path in self.folder.iterdir() if path.is_file()]
        if self.mounted:
            _mount("-o", "remount,ro", str(self.folder))
        else:
            for path in (*files, self.folder):
                path.chmod(path.stat().st_mode & ~0o222)
        try:
            yield
        finally:
            if self.mounted:
                _mount("-o", "remount,rw", str(self.folder))
            else:
                for path in (self.folder, *files):
                    path.chmod(path.stat().st_mode | 0o200)


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Disk]:
    """A disk of so many megabytes while the block runs."""
    folder.mkdir()
    mounted = os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield Disk(folder, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
