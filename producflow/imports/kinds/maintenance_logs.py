"""Jobs of maintenance, as a CMMS exports them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from producflow.access.roles import Actor
from producflow.domain.rules import JOB_STATUSES, JOB_TYPES
from producflow.imports.kinds.kind import MACHINE, Field, Kind, Supposed
from producflow.operations import last_maintenance
from producflow.store.database import Session, Transaction
from producflow.store.importing import column_profile
from producflow.store.importing.target import Lasting, Table, Target
from producflow.store.queries import maintenance_jobs
from producflow.vocabulary.words import names

if TYPE_CHECKING:
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.reading.cells import Staged


@dataclass(frozen=True)
class Jobs(Kind):
    """Jobs, which a number of their own names where they have one."""

    def supposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> Supposed | None:
        """Jobs without a status are history, and so completed, where all their dates are past."""
        dated = next((name for name in ("completed_date", "scheduled_date") if name in mapping.columns), "")
        if "status" in mapping.columns or dated not in mapping.dates:
            return None
        newest = column_profile.newest(session, staged.place(mapping.columns[dated]), mapping.dates[dated])
        if newest is None or not newest.past:
            return None
        said = f"The file has no status, and all its dates are past (the newest is {newest.day:%d %B %Y})."
        return Supposed("status", "completed", said)

    def notes(self, session: Session, target: Target, mapping: "Mapping") -> list[str]:
        """Tell of jobs of which nobody knows whether they were on time."""
        said = "The file does not say when jobs were completed; none is counted as on time or late."
        return [] if "completed_date" in mapping.columns else [said]

    @contextmanager
    def writing(self, transaction: Transaction, actor: Actor, target: Target) -> Iterator[Target]:
        """Let the machines' last maintenance follow."""
        completed = maintenance_jobs.last_completed(transaction)
        yield target
        last_maintenance.follow(transaction, actor, completed)


KIND = Jobs(
    Table(
        "maintenance_logs",
        ("external_id", "equipment_id", "maintenance_type", "scheduled_date", "description"),
        clock="scheduled_date",
        number="external_id",
        lasting=Lasting("completed_date", "status", "completed"),
    ),
    "Maintenance jobs",
    (
        MACHINE,
        Field("maintenance_type", "Type", "choice", required=True, choices=JOB_TYPES,
              names=names("maintenance_logs.maintenance_type")),
        Field("description", "Description", "text", required=True, names=names("maintenance_logs.description")),
        Field("status", "Status", "choice", required=True, choices=JOB_STATUSES,
              names=names("maintenance_logs.status")),
        Field("scheduled_date", "Scheduled", "instant", names=names("maintenance_logs.scheduled_date")),
        Field("completed_date", "Completed", "instant", names=names("maintenance_logs.completed_date")),
        Field("cost", "Cost", "number", dressed="money", sums=True, names=names("maintenance_logs.cost")),
        Field("duration_hours", "Duration (h)", "number", unit="h", sums=True,
              names=names("maintenance_logs.duration_hours")),
        Field("parts_replaced", "Parts", "text", names=names("maintenance_logs.parts_replaced")),
        Field("external_id", "Job number", "text", names=names("maintenance_logs.external_id")),
    ),
    aliases=("maintenance", "logs"),
    page=("maintenance", "the maintenance page"),
)  # fmt: skip
