"""Goals: what figures should come to, from a production day on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from producflow.access.roles import Actor, Permission
from producflow.domain.metrics import TARGETED
from producflow.domain.rules import Rule
from producflow.domain.targets import NAMED_BY, NEAREST_FIRST, Scope, rules
from producflow.imports.kinds.kind import NAMES, Field, Kind
from producflow.store.database import Session, Transaction
from producflow.store.importing.target import FirstOf, Table, Target
from producflow.store.queries import targets as queries
from producflow.vocabulary.words import names


@dataclass(frozen=True)
class Goals(Kind):
    """Goals, which managers set."""

    def rules_of_today(self, session: Session) -> tuple[Rule, ...]:
        """A goal of what no machine is of would never count."""
        return rules(queries.machines(session))

    @contextmanager
    def writing(self, transaction: Transaction, actor: Actor, target: Target) -> Iterator[Target]:
        """Only for whoever may set goals one by one."""
        actor.require(Permission.MANAGE_TARGETS)
        yield target


KIND = Goals(
    Table(
        "targets",
        queries.KEY,
        partial=True,
        follows=(
            FirstOf("scope", tuple((NAMED_BY[each], each) for each in NEAREST_FIRST if NAMED_BY[each]), Scope.PLANT),
        ),
    ),
    "Goals",
    (
        Field("metric", "Figure", "choice", required=True, choices=TARGETED, names=names("targets.metric")),
        Field("equipment", "Machine", "machine", names=names("machine")),
        Field("equipment_type", "Type of machine", "text", names=names("equipment.type")),
        Field("area", "Area", "text", names=names("equipment.area")),
        Field("production_line", "Line", "text", names=names("equipment.production_line")),
        Field("shift", "Shift", "choice", choices=NAMES, names=names("production_records.shift")),
        Field("value", "Goal", "number", required=True, names=names("targets.value")),
        Field("valid_from", "From production day", "day", required=True, names=names("targets.valid_from")),
    ),
    aliases=("goals",),
    page=("admin", "Goals on the admin page"),
)  # fmt: skip
