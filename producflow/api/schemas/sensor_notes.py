"""Sensor notes."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import shown

Kind = Literal["stuck", "dropout", "spike", "drift", "clock", "unit"]


EXAMPLE = {
    "id": 3,
    "equipment_id": 2,
    "sensor_type": "pressure",
    "kind": "dropout",
    "started_at": "2026-03-21T04:10:00Z",
    "ended_at": "2026-03-21T14:00:00Z",
    "low": 0.0,
    "high": 0.0,
    "left_out": True,
    "explains": True,
    "believed_at": None,
    "words": "fell to 0 in one step, and showed nothing else",
    "created_at": "2026-03-21T05:00:12Z",
    "updated_at": "2026-03-21T15:00:12Z",
}


class Believed(BaseModel):
    """What a person says of a sensor note."""

    model_config = shown({"believed": True})

    believed: bool = Field(description="True: it was the machine. False: it is the sensor after all.")


class KeptNote(BaseModel):
    """What is the matter with a sensor, and not with its machine."""

    model_config = shown(EXAMPLE)

    id: int
    equipment_id: int
    sensor_type: str
    kind: Kind
    started_at: datetime = Field(description="First reading of it; of a wrong clock as that one states it.")
    ended_at: datetime | None = Field(description="Last reading of it; null: it lasts.")
    low: float | None = Field(description="Readings below it are believed all the same; null: none are.")
    high: float | None = Field(description="Readings above it are believed all the same; null: none are.")
    left_out: bool = Field(description="Whether levels, predictions and limits that are tried leave its readings out.")
    explains: bool = Field(description="Whether alarms of its readings alone are none about the machine.")
    believed_at: datetime | None = Field(description="Since when a person holds it to be the machine's; null: nobody.")
    words: str = Field(description="A sentence without its subject, which is the sensor.")
    created_at: datetime
    updated_at: datetime


class SensorNote(KeptNote):
    """A note with the name of its machine."""

    model_config = shown(EXAMPLE | {"machine": "CNC Milling Machine #2"})

    machine: str
