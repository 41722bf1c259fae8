"""Uploads: what they would do, and what they did."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from producflow.api.fields import shown
from producflow.imports import Batch, Imported, Proposal, Redone, Rehearsal, Tried, Undone, answer_key
from producflow.imports.committing import Reasons

ImportKind = Literal[
    "sensor_readings", "production_records", "maintenance_logs", "equipment", "downtime_events", "state_intervals"
]
MOST_REJECTS = 100
MOST_REASONS = 20

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
    "redone_at": None,
    "redone_by": None,
    "redoable": False,
    "notes": [],
    "reasons": [{"column_name": "defects", "reason": "More defects than output.", "rows": 2, "first_line": 7}],
}
PROFILE_MAPPING = {
    "kind": "production_records",
    "columns": {"equipment": "Maschine", "date": "Datum", "shift": "Schicht"},
    "dates": {"date": "day first"},
    "timezone": "Europe/Berlin",
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
        }
        same = ("id", "kind", "file_name", "sha256", "profile", "user", "machines_created")
        times = ("created_at", "undone_at", "undone_by", "redone_at", "redone_by", "redoable")
        values = {name: getattr(batch, name) for name in (*same, *times)}
        return cls.model_validate(counts | values | {"notes": list(batch.notes), "reasons": reasons.get(batch.id, [])})


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


class RecognisedField(BaseModel):
    """How one field was found in the file."""

    field: str
    label: str
    source: str = Field(description="The file's column, or the constant.")
    confidence: float = Field(ge=0, le=1, description="0 to 1")
    evidence: str


class OpenQuestion(BaseModel):
    """Something that the file does not decide; send it again with `answer={key}={one of options}`."""

    key: str = Field(description="What to answer under.")
    slot: str = Field(description="Part of the mapping that the answer goes to.")
    field: str
    text: str
    options: list[str] = Field(description="Possible answers; empty: any text.")
    blocking: bool = Field(description="Nothing can be imported before it is answered; otherwise rows are rejected.")
    value: str | None = Field(description="The text whose meaning is asked.")
    widget: str = Field(description="How a person is asked: `choice`, `text`, `machine`, `sensor` or `steps`.")
    example: str = Field(description="An answer as it could be, where there are no options.")
    takes_column: bool = Field(description="Whether `column={field}={column}` answers it too.")


class FollowedRows(BaseModel):
    """Rows of a table that follow from machine states, and what becomes of them."""

    table: str
    added: int
    updated: int
    removed: int
    standing: int = Field(description="Left out, since one was reported itself for the same key.")


class ImportOutcome(BaseModel):
    """What an upload did, or would do."""

    model_config = shown(
        {"dry_run": False, "ready": True, "batch": IMPORT, "kind": "production_records", "profile": None, **COUNTS}
        | {"rejects": [{"line": 7, "column_name": "defects", "value": "9", "reason": "More defects than output."}]}
        | {"reasons": IMPORT["reasons"], "machines": [], "notes": [], "kpis": None, "counted": "rows"}
        | {"followed": []}
        | {
            "recognised": [
                {"field": "date", "label": "Production day", "source": "Datum", "confidence": 1.0}
                | {"evidence": "The header says so. 120 of 120 values parse as day-first dates."}
            ]
        }
        | {"questions": [], "ignored": ["Bemerkung"], "mapping": PROFILE_MAPPING}
    )

    dry_run: bool
    ready: bool = Field(description="False: a question must be answered first, and nothing was counted.")
    batch: ImportBatch | None = Field(description="Null after a dry run.")
    kind: str
    profile: str | None
    rows_read: int | None
    rows_added: int | None
    rows_updated: int | None
    rows_unchanged: int | None
    rows_duplicate: int | None
    rows_rejected: int | None
    rejects: list[Reject] = Field(description=f"The first {MOST_REJECTS}; all of them are in rejects.csv.")
    reasons: list[RejectReason] = Field(description="Why rows are rejected, the most frequent first.")
    machines: list[NewMachineOf] = Field(description="Machines that are created.")
    notes: list[str]
    kpis: KpiChange | None
    counted: str = Field(
        description="What is counted: `rows`; `readings`, `states`, `records` if a row becomes several."
    )
    followed: list[FollowedRows] = Field(description="Records and stops that follow from machine states.")
    recognised: list[RecognisedField]
    questions: list[OpenQuestion]
    ignored: list[str] = Field(description="Columns of the file that become nothing.")
    mapping: dict[str, Any] = Field(description="How the file was read; send it back changed as `mapping`.")

    @classmethod
    def of(cls, done: Imported | Tried, reasons: Reasons) -> "ImportOutcome":
        """The outcome as a program sees it."""
        batch = done.batch if isinstance(done, Imported) else None
        return cls.model_validate(
            {
                "dry_run": batch is None,
                "ready": done.rehearsal is not None,
                "batch": None if batch is None else ImportBatch.of(batch, reasons),
                **_understood(done.proposal),
                **_counted(done.rehearsal),
            }
        )


def _understood(proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": proposal.mapping.kind,
        "profile": proposal.profile,
        "notes": list(proposal.notes),
        "recognised": [
            {
                "field": found.field.name,
                "label": found.field.label,
                "source": found.source,
                "confidence": min(1.0, max(0.0, found.confidence)),
                "evidence": found.evidence,
            }
            for found in proposal.recognised
        ],
        "questions": [
            {"key": answer_key(question)}
            | {name: getattr(question, name) for name in QUESTION}
            | {"options": list(question.options)}
            for question in proposal.questions
        ],
        "ignored": list(proposal.ignored),
        "mapping": json.loads(proposal.mapping.to_json()),
    }


QUESTION = ("slot", "field", "text", "blocking", "value", "widget", "example", "takes_column")


def _counted(rehearsal: Rehearsal | None) -> dict[str, Any]:
    names = ("read", "added", "updated", "unchanged", "rejected")
    if rehearsal is None:
        nothing: dict[str, Any] = {f"rows_{name}": None for name in (*names, "duplicate")}
        return nothing | {"rejects": [], "reasons": [], "machines": [], "kpis": None, "counted": "rows", "followed": []}
    rejects = rehearsal.rejects.head(MOST_REJECTS).astype("object")
    reasons = rehearsal.reasons.head(MOST_REASONS).astype("object")
    kpis = rehearsal.kpis
    return {f"rows_{name}": getattr(rehearsal.counts, name) for name in names} | {
        "rows_duplicate": rehearsal.counts.duplicates,
        "rejects": rejects.where(rejects.notna(), None).to_dict("records"),
        "reasons": reasons.where(reasons.notna(), None).to_dict("records"),
        "machines": rehearsal.machines.to_dict("records"),
        "notes": list(rehearsal.notes),
        "counted": rehearsal.counted,
        "followed": [asdict(each) for each in rehearsal.followed],
        "kpis": None
        if kpis is None
        else {"first_day": kpis.first_day, "last_day": kpis.last_day, "before": kpis.before, "after": kpis.after},
    }


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
