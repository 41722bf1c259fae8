"""The audit log in words."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.domain.metrics import METRICS
from producflow.reports.export import csv
from producflow.reports.limit_changes import NAMES as LIMITS
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store
from producflow.store.queries import audit as queries
from producflow.store.queries import equipment, users
from producflow.store.reading import reads

MOST = 500
"""Entries shown at once."""
PIECE = 5_000
"""Entries written to a file at once."""
UNINTERESTING = frozenset({"id", "created_at", "updated_at", "credentials_version"})
CALLED = {
    "account_links": ("Link of account", "email"),
    "api_keys": ("Key of", "name"),
    "annotations": ("Note", "text"),
    "audit_log": ("Audit log", ""),
    "database": ("Database", ""),
    "downtime_events": ("Stop for", "reason"),
    "equipment": ("Machine", "name"),
    "frozen_views": ("Frozen link to", "page"),
    "handovers": ("Handover of", "day"),
    "ideal_rates": ("Rated speed of", "product"),
    "import_batches": ("Import", "id"),
    "import_rejects": ("Rejected rows of import", "id"),
    "import_profiles": ("Import profile", "name"),
    "maintenance_alerts": ("Alert", "title"),
    "maintenance_logs": ("Job", "description"),
    "messages": ("Message", "title"),
    "pages": ("Page", "page"),
    "plant_settings": ("Plant settings", ""),
    "second_factors": ("Second factor of", "email"),
    "predictions": ("Prediction", "words"),
    "production_records": ("Production record of", "date"),
    "sensor_faults": ("Note of sensor", "sensor_type"),
    "sensor_readings": ("Readings of", "sensor_type"),
    "server": ("Server", ""),
    "sessions": ("Browser", "device"),
    "subscriptions": ("Messages about", "told"),
    "stop_reasons": ("Stop reason", "name"),
    "targets": ("Goal of", "metric"),
    "thresholds": ("Limits of", "sensor_type"),
    "users": ("Person", "email"),
    "wall_links": ("Link of screen", "name"),
    "working_calendar": ("Working calendar", ""),
}
"""What each table's rows are called, and the field that tells them apart."""
LABELS = {**LIMITS, "equipment_id": "machine", "user_id": "by"}
"""What people read for fields whose own name says less."""
OF_A_PERSON = ("_by", "user_id")
"""Ends of the names of fields that hold the id of a person."""


@dataclass(frozen=True)
class Search:
    """What is looked for; what is left empty, all."""

    person: str | None = None
    """The address of whoever did it, or what the program calls itself."""
    action: str | None = None
    entity: str | None = None
    """The table."""
    since: datetime | None = None
    until: datetime | None = None
    """Both included; aware."""
    text: str | None = None
    """Part of anything that an entry says, in capitals or not, or of the name of the machine that it is about."""


EVERYTHING = Search()


def count(store: Store, search: Search = EVERYTHING) -> int:
    """How many entries are found."""
    return store.read(lambda session: queries.count(session, **asdict(search)))


@reads
def entries(
    session: Session,
    search: Search = EVERYTHING,
    *,
    most: int = MOST,
    skip: int = 0,
    older_than: int | None = None,
) -> pd.DataFrame:
    """Entries of the log, newest first, each with what changed in words.

    Parameters
    ----------
    most, skip : int
        How many at most, and how many newer ones are left out.
    older_than : int, optional
        Only entries with smaller numbers.

    Returns
    -------
    DataFrame
        `id`, `at`, `user_email`, `action`, `entity`, `entity_id`, `before`, `after` (JSON), `previous_hash`, `hash`,
        and in words `what` was changed, and the `changes`.
    """
    found = queries.entries(session, most=most, skip=skip, older_than=older_than, **asdict(search))
    names = equipment.names(session)
    people = {row["id"]: row["email"] for row in users.everyone(session)}
    zone = in_force(session).timezone
    rows = [(row["entity"], row["entity_id"], _parsed(row["before"]), _parsed(row["after"])) for row in _rows(found)]
    return found.assign(
        what=pd.Series([_what(*row, names) for row in rows], dtype="str"),
        changes=pd.Series([in_words(*row[2:], names, people, zone) for row in rows], dtype="str"),
    )


def as_csv(store: Store, search: Search = EVERYTHING) -> Iterator[str]:
    """All that is found as CSV, piece by piece; what is written meanwhile is newer than all of it."""
    older_than: int | None = None
    while True:
        found = entries(store, search, most=PIECE, older_than=older_than)
        # A file without an entry still has its header.
        if found.empty and older_than is not None:
            return
        yield csv(found, header=older_than is None)
        if len(found) < PIECE:
            return
        older_than = int(found["id"].iloc[-1])


def _rows(found: pd.DataFrame) -> list[dict[Any, Any]]:
    return found.to_dict("records")


def choices(store: Store) -> dict[str, list[str]]:
    """What the log can be filtered by: `person`, `action` and `entity`."""
    rows = store.read(queries.choices)
    names = {"person": "user_email", "action": "action", "entity": "entity"}
    return {choice: sorted({row[name] for row in rows if row[name]}) for choice, name in names.items()}


def kind(entity: str) -> str:
    """What the rows of a table are called: ``Limits``."""
    called, _ = CALLED.get(entity, (_label(entity).capitalize(), ""))
    return re.sub(" (of|to|for)$", "", called)


def _what(
    entity: str, number: Any, before: dict[str, Any] | None, after: dict[str, Any] | None, names: Mapping[Any, str]
) -> str:
    """Which row it was about: ``Limits of temperature on Press 1``; its number where nothing else tells it apart."""
    row = {**(before or {}), **(after or {})}
    called, field = CALLED.get(entity, (kind(entity), ""))
    told = row.get(field)
    if field == "metric":
        told = METRICS[told].label if told in METRICS else told
    if told in (None, "") and field:
        called, told = kind(entity), None if pd.isna(number) else f"{number:.0f}"
    machine = names.get(number if entity == "working_calendar" else row.get("equipment_id"))
    where = f"on {machine}" if machine and entity != "equipment" else ""
    return " ".join(filter(None, [called, None if told is None else _shown(told).replace("_", " "), where]))


def in_words(
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    machines: Mapping[Any, Any] | None = None,
    people: Mapping[Any, Any] | None = None,
    zone: str = "UTC",
) -> str:
    """What changed between two states of a row, such as ``role: operator → manager``.

    Parameters
    ----------
    machines : mapping of int to str, optional
        Names of machines by id.
    people : mapping of int to str, optional
        Addresses of people by id.
    zone : str
        On whose clock instants are told.
    """
    old, new = before or {}, after or {}
    names = [name for name in {**old, **new} if name not in UNINTERESTING]

    def told(row: dict[str, Any], name: str) -> str:
        value = row.get(name)
        if name == "equipment_id":
            return _shown((machines or {}).get(value, value))
        if name.endswith(OF_A_PERSON) and isinstance(value, int):
            return _shown((people or {}).get(value, value))
        return _clock(value, zone) if name.endswith("_at") and isinstance(value, str) else _shown(value)

    if before and after:
        changed = [name for name in names if old.get(name) != new.get(name)]
        return "; ".join(f"{_label(name)}: {told(old, name)} → {told(new, name)}" for name in changed)
    state = new or old
    return "; ".join(f"{_label(name)}: {told(state, name)}" for name in names if state[name] is not None)


def _clock(value: str, zone: str) -> str:
    """An instant on the plant's clock; as it was written where it is none."""
    try:
        instant = pd.Timestamp(value)
    except ValueError:
        return value
    local = (instant.tz_localize("UTC") if instant.tzinfo is None else instant).tz_convert(zone)
    return f"{local:%Y-%m-%d %H:%M %Z}"


def _parsed(text: Any) -> dict[str, Any] | None:
    return json.loads(text) if isinstance(text, str) else None


def _label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))


def _shown(value: Any) -> str:
    match value:
        case None | "":
            return "none"
        case True:
            return "yes"
        case False:
            return "no"
        case float():
            return f"{value:,.10g}"
        case _:
            return str(value)
