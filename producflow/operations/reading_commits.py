"""What one commit of single readings holds: which are new, which are known, and what the audit log says of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor
from producflow.domain.rules import kept_since, sentence
from producflow.domain.thresholds import Limits
from producflow.errors import Conflict, InvalidInput, NotFound
from producflow.operations import readings, settling
from producflow.operations.checks import called
from producflow.operations.handed_in import Counted, HandedIn, Outcome, ToBeNamed
from producflow.operations.posted_readings import Posted
from producflow.reports.limits import limits_of
from producflow.store.database import Store, Transaction
from producflow.store.queries import equipment
from producflow.store.queries import single_readings as queries
from producflow.store.queries.readings import kept_from
from producflow.store.queries.single_readings import Sensor

UNKNOWN = -1
NEVER = datetime.min.replace(tzinfo=UTC)

MOST_ASKED = 20
"""Readings of a batch of which it may have to be asked one by one whether they are stored."""

Key = tuple[Sensor, datetime]
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

    def commit(self, handed: Sequence[HandedIn]) -> tuple[list[Outcome], list[dict[str, Any]]]:
        """Store readings, all or none; what became of each, and the rows that came to be."""
        if (hour := _hour(datetime.now(UTC))) != self._hour:
            self._hour, self._told = hour, set()
        outcomes: list[Outcome]
        if self._plain(handed):
            posted = [each.posted[0] for each in handed]
            # Readings have no index: they are found fast because they lie in the order of their times.
            by_time = sorted(posted, key=lambda each: each.timestamp)
            rows = queries.insert_alone(self.store, self._rows(by_time))
            found = _by_key(rows)
            outcomes = [found[each.sensor, each.timestamp] for each in posted]
            for each in posted:
                self._known.newest[each.sensor] = each.timestamp
        else:
            # Reports rest on roll-ups: until those follow, all that was computed from the data still stands.
            version, outcomes, rows, told = self.store.write(self._store, handed, changes_data=False)
            self._known.version = version
            self._told |= told
        return outcomes, rows

    def turn(self) -> object:
        """From here on, note again which hours get readings; answers what :meth:`settle` is to be told."""
        self._known.touched = set()
        return self._known

    def settle(self, turn: object, step: settling.Step, found: Any) -> bool:
        """Write down what was found after a turn, or settle all if that may not hold; whether it was the former."""
        self._known.version, kept = self.store.write(self._settle_in, turn, step, found)
        return kept

    def _plain(self, handed: Sequence[HandedIn]) -> bool:
        """Whether nothing has to be asked or noted: known sensors of machines that report one later reading each."""
        known = self._known
        return (
            known.version == self.store.data_version
            and not any(each.batch for each in handed)
            and len({each.posted[0].sensor for each in handed}) == len(handed)
            and all(
                each.actor.user_id is None and (each.actor.email, each.posted[0].sensor) in self._told
                for each in handed
            )
            and all(
                posted.sensor in known.limits
                and (newest := known.newest.get(posted.sensor)) is not None
                and posted.timestamp > newest
                and posted.timestamp >= known.kept_from
                and (posted.sensor, _hour(posted.timestamp)) in known.touched
                for each in handed
                for posted in each.posted
            )
        )

    def _settle_in(self, transaction: Transaction, turn: object, step: settling.Step, found: Any) -> tuple[int, bool]:
        version = self._begin(transaction)
        kept = turn is self._known
        if kept:
            unsettled = step(transaction, found) | self._known.touched
            queries.forget_touched(transaction)
            if unsettled:
                queries.note_touched(transaction, unsettled)
        else:  # somebody else has written meanwhile, or a commit has failed
            settling.settle_in(transaction)
            self._known.touched.clear()
        # This write raises it by one as it is committed.
        return version + 1, kept

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
        self, transaction: Transaction, handed: Sequence[HandedIn]
    ) -> tuple[int, list[Outcome], list[dict[str, Any]], set[Told]]:
        version = self._begin(transaction)
        outcomes: dict[int, Outcome] = {}
        fresh: dict[Key, Posted] = {}
        firsts: dict[int, Key] = {}
        repeats: dict[int, Key] = {}
        for place, each in enumerate(handed):
            if each.batch:
                outcomes[place] = self._counted(transaction, each.posted, fresh)
                continue
            [posted] = each.posted
            key = (posted.sensor, posted.timestamp)
            if (fault := self._fault(posted)) is not None:
                outcomes[place] = fault
            elif key in fresh:
                repeats[place] = key
            elif (stored := self._stored(transaction, posted)) is not None:
                outcomes[place] = _met(stored, posted)
            else:
                fresh[key], firsts[place] = posted, key
        rows = self._insert(transaction, sorted(fresh.values(), key=lambda posted: posted.timestamp))
        for place, key in firsts.items():
            outcomes[place] = rows[key]
        outcomes |= {place: _met(rows[key], handed[place].posted[0]) for place, key in repeats.items()}
        told = self._audited(transaction, handed, outcomes, firsts)
        return version, [outcomes[place] for place in range(len(handed))], list(rows.values()), told

    def _fault(self, posted: Posted) -> Exception | None:
        """Why a reading cannot be stored, whatever there is already."""
        if posted.equipment_id not in self._known.machines:
            return NotFound(f"There is no machine {posted.equipment_id}.")
        if posted.timestamp < self._known.kept_from:
            return _too_old(posted.timestamp, self._known.kept_from)
        return None

    def _counted(
        self, transaction: Transaction, batch: Sequence[Posted], fresh: dict[Key, Posted]
    ) -> Counted | ToBeNamed:
        """Add those of a batch that are new to the fresh ones, or none if any cannot be stored."""
        own: dict[Key, Posted] = {}
        asked = 0
        for posted in batch:
            key = (posted.sensor, posted.timestamp)
            if (same := own.get(key) or fresh.get(key)) is not None:
                value = same.value
            else:
                asked += not self._later(posted)
                if asked > MOST_ASKED or self._fault(posted) is not None:
                    return ToBeNamed()
                stored = self._stored(transaction, posted)
                value = posted.value if stored is None else stored["value"]
                if stored is None:
                    own[key] = posted
            if value != posted.value:
                return ToBeNamed()
        fresh |= own
        return Counted(len(own), len(batch) - len(own))

    def _audited(
        self,
        transaction: Transaction,
        handed: Sequence[HandedIn],
        outcomes: Mapping[int, Outcome],
        firsts: Mapping[int, Key],
    ) -> set[Told]:
        """Write down what people and batches brought, and which sensors keys post; answers what was told of keys."""
        for place, each in enumerate(handed):
            outcome = outcomes[place]
            if isinstance(outcome, Counted):
                readings.record_batch(transaction, each.actor, outcome.new, [one.timestamp for one in each.posted])
            elif place in firsts and each.actor.user_id is not None and isinstance(outcome, dict):
                audit.record(transaction, each.actor, "add", "sensor_readings", outcome["id"], after=outcome)
        return self._tell(transaction, [handed[place] for place in firsts if handed[place].actor.user_id is None])

    def _tell(self, transaction: Transaction, keys: Iterable[HandedIn]) -> set[Told]:
        """Write down which key posts which sensors, once an hour: an entry a reading would bury what people do."""
        by_key: dict[str, tuple[Actor, set[Sensor]]] = {}
        for each in keys:
            sensor = each.posted[0].sensor
            if (each.actor.email, sensor) not in self._told:
                by_key.setdefault(each.actor.email, (each.actor, set()))[1].add(sensor)
        for actor, sensors in by_key.values():
            after = {
                "sensors": ", ".join(f"{name} of machine {machine}" for machine, name in sorted(sensors)),
                "hour": self._hour,
            }
            audit.record(transaction, actor, "add", "sensor_readings", None, after=after)
        return {(email, sensor) for email, (_, sensors) in by_key.items() for sensor in sensors}

    def _later(self, posted: Posted) -> bool:
        """Whether it is later than all that is stored of its sensor, so that it cannot be stored already."""
        newest = self._known.newest.get(posted.sensor)
        return newest is None or posted.timestamp > newest

    def _stored(self, transaction: Transaction, posted: Posted) -> dict[str, Any] | None:
        return None if self._later(posted) else queries.at(transaction, posted.sensor, posted.timestamp)

    def _insert(self, transaction: Transaction, chosen: Sequence[Posted]) -> dict[Key, dict[str, Any]]:
        """Store readings in the order of their times; answers them by key."""
        if not chosen:
            return {}
        self._learn_limits(transaction, chosen)
        rows = queries.insert(transaction, self._rows(chosen))
        hours = {(posted.sensor, _hour(posted.timestamp)) for posted in chosen} - self._known.touched
        if hours:
            queries.note_touched(transaction, hours)
            self._known.touched |= hours
        for posted in chosen:
            if self._later(posted):
                self._known.newest[posted.sensor] = posted.timestamp
        return _by_key(rows)

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


def _by_key(rows: Iterable[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Stored rows by sensor and instant."""
    return {((row["equipment_id"], row["sensor_type"]), row["timestamp"]): row for row in rows}


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
