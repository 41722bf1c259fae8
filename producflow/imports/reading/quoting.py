"""How cells are quoted in a text file, and how a quotation mark within such a cell is told from its end."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

ALL_SINGLE = re.compile(r"\s*'[^']*'(\s*[,;\t|]\s*'[^']*')+\s*")
"""A line whose every cell stands between single quotation marks, as some databases write them."""
TOP = 3  # lines; of which one may be a banner
BACKSLASH = re.compile(r"\\(.|$)", re.DOTALL)


@dataclass(frozen=True)
class Quoting:
    """What stands around cells that hold delimiters or line breaks."""

    mark: str = '"'
    escaped: bool = False
    """Whether a mark within a cell follows a backslash; else it is doubled, as RFC 4180 has it."""

    def reader(self, file: Iterable[str], delimiter: str, *, strict: bool = False) -> Any:
        """A :func:`csv.reader` of a file; a strict one raises where a cell goes on behind its closing mark."""
        return csv.reader(
            map(self._kept, file) if self.escaped else file,
            delimiter=delimiter,
            # Else a quotation mark behind a blank would be a letter of its cell, and the delimiters after it would
            # divide it.
            skipinitialspace=True,
            quotechar=self.mark,
            escapechar="\\" if self.escaped else None,
            strict=strict,
        )

    def broken(self, path: Path, delimiter: str, lines: int) -> int:
        """How many rows of the first lines have a cell that goes on behind its closing mark."""
        found = 0
        with path.open(encoding="utf-8", newline="") as file:
            reader = self.reader(islice(file, lines), delimiter, strict=True)
            while True:
                try:
                    next(reader)
                except StopIteration:
                    return found
                except csv.Error:
                    found += 1

    def _kept(self, line: str) -> str:
        r"""Double backslashes that escape nothing: ``C:\new`` and a database's ``\N`` stay as they are."""
        return BACKSLASH.sub(lambda found: found[0] if found[1] in ("\\", self.mark) else "\\" + found[0], line)


PLAIN = Quoting()


def possible(path: Path, lines: int) -> Iterator[Quoting]:
    """Ways in which a file may be quoted, by its first lines: the usual one first, others only where they show."""
    with path.open(encoding="utf-8", newline="") as file:
        top = list(islice(file, TOP))
        single = any(ALL_SINGLE.fullmatch(line) for line in top)
        mark = "'" if single and not any('"' in line for line in top) else '"'
        file.seek(0)
        yield Quoting(mark)
        if any(f"\\{mark}" in line for line in islice(file, lines)):
            yield Quoting(mark, escaped=True)
