"""Rated speeds of single products."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Day, Held, Id, Number, Text, shown

Product = Annotated[Text, Held("ideal_rates", "product")]
UnitsPerHour = Annotated[Number, Held("ideal_rates", "units_per_hour")]
OF_SPEED = "Good units at rated speed; null: from that day on the machine's capacity counts. [units/h]"
RATE = {"equipment_id": 2, "product": "Bracket 40", "units_per_hour": 120.0, "valid_from": "2026-01-01"}


class IdealRate(BaseModel):
    """How much of a product a machine makes in an hour."""

    model_config = shown(
        {"id": 3, **RATE, "user_id": 4, "batch_id": None}
        | {"created_at": "2026-03-31T14:05:00Z", "updated_at": "2026-03-31T14:05:00Z"}
    )

    id: int
    equipment_id: int
    product: str
    units_per_hour: float | None = Field(description=OF_SPEED)
    valid_from: date = Field(description="Production day from which it holds, until a later one of the same does.")
    user_id: int | None = Field(description="Who set it; null: a program.")
    batch_id: int | None
    created_at: datetime
    updated_at: datetime


class NewIdealRate(Body):
    """A rated speed to set, in place of the one of the same machine, product and day."""

    model_config = shown(RATE)

    equipment_id: Id
    product: Product
    units_per_hour: UnitsPerHour | None = Field(description=OF_SPEED)
    valid_from: Day
