"""Times of day as they may be written: part of the grammar of times, and columns that hold nothing else."""

from producflow.store.importing.notations import fits, literal
from producflow.vocabulary.words import halves_of_day

_HALF = "|".join((r"[ap]\.?\s?m\.?", *halves_of_day()))
_OFFSET = r"Z|UTC|GMT|(?:UTC|GMT)?\s?[+−-]\d{1,2}(?::?\d{2})?"
OF_DAY = (
    rf"(?i:({_HALF}))?\s*(\d{{1,2}})\s?(?:[:.hH]|时|時|点|點|시)\s?(\d{{2}})"
    r"(?:\s?(?:[:.mM]|分|분)\s?(\d{2})(?:[.,:](\d{1,9}))?)?\s?(?:[sS]|min|秒|초|分|분)?"
    rf"(?:\s*(?i:({_HALF})))?(?:\s*(?i:h|hrs?|uhr))?(?:\s*(?i:({_OFFSET}))(?:\[[\w/+-]+\])?)?"
)
"""Groups: half of the day, hour, minute, second, fraction, half of the day, distance from UTC."""
_DATE_LIKE = r"\d+\.\d+(\.\d+)?"
_OF_DAY_ALONE = rf"(?:(?:1899-12-3[01]|1900-01-0[01])[T ])?{OF_DAY}"


def is_time_of_day(raw: str) -> str:
    """Condition: a text is a time of day without a day, perhaps with the day that spreadsheets put before it."""
    return f"{fits(raw, _OF_DAY_ALONE)} AND NOT {fits(raw, _DATE_LIKE)}"


def without_time_of_day(raw: str) -> str:
    """SQL of a text's day, where it has a time of day behind it."""
    behind = rf"[\s,T]+{OF_DAY}$"
    return f"regexp_replace({raw}, {literal(behind)}, '')"


def time_of_day(raw: str) -> str:
    """SQL of a text's time of day, without the day that spreadsheets put before it."""
    return rf"regexp_replace({raw}, '^(?:1899-12-3[01]|1900-01-0[01])[T ]', '')"
