"""Uploads: what they would do, and what they did."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from producflow.api.fields import shown
from producflow.imports import Batch, Imported, Rehearsal, Undone

ImportKind = Literal["sensor_readings", "production_records", "maintenance_logs", "equipment", "downtime_events"]
MOST_REJECTS = 100

COUNTS = {
    "rows_read": 120,
    "rows_added": 100,
    "rows_updated": 5,
    "rows_unchanged": 13,
    "rows_duplicate": 1,
    "rows_rejected": 2,
}
IMPORT = {
    "id": 3,
    "kind": "production_records",
    "file_name": "mes-march.csv",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "profile": None,
    "user": "Ana Lys",
    **COUNTS,
    "machines_created": 0,
    "created_at": "2026-03-31T14:05:00Z",
    "undone_at": None,
    "undone_by": None,
}


class ImportBatch(BaseModel):
    """An import that was committed."""

    model_config = shown(IMPORT)

    id: int
    kind: str
    file_name: str
    sha256: str
    profile: str | None
    user: str | None = Field(description="Who imported it; null: the command line or an API key.")
    rows_read: int
    rows_added: int
    rows_updated: int
    rows_unchanged: int
    rows_duplicate: int = Field(description="Those of the unchanged that repeat an earlier row of the same file.")
    rows_rejected: int
    machines_created: int
    created_at: datetime
    undone_at: datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, batch: Batch) -> "ImportBatch":
        """The import as a program sees it."""
        counts = {
            "rows_read": batch.counts.read,
            "rows_added": batch.counts.added,
            "rows_updated": batch.counts.updated,
            "rows_unchanged": batch.counts.unchanged,
            "rows_duplicate": batch.counts.duplicates,
            "rows_rejected": batch.counts.rejected,
        }
        same = ("id", "kind", "file_name", "sha256", "profile", "user", "machines_created")
        times = ("created_at", "undone_at", "undone_by")
        return cls.model_validate(counts | {name: getattr(batch, name) for name in (*same, *times)})


class Reject(BaseModel):
    """A row that was not taken, and why."""

    line: int = Field(description="In the file; its first line is 1.")
    column_name: str | None
    value: str | None
    reason: str


class NewMachineOf(BaseModel):
    """A machine that the file names and the plant does not know."""

    name: str
    line: int


class KpiChange(BaseModel):
    """The plant's figures over the days that the file touches; fields as of GET /production/metrics."""

    first_day: date
    last_day: date
    before: dict[str, Any]
    after: dict[str, Any]


class ImportOutcome(BaseModel):
    """What an upload did, or would do."""

    model_config = shown(
        {"dry_run": False, "batch": IMPORT, "kind": "production_records", "profile": None, **COUNTS}
        | {"rejects": [{"line": 7, "column_name": "defects", "value": "9", "reason": "More defects than output."}]}
        | {"machines": [], "notes": [], "kpis": None}
    )

    dry_run: bool
    batch: ImportBatch | None = Field(description="Null after a dry run.")
    kind: str
    profile: str | None
    rows_read: int
    rows_added: int
    rows_updated: int
    rows_unchanged: int
    rows_duplicate: int
    rows_rejected: int
    rejects: list[Reject] = Field(description=f"The first {MOST_REJECTS}; all of them are in rejects.csv.")
    machines: list[NewMachineOf] = Field(description="Machines that are created.")
    notes: list[str]
    kpis: KpiChange | None

    @classmethod
    def of(cls, imported: Imported) -> "ImportOutcome":
        """The outcome as a program sees it."""
        rehearsal: Rehearsal = imported.rehearsal
        counts, kpis = rehearsal.counts, rehearsal.kpis
        rejects = rehearsal.rejects.head(MOST_REJECTS).astype("object")
        return cls(
            dry_run=imported.batch is None,
            batch=None if imported.batch is None else ImportBatch.of(imported.batch),
            kind=rehearsal.mapping.kind,
            profile=rehearsal.profile,
            rows_read=counts.read,
            rows_added=counts.added,
            rows_updated=counts.updated,
            rows_unchanged=counts.unchanged,
            rows_duplicate=counts.duplicates,
            rows_rejected=counts.rejected,
            rejects=[Reject.model_validate(row) for row in rejects.where(rejects.notna(), None).to_dict("records")],
            machines=[NewMachineOf.model_validate(row) for row in rehearsal.machines.to_dict("records")],
            notes=list(rehearsal.notes),
            kpis=None
            if kpis is None
            else KpiChange(first_day=kpis.first_day, last_day=kpis.last_day, before=kpis.before, after=kpis.after),
        )


class Undoing(BaseModel):
    """What became of the rows of an import that was taken back."""

    model_config = shown(
        {"batch_id": 3, "removed": 100, "restored": 5, "superseded": 0, "edited": 0, "machines_removed": 0}
        | {"machines_kept": [], "message": "Import 3 is undone: 100 rows removed; 5 rows restored as before."}
    )

    batch_id: int
    removed: int = Field(description="Rows that it had added.")
    restored: int = Field(description="Rows that it had changed, now as they were.")
    superseded: int = Field(description="Rows that a newer import wrote again; they stay.")
    edited: int = Field(description="Rows that somebody changed by hand since; they stay.")
    machines_removed: int
    machines_kept: list[str]
    message: str

    @classmethod
    def of(cls, undone: Undone) -> "Undoing":
        """The undoing as a program sees it."""
        numbers = ("batch_id", "removed", "restored", "superseded", "edited", "machines_removed")
        return cls(
            **{name: getattr(undone, name) for name in numbers},
            machines_kept=list(undone.machines_kept),
            message=undone.describe(),
        )
