"""Shifts that were handed over."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Day, Text, shown
from producflow.domain.rules import LONGEST_HANDOVER

OF = {"day": "2026-03-31", "shift": "night"}
WORDS = {"text": "Press 2 runs hot; heater bands are ordered."}
Shift = Annotated[Text, Field(min_length=1, max_length=50, description="Its name in the working calendar.")]


class Handover(BaseModel):
    """What a shift said to the next one, who handed it over, and who took it over."""

    model_config = shown(
        {"id": 7, **OF, **WORDS, "handed_by": 4, "handed_by_name": "Ann", "handed_at": "2026-04-01T03:55:00Z"}
        | {"taken_by": None, "taken_by_name": None, "taken_at": None}
        | {"created_at": "2026-04-01T03:55:00Z", "updated_at": "2026-04-01T03:55:00Z"}
    )

    id: int
    day: date = Field(description="Production day; a night shift belongs to the day on which it began.")
    shift: str
    text: str
    handed_by: int | None = Field(description="Null: a program.")
    handed_by_name: str
    handed_at: datetime
    taken_by: int | None = Field(description="Null: nobody yet, or a program.")
    taken_by_name: str | None = Field(description="Null: nobody has taken it over yet.")
    taken_at: datetime | None
    created_at: datetime
    updated_at: datetime


class OneShift(Body):
    """Which shift."""

    model_config = shown(OF)

    day: Day
    shift: Shift


class NewHandover(OneShift):
    """Which shift, and what the next one should know."""

    model_config = shown(OF | WORDS)

    text: Annotated[Text, Field(max_length=LONGEST_HANDOVER, description="May be empty.")] = ""
