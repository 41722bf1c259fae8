"""What a plant decides for itself: its name and logo, its clock, its shifts, what its losses cost."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain import zones
from producflow.domain.logo import Logo, logo
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput
from producflow.operations.states import follow
from producflow.reports.plant import plant_settings
from producflow.store.database import Store, Transaction
from producflow.store.importing import derived_rows
from producflow.store.queries import plant as queries

SHIFT_STARTS = ("morning_start", "afternoon_start", "night_start")
LONGEST_PLANT = 60
"""Of its name, which has to fit beside a page. [characters]"""
LABELS = {
    "name": "name of the plant",
    "timezone": "time zone",
    "morning_start": "start of the morning shift",
    "afternoon_start": "start of the afternoon shift",
    "night_start": "start of the night shift",
    "currency": "currency",
    "downtime_hour_cost": "cost of an hour of downtime",
    "defect_unit_cost": "cost of a defective unit",
    "reading_max_age_hours": "age at which a reading says nothing any more",
    "report_grace_hours": "time after which a report is late",
}


def change_settings(store: Store, actor: Actor, changes: Mapping[str, Any]) -> PlantSettings:
    """Change some of the plant's settings, and return all that are stored.

    Parameters
    ----------
    changes : mapping
        Any of the fields of :class:`PlantSettings`; what is left out stays. A cost of None is "not known".

    Raises
    ------
    NotAllowed
    InvalidInput
        Naming the setting, its value and how to mend it.
    """
    actor.require(Permission.MANAGE_PLANT)
    unknown = sorted(set(changes) - {field.name for field in fields(PlantSettings)})
    if unknown:
        raise InvalidInput(f"'{unknown[0]}' is no setting of the plant.", unknown[0])
    sound = {name: CHECKS[name](name, value) for name, value in changes.items()}

    def work(transaction: Transaction) -> PlantSettings:
        before = asdict(plant_settings(transaction))
        after = before | sound
        _in_order(after)
        changed = {name: value for name, value in after.items() if value != before[name]}
        for name, value in changed.items():
            queries.set_setting(transaction, name, value)
        if set(changed) & {"timezone", *SHIFT_STARTS}:  # other shifts divide the states of machines otherwise
            follow(transaction, derived_rows.all_with_states(transaction))
        if changed:
            shown = {name: before[name] for name in changed}
            audit.record(transaction, actor, "change", "plant_settings", None, before=shown, after=changed)
        return PlantSettings(**after)

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


def _clock_time(name: str, value: Any) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
        raise InvalidInput(f"The {LABELS[name]} is '{value}'; write it as hours and minutes, such as 06:00.", name)
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
    if hours <= 0:
        raise InvalidInput(f"The {LABELS[name]} is {hours:g} hours; give more than 0.", name)
    return hours


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
    "morning_start": _clock_time,
    "afternoon_start": _clock_time,
    "night_start": _clock_time,
    "currency": _currency,
    "downtime_hour_cost": _cost,
    "defect_unit_cost": _cost,
    "reading_max_age_hours": _age,
    "report_grace_hours": _age,
}


def _in_order(settings: Mapping[str, Any]) -> None:
    """Refuse shifts that do not follow one another; only the night may run over midnight."""
    starts = [settings[name] for name in SHIFT_STARTS]
    if not starts[0] < starts[1] < starts[2]:
        raise InvalidInput(
            f"The shifts start at {starts[0]}, {starts[1]} and {starts[2]}; morning, afternoon and night must follow "
            "one another within the day.",
            "morning_start",
        )
