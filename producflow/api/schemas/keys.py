"""Keys of machines and programs."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.access.api_keys import DAYS, LONGEST_OVERLAP, MOST_DAYS, OVERLAP
from producflow.access.key_scopes import Kind
from producflow.access.roles import Role
from producflow.api.fields import Body, Id, Text, shown

Days = Annotated[
    Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)] | None,
    Field(description="It expires after so many days; null: never."),
]

KEY = {
    "id": 1,
    "name": "Gateway hall B",
    "role": "operator",
    "created_by": 1,
    "created_at": "2026-03-31T14:05:00Z",
    "last_used_at": None,
    "revoked_at": None,
    "revoked_by": None,
    "expires_at": "2027-03-31T14:05:00Z",
    "kinds": ["readings"],
    "equipment_ids": [2, 3],
    "rotated_at": None,
    "previous_until": None,
    "previous_used_at": None,
}


class ApiKey(BaseModel):
    """A key, without the key itself."""

    model_config = shown(KEY)

    id: int
    name: str
    role: Role
    created_by: int | None
    created_at: datetime
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None
    revoked_by: int | None
    expires_at: datetime | None = Field(description="Refused from then on; null: never.")
    kinds: list[Kind] | None = Field(description="Kinds of calls that it may make; null: all.")
    equipment_ids: list[int] | None = Field(description="Machines that it may name, and no others; null: all.")
    rotated_at: datetime | None
    previous_until: datetime | None = Field(description="Until then the secret before the present one works too.")
    previous_used_at: datetime | None = Field(description="When that one was used last since: somebody still has it.")


class MadeApiKey(ApiKey):
    """A key that was just made."""

    model_config = shown({**KEY, "key": "pfk_…"})

    key: str = Field(description="Shown this once; keep it where the machine keeps its secrets.")


class NewApiKey(Body):
    """A key to make."""

    model_config = shown({"name": "Gateway hall B", "role": "operator"})

    name: Annotated[Text, Field(min_length=1, max_length=100)]
    role: Role
    days: Days = DAYS
    kinds: Annotated[list[Kind], Field(min_length=1)] | None = Field(default=None, description="Left out: all.")
    equipment_ids: Annotated[list[Id], Field(max_length=1_000)] | None = Field(
        default=None, description="Left out: all. Empty: it may ask nothing that is of a machine."
    )


class Rotation(Body):
    """Another secret for a key."""

    model_config = shown({"overlap_hours": 24, "days": 365})

    overlap_hours: Annotated[float, Field(ge=0, le=LONGEST_OVERLAP, allow_inf_nan=False)] = Field(
        default=OVERLAP, description="So long the present secret works beside the new one. [h]"
    )
    days: Days = DAYS
