"""What one commit of single readings holds: which are new, which are known, and what the audit log says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor
from producflow.domain.rules import kept_since, sentence
from producflow.domain.thresholds import Limits
from producflow.errors import Conflict, InvalidInput, NotFound
from producflow.operations import readings
from producflow.operations.checks import called
from producflow.operations.posted_readings import Posted
from producflow.reports.limits import limits_of
from producflow.store.database import Store, Transaction
from producflow.store.queries import equipment
from producflow.store.queries import single_readings as queries
from producflow.store.queries.readings import kept_from
from producflow.store.queries.single_readings import Sensor

UNKNOWN = -1
NEVER = datetime.min.replace(tzinfo=UTC)

Outcome = dict[str, Any] | Exception
"""The reading as it is stored, or why it is not: what is no :class:`ProducFlowError` is a fault of ours."""


Told = tuple[str, Sensor]
"""Which key posts which sensor, as the audit log says for the current hour."""


@dataclass
class _Known:
    """What need not be asked again while nobody else writes."""

    version: int = UNKNOWN
    machines: set[int] = field(default_factory=set)
    newest: dict[Sensor, datetime] = field(default_factory=dict)
    limits: dict[Sensor, Limits] = field(default_factory=dict)
    touched: set[tuple[Sensor, datetime]] = field(default_factory=set)
    kept_from: datetime = NEVER


class ReadingCommits:
    """Commits readings of many machines, and remembers what need not be asked again while nobody else writes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known = _Known()
        self._told: set[Told] = set()
        self._hour = NEVER

    def commit(self, actors: Sequence[Actor], posted: Sequence[Posted]) -> tuple[list[Outcome], list[dict[str, Any]]]:
        """Store readings, all or none; what became of each, and the rows that came to be."""
        if (hour := _hour(datetime.now(UTC))) != self._hour:
            self._hour, self._told = hour, set()
        outcomes: list[Outcome]
        if self._plain(actors, posted):
            by_time = sorted(posted, key=lambda each: each.timestamp)
            rows = queries.insert_alone(self.store, self._rows(by_time))
            outcomes = [*_in_order(rows, posted)]
            for each in posted:
                self._known.newest[each.sensor] = each.timestamp
        else:
            # Reports rest on roll-ups: until those follow, all that was computed from the data still stands.
            version, outcomes, rows, told = self.store.write(self._store, actors, posted, changes_data=False)
            self._known.version = version
            self._told |= told
        return outcomes, rows

    def settle(self) -> None:
        """Bring roll-ups and alerts up to date."""
        self._known.version = self.store.write(self._settle_in)

    def _plain(self, actors: Sequence[Actor], batch: Sequence[Posted]) -> bool:
        """Whether nothing has to be asked or noted: known sensors of machines that report one later reading each."""
        known = self._known
        return (
            known.version == self.store.data_version
            and len({posted.sensor for posted in batch}) == len(batch)
            and all(
                actor.user_id is None and (actor.email, posted.sensor) in self._told
                for actor, posted in zip(actors, batch, strict=True)
            )
            and all(
                posted.sensor in known.limits
                and (newest := known.newest.get(posted.sensor)) is not None
                and posted.timestamp > newest
                and posted.timestamp >= known.kept_from
                and (posted.sensor, _hour(posted.timestamp)) in known.touched
                for posted in batch
            )
        )

    def _settle_in(self, transaction: Transaction) -> int:
        version = self._begin(transaction)
        settle_in(transaction)
        self._known.touched.clear()
        return version + 1

    def _begin(self, transaction: Transaction) -> int:
        """Ask again if anybody else has written, and tell the data version before this write.

        Under the writer lock nobody writes meanwhile. Until this write has succeeded, what is known counts for nothing.
        """
        if self._known.version != self.store.data_version:
            self._known = _Known(
                machines=set(equipment.names(transaction)),
                newest=queries.newest(transaction),
                touched=queries.touched_hours(transaction),
                kept_from=kept_from(transaction) or NEVER,
            )
        self._known.version = UNKNOWN
        return self.store.data_version

    def _store(
        self, transaction: Transaction, actors: Sequence[Actor], batch: Sequence[Posted]
    ) -> tuple[int, list[Outcome], list[dict[str, Any]], set[Told]]:
        version = self._begin(transaction)
        outcomes: list[Outcome | None] = [None] * len(batch)
        fresh: dict[tuple[Sensor, datetime], int] = {}
        repeats: list[tuple[int, int]] = []
        for place, posted in enumerate(batch):
            key = (posted.sensor, posted.timestamp)
            if posted.equipment_id not in self._known.machines:
                outcomes[place] = NotFound(f"There is no machine {posted.equipment_id}.")
            elif posted.timestamp < self._known.kept_from:
                outcomes[place] = _too_old(posted.timestamp, self._known.kept_from)
            elif key in fresh:
                repeats.append((place, fresh[key]))
            elif (stored := self._stored(transaction, posted)) is not None:
                outcomes[place] = _met(stored, posted)
            else:
                fresh[key] = place
        rows = self._insert(transaction, batch, sorted(fresh.values(), key=lambda at: batch[at].timestamp))
        for place, row in rows.items():
            outcomes[place] = row
            if actors[place].user_id is not None:
                audit.record(transaction, actors[place], "add", "sensor_readings", row["id"], after=row)
        told = self._tell(transaction, {place: actors[place] for place in rows if actors[place].user_id is None}, batch)
        for place, first in repeats:
            outcomes[place] = _met(rows[first], batch[place])
        return version, [outcome for outcome in outcomes if outcome is not None], list(rows.values()), told

    def _tell(self, transaction: Transaction, machines: Mapping[int, Actor], batch: Sequence[Posted]) -> set[Told]:
        """Write down which key posts which sensors, once an hour: an entry a reading would bury what people do."""
        by_key: dict[str, tuple[Actor, set[Sensor]]] = {}
        for place, actor in machines.items():
            if (actor.email, batch[place].sensor) not in self._told:
                by_key.setdefault(actor.email, (actor, set()))[1].add(batch[place].sensor)
        for actor, sensors in by_key.values():
            after = {
                "sensors": ", ".join(f"{name} of machine {machine}" for machine, name in sorted(sensors)),
                "hour": self._hour,
            }
            audit.record(transaction, actor, "add", "sensor_readings", None, after=after)
        return {(email, sensor) for email, (_, sensors) in by_key.items() for sensor in sensors}

    def _stored(self, transaction: Transaction, posted: Posted) -> dict[str, Any] | None:
        newest = self._known.newest.get(posted.sensor)
        if newest is None or posted.timestamp > newest:
            return None
        return queries.at(transaction, posted.sensor, posted.timestamp)

    def _insert(
        self, transaction: Transaction, batch: Sequence[Posted], places: list[int]
    ) -> dict[int, dict[str, Any]]:
        """Store the readings at these places, by time; answers them by place."""
        if not places:
            return {}
        chosen = [batch[place] for place in places]
        self._learn_limits(transaction, chosen)
        rows = queries.insert(transaction, self._rows(chosen))
        hours = {(posted.sensor, _hour(posted.timestamp)) for posted in chosen} - self._known.touched
        if hours:
            queries.note_touched(transaction, hours)
            self._known.touched |= hours
        for posted in chosen:
            newest = self._known.newest.get(posted.sensor)
            if newest is None or posted.timestamp > newest:
                self._known.newest[posted.sensor] = posted.timestamp
        return dict(zip(places, _in_order(rows, chosen), strict=True))

    def _rows(self, chosen: Sequence[Posted]) -> list[dict[str, Any]]:
        return [
            {
                "equipment_id": posted.equipment_id,
                "sensor_type": posted.sensor_type,
                "timestamp": posted.timestamp,
                "value": posted.value,
                "unit": posted.unit,
                "status": self._known.limits[posted.sensor].status(posted.value),
            }
            for posted in chosen
        ]

    def _learn_limits(self, transaction: Transaction, chosen: Sequence[Posted]) -> None:
        missing = {posted.sensor for posted in chosen} - self._known.limits.keys()
        if missing:
            pairs = pd.DataFrame(list(missing), columns=["equipment_id", "sensor_type"])
            for row in limits_of(transaction, pairs).to_dict("records"):
                limits = Limits.from_row({str(name): value for name, value in row.items()})
                self._known.limits[row["equipment_id"], row["sensor_type"]] = limits


def _in_order(rows: Sequence[dict[str, Any]], chosen: Sequence[Posted]) -> list[dict[str, Any]]:
    """The stored rows in the order of what was posted."""
    found = {((row["equipment_id"], row["sensor_type"]), row["timestamp"]): row for row in rows}
    return [found[posted.sensor, posted.timestamp.astimezone(UTC)] for posted in chosen]


def _too_old(timestamp: datetime, kept_from: datetime) -> InvalidInput:
    it = called("timestamp", timestamp)
    return InvalidInput(sentence(kept_since(kept_from), it, {}), "timestamp")


def _met(stored: dict[str, Any], posted: Posted) -> Outcome:
    """A reading that is stored already: the same again is fine, another value is not."""
    if stored["value"] == posted.value:
        return stored
    return Conflict(
        f"{posted.sensor_type.capitalize()} of machine {posted.equipment_id} at "
        f"{posted.timestamp.astimezone(UTC).isoformat()} is {stored['value']:g} already, not {posted.value:g}; "
        "correct a stored reading by an upload."
    )


def _hour(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def settle_in(transaction: Transaction) -> None:
    """Bring roll-ups and alerts up to date within a write in progress."""
    spans = queries.touched(transaction)
    if not spans.empty:
        readings.refresh(transaction, spans, added=True)
        queries.forget_touched(transaction)


def settle(store: Store) -> None:
    """Bring roll-ups and alerts up to date: at start-up, since the last stop may have been a crash, and at the end."""
    if not store.read(queries.touched).empty:
        store.write(settle_in)
