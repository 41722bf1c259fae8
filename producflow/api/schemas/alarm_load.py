"""Whether people can follow the alarms."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import figure, shown
from producflow.api.schemas.production import EXPLAINED
from producflow.api.schemas.receipts import Receipt
from producflow.domain.metrics.alarms import METRICS as OF_ALARMS

LOAD = {
    "first_day": "2026-03-25",
    "last_day": "2026-03-31",
    "until": "2026-04-01T06:00:00Z",
    "operators": 1,
    "watched_hours": 168.0,
    "alarms": 63,
    "unnoticed": 4,
    "stale_now": 1,
    "low_percentage": 81.0,
    "medium_percentage": 12.7,
    "high_percentage": 6.3,
    "critical_percentage": 0.0,
    "alarms_per_hour": 0.37,
    "alarms_per_day": 9.0,
    "alarm_peak": 12.0,
    "alarm_floods": 1,
    "top_alarms_percentage": 88.0,
    "chattering_alarms": 1,
    "stale_alarms": 2,
    "urgent_alarms_percentage": 6.3,
    "measures": [
        {"figure": "alarm_peak", "value": 12.0, "acceptable": "at most 10", "verdict": "beyond"}
        | {"advice": "Look at what came together: one cause should raise one alarm, so suppress what follows from it."}
    ],
    "sources": [
        {"equipment_id": 2, "machine": "Mill", "title": "Vibration above 2.5 mm/s", "alarms": 21, "share": 33.3}
        | {"chattering": 3, "newest": "2026-03-31T14:05:00Z", "alert": 812}
    ],
    "floods": [
        {"first_at": "2026-03-30T14:00:00Z", "started_at": "2026-03-30T14:04:00Z", "ended_at": "2026-03-30T14:21:00Z"}
        | {"alarms": 14, "most": 12}
    ],
}


class AlarmMeasure(BaseModel):
    """One figure against what ISA-18.2 calls acceptable."""

    figure: Literal[tuple(metric.name for metric in OF_ALARMS)] = Field(  # type: ignore[valid-type]
        description="Name of the field that holds it."
    )
    value: float | None
    acceptable: str
    verdict: Literal["within", "beyond"] | None = Field(description="Null where it cannot be judged.")
    advice: str = Field(description="What to do about it.")


class AlarmSource(BaseModel):
    """Alarms of the same machine, sensor and kind of limit."""

    equipment_id: int
    machine: str
    title: str = Field(description="Of the newest one.")
    alarms: int
    share: float = Field(description="Of all alarms of the period. [%]")
    chattering: int = Field(description="Alarms that came three times or more within a minute.")
    newest: datetime
    alert: int = Field(description="Id of the newest one.")


class AlarmFlood(BaseModel):
    """A time in which more alarms came than a person can take in."""

    first_at: datetime = Field(description="First alarm of the ten minutes before it became one.")
    started_at: datetime
    ended_at: datetime
    alarms: int
    most: int = Field(description="Within any ten minutes of it.")


class AlarmLoad(BaseModel):
    """The alarms of a period by the measures of ISA-18.2; null where a figure is not available."""

    model_config = shown(LOAD)

    first_day: date
    last_day: date
    until: datetime = Field(description="The full hour up to which alarms count.")
    operators: int = Field(description="Among whom alarms are shared; a setting of the plant.")
    watched_hours: float = Field(description="Planned shifts in which readings came in. [h]")
    alarms: int = Field(description="That came in the period.")
    unnoticed: int = Field(
        description="That came besides while they were shelved, or while their machine stood; no figure counts them."
    )
    stale_now: int = Field(description="That have stood for more than 24 hours at its end.")
    low_percentage: float | None = Field(description="Of all alarms. [%]")
    medium_percentage: float | None = Field(description="[%]")
    high_percentage: float | None = Field(description="[%]")
    critical_percentage: float | None = Field(description="[%]")
    alarms_per_hour: float | None = figure("alarms_per_hour")
    alarms_per_day: float | None = figure("alarms_per_day")
    alarm_peak: float | None = figure("alarm_peak")
    alarm_floods: int = figure("alarm_floods")
    top_alarms_percentage: float | None = figure("top_alarms_percentage")
    chattering_alarms: int = figure("chattering_alarms")
    stale_alarms: int = figure("stale_alarms")
    urgent_alarms_percentage: float | None = figure("urgent_alarms_percentage")
    measures: list[AlarmMeasure]
    sources: list[AlarmSource] = Field(description="The most frequent first, one page of them.")
    floods: list[AlarmFlood]
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)
