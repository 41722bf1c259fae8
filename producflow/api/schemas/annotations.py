"""Notes on charts."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Id, Instant, Text, left_out, shown
from producflow.operations.annotations import LONGEST

Words = Annotated[Text, Field(min_length=1, max_length=LONGEST)]

NOTE = {"equipment_id": 2, "starts_at": "2026-03-31T14:05:00Z", "ends_at": None, "text": "New tool fitted"}


class Annotation(BaseModel):
    """What happened, when, to which machine or to the whole plant."""

    model_config = shown(
        {"id": 7, **NOTE, "created_by": 4, "created_by_name": "Ann", "removed_at": None, "removed_by": None}
        | {"created_at": "2026-03-31T15:00:00Z", "updated_at": "2026-03-31T15:00:00Z"}
    )

    id: int
    equipment_id: int | None = Field(description="Null: it is about the whole plant.")
    starts_at: datetime
    ends_at: datetime | None = Field(description="Null: a moment.")
    text: str
    created_by: int | None = Field(description="Null: a program.")
    created_by_name: str
    created_at: datetime
    updated_at: datetime
    removed_at: datetime | None
    removed_by: int | None


class NewAnnotation(Body):
    """A note to put on charts."""

    model_config = shown(NOTE)

    equipment_id: Id | None = Field(default=None, description="Left out: the whole plant.")
    starts_at: Instant
    ends_at: Instant | None = Field(default=None, description="Left out: a moment.")
    text: Words


class AnnotationChange(Body):
    """What is to change; what is left out stays."""

    model_config = shown({"text": "New tool fitted, 12 mm"})

    equipment_id: Id | None = None
    starts_at: Instant = left_out()
    ends_at: Instant | None = None
    text: Words = left_out()
    removed: bool = left_out(description="False brings a removed note back.")
