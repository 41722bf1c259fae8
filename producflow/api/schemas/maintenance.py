"""Alerts and maintenance jobs."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Held, Id, Instant, Number, Prose, Text, shown

AlertType = Literal["predictive", "scheduled", "emergency"]
Priority = Literal["low", "medium", "high", "critical"]
AlertStatus = Literal["active", "acknowledged", "resolved"]
AlarmState = Literal["unacknowledged", "acknowledged", "returned", "shelved", "suppressed", "resolved"]
LogType = Literal["preventive", "corrective", "emergency"]
LogStatus = Literal["scheduled", "in_progress", "completed"]
Words = Annotated[Prose, Field(min_length=1)]
Confidence = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Work = Annotated[Text, Field(min_length=1), Held("maintenance_logs", "description")]
Cause = Annotated[Text, Held("maintenance_logs", "cause")]
Parts = Annotated[Text, Held("maintenance_logs", "parts_replaced")]
Code = Annotated[Text, Held("maintenance_logs", "external_id")]
Hours = Annotated[Number, Held("maintenance_logs", "duration_hours")]
Cost = Annotated[Number, Held("maintenance_logs", "cost")]

ALERT = {
    "equipment_id": 2,
    "type": "predictive",
    "priority": "high",
    "title": "Spindle bearing wears",
    "description": "Vibration has been climbing for three weeks.",
    "predicted_date": "2026-04-10T00:00:00Z",
    "confidence": 0.8,
}
LOG = {
    "equipment_id": 2,
    "maintenance_type": "corrective",
    "description": "Replace the spindle bearing",
    "status": "scheduled",
    "scheduled_date": "2026-04-08T06:00:00Z",
    "technician_id": 4,
    "cost": 640.0,
    "duration_hours": 3.5,
    "parts_replaced": "Bearing 7008",
    "external_id": "WO-10277",
    "alert_id": 3,
    "cause": None,
    "work_done": None,
}


class Alert(BaseModel):
    """Something that needs maintenance."""

    model_config = shown(
        {"id": 3, **ALERT, "status": "active", "sensor_type": None, "started_at": None, "ended_at": None}
        | {"peak_value": None, "created_by": 4, "acknowledged_at": None, "acknowledged_by": None}
        | {"resolved_at": None, "resolved_by": None, "resolved_reason": None}
        | {"reopened_at": None, "reopened_by": None, "reopened_reason": None}
        | {"created_at": "2026-03-31T14:05:00Z", "updated_at": "2026-03-31T14:05:00Z"}
    )

    id: int
    equipment_id: int
    type: AlertType
    priority: Priority
    title: str
    description: str | None
    predicted_date: datetime | None
    confidence: float | None = Field(description="0 to 1.")
    status: AlertStatus
    sensor_type: str | None = Field(description="Set where readings beyond a limit raised it.")
    started_at: datetime | None
    ended_at: datetime | None
    peak_value: float | None
    created_by: int | None
    acknowledged_at: datetime | None
    acknowledged_by: int | None
    resolved_at: datetime | None
    resolved_by: int | None = Field(description="None where the readings came back inside by themselves.")
    resolved_reason: str | None
    reopened_at: datetime | None = Field(description="From then on only a person resolves it.")
    reopened_by: int | None
    reopened_reason: str | None
    created_at: datetime
    updated_at: datetime


class ToldAlert(Alert):
    """An alert with its state of ISA-18.2."""

    state: AlarmState = Field(
        description="`returned`: its readings are back and nobody acknowledged it. `shelved`: put aside for a time. "
        "`suppressed`: its machine stands or is under maintenance, or its sensor cannot be believed (`suppressed_by`)."
    )
    shelved_until: datetime | None
    shelved_reason: str | None
    suppressed_by: Literal["stop", "maintenance", "retired", "sensor"] | None


class Shelving(Body):
    """For how long an alert is put aside, and why."""

    model_config = shown({"until": "2026-04-02T06:00:00Z", "reason": "The spare sensor comes on Thursday."})

    until: Instant = Field(description="At most seven days from now.")
    reason: Words


class Shelf(BaseModel):
    """A time for which an alert is put aside."""

    model_config = shown(
        {"id": 3, "equipment_id": 2, "alert_id": 812, "sensor_type": "vibration", "type": "predictive"}
        | {"reason": "The spare sensor comes on Thursday.", "until": "2026-04-02T06:00:00Z"}
        | {"created_at": "2026-03-31T14:05:00Z", "ended_at": None}
    )

    id: int
    equipment_id: int
    alert_id: int
    sensor_type: str | None = Field(
        description="What comes of it with the same type is shelved too; null: only this one."
    )
    type: AlertType
    reason: str
    until: datetime
    created_at: datetime
    ended_at: datetime | None = Field(description="Null: in force.")


class ListedShelf(BaseModel):
    """A shelf in a list."""

    model_config = shown(
        {"id": 3, "equipment_id": 2, "machine": "Mill", "alert_id": 812, "title": "Vibration above 2 mm/s", "alerts": 1}
        | {"sensor_type": "vibration", "type": "predictive", "reason": "The spare sensor comes on Thursday."}
        | {"shelved_at": "2026-03-31T14:05:00Z", "until": "2026-04-02T06:00:00Z", "shelved_by": "Ana Lys"}
        | {"ended_at": None, "ended_by": None}
    )

    id: int
    equipment_id: int
    machine: str | None
    alert_id: int
    title: str | None = Field(description="Of the alert; null where it is gone.")
    sensor_type: str | None
    type: AlertType
    reason: str
    shelved_at: datetime
    until: datetime
    shelved_by: str | None
    ended_at: datetime | None = Field(description="Null: in force.")
    ended_by: str | None = Field(description="Null although ended: by itself.")
    alerts: int = Field(description="That stand and are held by it now.")


class NewAlert(Body):
    """An alert to enter."""

    model_config = shown(ALERT)

    equipment_id: Id
    type: AlertType
    priority: Priority
    title: Words
    description: Prose | None = None
    predicted_date: Instant | None = None
    confidence: Confidence | None = None


class AlertMove(Body):
    """Where an alert is to go."""

    model_config = shown({"status": "resolved", "reason": "The filter was changed; it cools down."})

    status: AlertStatus
    reason: Prose | None = Field(
        default=None, description="Of resolving; needed while the readings have not come back inside the limit."
    )


class Reopening(Body):
    """Why something that was done is to be done again."""

    model_config = shown({"reason": "It was the other pump."})

    reason: Words


class Log(BaseModel):
    """A maintenance job."""

    model_config = shown(
        {"id": 12, **LOG, "completed_date": None, "batch_id": None}
        | {"created_at": "2026-03-31T14:05:00Z", "updated_at": "2026-03-31T14:05:00Z"}
    )

    id: int
    equipment_id: int
    technician_id: int | None
    maintenance_type: LogType
    description: str
    cost: float | None = Field(description="[plant currency]")
    duration_hours: float | None = Field(description="[h]")
    parts_replaced: str | None
    status: LogStatus
    scheduled_date: datetime | None
    completed_date: datetime | None
    external_id: str | None
    alert_id: int | None
    cause: str | None = Field(description="Why it was needed.")
    work_done: str | None
    batch_id: int | None
    created_at: datetime
    updated_at: datetime


class NewLog(Body):
    """A maintenance job to enter."""

    model_config = shown(LOG)

    equipment_id: Id
    maintenance_type: LogType
    description: Work
    status: LogStatus = "scheduled"
    scheduled_date: Instant | None = None
    completed_date: Instant | None = None
    technician_id: Id | None = None
    cost: Cost | None = None
    duration_hours: Hours | None = None
    parts_replaced: Parts | None = None
    external_id: Code | None = None
    alert_id: Id | None = None
    cause: Cause | None = None
    work_done: Cause | None = None


class LogMove(Body):
    """Where a job is to go."""

    model_config = shown({"status": "completed", "completed_date": "2026-04-08T10:00:00Z"})

    status: LogStatus
    completed_date: Instant | None = None
    cause: Cause | None = Field(default=None, description="Why it was needed; left out: as it was.")
    work_done: Cause | None = Field(default=None, description="Left out: as it was.")


class ChainAlert(BaseModel):
    """The alert that a job answers."""

    id: int
    title: str
    since: datetime
    ended_at: datetime | None


class ChainStop(BaseModel):
    """An unplanned stop between the alert's beginning and the job's end."""

    id: int
    started_at: datetime
    ended_at: datetime | None = Field(description="Null: it lasts.")
    reason: str | None


class Chain(BaseModel):
    """From an alert to what its job did: all of it in one place."""

    model_config = shown(
        {"alert": None, "stops": [], "again_at": None}
        | {"job": {"id": 12, **LOG, "completed_date": None, "batch_id": None}}
        | {"alert": {"id": 3, "title": "Vibration above 2 mm/s", "since": "2026-03-31T14:05:00Z", "ended_at": None}}
    )

    job: Log
    alert: ChainAlert | None
    stops: list[ChainStop]
    again_at: datetime | None = Field(description="When it came again after the job; null: not so far.")
