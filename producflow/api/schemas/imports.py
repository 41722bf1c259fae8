"""Uploads: what they brought, and what became of it when they were undone or brought back."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel, Field

from producflow.api.fields import shown
from producflow.imports import Batch, Redone, Undone
from producflow.imports.writing.committing import Reasons

COUNTS = {
    "rows_read": 120,
    "rows_added": 100,
    "rows_updated": 5,
    "rows_unchanged": 13,
    "rows_duplicate": 1,
    "rows_rejected": 2,
    "rows_left_out": 0,
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
    "redone_at": None,
    "redone_by": None,
    "redoable": False,
    "notes": [],
    "reasons": [{"column_name": "defects", "reason": "More defects than output.", "rows": 2, "first_line": 7}],
}


class RejectReason(BaseModel):
    """Why rows were rejected, and how many."""

    column_name: str | None
    reason: str
    rows: int
    first_line: int


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
    rows_left_out: int = Field(
        description="Totals, bad quality and what else was said to be left out; notes tell which."
    )
    machines_created: int
    created_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    redone_at: datetime | None = Field(description="When it was last brought back after having been undone.")
    redone_by: str | None
    redoable: bool = Field(description="Whether it is undone and can be brought back without its file.")
    notes: list[str] = Field(description="What the rehearsal told whoever committed it.")
    reasons: list[RejectReason] = Field(description="Why rows were rejected, the most frequent first.")

    @classmethod
    def of(cls, batch: Batch, reasons: Reasons) -> "ImportBatch":
        """The import as a program sees it."""
        counts = {
            "rows_read": batch.counts.read,
            "rows_added": batch.counts.added,
            "rows_updated": batch.counts.updated,
            "rows_unchanged": batch.counts.unchanged,
            "rows_duplicate": batch.counts.duplicates,
            "rows_rejected": batch.counts.rejected,
            "rows_left_out": batch.counts.left_out,
        }
        same = ("id", "kind", "file_name", "sha256", "profile", "user", "machines_created")
        times = ("created_at", "undone_at", "undone_by", "redone_at", "redone_by", "redoable")
        values = {name: getattr(batch, name) for name in (*same, *times)}
        return cls.model_validate(counts | values | {"notes": list(batch.notes), "reasons": reasons.get(batch.id, [])})


class Undoing(BaseModel):
    """What became of the rows of an import that was taken back."""

    model_config = shown(
        {"batch_id": 3, "removed": 100, "restored": 5, "superseded": 0, "witnessed": 0, "edited": 0}
        | {
            "machines_removed": 0,
            "machines_kept": [],
            "witnesses": [],
            "redoable": True,
            "message": "Import 3 is undone: 100 rows removed; 5 rows restored as before.",
        }
    )

    batch_id: int
    removed: int = Field(description="Rows that it had added.")
    restored: int = Field(description="Rows that it had changed, now as they were.")
    superseded: int = Field(description="Rows that a newer import wrote again; they stay.")
    witnessed: int = Field(description="Rows of which another import says the same; they stay, and are that import's.")
    witnesses: list[int] = Field(description="Those imports.")
    edited: int = Field(description="Rows that somebody changed by hand since; they stay.")
    machines_removed: int
    machines_kept: list[str]
    redoable: bool = Field(description="Whether it can be brought back without its file.")
    message: str

    @classmethod
    def of(cls, undone: Undone) -> "Undoing":
        """The undoing as a program sees it."""
        numbers = ("batch_id", "removed", "restored", "superseded", "witnessed", "edited", "machines_removed")
        return cls(
            **{name: getattr(undone, name) for name in numbers},
            machines_kept=list(undone.machines_kept),
            witnesses=list(undone.witnesses),
            redoable=undone.kept is not None,
            message=undone.describe(),
        )


class Redoing(BaseModel):
    """What became of the rows of an import that was brought back."""

    model_config = shown(
        {"batch_id": 3, "added": 100, "updated": 5, "unchanged": 0, "rejected": 0, "refusals": []}
        | {"machines_created": 0}
        | {"message": "Import 3 is in force again: 100 rows added; 5 rows changed; 0 rows unchanged."}
    )

    batch_id: int
    added: int = Field(description="Rows that were gone and are there again.")
    updated: int = Field(description="Rows that were otherwise by now, and are as the import says; undo restores them.")
    unchanged: int = Field(description="Rows that are there as the import says.")
    rejected: int = Field(description="Rows that would contradict what is there by now; they stay out.")
    refusals: list[str] = Field(description="Why, for the first of them.")
    machines_created: int
    message: str

    @classmethod
    def of(cls, redone: Redone) -> "Redoing":
        """The redoing as a program sees it."""
        return cls(**asdict(redone) | {"refusals": list(redone.refusals), "message": redone.describe()})
