"""Uploads: how a file was understood, and what importing it did or would do."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from producflow.api.fields import shown
from producflow.api.schemas.imports import COUNTS, IMPORT, ImportBatch, RejectReason
from producflow.imports import Imported, Proposal, Rehearsal, Tried, answer_key
from producflow.imports.kinds import KINDS
from producflow.imports.next_pages import next_pages
from producflow.imports.writing.committing import Reasons

if TYPE_CHECKING:
    ImportKind = str
else:
    ImportKind = Literal[tuple(KINDS)]
MOST_REJECTS = 100
MOST_REASONS = 20
QUESTION = ("slot", "field", "text", "blocking", "value", "widget", "example", "takes_column")

PROFILE_MAPPING = {
    "kind": "production_records",
    "columns": {"equipment": "Maschine", "date": "Datum", "shift": "Schicht"},
    "dates": {"date": "day first"},
    "timezone": "Europe/Berlin",
}


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


class PageToSee(BaseModel):
    """A page that shows what came in."""

    label: str
    address: str = Field(description="Behind the address of the server.")


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
        | {"reasons": IMPORT["reasons"], "machines": [], "unknown_machines": [], "notes": [], "kpis": None}
        | {
            "counted": "rows",
            "followed": [],
            "pages": [{"label": "See 3 Mar 2026 on the overview", "address": "overview?from=2026-03-03"}],
        }
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
    rows_left_out: int | None
    rejects: list[Reject] = Field(description=f"The first {MOST_REJECTS}; all of them are in rejects.csv.")
    reasons: list[RejectReason] = Field(description="Why rows are rejected, the most frequent first.")
    machines: list[NewMachineOf] = Field(description="Machines that are created.")
    unknown_machines: list[str] = Field(
        description="Machines that the file names and the plant does not know, created or not: `create_equipment=true` "
        "creates them all, `equipment=` single ones."
    )
    notes: list[str]
    kpis: KpiChange | None
    counted: str = Field(
        description="What is counted: `rows`; `readings`, `states`, `records` if a row becomes several."
    )
    followed: list[FollowedRows] = Field(description="Records and stops that follow from machine states.")
    pages: list[PageToSee] = Field(description="Where the days and machines of the import are shown; once it is in.")
    recognised: list[RecognisedField]
    questions: list[OpenQuestion]
    ignored: list[str] = Field(description="Columns of the file that become nothing.")
    mapping: dict[str, Any] = Field(description="How the file was read; send it back changed as `mapping`.")

    @classmethod
    def of(cls, done: Imported | Tried, reasons: Reasons, names: Mapping[int, str]) -> "ImportOutcome":
        """The outcome as a program sees it; ``names`` are those of machines by id."""
        batch = done.batch if isinstance(done, Imported) else None
        return cls.model_validate(
            {
                "dry_run": batch is None,
                "ready": batch is not None or (isinstance(done, Tried) and done.ready),
                "batch": None if batch is None else ImportBatch.of(batch, reasons),
                "pages": [
                    {"label": each.label, "address": each.link.address}
                    for each in (next_pages(done.rehearsal, names) if batch is not None and done.rehearsal else ())
                ],
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


def _counted(rehearsal: Rehearsal | None) -> dict[str, Any]:
    names = ("read", "added", "updated", "unchanged", "rejected", "left_out")
    if rehearsal is None:
        nothing: dict[str, Any] = {f"rows_{name}": None for name in (*names, "duplicate")}
        return nothing | {
            "rejects": [],
            "reasons": [],
            "machines": [],
            "unknown_machines": [],
            "kpis": None,
            "counted": "rows",
            "followed": [],
        }
    rejects = rehearsal.rejects.head(MOST_REJECTS).astype("object")
    reasons = rehearsal.reasons.head(MOST_REASONS).astype("object")
    kpis = rehearsal.kpis
    return {f"rows_{name}": getattr(rehearsal.counts, name) for name in names} | {
        "rows_duplicate": rehearsal.counts.duplicates,
        "rejects": rejects.where(rejects.notna(), None).to_dict("records"),
        "reasons": reasons.where(reasons.notna(), None).to_dict("records"),
        "machines": rehearsal.machines.to_dict("records"),
        "unknown_machines": list(rehearsal.unknown_machines),
        "notes": list(rehearsal.notes),
        "counted": rehearsal.counted,
        "followed": [asdict(each) for each in rehearsal.followed],
        "kpis": None
        if kpis is None
        else {"first_day": kpis.first_day, "last_day": kpis.last_day, "before": kpis.before, "after": kpis.after},
    }
