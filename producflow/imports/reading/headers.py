"""The top of a table: names of its columns, made unique, and the units that stand under them."""

import re
from collections import Counter
from collections.abc import Sequence

from producflow.errors import ImportRefused
from producflow.imports.text import is_date, is_number, is_unit, split_unit
from producflow.settings import Settings

JOINED = " + "
"""Between the names of columns that together say when something was."""
BETWEEN = re.compile(r" ([+\u2212-]) ")
"""What stands between columns that are one in a mapping."""
NOTHING = frozenset({"", "-", "–", "[]", "()", "[-]", "(-)"})


def numbered(width: int) -> tuple[tuple[str, ...], list[str]]:
    """Names for columns without a header, and a note that says so."""
    names = tuple(f"column {index}" for index in range(1, width + 1))
    return names, ["No header was found: the first line looks like data, so the columns are numbered."]


def named(header: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names of the columns, each different, and what had to be done to them.

    Parameters
    ----------
    header : sequence of str
        Cells of the header line.
    """
    notes = []
    names: list[str] = []
    taken: Counter[str] = Counter()
    for position, cell in enumerate((cell.strip() for cell in header), start=1):
        name = " ".join(cell.split()) or f"column {position}"
        if not cell:
            notes.append(f"Column {position} has no name in the header; it is called “{name}”.")
        taken[name] += 1
        if taken[name] > 1:
            unique = f"{name} ({taken[name]})"
            notes.append(f"The name “{name}” is in the header more than once; column {position} is called “{unique}”.")
            taken[unique] += 1
            name = unique
        names.append(name)
    return tuple(names), notes


def parts_of(column: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that stand for one: itself, or those of ``date + time`` or ``output - good``."""
    return (column,) if column in names else tuple(part.strip() for part in BETWEEN.split(column)[::2])


def signs_of(column: str, names: Sequence[str]) -> tuple[int, ...]:
    """Of each of those, whether it is added (1) or taken off (-1)."""
    marks = [] if column in names else BETWEEN.split(column)[1::2]
    return (1, *(1 if mark == "+" else -1 for mark in marks))


def is_unit_row(row: Sequence[str], below: Sequence[str] | None) -> bool:
    """Tell a line of units under the header from a first line of data.

    Parameters
    ----------
    row : sequence of str
        The row under the header.
    below : sequence of str, optional
        The row under that one.
    """
    cells = [cell.strip() for cell in row]
    said = [cell for cell in cells if cell not in NOTHING]
    if not said or below is None or not all(is_unit(cell) for cell in said):
        return False
    return any(is_number(cell) or is_date(cell) for cell in below)


def with_units(names: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    """Names with the units from the line under them: ``Pressure`` and ``bar`` → ``Pressure [bar]``."""
    found = []
    for name, cell in zip(names, units, strict=False):
        unit = cell.strip().strip("[]()").strip()
        keeps = cell.strip() in NOTHING or split_unit(name)[1] is not None
        found.append(name if keeps else f"{name} [{unit}]")
    return (*found, *names[len(found) :])


def check_width(width: int, name: str, settings: Settings) -> None:
    """Refuse a table with more columns than the limit.

    Raises
    ------
    ImportRefused
    """
    if width > settings.upload_columns:
        raise ImportRefused(
            f"{name} has {width:,} columns, more than the {settings.upload_columns:,} allowed; "
            "leave some out, or raise PRODUCFLOW_UPLOAD_COLUMNS."
        )
