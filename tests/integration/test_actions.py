"""SPEC section 6 as a table of what can be done: what every page, call and command does goes through one of these.

Each names its rule, meets every role, and writes what it did to the audit log in the commit that did it. A new one must
be added to the table; what changes data and names no actor must be added to :data:`BY_ITSELF`, with a reason.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from producflow.access import api_keys, passwords
from producflow.access.roles import ALLOWED, COMMAND_LINE, Actor, Permission, Role
from producflow.errors import NotAllowed, ProducFlowError
from producflow.imports import (
    ImportOptions,
    Mapping,
    commit,
    import_file,
    profile_documents,
    profiles,
    propose,
    redo,
    rehearse,
    try_file,
    undo,
)
from producflow.operations import (
    alerts,
    annotations,
    equipment,
    frozen,
    ideal_rates,
    maintenance_jobs,
    plant,
    production,
    readings,
    retention,
    targets,
    thresholds,
    users,
)
from producflow.operations.posted_readings import Posted
from producflow.operations.single_readings import SingleReadings
from producflow.printing import reports
from producflow.reports import limit_changes
from producflow.reports.links import Link
from producflow.store.database import Session, Store
from tests.people import PASSWORD, email_of

ROOT = Path(__file__).parents[2]
ROOMS = ("operations", "imports", "access", "printing", "reports")
P = Permission
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERYONE = "everyone with an account"
CSV = b"name,type\nLathe 4,Lathe\n"
MAPPING = Mapping("equipment", {"name": "name"})

# Writes that nobody with a role asks for; none of them changes what reports show by more than what was stored says.
BY_ITSELF = {
    "access.api_keys._note_use": "when a key was last used",
    "access.attempts.Attempt": "failed sign-ins, and from where people signed in",
    "access.sessions.start": "sessions, which sign-in guards",
    "access.sessions.end": "sessions, by whoever holds the cookie",
    "access.sign_in.ensure_administrator": "the first start; has an audit entry of its own",
    "operations.single_readings.settle": "roll-ups and alerts of readings that are stored already",
    "operations.single_readings.SingleReadings": "commits what SingleReadings.add let in",
}
# Need an actor to name or to compute for, and are called by those that have asked for the permission.
PARTS = {
    "access.audit.record",
    "operations.readings.add_in",
    "operations.annotations.add_in",
    "operations.last_maintenance.note",
    "operations.last_maintenance.without",
    "operations.last_maintenance.follow",
    "operations.annotations.may_change",
    "operations.frozen.may_remove",
    "printing.reports.composed",
    "access.tokens.issue",
    "imports.kinds.kind.Kind.writing",
    "imports.kinds.sensor_readings.Readings.writing",
    "imports.kinds.maintenance_logs.Jobs.writing",
}


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
            store, COMMAND_LINE, email="changed@people.example", full_name="Ada", role="operator", password=PASSWORD
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

    def done(self) -> int:
        """A job that is done."""
        return int(maintenance_jobs.create(self.store, COMMAND_LINE, **self.a_job(), status="completed")["id"])

    def a_job(self) -> dict[str, Any]:
        return {"equipment_id": self.machine, "maintenance_type": "preventive", "description": self.new()}

    def a_record(self) -> dict[str, Any]:
        self.count += 1
        day = date.fromordinal(date(2026, 1, 1).toordinal() + self.count)
        return {"equipment_id": self.machine, "date": day, "shift": "night", "output_quantity": 9, "defect_quantity": 1}

    def a_reading(self) -> Posted:
        self.count += 1
        return Posted(self.machine, "temperature", NOON.replace(microsecond=self.count), 70.0, "°C")

    def batch(self) -> int:
        """An import."""
        done = import_file(self.store, COMMAND_LINE, self.file(), "machines.csv", kind="equipment").batch
        assert done is not None
        return done.id

    def profile(self) -> int:
        """A profile."""
        return profiles.save(self.store, COMMAND_LINE, self.new(), "", MAPPING).id

    def rehearsed(self) -> Any:
        """An import that is about to be written."""
        proposal = propose(self.store, self.file(), "machines.csv")
        return rehearse(self.store, COMMAND_LINE, proposal.staged, MAPPING)

    def note(self, who: Actor) -> int:
        """A note of somebody's own: nobody else but a manager may change it."""
        return int(annotations.add(self.store, who, starts_at=NOON, text=self.new())["id"])

    def goal(self, who: Actor) -> int:
        """A goal."""
        self.count += 1
        made = targets.set(self.store, who, metric="total_output", value=self.count, valid_from=NOON.date())
        return int(made["id"])

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


ACTIONS: dict[str, Action] = {
    "operations.alerts.create": Action(
        P.WORK_ALERTS, lambda p, who: alerts.create(p.store, who, **p.an_alert()), "maintenance_alerts"
    ),
    "operations.alerts.move": Action(
        P.WORK_ALERTS,
        lambda p, who: alerts.move(p.store, who, p.shared("alert", p.alert), "resolved"),
        "maintenance_alerts",
    ),
    "operations.alerts.take_back": Action(
        P.WORK_ALERTS, lambda p, who: alerts.take_back(p.store, who, p.resolved(who)), "maintenance_alerts"
    ),
    "operations.alerts.reopen": Action(
        P.WORK_ALERTS,
        lambda p, who: alerts.reopen(p.store, who, p.resolved(COMMAND_LINE), "still hot"),
        "maintenance_alerts",
    ),
    "operations.annotations.add": Action(P.ANNOTATE, lambda p, who: p.note(who), "annotations"),
    "operations.annotations.change": Action(
        P.ANNOTATE, lambda p, who: annotations.change(p.store, who, p.note(who), {"text": p.new()}), "annotations"
    ),
    "operations.annotations.remove": Action(
        P.ANNOTATE, lambda p, who: annotations.remove(p.store, who, p.note(who)), "annotations"
    ),
    "operations.annotations.bring_back": Action(
        P.ANNOTATE,
        lambda p, who: annotations.bring_back(p.store, who, annotations.remove(p.store, who, p.note(who))["id"]),
        "annotations",
    ),
    "operations.equipment.create": Action(
        P.MANAGE_EQUIPMENT, lambda p, who: equipment.create(p.store, who, name=p.new()), "equipment"
    ),
    "operations.equipment.change": Action(
        P.MANAGE_EQUIPMENT, lambda p, who: equipment.change(p.store, who, p.machine, {"location": p.new()}), "equipment"
    ),
    "operations.maintenance_jobs.create": Action(
        P.WORK_LOGS, lambda p, who: maintenance_jobs.create(p.store, who, **p.a_job()), "maintenance_logs"
    ),
    "operations.maintenance_jobs.move": Action(
        P.WORK_LOGS,
        lambda p, who: maintenance_jobs.move(p.store, who, p.shared("job", p.job), "in_progress"),
        "maintenance_logs",
    ),
    "operations.maintenance_jobs.change": Action(
        P.WORK_LOGS,
        lambda p, who: maintenance_jobs.change(p.store, who, p.shared("job", p.job), cost=9.0),
        "maintenance_logs",
    ),
    "operations.maintenance_jobs.reopen": Action(
        P.WORK_LOGS, lambda p, who: maintenance_jobs.reopen(p.store, who, p.done(), "not done"), "maintenance_logs"
    ),
    "operations.plant.change_settings": Action(
        P.MANAGE_PLANT,
        lambda p, who: plant.change_settings(p.store, who, {"downtime_hour_cost": float(len(p.new()) + p.count)}),
        "plant_settings",
    ),
    "operations.production.record": Action(
        P.RECORD_PRODUCTION, lambda p, who: production.record(p.store, who, **p.a_record()), "production_records"
    ),
    "operations.production.change": Action(
        P.RECORD_PRODUCTION,
        lambda p, who: production.change(
            p.store,
            who,
            production.record(p.store, COMMAND_LINE, **p.a_record())["id"],
            {"output_quantity": 10},
        ),
        "production_records",
    ),
    "operations.readings.add": Action(
        P.POST_READINGS, lambda p, who: readings.add(p.store, who, frame(p)), "sensor_readings"
    ),
    "operations.single_readings.SingleReadings.add": Action(P.POST_READINGS, post, "sensor_readings"),
    "operations.retention.retire": Action(P.MANAGE_PLANT, retire, "sensor_readings"),
    "operations.targets.set": Action(P.MANAGE_TARGETS, lambda p, who: p.goal(who), "targets"),
    "operations.targets.remove": Action(
        P.MANAGE_TARGETS, lambda p, who: targets.remove(p.store, who, p.goal(COMMAND_LINE)), "targets"
    ),
    "operations.ideal_rates.set": Action(P.MANAGE_TARGETS, lambda p, who: p.speed(who), "ideal_rates"),
    "operations.ideal_rates.remove": Action(
        P.MANAGE_TARGETS, lambda p, who: ideal_rates.remove(p.store, who, p.speed(COMMAND_LINE)), "ideal_rates"
    ),
    "operations.thresholds.set": Action(
        P.MANAGE_THRESHOLDS,
        lambda p, who: thresholds.set(p.store, who, sensor_type=p.new(), crit_high=9.0),
        "thresholds",
    ),
    "operations.thresholds.remove": Action(
        P.MANAGE_THRESHOLDS,
        lambda p, who: thresholds.remove(
            p.store, who, thresholds.set(p.store, COMMAND_LINE, sensor_type=p.new(), crit_high=9.0)["id"]
        ),
        "thresholds",
    ),
    "operations.thresholds.undo": Action(
        P.MANAGE_THRESHOLDS, lambda p, who: thresholds.undo(p.store, who, p.limit_change()), "thresholds"
    ),
    "operations.thresholds.rehearse": Action(
        P.MANAGE_THRESHOLDS,
        lambda p, who: thresholds.rehearse(p.store, who, sensor_type=p.new(), given={"crit_high": 9.0}),
    ),
    "operations.users.everyone": Action(P.MANAGE_USERS, lambda p, who: users.everyone(p.store, who)),
    "operations.users.create": Action(
        P.MANAGE_USERS,
        lambda p, who: users.create(
            p.store,
            who,
            email=f"{p.new().replace(' ', '')}@people.example",
            full_name="N",
            role="operator",
            password=PASSWORD,
        ),
        "users",
    ),
    "operations.users.change": Action(
        P.MANAGE_USERS, lambda p, who: users.change(p.store, who, p.person, {"full_name": p.new()}), "users"
    ),
    "operations.users.deactivate": Action(
        P.MANAGE_USERS, lambda p, who: users.deactivate(p.store, who, p.person), "users"
    ),
    "operations.users.reactivate": Action(
        P.MANAGE_USERS, lambda p, who: users.reactivate(p.store, who, p.person), "users"
    ),
    "operations.users.set_password": Action(
        P.MANAGE_USERS, lambda p, who: users.set_password(p.store, who, p.person, PASSWORD), "users"
    ),
    "operations.users.change_own_password": Action(
        EVERYONE,
        lambda p, who: users.change_own_password(p.store, who, PASSWORD, f"nine quiet lathes {p.new()}"),
        "users",
    ),
    "operations.frozen.freeze": Action(
        P.FREEZE, lambda p, who: frozen.freeze(p.store, who, Link("overview", ())), "frozen_views"
    ),
    "operations.frozen.remove": Action(
        P.MANAGE_PLANT, lambda p, who: frozen.remove(p.store, who, p.shared("frozen", p.frozen)), "frozen_views"
    ),
    "operations.frozen.bring_back": Action(
        P.MANAGE_PLANT,
        lambda p, who: frozen.bring_back(p.store, who, p.shared("removed", lambda: removed(p))),
        "frozen_views",
    ),
    "imports.pipeline.import_file": Action(
        P.IMPORT,
        lambda p, who: import_file(p.store, who, p.file(), "machines.csv", kind="equipment"),
        "import_batches",
    ),
    "imports.pipeline.try_file": Action(
        P.IMPORT, lambda p, who: try_file(p.store, who, p.file(), "machines.csv", ImportOptions())
    ),
    "imports.rehearsal.rehearse": Action(
        P.IMPORT,
        lambda p, who: rehearse(p.store, who, propose(p.store, p.file(), "machines.csv").staged, MAPPING),
    ),
    "imports.committing.commit": Action(
        P.IMPORT, lambda p, who: commit(p.store, who, p.shared("rehearsed", p.rehearsed)), "import_batches"
    ),
    "imports.undoing.undo": Action(
        P.IMPORT, lambda p, who: undo(p.store, who, p.shared("batch", p.batch)), "import_batches"
    ),
    "imports.redoing.redo": Action(
        P.IMPORT, lambda p, who: redo(p.store, who, p.shared("undone", lambda: undone(p))), "import_batches"
    ),
    "imports.profiles.save": Action(
        P.IMPORT, lambda p, who: profiles.save(p.store, who, p.new(), "", MAPPING), "import_profiles"
    ),
    "imports.profiles.change": Action(
        P.IMPORT,
        lambda p, who: profiles.change(p.store, who, p.shared("profile", p.profile), name=p.new()),
        "import_profiles",
    ),
    "imports.profiles.remove": Action(
        P.IMPORT, lambda p, who: profiles.remove(p.store, who, p.shared("profile", p.profile)), "import_profiles"
    ),
    "imports.profile_documents.import_json": Action(
        P.IMPORT,
        lambda p, who: profile_documents.import_json(
            p.store,
            who,
            profile_documents.export_json(p.shared("numbered", lambda: numbered(p))).replace("New", "Other"),
            replace=True,
        ),
        "import_profiles",
    ),
    "access.api_keys.everyone": Action(P.MANAGE_USERS, lambda p, who: api_keys.everyone(p.store, who)),
    "access.api_keys.create": Action(
        P.MANAGE_USERS, lambda p, who: api_keys.create(p.store, who, p.new(), "operator"), "api_keys"
    ),
    "access.api_keys.revoke": Action(
        P.MANAGE_USERS,
        lambda p, who: api_keys.revoke(
            p.store, who, api_keys.create(p.store, COMMAND_LINE, p.new(), "operator")[1]["id"]
        ),
        "api_keys",
    ),
    "printing.reports.report": Action(
        P.EXPORT, lambda p, who: reports.report(p.store, who, Link("nowhere", ()), "pdf", "http://plant")
    ),
}


def removed(p: Plant) -> int:
    number = p.frozen()
    frozen.remove(p.store, COMMAND_LINE, number)
    return number


def undone(p: Plant) -> int:
    number = p.batch()
    undo(p.store, COMMAND_LINE, number)
    return number


def numbered(p: Plant) -> Any:
    number = p.profile()
    return p.store.read(profiles.numbered, number)


# That the table is whole


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / "producflow" / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT / "producflow").with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def functions() -> Iterator[tuple[str, str | None, ast.FunctionDef]]:
    """Functions and methods of the rooms below pages and API: name, name of the class, and the definition."""
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", None, node
            elif isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        yield f"{module}.{node.name}.{method.name}", f"{module}.{node.name}", method


def takes_actor(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "actor" for argument in (*function.args.args, *function.args.kwonlyargs))


def writes(function: ast.FunctionDef) -> bool:
    """Tell whether it commits: ``store.write(…)`` and its like."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"write", "write_alone"}
        and ast.unparse(node.func.value).endswith("store")
        for node in ast.walk(function)
    )


def test_everything_that_somebody_does_names_its_rule() -> None:
    found = {name for name, _, function in functions() if takes_actor(function) and not function.name.startswith("_")}
    assert found - PARTS == set(ACTIONS)


def test_whatever_writes_says_who_or_why_nobody() -> None:
    silent = {
        owner if owner in BY_ITSELF else name
        for name, owner, function in functions()
        if writes(function) and not takes_actor(function)
    }
    assert silent == set(BY_ITSELF)


def test_pages_and_calls_write_nothing_themselves() -> None:
    """What they change, they change by one of the actions above."""
    allowed = {"producflow/ui/sign_in.py"}  # begins and ends sessions
    guilty = []
    for folder in ("pages", "producflow/ui", "producflow/api"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            name = path.relative_to(ROOT).as_posix()
            if name not in allowed and any(isinstance(n, ast.FunctionDef) and writes(n) for n in ast.walk(tree)):
                guilty.append(name)
    assert guilty == []


def test_every_name_in_the_table_is_a_function() -> None:
    for name in [*ACTIONS, *PARTS]:
        module, *rest = name.split(".")
        target: Any = importlib.import_module(f"producflow.{module}.{rest[0]}")
        for part in rest[1:]:
            target = getattr(target, part)
        assert "actor" in inspect.signature(target).parameters, name


# That every role meets every rule


@pytest.fixture(autouse=True)
def hashes_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good hash takes a quarter of a second, and it is not what is tested here."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)


@pytest.fixture
def a_plant(store: Store, tmp_path: Path) -> Plant:
    return Plant(store, tmp_path)


@pytest.fixture
def people(store: Store) -> dict[Role, Actor]:
    """Somebody of each role."""
    return {
        role: Actor(
            users.create(
                store, COMMAND_LINE, email=email_of(role), full_name=f"Test {role}", role=role, password=PASSWORD
            )["id"],
            email_of(role),
            f"Test {role}",
            role,
        )
        for role in Role
    }


def entries(store: Store) -> list[dict[str, Any]]:
    """The audit log, oldest first."""
    filters = {"person": None, "action": None, "entity": None, "since": None, "most": 100_000}
    return store.read(Session.rows, "audit/entries", **filters)[::-1]


class Let(Exception):
    """The rule was asked for and met; the example goes no further."""


def refused(action: Action, p: Plant, actor: Actor) -> bool:
    try:
        action.example(p, actor)
    except NotAllowed:
        return True
    except (ProducFlowError, Let):
        return False
    return False


def test_each_role_meets_each_rule(a_plant: Plant, people: dict[Role, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Permission] = []
    require = Actor.require

    def stop_after(actor: Actor, permission: Permission) -> None:
        require(actor, permission)
        if actor is not COMMAND_LINE:
            asked.append(permission)
            raise Let

    monkeypatch.setattr(Actor, "require", stop_after)
    a_plant.sharing = True
    wrong = []
    for name, action in ACTIONS.items():
        for role, actor in people.items():
            asked.clear()
            may = action.rule == EVERYONE or action.rule in ALLOWED[role]
            if refused(action, a_plant, actor) is may or not {*asked} <= {action.rule}:
                wrong.append((name, str(role), *asked))
    assert wrong == []


def test_whoever_looks_at_frozen_numbers_changes_nothing(a_plant: Plant, store: Store) -> None:
    looking = Actor(1, "a@b.example", "Ada", Role.ADMIN, looking=True)
    a_plant.sharing = True
    for name, action in ACTIONS.items():
        if action.rule not in {EVERYONE, P.EXPORT}:
            assert refused(action, a_plant, looking), name


def test_each_action_is_in_the_audit_log_of_its_own_commit(a_plant: Plant, people: dict[Role, Actor]) -> None:
    store = a_plant.store
    for name, action in ACTIONS.items():
        if action.entity is None:
            continue
        able = [role for role in Role if action.rule == EVERYONE or action.rule in ALLOWED[role]]
        actor = people[able[-1] if action.rule == EVERYONE else able[0]]
        seen: list[tuple[int, int]] = []
        write_once = Store._write_once

        def counted(self: Store, *arguments: Any, seen: Any = seen, write_once: Any = write_once) -> Any:
            before = len(entries(self))
            result = write_once(self, *arguments)
            seen.append((before, len(entries(self))))
            return result

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, "_write_once", counted)
            action.example(a_plant, actor)
        own = [
            entry for entry in entries(store) if entry["user_email"] == actor.email and entry["entity"] == action.entity
        ]
        assert own, f"{name} left no audit entry of its actor"
        assert own[-1]["after"] or own[-1]["before"], name
        assert any(after > before for before, after in seen), name
        assert own[-1]["at"] is not None
