"""Import profiles: mappings that are kept under a name."""

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Prose, Text, shown
from producflow.api.schemas.import_outcomes import PROFILE_MAPPING
from producflow.imports.columns.profile_documents import DOCUMENT
from producflow.imports.columns.profiles import Profile

PROFILE = {
    "id": 2,
    "name": "MES line 3",
    "kind": "production_records",
    "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "columns": ["Maschine", "Datum", "Schicht"],
    "mapping": PROFILE_MAPPING,
    "saved_by": "Ana Lys",
    "owner": "Ana Lys",
    "created_at": "2026-03-01T09:00:00Z",
    "updated_at": "2026-03-31T14:05:00Z",
}
SENT = {name: PROFILE[name] for name in ("name", "fingerprint", "columns", "mapping")}

ProfileName = Annotated[Text, Field(min_length=1, max_length=80)]


class ImportProfile(BaseModel):
    """A mapping under a name, and the header that it recognises."""

    model_config = shown(PROFILE)

    id: int
    name: str
    kind: str
    fingerprint: str = Field(description="Of the header that it recognises; empty: it is only used by name.")
    columns: list[str] = Field(description="Of that header, where they are known.")
    mapping: dict[str, Any]
    saved_by: str | None = Field(description="Who saved it last; null: the command line.")
    owner: str | None = Field(description="Who made it; they and managers change or remove it. null: the command line.")
    created_at: datetime | None
    updated_at: datetime | None

    @classmethod
    def of(cls, profile: Profile) -> "ImportProfile":
        """The profile as a program sees it."""
        return cls(
            id=profile.id,
            name=profile.name,
            kind=profile.mapping.kind,
            fingerprint=profile.fingerprint,
            columns=list(profile.columns),
            mapping=json.loads(profile.mapping.to_json()),
            saved_by=profile.saved_by,
            owner=profile.owner,
            created_at=profile.created_at,
            updated_at=profile.updated_at,
        )


class NewProfile(Body):
    """A profile, as an export holds it."""

    model_config = shown(SENT) | {"extra": "forbid"}

    document: Text = Field(default=DOCUMENT, description=f"`{DOCUMENT}`")
    name: ProfileName
    fingerprint: Annotated[Text, Field(max_length=64)] = ""
    columns: Annotated[list[Prose], Field(max_length=10_000)] = Field(default_factory=list)
    mapping: dict[Text, Any]


class ProfileDocument(BaseModel):
    """A profile as another plant takes it in."""

    model_config = shown({"document": DOCUMENT, **SENT})

    document: str
    name: str
    fingerprint: str
    columns: list[str]
    mapping: dict[str, Any]


class ProfileChange(Body):
    """Another name, another mapping, or both; what is left out stays."""

    model_config = shown({"name": "MES line 4"}) | {"extra": "forbid"}

    name: ProfileName | None = None
    mapping: dict[Text, Any] | None = None
