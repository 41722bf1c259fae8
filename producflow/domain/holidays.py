"""Days off as people paste them: one a line, a day or a span, and what it is called."""

import re
from datetime import date

from producflow.domain.patterns import CLOSED, Change, InvalidCalendarError

LINE = re.compile(
    r"(?P<first>\d{4}-\d{2}-\d{2})(?:\s*(?:to|until|–|-|\.\.)\s*(?P<last>\d{4}-\d{2}-\d{2}))?(?:[\s,;:]+(?P<reason>.*))?"
)
LONGEST_REASON = 200
"""[characters]"""


def holidays_of(text: str) -> tuple[Change, ...]:
    """Read days off: ``2026-12-24 Christmas`` or ``2026-12-24 to 2027-01-01 Christmas``, one a line.

    Raises
    ------
    InvalidCalendarError
        Naming the first line that nobody can read.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        said = LINE.fullmatch(line.strip())
        try:
            if said is None:
                raise ValueError
            first = date.fromisoformat(said["first"])
            last = date.fromisoformat(said["last"] or said["first"])
        except ValueError:
            raise InvalidCalendarError(
                f"Line {number}, “{line.strip()[:60]}”, names no day; write it as 2026-12-24 Christmas."
            ) from None
        found.append(Change(first, last, CLOSED, reason=(said["reason"] or "").strip()[:LONGEST_REASON]))
    return tuple(found)
