"""A plant with one of everything, and what can be done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE, Actor, Permission
from producflow.domain import shift_models
from producflow.domain.patterns import SINCE_EVER, Change
from producflow.domain.schedule import Plan
from producflow.imports import ImportOptions, Mapping, import_file, propose, rehearse, undo
from producflow.imports.columns import profiles
from producflow.operations import (
    alerts,
    annotations,
    equipment,
    frozen,
    handover,
    ideal_rates,
    maintenance_jobs,
    readings,
    retention,
    shelving,
    stop_reasons,
    stops,
    subscriptions,
    targets,
    thresholds,
    users,
)
from producflow.operations.posted_readings import Posted
from producflow.operations.single_readings import SingleReadings
from producflow.reports import limit_changes
from producflow.reports.links import Link
from producflow.store.database import Session, Store
from producflow.store.queries import messages
from tests.foretold import kept
from tests.people import PASSWORD

P = Permission
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERYONE = "everyone with an account"
CSV = b"name,type\nLathe 4,Lathe\n"
A_MESSAGE = {"subscription_id": 1, "occasion": "trial", "title": "A trial", "body": "", "details": "{}", "now": NOON}
MAPPING = Mapping("equipment", {"name": "name"})


@dataclass(frozen=True)
class Action:
    """What can be done: who may, what it writes about itself, and an example of it."""

    rule: Permission | str
    example: Callable[["Plant", Actor], object]
    entity: str | None = None


class Plant:
    """A plant with one of everything, for examples to change."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.count = store, folder, 0
        self.sharing = False  # whether examples may share what they change, because they are stopped before they do
        self._shared: dict[str, Any] = {}
        self.machine = equipment.create(store, COMMAND_LINE, name="Press 1")["id"]
        self.person = users.create(
            store,
            COMMAND_LINE,
            email="changed@people.example",
            full_name="Ada",
            role="operator",
            password=PASSWORD,
            own=True,
        )["id"]

    def file(self) -> Path:
        """A file that brings a machine of its own."""
        path = self.folder / f"{self.new()}.csv"
        path.write_bytes(CSV.replace(b"4", str(self.count).encode()))
        return path

    def shared(self, name: str, make: Callable[[], Any]) -> Any:
        """What an example is going to change."""
        if not self.sharing:
            return make()
        if name not in self._shared:
            self._shared[name] = make()
        return self._shared[name]

    def new(self) -> str:
        """A name that nothing has."""
        self.count += 1
        return f"New {self.count}"

    def signed_in(self) -> int:
        """Where somebody is signed in."""
        sessions.start(self.store, self.person, "127.0.0.1", 1.0)
        return int(sessions.holding(self.store, self.person)[0]["id"])

    def alert(self) -> int:
        """An alert."""
        return int(alerts.create(self.store, COMMAND_LINE, **self.an_alert())["id"])

    def an_alert(self) -> dict[str, Any]:
        return {"equipment_id": self.machine, "type": "scheduled", "priority": "low", "title": self.new()}

    def resolved(self, who: Actor) -> int:
        """An alert that somebody resolved just now, who alone may take that back; by nobody where roles are tried."""
        alert = self.alert()
        alerts.move(self.store, COMMAND_LINE if self.sharing else who, alert, "resolved")
        return alert

    def limit_change(self) -> int:
        """A change of limits."""
        thresholds.set(self.store, COMMAND_LINE, sensor_type=self.new(), crit_high=9.0)
        return int(limit_changes.changes(self.store)["id"].iloc[0])

    def job(self) -> int:
        """A job."""
        return int(maintenance_jobs.create(self.store, COMMAND_LINE, **self.a_job())["id"])

    def prediction(self) -> int:
        """A prediction."""
        return kept(self.store, self.machine, NOON)

    def done(self) -> int:
        """A job that is done."""
        return int(maintenance_jobs.create(self.store, COMMAND_LINE, **self.a_job(), status="completed")["id"])

    def a_job(self) -> dict[str, Any]:
        return {"equipment_id": self.machine, "maintenance_type": "preventive", "description": self.new()}

    def a_record(self) -> dict[str, Any]:
        self.count += 1
        day = date.fromordinal(date(2026, 1, 1).toordinal() + self.count)
        return {"equipment_id": self.machine, "date": day, "shift": "night", "output_quantity": 9, "defect_quantity": 1}

    def stop(self, who: Actor) -> int:
        """A stop."""
        self.count += 1
        began = NOON + timedelta(minutes=self.count)
        return int(stops.record(self.store, who, equipment_id=self.machine, started_at=began)["id"])

    def reason(self, who: Actor) -> int:
        """A reason of stops."""
        return int(stop_reasons.add(self.store, who, name=self.new(), planned=False)["id"])

    def a_reading(self) -> Posted:
        self.count += 1
        return Posted(self.machine, "temperature", NOON.replace(microsecond=self.count), 70.0, "°C")

    def batch(self) -> int:
        """An import."""
        done = import_file(self.store, COMMAND_LINE, self.file(), "machines.csv", ImportOptions(kind="equipment")).batch
        assert done is not None
        return done.id

    def shelf(self) -> dict[str, Any]:
        """An alert that is put aside."""
        return shelving.shelve(self.store, COMMAND_LINE, self.alert(), NOON + timedelta(days=1), "spare part", NOON)

    def sensor_note(self) -> int:
        """A stretch in which a sensor cannot be believed."""
        row = {"equipment_id": 1, "sensor_type": "pressure", "kind": "spike", "words": self.new(), "left_out": True}
        found = pd.DataFrame([row | {"started_at": NOON, "ended_at": NOON, "explains": True}])
        self.store.write(lambda transaction: transaction.append("sensor_faults", found))
        rows = self.store.read(Session.rows, "sensor_faults/page", machines=None, lasting=None, skip=0, limit=1)
        return int(rows[0]["id"])

    def profile(self, who: Actor) -> int:
        """A profile of somebody's own: nobody else but a manager may change it; of nobody where roles are tried."""
        return profiles.save(self.store, COMMAND_LINE if self.sharing else who, self.new(), "", MAPPING).id

    def rehearsed(self) -> Any:
        """An import that is about to be written."""
        proposal = propose(self.store, self.file(), "machines.csv")
        return rehearse(self.store, COMMAND_LINE, proposal.staged, MAPPING)

    def note(self, who: Actor) -> int:
        """A note of somebody's own: nobody else but a manager may change it."""
        return int(annotations.add(self.store, who, starts_at=NOON, text=self.new())["id"])

    def handed(self, who: Actor) -> dict[str, Any]:
        """A shift that is handed over: its day and name."""
        self.count += 1
        of: dict[str, Any] = {"day": NOON.date() - timedelta(days=self.count), "shift": "morning"}
        handover.hand_over(self.store, who, text=self.new(), **of)
        return of

    def told(self) -> dict[str, Any]:
        self.count += 1
        return {"told": "alerts", "wait_minutes": self.count}

    def subscribed(self, who: Actor) -> int:
        """A subscription of somebody."""
        return int(subscriptions.subscribe(self.store, who, **self.told())["id"])

    def given_up(self) -> int:
        """A message that was given up."""
        number = int(self.store.write(lambda transaction: transaction.value("messages/put", **A_MESSAGE)))
        self.store.write(messages.failed, number, "The receiver answered 503.", NOON, NOON)
        return number

    def goal(self, who: Actor) -> int:
        """A goal."""
        self.count += 1
        made = targets.set(self.store, who, metric="total_output", value=self.count, valid_from=NOON.date())
        return int(made["id"])

    def a_plan(self) -> Plan:
        """What the plant has not said of its shifts yet: one more day off."""
        self.count += 1
        day = date.fromordinal(date(2027, 1, 1).toordinal() + self.count)
        always = shift_models.pattern_of("7 × 3: every day, three shifts", SINCE_EVER)
        return Plan((always,), (Change(day, day, "closed", reason=self.new()),))

    def a_logo(self) -> bytes:
        """A picture that nothing has."""
        return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{self.new()}</title></svg>'.encode()

    def speed(self, who: Actor) -> int:
        """A rated speed of a product."""
        made = ideal_rates.set(
            self.store, who, equipment_id=self.machine, product=self.new(), units_per_hour=60.0, valid_from=NOON.date()
        )
        return int(made["id"])

    def frozen(self) -> int:
        """A frozen link of the command line's."""
        return frozen.freeze(self.store, COMMAND_LINE, Link("overview", ())).id


def post(p: Plant, actor: Actor) -> object:
    singles = SingleReadings(p.store)
    result, place = singles.add(actor, p.a_reading())
    outcome = result.result(30)[place]
    singles.settle()
    return outcome


def post_batch(p: Plant, actor: Actor) -> object:
    singles = SingleReadings(p.store)
    result, place = singles.add_batch(actor, [p.a_reading(), p.a_reading()])
    outcome = result.result(30)[place]
    singles.settle()
    return outcome


def frame(p: Plant) -> pd.DataFrame:
    one = p.a_reading()
    return pd.DataFrame([{name: getattr(one, name) for name in ("equipment_id", "sensor_type", "timestamp", "value")}])


def retire(p: Plant, actor: Actor) -> object:
    """Remove one of two old readings; the last one stays."""
    p.count += 1
    old = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(hours=p.count)
    rows = [
        {"equipment_id": p.machine, "sensor_type": "flow", "timestamp": at, "value": 1.0}
        for at in (old, old + timedelta(minutes=30))
    ]
    readings.add(p.store, COMMAND_LINE, pd.DataFrame(rows))
    return retention.retire(p.store, actor, days=1, now=old + timedelta(days=1, hours=1))


def retire_audit(p: Plant, actor: Actor) -> object:
    """All that anybody did so far."""
    return retention.retire_audit(p.store, actor, days=1, now=datetime.now(UTC) + timedelta(days=2))


def removed(p: Plant) -> int:
    number = p.frozen()
    frozen.remove(p.store, COMMAND_LINE, number)
    return number


def undone(p: Plant) -> int:
    number = p.batch()
    undo(p.store, COMMAND_LINE, number)
    return number


def numbered(p: Plant, who: Actor) -> Any:
    number = p.profile(who)
    return p.store.read(profiles.numbered, number)
