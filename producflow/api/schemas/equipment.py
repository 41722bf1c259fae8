"""Machines and what their sensors say."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Day, Held, Id, Instant, Number, OneOf, Text, figure, left_out, shown
from producflow.domain.rules import LONGEST_SENSOR
from producflow.reports.levels import AREA, LINE

MachineStatus = Literal["operational", "warning", "critical", "maintenance"]
ReadingStatus = Literal["normal", "warning", "critical", "unknown"]
SensorType = Annotated[Text, Field(min_length=1, max_length=LONGEST_SENSOR, examples=["temperature"])]
NewSensorType = Annotated[Text, Field(min_length=1, examples=["temperature"]), Held("sensor_readings", "sensor_type")]
Unit = Annotated[Text, Field(examples=["°C"]), Held("sensor_readings", "unit")]
Name = Annotated[Text, Field(min_length=1), Held("equipment", "name")]
Word = Annotated[Text, Held("equipment", "type")]
Health = Annotated[Number, Held("equipment", "health_score")]
Capacity = Annotated[Number, Held("equipment", "capacity")]

MACHINE = {
    "name": "CNC Milling Machine #2",
    "type": "CNC",
    "location": "Hall B",
    "area": "Machining",
    "production_line": "Line 2",
    "status": "operational",
    "capacity": 960.0,
    "installation_date": "2019-05-14",
    "last_maintenance": "2026-03-02T09:30:00Z",
    "health_score": 91.5,
    "retired_on": None,
}
OF_AREA = "Where it belongs, a level that calls choose machines by, and roll figures up by."
OF_LINE = "The level below: a part of its area."
OF_RETIRED = "From this production day on it is not there any more: its history stays, nothing is expected of it."
READING = {"sensor_type": "temperature", "value": 78.4, "unit": "°C", "timestamp": "2026-03-31T14:05:00+02:00"}


class Machine(BaseModel):
    """A machine of the plant."""

    model_config = shown(
        {
            "id": 2,
            **MACHINE,
            "plant": None,
            "parent": None,
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-03-02T09:30:00Z",
        }
        | {"batch_id": None}
    )

    id: int
    name: str
    type: str | None
    location: str | None
    area: str | None = Field(description=OF_AREA)
    production_line: str | None = Field(description=OF_LINE)
    plant: str | None = Field(description="Whose it is, where it was read from a lake of several plants.")
    parent: str | None = Field(description="Name of the asset that it is a part of, as a register said that came in.")
    status: MachineStatus = Field(description="As people report it.")
    capacity: float | None = Field(description="Good units that a 480-minute shift can make at rated speed. [units]")
    installation_date: date | None
    last_maintenance: datetime | None
    health_score: float | None = figure("health_score")
    retired_on: date | None = Field(description=OF_RETIRED)
    batch_id: int | None = Field(description="The import that brought it.")
    created_at: datetime
    updated_at: datetime


class NewMachine(Body):
    """A machine to create."""

    model_config = shown(MACHINE)

    name: Name
    type: Word | None = None
    location: Word | None = None
    area: Word | None = Field(default=None, description=OF_AREA)
    production_line: Word | None = Field(default=None, description=OF_LINE)
    status: MachineStatus = "operational"
    capacity: Capacity | None = None
    installation_date: Day | None = None
    last_maintenance: Instant | None = None
    health_score: Health | None = None
    retired_on: Day | None = Field(default=None, description=OF_RETIRED)


class MachineChange(Body):
    """What a machine is to be; what is left out stays."""

    model_config = shown({"status": "maintenance", "location": "Hall C"})

    name: Name = left_out()
    type: Word | None = None
    location: Word | None = None
    area: Word | None = Field(default=None, description=OF_AREA)
    production_line: Word | None = Field(default=None, description=OF_LINE)
    status: MachineStatus = left_out()
    capacity: Capacity | None = None
    installation_date: Day | None = None
    last_maintenance: Instant | None = None
    health_score: Health | None = None
    retired_on: Day | None = Field(default=None, description=OF_RETIRED)


class Reading(BaseModel):
    """One sensor reading."""

    model_config = shown(
        {"id": 81, "equipment_id": 2, **READING, "status": "normal", "batch_id": None}
        | {"timestamp": "2026-03-31T12:05:00Z", "created_at": "2026-03-31T12:05:01Z"}
    )

    id: int
    equipment_id: int
    sensor_type: str
    timestamp: datetime
    value: float
    unit: str | None
    status: ReadingStatus
    batch_id: int | None
    created_at: datetime


class NewReading(Body):
    """A reading to store; without a timestamp it was taken now."""

    model_config = shown(READING)

    sensor_type: NewSensorType
    value: Number
    unit: Unit | None = None
    timestamp: Instant | None = None
    status: Any = Field(
        default=None,
        description="Not looked at: the server sets it by the limits. Older clients send it.",
        json_schema_extra={"deprecated": True},
    )


class BatchReading(NewReading):
    """A reading of a batch, which names its machine."""

    model_config = shown({"equipment_id": 2, **READING})

    equipment_id: Id


class BatchStored(BaseModel):
    """What became of a batch."""

    model_config = shown({"received": 3, "new": 2, "unchanged": 1})

    received: int = Field(description="Readings in the batch.")
    new: int = Field(description="Stored now.")
    unchanged: int = Field(description="Stored before with the same value, or twice in the batch.")


class Rename(Body):
    """An area or line that is to be called otherwise."""

    model_config = shown({"level": "line", "area": "Assembly", "name": "Line 1", "to": "Line A"})

    level: Annotated[str, OneOf((AREA, LINE))]
    name: Name = Field(description="What it is called.")
    to: Name = Field(description="What it will be called; no other one may be called so.")
    area: Word | None = Field(default=None, description="Whose line it is; null: of machines without an area.")


class Renamed(BaseModel):
    """How much says so now."""

    model_config = shown({"machines": 3, "goals": 2, "subscriptions": 1, "screens": 0})

    machines: int
    goals: int
    subscriptions: int
    screens: int
