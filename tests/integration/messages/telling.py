"""Raising alerts and having them told."""

from datetime import UTC, datetime, timedelta

from producflow.access.roles import Actor, Role
from producflow.messages.announcing import announce
from producflow.messages.delivering import deliver, taken
from producflow.operations import alerts
from producflow.settings import Settings
from producflow.store.database import Store
from tests.people import email_of, user_of

Plant = tuple[Store, Settings]


def person(store: Store, role: str) -> Actor:
    return Actor(user_of(store, role), email_of(role), role.capitalize(), Role(role))


def raised(store: Store, machine: int = 1, priority: str = "critical", title: str = "Temperature above 95 °C") -> int:
    made = alerts.create(
        store, person(store, "technician"), equipment_id=machine, type="emergency", priority=priority, title=title
    )
    return int(made["id"])


def told(plant: Plant, later: timedelta = timedelta()) -> int:
    """Tell everybody what is to be told, some time later; how many messages were tried."""
    store, settings = plant
    now = datetime.now(UTC) + later
    announce(store, settings, now)
    tried = 0
    while rows := taken(store, now):
        for row in rows:
            deliver(store, settings, row)
        tried += len(rows)
    return tried
