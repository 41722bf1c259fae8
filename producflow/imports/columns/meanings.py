"""What a text of a column may be said to mean beside one of our values."""

from collections.abc import Sequence
from datetime import date

LEAVE_OUT = "leave out"
"""Its rows become nothing, and a note counts them; of a column: it becomes nothing."""
TOTAL = "total row"
"""So does a row that only sums up others; a note compares it with them."""
KEEP = "keep"
"""Its rows stand, although they look as if they only summed up others."""
KEEP_ALL, KEEP_FIRST = "keep all", "keep the first"
"""What becomes of rows that have one key in common."""
REPEATS = (KEEP_ALL, KEEP_FIRST)
EMPTY = "empty"
"""Its cells count as empty, and a note counts them."""
DAY_ONLY = "day only"
"""How ends without a time of day are named, of which it is said that they are kept, at 0:00."""
BEFORE, AFTER = "before ", "after "


def meant(ours: str, choices: Sequence[str]) -> bool:
    """Whether a word that languages have for one of our values is one here: a plant may call its shifts otherwise."""
    return not choices or ours in choices


def before(day: date) -> str:
    """How all times before a day are named, of which it is said what they mean."""
    return f"{BEFORE}{day}"


def after(day: date) -> str:
    """How all times after a day are named."""
    return f"{AFTER}{day}"


def span_of(text: str) -> tuple[str, date] | None:
    """The relation (``<`` or ``>``) and the day of such a name; None for any other text."""
    for begins, relation in ((BEFORE, "<"), (AFTER, ">")):
        if text.startswith(begins):
            try:
                return relation, date.fromisoformat(text.removeprefix(begins))
            except ValueError:
                return None
    return None


GONE = frozenset({LEAVE_OUT, TOTAL})
SAID_OF_ROWS = frozenset({*GONE, KEEP, EMPTY})
