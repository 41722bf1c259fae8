"""Keys of machines and programs."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.access.roles import Role
from producflow.api.fields import Body, Text, shown

KEY = {
    "id": 1,
    "name": "Gateway hall B",
    "role": "operator",
    "created_by": 1,
    "created_at": "2026-03-31T14:05:00Z",
    "last_used_at": None,
    "revoked_at": None,
    "revoked_by": None,
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


class MadeApiKey(ApiKey):
    """A key that was just made."""

    model_config = shown({**KEY, "key": "pfk_…"})

    key: str = Field(description="Shown this once; keep it where the machine keeps its secrets.")


class NewApiKey(Body):
    """A key to make."""

    model_config = shown({"name": "Gateway hall B", "role": "operator"})

    name: Annotated[Text, Field(min_length=1, max_length=100)]
    role: Role
