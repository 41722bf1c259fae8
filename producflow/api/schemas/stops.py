"""Stops of machines, and the reasons that people choose from."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field, StrictBool

from producflow.api.fields import Body, Held, Id, Instant, Text, left_out, shown
from producflow.domain.rules import LONGEST_NAME, LONGEST_TEXT

ReasonOf = Annotated[Text, Held("downtime_events", "reason")]
SentAs = Annotated[Text, Field(min_length=1, max_length=LONGEST_NAME)]
WhyText = Annotated[Text, Field(max_length=LONGEST_TEXT)]
SENT_AS = "Made by the sender, such as a UUID, and the same at each try: sent again, it changes nothing."
WHY = "The reason, without which nothing of a closed day changes; the audit log keeps it."
LONGEST_IN_ADDRESS = 500
"""Characters of a reason in an address: a server refuses addresses that are too long before anybody reads them."""
Why = Annotated[
    Annotated[Text, Field(max_length=LONGEST_IN_ADDRESS)] | None,
    Query(description=WHY, examples=["It was the other machine"]),
]

STOP = {
    "equipment_id": 2,
    "started_at": "2026-03-31T10:05:00Z",
    "ended_at": "2026-03-31T10:20:00Z",
    "reason": "Tool change",
    "planned": False,
}
REASON = {"name": "Tool change", "planned": True}


class Stop(BaseModel):
    """A time in which a machine stood still."""

    model_config = shown(
        {"id": 7, **STOP, "origin": None, "batch_id": None}
        | {"created_at": "2026-03-31T10:05:10Z", "updated_at": "2026-03-31T10:21:00Z"}
    )

    id: int
    equipment_id: int
    started_at: datetime
    ended_at: datetime | None = Field(description="Null: nobody reported it.")
    reason: str | None = Field(description="Null: nobody gave one.")
    planned: bool
    origin: str | None = Field(description="`state_intervals`: it follows from the machine's states; null: reported.")
    batch_id: int | None
    created_at: datetime
    updated_at: datetime


class NewStop(Body):
    """A stop to enter."""

    model_config = shown(STOP)

    equipment_id: Id
    started_at: Instant
    ended_at: Instant | None = Field(default=None, description="Left out: the machine stands still.")
    reason: ReasonOf | None = Field(default=None, description="Left out: it waits for whoever knows it.")
    planned: StrictBool | None = Field(
        default=None, description="Left out: as the list of reasons says; a reason that is not on it is unplanned."
    )
    sent_as: SentAs | None = Field(default=None, description=SENT_AS)
    why: WhyText | None = Field(default=None, description=WHY)


class StopChange(Body):
    """What of a stop is to be; what is left out stays."""

    model_config = shown({"ended_at": "2026-03-31T10:25:00Z", "reason": "Tool breakage"})

    equipment_id: Id = left_out()
    started_at: Instant = left_out()
    ended_at: Instant | None = Field(default=None, description="Null: it is not known (any more).")
    reason: ReasonOf | None = None
    planned: StrictBool | None = Field(default=None, description="Null: as the list of reasons says.")
    why: WhyText | None = Field(default=None, description=WHY)


class NewReason(Body):
    """A reason of stops that people can choose."""

    model_config = shown(REASON)

    name: Annotated[Text, Held("stop_reasons", "name")]
    planned: StrictBool = Field(description="Whether a stop for this reason is a planned one.")


class StopReason(NewReason):
    """A reason of stops that people can choose."""

    model_config = shown(
        {"id": 3, **REASON, "created_at": "2026-03-31T14:05:00Z", "updated_at": "2026-03-31T14:05:00Z"}
    )

    id: int
    created_at: datetime
    updated_at: datetime
