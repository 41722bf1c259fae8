"""Limits of sensors, and what changing them would do or did."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import Amount, Body, Id, Name, Number, left_out, shown
from producflow.reports.limit_replay import DAYS, LONGEST, LONGEST_WITHIN, WITHIN

LIMITS = {"warn_low": None, "warn_high": 80.0, "crit_low": None, "crit_high": 85.0, "deadband": 1.0}
LIMITS |= {"delay": 0.0, "off_delay": 0.0}
WHOSE = {"sensor_type": "temperature", "equipment_id": None}
WAS = "Null: not checked."


class Values(BaseModel):
    """The four limits, deadband and delays."""

    model_config = shown(LIMITS)

    warn_low: float | None = Field(description=WAS)
    warn_high: float | None = Field(description=WAS)
    crit_low: float | None = Field(description=WAS)
    crit_high: float | None = Field(description=WAS)
    deadband: float = Field(description="How far inside a value must come back before an alert ends. [unit]")
    delay: float = Field(description="On-delay: how long a value must stay beyond before an alert is raised. [s]")
    off_delay: float = Field(description="How long it must be back inside before an alert ends. [s]")


class Threshold(Values):
    """Limits of a sensor type, for one machine or for the whole plant."""

    model_config = shown({"id": 1, **WHOSE, **LIMITS, "unit": "°C", "updated_at": "2026-03-31T14:05:00Z"})

    id: int
    sensor_type: str
    equipment_id: int | None = Field(description="Null: all machines without limits of their own.")
    unit: str | None
    updated_at: datetime


class NewLimits(Body):
    """Limits to be set; what is left out stays as it is in force, what is null is not checked any more."""

    model_config = shown({**WHOSE, "crit_high": 84.0})

    sensor_type: Name
    equipment_id: Id | None = Field(default=None, description="Left out: all machines without limits of their own.")
    warn_low: Number | None = None
    warn_high: Number | None = None
    crit_low: Number | None = None
    crit_high: Number | None = None
    deadband: Amount = left_out()
    delay: Amount = left_out()
    off_delay: Amount = left_out()

    def given(self) -> dict[str, float | None]:
        """The values that the caller did not leave out."""
        return self.model_dump(include=set(LIMITS), exclude_unset=True)


class Rehearsed(NewLimits):
    """Limits to be tried."""

    model_config = shown({**WHOSE, "crit_high": 84.0})

    remove: bool = Field(
        default=False, strict=True, description="Try what removing the limits would do; then no limit is given."
    )


class Replaying(NewLimits):
    """Limits to be tried on what was read."""

    model_config = shown({"sensor_type": "vibration", "equipment_id": 2, "warn_high": 1.8, "days": 90})

    equipment_id: Id
    days: int = Field(default=DAYS, strict=True, ge=1, le=LONGEST, description="How far back to look. [d]")
    within_days: int = Field(
        default=WITHIN,
        strict=True,
        ge=1,
        le=LONGEST_WITHIN,
        description="How long before a failure an alarm is a warning of it. [d]",
    )


class Replay(BaseModel):
    """What one set of limits would have told."""

    limits: Values
    alarms: int
    critical: int = Field(description="Of them beyond a critical limit.")
    chattering: int = Field(description="Alarms that came three times or more within a minute.")
    again: int = Field(description="Alarms that came within an hour of the end of the one before.")
    hours: float = Field(description="During which one of them stood. [h]")
    followed: int | None = Field(description="Alarms that a failure followed in time; null where too little is known.")
    warned: int | None = Field(description="Failures that had a warning; null where too little is known.")


class ReplayedFailure(BaseModel):
    """A logged failure, and when each set of limits first warned of it."""

    failed_at: datetime
    what: Literal["job", "stop"]
    called: str
    present: datetime | None = Field(description="First alarm that warned of it; null: none did.")
    tried: datetime | None
    present_hours: float | None = Field(description="How long before. [h]")
    tried_hours: float | None = Field(description="[h]")


TRIED = {"limits": LIMITS, "alarms": 12, "critical": 2, "chattering": 0, "again": 3, "hours": 40.5} | {
    "followed": 4,
    "warned": 5,
}


class LimitReplay(BaseModel):
    """Limits on past readings, beside those in force; nothing is changed."""

    model_config = shown(
        {
            "sensor_type": "vibration",
            "equipment_id": 2,
            "unit": "mm/s",
            "readings": 25920,
            "left_out": 0,
            "within_days": 7,
        }
        | {"first": "2026-01-01T00:00:00Z", "last": "2026-03-31T14:00:00Z", "why_not": None}
        | {"sentence": "12 alarms instead of 31; 5 of 6 failures had a warning instead of 4."}
        | {"present": TRIED | {"alarms": 31, "warned": 4}, "tried": TRIED}
        | {
            "failures": [
                {"failed_at": "2026-03-14T13:28:00Z", "what": "job", "called": "Replace the spindle bearing"}
                | {"present": "2026-03-12T09:00:00Z", "tried": "2026-03-08T09:00:00Z"}
                | {"present_hours": 52.5, "tried_hours": 148.5}
            ]
        }
    )

    sensor_type: str
    equipment_id: int
    unit: str | None
    first: datetime | None = Field(description="Null: there are no readings.")
    last: datetime | None
    readings: int
    left_out: int = Field(description="Of those near either limits: false, of a sensor that cannot be believed.")
    within_days: int
    sentence: str = Field(description="What trying them comes to.")
    why_not: str | None = Field(description="Why it cannot be judged whether they warn in time.")
    present: Replay
    tried: Replay
    failures: list[ReplayedFailure]


class ValueChange(BaseModel):
    """One value that would change."""

    name: Literal["crit_low", "warn_low", "warn_high", "crit_high", "deadband", "delay", "off_delay"]
    before: float | None = Field(description=WAS)
    after: float | None = Field(description=WAS)


class AlertChange(BaseModel):
    """What would become of one alert."""

    equipment_id: int
    machine: str
    change: Literal["appears", "disappears", "changes", "stays"]
    title: str
    critical: bool
    started_at: datetime
    ended_at: datetime | None = Field(description="Null: not over.")


class LimitChange(BaseModel):
    """What setting or removing limits would do; nothing is changed."""

    model_config = shown(
        {"before": LIMITS, "after": LIMITS | {"crit_high": 84.0}, "own": True, "first": "2026-03-24T14:00:00Z"}
        | {"limits": [{"name": "crit_high", "before": 85.0, "after": 84.0}], "machines": 5}
        | {"appears": 1, "disappears": 0, "changes": 0, "stays": 2}
        | {
            "alerts": [
                {"equipment_id": 2, "machine": "Press 1", "change": "appears", "title": "Temperature above 84 °C"}
                | {"critical": True, "started_at": "2026-03-30T08:10:00Z", "ended_at": "2026-03-30T08:40:00Z"}
            ]
        }
    )

    before: Values | None = Field(description="In force now; null: none.")
    after: Values | None = Field(description="In force then; null: none.")
    own: bool = Field(description="Whether those in force now are of this very machine, or of the plant where asked.")
    limits: list[ValueChange]
    first: datetime | None = Field(description="From when on readings were looked at; null: there are none.")
    machines: int = Field(description="With readings since then, for which the limits hold.")
    appears: int
    disappears: int
    changes: int
    stays: int
    alerts: list[AlertChange]


class MadeChange(BaseModel):
    """A change of limits that somebody made."""

    model_config = shown(
        {"id": 4, "created_at": "2026-03-31T14:05:00Z", **WHOSE, "what": "critical above 85 → 84", "user_id": 4}
        | {"person": "Ann", "undone_at": None, "undone_by": None, "open": True}
    )

    id: int
    created_at: datetime
    sensor_type: str
    equipment_id: int | None
    what: str
    user_id: int | None = Field(description="Null: a program.")
    person: str | None
    undone_at: datetime | None
    undone_by: str | None
    open: bool = Field(description="Whether it can be undone: it is in force, and no later change of the same limits.")
