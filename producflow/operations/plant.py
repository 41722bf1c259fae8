"""What a plant decides for itself: its name and logo, its clock, what its losses cost."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain import zones
from producflow.domain.counting import WAYS
from producflow.domain.logo import Logo, logo
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput
from producflow.operations.checks import hold, one_of
from producflow.operations.planned_minutes import share
from producflow.operations.states import follow
from producflow.reports.plant import plant_settings
from producflow.store.database import Store, Transaction
from producflow.store.importing import derived_rows
from producflow.store.queries import plant as queries

LONGEST_PLANT = 60
"""Of its name, which has to fit beside a page. [characters]"""
MOST_OPERATORS = 100
LONGEST_AGE = 24.0 * 366
"""[h]"""
LABELS = {
    "name": "name of the plant",
    "timezone": "time zone",
    "currency": "currency",
    "downtime_hour_cost": "cost of an hour of downtime",
    "defect_unit_cost": "cost of a defective unit",
    "reading_max_age_hours": "age at which a reading says nothing any more",
    "report_grace_hours": "time after which a report is late",
    "alarm_operators": "number of people who watch alarms",
    "counts": "way of counting",
    "closed_until": "last closed production day",
}


def change_settings(store: Store, actor: Actor, changes: Mapping[str, Any]) -> PlantSettings:
    """Change some of the plant's settings, and return all that are stored.

    Parameters
    ----------
    changes : mapping
        Any of the fields of :class:`PlantSettings` but the schedule, see :mod:`producflow.operations.calendar`; what is
        left out stays. A cost of None is "not known".

    Raises
    ------
    NotAllowed
    InvalidInput
        Naming the setting, its value and how to mend it.
    """
    actor.require(Permission.MANAGE_PLANT)
    unknown = sorted(set(changes) - set(LABELS))
    if unknown:
        raise InvalidInput(f"'{unknown[0]}' is no setting of the plant.", unknown[0])
    sound = {name: CHECKS[name](name, value) for name, value in changes.items()}

    def work(transaction: Transaction) -> PlantSettings:
        settings = plant_settings(transaction)
        before = {name: getattr(settings, name) for name in LABELS}
        changed = {name: value for name, value in sound.items() if value != before[name]}
        for name, value in changed.items():
            queries.set_setting(transaction, name, value.isoformat() if isinstance(value, date) else value)
        if "timezone" in changed:  # another clock divides the states of machines otherwise
            follow(transaction, derived_rows.all_with_states(transaction))
            share(transaction, None)
        if changed:
            shown = {name: before[name] for name in changed}
            audit.record(transaction, actor, "change", "plant_settings", None, before=shown, after=changed)
        return replace(settings, **changed)

    return store.write(work)


def change_logo(store: Store, actor: Actor, content: bytes | None) -> None:
    """Show another logo on every page and on paper.

    Parameters
    ----------
    content : bytes or None
        A PNG or SVG; None: none at all.

    Raises
    ------
    NotAllowed
    InvalidInput
        Saying what is wrong with the file.
    """
    actor.require(Permission.MANAGE_PLANT)
    try:
        found = None if content is None else logo(content)
    except ValueError as error:
        raise InvalidInput(str(error), queries.LOGO) from None

    def work(transaction: Transaction) -> None:
        before = queries.settings(transaction).get(queries.LOGO)
        after = None if found is None else found.address
        if before == after:
            return
        queries.set_setting(transaction, queries.LOGO, after)
        kinds = {
            when: {queries.LOGO: None if address is None else Logo.at(address).media_type}
            for when, address in (("before", before), ("after", after))
        }
        audit.record(transaction, actor, "change", "plant_settings", None, **kinds)

    store.write(work)


def _name(name: str, value: Any) -> str:
    words = " ".join(str(value).split())
    if len(words) > LONGEST_PLANT:
        raise InvalidInput(f"The {LABELS[name]} has {len(words):,} characters; {LONGEST_PLANT} are the most.", name)
    return words


def _zone(name: str, value: Any) -> str:
    if not zones.known(str(value)):
        raise InvalidInput(f"'{value}' is no time zone; use a name such as Europe/Berlin.", name)
    return str(value)


def _currency(name: str, value: Any) -> str:
    code = str(value).strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise InvalidInput(f"'{value}' is no currency; use its three-letter code, such as EUR.", name)
    return code


def _cost(name: str, value: Any) -> float | None:
    if value is None:
        return None
    amount = _number(name, value)
    if amount < 0:
        raise InvalidInput(f"The {LABELS[name]} is {amount:g}; give 0 or more, or leave it empty.", name)
    return amount


def _age(name: str, value: Any) -> float:
    hours = _number(name, value)
    if not 0 < hours <= LONGEST_AGE:
        limits = f"more than 0 and at most {LONGEST_AGE:,.0f}, a year"
        raise InvalidInput(f"The {LABELS[name]} is {hours:g} hours; give {limits}.", name)
    return hours


def _people(name: str, value: Any) -> int:
    number = _number(name, value)
    if not (1 <= number <= MOST_OPERATORS and number.is_integer()):
        raise InvalidInput(f"The {LABELS[name]} is {number:g}; give a whole number from 1 to {MOST_OPERATORS}.", name)
    return int(number)


def _way(name: str, value: Any) -> str:
    return one_of(str(value), WAYS, LABELS[name])


def _closed(name: str, value: Any) -> date | None:
    """What is closed lies behind us, or nothing could be entered any more without a reason."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise InvalidInput(f"The {LABELS[name]} is '{value}'; give a day such as 2026-03-31.", name) from None
    hold("plant_settings", {name: day})
    return day


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InvalidInput(f"The {LABELS[name]} is '{value}'; give a number.", name) from None
    if not math.isfinite(number):
        raise InvalidInput(f"The {LABELS[name]} is '{value}'; give a number.", name)
    return number


CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "name": _name,
    "timezone": _zone,
    "currency": _currency,
    "downtime_hour_cost": _cost,
    "defect_unit_cost": _cost,
    "reading_max_age_hours": _age,
    "report_grace_hours": _age,
    "alarm_operators": _people,
    "counts": _way,
    "closed_until": _closed,
}
