"""Checks that several operations share; each refusal is one sentence that says how to mend it."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from producflow.domain.rules import LONGEST_TEXT, RULES, Rule, first_broken, sentence
from producflow.errors import InvalidInput, NotFound
from producflow.store.database import Session
from producflow.store.queries import equipment

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
        raise InvalidInput(f"The {field.replace('_', ' ')} is empty; fill it in.", field)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(f"{called(field, text)} is longer than {LONGEST_TEXT:,} characters; shorten it.", field)
    return text


def one_line(value: Any) -> str:
    """Return a name without spaces around it and without doubled ones in it; empty where there is none."""
    return " ".join(str(value or "").split())


def number(value: Any, field: str) -> float | None:
    """Return a finite number; None stays None."""
    if value is None:
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise InvalidInput(f"The {field.replace('_', ' ')} is {value!r}; give a number.", field) from None
    except OverflowError:  # a whole number of hundreds of digits
        found = math.inf
    if not math.isfinite(found):
        raise InvalidInput(f"{called(field, found)} is not a finite number; correct it.", field)
    return found


def whole(value: Any, field: str) -> int | None:
    """Return a whole number; None stays None."""
    found = number(value, field)
    if found is not None and not found.is_integer():
        raise InvalidInput(f"{called(field, found)} is not a whole number; correct it.", field)
    return None if found is None else int(value if isinstance(value, int) else found)


def hold(
    rules: str | Sequence[Rule],
    values: Mapping[str, Any],
    now: datetime | None = None,
    stated: Mapping[str, Any] | None = None,
) -> None:
    """Refuse a row that breaks one of some rules, or of those of a table; instants without an offset are UTC.

    What was converted is called as its sender `stated` it.
    """
    aware = {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
        for name, value in values.items()
    }
    broken = first_broken(RULES[rules] if isinstance(rules, str) else rules, aware, now or datetime.now(UTC))
    if broken is not None:
        it = called(broken.field, (stated or aware).get(broken.field, aware[broken.field]))
        raise InvalidInput(sentence(broken, it, aware), broken.field)


def called(field: str, value: Any) -> str:
    """What a sentence calls a value: its field, and the value as far as a person needs it."""
    if isinstance(value, str):
        shown = f"“{value[:60]}”"
    elif isinstance(value, datetime):
        shown = value.astimezone(UTC).isoformat()
    else:
        shown = value.isoformat() if isinstance(value, date) else f"{value:.10g}"
    return f"The {field.replace('_', ' ')} {shown}"


def equipment_must_exist(session: Session, equipment_id: int | None) -> None:
    """Refuse a machine that is not there; None is all of them."""
    if equipment_id is not None and not equipment.exists(session, equipment_id):
        raise NotFound(f"There is no machine {equipment_id}.")


def only(changes: Mapping[str, Any], fields: Iterable[str], of: str) -> None:
    """Refuse to change what cannot be."""
    unknown = sorted(changes.keys() - set(fields))
    if unknown:
        raise InvalidInput(f"'{unknown[0]}' of {of} cannot be changed.", unknown[0])
