"""SPEC section 6 as a table of what can be done: what every page, call and command does goes through one of these.

Each names its rule, meets every role, and writes what it did to the audit log in the commit that did it. A new one must
be added to the table; what changes data and names no actor must be added to :data:`BY_ITSELF`, with a reason.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from producflow.access.roles import ALLOWED, COMMAND_LINE, Actor, Permission, Role
from producflow.errors import NotAllowed, ProducFlowError
from producflow.operations import (
    users,
)
from producflow.reports.audit import CALLED
from producflow.store.database import Store
from tests.audited import logged
from tests.integration.actions.plant import EVERYONE, Action, P, Plant
from tests.integration.actions.table import ACTIONS
from tests.people import PASSWORD, email_of

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")

ROOT = Path(__file__).parents[3]
ROOMS = ("operations", "imports", "access", "printing", "reports")

# Writes that nobody with a role asks for; none of them changes what reports show by more than what was stored says.
BY_ITSELF = {
    "access.last_use.note": "when a key or a link was last used",
    "access.attempts.Attempt": "failed sign-ins, and from where people signed in",
    "access.second_factors.set_up": "one's own, by whoever has just given the password; has an audit entry of its own",
    "access.second_factors.accept": "which codes were used, by whoever signs in",
    "access.second_factors.renew_codes": "one's own, by whoever has just given a code; has an audit entry of its own",
    "access.second_factors.remove_own": "one's own, by whoever has just given a code; has an audit entry of its own",
    "access.sessions.start": "sessions, which sign-in guards",
    "access.sessions.end": "sessions, by whoever holds the cookie",
    "access.sessions.confirm": "when somebody proved again who they are, which sign-in looked at",
    "access.oidc.accounts.account_of": "accounts as their provider says; has audit entries in the provider's name",
    "access.oidc.rechecking._ask": "tokens of sessions",
    "access.oidc.signing_in.told": "ends sessions of whom their provider signs out",
    "access.sign_in.ensure_administrator": "the first start; has an audit entry of its own",
    "operations.settling.settle": "roll-ups and alerts of readings that are stored already",
    "operations.predicting.predict": "looks at stored readings by the clock",
    "operations.marking.mark": "notes by the clock which stored readings tell of their sensor only",
    "operations.marking._mark_one": "the same of one machine, as when an alarm has just come",
    "operations.reading_commits.ReadingCommits": "commits what SingleReadings.add let in",
}
# Need an actor to name or to compute for, and are called by those that have asked for the permission.
PARTS = {
    "access.audit.record",
    "access.audit.note",
    "operations.readings.add_in",
    "operations.equipment.change_in",
    "operations.readings.record_batch",
    "operations.annotations.add_in",
    "operations.last_maintenance.note",
    "operations.last_maintenance.without",
    "operations.last_maintenance.follow",
    "operations.annotations.may_change",
    "operations.dated.Dated.put",
    "operations.dated.Dated.take_back",
    "operations.drafts.of",
    "operations.entries.sent_before",
    "operations.entries.note",
    "operations.entries.may_correct",
    "operations.entries.must_be_correctable",
    "operations.handover.may_change",
    "operations.frozen.may_remove",
    "printing.reports.composed",
    "access.tokens.issue",
    "imports.columns.profiles.may_change",
    "imports.columns.profiles.must_be_changeable",
    "imports.columns.profiles.is_to_be_saved",
    "imports.kinds.kind.Kind.writing",
    "imports.kinds.sensor_readings.Readings.writing",
    "imports.kinds.maintenance_logs.Jobs.writing",
    "imports.kinds.targets.Goals.writing",
    "imports.kinds.ideal_rates.Speeds.writing",
}


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


def test_the_audit_log_has_a_word_for_whatever_is_changed() -> None:
    assert {action.entity for action in ACTIONS.values() if action.entity} - set(CALLED) == set()


# That every role meets every rule


@pytest.fixture
def a_plant(store: Store, tmp_path: Path) -> Plant:
    return Plant(store, tmp_path)


@pytest.fixture
def people(store: Store) -> dict[Role, Actor]:
    """Somebody of each role."""
    return {
        role: Actor(
            users.create(
                store,
                COMMAND_LINE,
                email=email_of(role),
                full_name=f"Test {role}",
                role=role,
                password=PASSWORD,
                own=True,
            )["id"],
            email_of(role),
            f"Test {role}",
            role,
        )
        for role in Role
    }


def entries(store: Store) -> list[dict[str, Any]]:
    """The audit log, oldest first."""
    return logged(store)[::-1]


def newest(store: Store) -> int:
    """Number of the newest entry; 0: there is none."""
    return int(logged(store, most=1)[0]["id"]) if logged(store, most=1) else 0


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


@pytest.mark.long
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


@pytest.mark.long
def test_whoever_looks_at_frozen_numbers_changes_nothing(a_plant: Plant, store: Store) -> None:
    looking = Actor(1, "a@b.example", "Ada", Role.ADMIN, looking=True)
    a_plant.sharing = True
    for name, action in ACTIONS.items():
        if action.rule not in {EVERYONE, P.EXPORT}:
            assert refused(action, a_plant, looking), name


@pytest.mark.long
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
            before = newest(self)
            result = write_once(self, *arguments)
            seen.append((before, newest(self)))
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
