"""How the server fares."""

from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import shown


class Ready(BaseModel):
    """The database answers."""

    model_config = shown({"status": "ready"})

    status: Literal["ready"] = "ready"


class Health(BaseModel):
    """The database answers, and what it is at."""

    model_config = shown({"status": "ok", "schema": 8, "data_version": 1204})

    status: Literal["ok"]
    schema_: int = Field(alias="schema", description="Number of the newest migration.")
    data_version: int = Field(description="Writes that the database has seen.")
