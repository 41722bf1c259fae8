"""Checks that several operations share; each refusal is one sentence that says how to mend it."""

import math
import re
from collections.abc import Sequence

from producflow.errors import InvalidInput, NotFound
from producflow.store.database import Session
from producflow.store.queries import equipment

LONGEST_TEXT = 2_000
HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can spell and no file can hold."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no text of a plant contains, and a terminal or a spreadsheet would act on."""


def one_of(value: str, allowed: Sequence[str], field: str) -> str:
    """Return the value if it is one of those allowed."""
    if value not in allowed:
        raise InvalidInput(f"{value!r} is no {field.replace('_', ' ')}; give {' or '.join(allowed)}.", field)
    return value


def storable(text: str, field: str) -> str:
    """Return the text if the database can keep it and others can show it."""
    if HALVES.search(text) or CONTROLS.search(text):
        raise InvalidInput(
            f"The {field.replace('_', ' ')} has a character that cannot be stored (a control character, or half of "
            "one); leave it out.",
            field,
        )
    return text


def some_text(value: str | None, field: str) -> str:
    """Return the text without spaces around it, if there is any and it is not endless."""
    text = storable(value or "", field).strip()
    if not text:
        raise InvalidInput(f"The {field.replace('_', ' ')} is empty; write a few words.", field)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(
            f"The {field.replace('_', ' ')} has {len(text):,} characters; {LONGEST_TEXT:,} are the most.", field
        )
    return text


def not_negative(value: float | None, field: str) -> float | None:
    """Return the number if it is finite and 0 or more; None stays None."""
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise InvalidInput(f"The {field.replace('_', ' ')} is {value:g}; give 0 or a number above it.", field)
    return value


def equipment_must_exist(session: Session, equipment_id: int) -> None:
    """Refuse a machine that is not there."""
    if not equipment.exists(session, equipment_id):
        raise NotFound(f"There is no machine {equipment_id}.")
