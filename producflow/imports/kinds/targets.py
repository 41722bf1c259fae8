"""Goals: what figures should come to, from a production day on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from producflow.access.roles import Actor, Permission
from producflow.domain.metrics import TARGETED
from producflow.domain.rules import OneOf, Rule
from producflow.domain.targets import Scope
from producflow.imports.kinds.kind import NAMES, Field, Kind
from producflow.store.database import Session, Transaction
from producflow.store.importing.target import FirstOf, Table, Target
from producflow.store.queries import targets as queries
from producflow.vocabulary.words import names


@dataclass(frozen=True)
class Goals(Kind):
    """Goals, which managers set."""

    def rules_of_today(self, session: Session) -> tuple[Rule, ...]:
        """A goal of a type that no machine has would never count."""
        known = tuple(sorted({kind for kind in queries.types(session).values() if kind}))
        said = "No machine is of the type {it}; give the type as it stands at its machines."
        return (Rule("equipment_type", OneOf(known), said),)

    @contextmanager
    def writing(self, transaction: Transaction, actor: Actor, target: Target) -> Iterator[Target]:
        """Only for whoever may set goals one by one."""
        actor.require(Permission.MANAGE_TARGETS)
        yield target


KIND = Goals(
    Table(
        "targets",
        ("metric", "scope", "equipment_type", "equipment_id", "shift", "valid_from"),
        partial=True,
        follows=(
            FirstOf("scope", (("equipment_id", Scope.MACHINE), ("equipment_type", Scope.TYPE)), Scope.PLANT.value),
        ),
    ),
    "Goals",
    (
        Field("metric", "Figure", "choice", required=True, choices=TARGETED, names=names("targets.metric")),
        Field("equipment", "Machine", "machine", names=names("machine")),
        Field("equipment_type", "Type of machine", "text", names=names("equipment.type")),
        Field("shift", "Shift", "choice", choices=NAMES, names=names("production_records.shift")),
        Field("value", "Goal", "number", required=True, names=names("targets.value")),
        Field("valid_from", "From production day", "day", required=True, names=names("targets.valid_from")),
    ),
    aliases=("goals",),
    page=("admin", "Goals on the admin page"),
)  # fmt: skip
