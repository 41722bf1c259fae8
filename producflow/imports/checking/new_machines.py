"""What a program says of machines that a file names and the plant does not know: ``NAME:type=…,capacity=…``."""

import re
from collections.abc import Collection, Sequence

from producflow.errors import InvalidInput
from producflow.store.importing.target import NewMachine

FIELD = "equipment"
FORM = "“Press 7:type=Press,capacity=960”, or only the name"
_SAID = re.compile(r"^(?P<name>.*?)(?::\s*(?P<facts>(?:type|capacity)\s*=.*))?$", re.DOTALL)
_NEXT = re.compile(r",\s*(?=(?:type|capacity)\s*=)")  # a type may have commas in it
MOST_NAMED = 12
"""Machines that a sentence names at most."""


def stated(texts: Sequence[str]) -> dict[str, NewMachine]:
    """What is said of each machine, by name.

    Raises
    ------
    InvalidInput
        If a text says nothing that can be understood.
    """
    found: dict[str, NewMachine] = {}
    for text in texts:
        said = _SAID.match(text)
        name = said["name"].strip() if said else ""
        if not name or said is None:
            raise InvalidInput(f"“{text}” names no machine; write {FORM}.", FIELD)
        if name.lower() in {each.lower() for each in found}:
            raise InvalidInput(f"The machine “{name}” is stated twice; leave one out.", FIELD)
        facts = [fact.partition("=") for fact in _NEXT.split(said["facts"] or "") if fact.strip()]
        found[name] = _machine(name, [(what.strip(), value.strip()) for what, _, value in facts])
    return found


def _machine(name: str, facts: list[tuple[str, str]]) -> NewMachine:
    known = dict(facts)
    if len(known) < len(facts):
        raise InvalidInput(f"“{facts[0][0]}” of the machine “{name}” is stated twice; leave one out.", FIELD)
    capacity = known.get("capacity")
    try:
        return NewMachine(known.get("type") or None, float(capacity) if capacity else None)
    except ValueError:
        raise InvalidInput(
            f"“{capacity}” is no capacity of the machine “{name}”; write the good units that a shift of 480 minutes "
            "can make, such as capacity=960.",
            FIELD,
        ) from None


def require_named(file: str, said: Collection[str], unknown: Collection[str], known: Collection[str]) -> list[str]:
    """Refuse what is said of machines that a file does not name; tell of those that are known anyway.

    Parameters
    ----------
    said : collection of str
        Names of machines of which somebody said something.
    unknown, known : collection of str
        Machines that the file names and the plant does not know; those of the plant.

    Raises
    ------
    InvalidInput
        If the file and the plant know nothing of one.
    """
    missed = [name for name in said if name.lower() not in {each.lower() for each in unknown}]
    there = {each.lower() for each in known}
    for name in missed:
        if name.lower() not in there:
            raise InvalidInput(
                f"{file} names no machine “{name}”; "
                + (f"it names {listed(unknown)}, not known yet." if unknown else "all that it names are known."),
                FIELD,
            )
    return [f"“{name}” is known already; what was said of it changes nothing." for name in missed]


def listed(names: Collection[str]) -> str:
    """Machines for a sentence."""
    some = [f"“{name}”" for name in names][:MOST_NAMED]
    rest = len(names) - len(some)
    if rest:
        return f"{', '.join(some)} and {rest:,} more"
    return " and ".join(filter(None, [", ".join(some[:-1]), some[-1]]))
