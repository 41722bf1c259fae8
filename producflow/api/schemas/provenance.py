"""Where rows came from."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from producflow.api.fields import shown

SOURCE = {
    "batch_id": 3,
    "kind": "production_records",
    "file_name": "mes-march.csv",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "line": 14,
    "profile": "MES line 3",
    "user": "Ana Lys",
    "created_at": "2026-03-31T14:05:00Z",
    "undone_at": None,
    "columns": {"equipment": "Maschine", "output_quantity": "Menge"},
    "constants": {},
    "mapping": {"kind": "production_records", "timezone": "Europe/Berlin"},
}
STEP = {
    "at": "2026-03-31T14:05:00Z",
    "who": "Ana Lys",
    "action": "import",
    "changes": "output quantity: 780 → 800",
    "batch_id": 3,
    "line": 14,
    "file_name": "mes-march.csv",
}
ROW = {"id": 41, "equipment": "Press 1", "date": "2026-03-30", "shift": "night", "output_quantity": 800}


class Line(BaseModel):
    """The line of a file that a row was read from."""

    model_config = ConfigDict(from_attributes=True)

    batch_id: int
    kind: str
    file_name: str
    sha256: str
    line: int | None = Field(description="In the file; its first line is 1.")
    profile: str | None
    user: str
    created_at: datetime
    undone_at: datetime | None
    columns: dict[str, str] = Field(description="Our field → the file's column.")
    constants: dict[str, str] = Field(description="Our field → what stood for every row.")
    mapping: dict[str, Any] = Field(description="What else decided how the line was read.")


class HistoryStep(BaseModel):
    """Something that happened to a row."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    who: str
    action: str
    changes: str
    batch_id: int | None
    line: int | None
    file_name: str | None


class Origin(BaseModel):
    """A row that another follows from."""

    table: str
    id: int


class RowProvenance(BaseModel):
    """Where a row came from, and what happened to it."""

    model_config = shown(
        {"table": "production_records", "id": 41, "row": ROW, "source": SOURCE, "witnesses": []}
        | {"history": [STEP], "derived_from": []}
    )

    table: str
    id: int
    row: dict[str, Any]
    source: Line | None = Field(description="Null: a person or a program entered it.")
    witnesses: list[Line] = Field(description="Other imports that said the same.")
    history: list[HistoryStep]
    derived_from: list[Origin]


class ImportedRow(BaseModel):
    """A row that an import wrote, or found as it says it."""

    model_config = ConfigDict(from_attributes=True) | shown(
        {"table": "production_records", "id": 41, "line": 14, "action": "updated", "overwritten_by": None, "row": ROW}
    )

    table: str
    id: int
    line: int | None
    action: Literal["added", "updated", "unchanged", "undone"]
    overwritten_by: int | None = Field(description="The import that changed it since.")
    row: dict[str, Any] | None = Field(description="As it is now; null: it is not there any more.")
