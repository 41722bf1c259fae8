"""What a single cell of text looks like."""

import re

_NUMBER = re.compile(r"[+-]?(\d[\d.,'\u00a0\u202f ]*|[.,]\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([T ].*)?")
_UNIT = re.compile(r"^(?P<name>.*\S)\s*[(\[](?P<unit>[^()\[\]]{1,12})[)\]]\s*$")


def is_number(cell: str) -> bool:
    """Tell whether a cell could be a number in some notation."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_date(cell: str) -> bool:
    """Tell whether a cell could be a date or an instant in some notation."""
    return _DATE.fullmatch(cell.strip()) is not None


def split_unit(header: str) -> tuple[str, str | None]:
    """A header's name and the unit in its brackets: ``Pressure (bar)`` → ``Pressure``, ``bar``."""
    found = _UNIT.match(header.strip())
    return (found["name"], found["unit"].strip()) if found else (header.strip(), None)


def words(header: str) -> str:
    """A header as plain lower-case words: ``BscStartDate`` and ``bsc_start_date`` are the same."""
    name = split_unit(header)[0]
    name = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])", " ", name)
    name = re.sub(r"[^\w]+|_", " ", name.casefold())
    return " ".join(name.split())
