"""Rated speeds of single products, where a machine makes several."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from producflow.access.roles import Actor, Permission
from producflow.imports.kinds.kind import MACHINE, Field, Kind
from producflow.operations.planned_minutes import share
from producflow.store.database import Transaction
from producflow.store.importing.target import Table, Target
from producflow.vocabulary.words import names


@dataclass(frozen=True)
class Speeds(Kind):
    """Rated speeds, which managers set."""

    @contextmanager
    def writing(self, transaction: Transaction, actor: Actor, target: Target) -> Iterator[Target]:
        """Let the products of a shift share its minutes by their speeds."""
        actor.require(Permission.MANAGE_TARGETS)
        yield target
        share(transaction, None)


KIND = Speeds(
    Table("ideal_rates", ("equipment_id", "product", "valid_from")),
    "Rated speeds of products",
    (
        MACHINE,
        Field("product", "Product", "text", required=True, names=names("production_records.product")),
        Field("units_per_hour", "Rated speed (units/h)", "number", required=True,
              names=names("ideal_rates.units_per_hour")),
        Field("valid_from", "From production day", "day", required=True, names=names("targets.valid_from")),
    ),
    aliases=("rates", "speeds"),
    page=("admin", "Goals on the admin page"),
)  # fmt: skip
