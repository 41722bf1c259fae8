"""What the API says of the audit log."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field


class AuditEntry(BaseModel):
    """One entry: who did what to which row, bound to the entry before it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1234,
                    "at": "2026-03-02T12:20:07.123456Z",
                    "user_email": "ada@example.com",
                    "action": "export",
                    "entity": "equipment",
                    "entity_id": None,
                    "what": "Machine",
                    "changes": "as: csv; status: operational",
                    "before": None,
                    "after": {"as": "csv", "status": "operational"},
                    "previous_hash": "3c1f…",
                    "hash": "9ab0…",
                }
            ]
        }
    )

    id: int
    at: datetime
    user_email: str | None = Field(description="Whoever did it; for programs and what happens by itself, their name.")
    action: str = Field(description="A verb.", examples=["change"])
    entity: str = Field(description="The table, or what else it was about.", examples=["thresholds"])
    entity_id: int | None
    what: str = Field(description="What it was about, in words.", examples=["Limits of temperature on Press 1"])
    changes: str = Field(description="What changed, in words.", examples=["critical above: 85 → none"])
    before: dict[str, Any] | None = Field(description="The row before.")
    after: dict[str, Any] | None = Field(description="The row after, or what else is to be said.")
    previous_hash: str = Field(description="`hash` of the entry before it; empty for the first there ever was.")
    hash: str = Field(description="SHA-256, in hexadecimal; docs/security.md says of what.")

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """An entry as the report gives it."""
        states = {name: json.loads(row[name]) if isinstance(row[name], str) else None for name in ("before", "after")}
        number = None if row["entity_id"] != row["entity_id"] else int(row["entity_id"])
        return cls(**{**row, **states, "entity_id": number})
