"""What a plant decides for itself."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.api.fields import Amount, Body, Day, Number, OneOf, Text, left_out, shown
from producflow.domain.counting import WAYS
from producflow.operations.plant import LONGEST_AGE, MOST_OPERATORS

Way = Annotated[str, OneOf(WAYS)]
People = Annotated[int, Field(strict=True, ge=1, le=MOST_OPERATORS)]
Hours = Annotated[Number, Field(gt=0, le=LONGEST_AGE)]
SETTINGS = {
    "name": "Works North",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "downtime_hour_cost": 250.0,
    "defect_unit_cost": None,
    "reading_max_age_hours": 24.0,
    "report_grace_hours": 24.0,
    "alarm_operators": 1,
    "counts": "good",
    "closed_until": "2026-02-28",
}
COUNTS = "What people count of a shift: `good` units beside rejected ones, or the `total` and the rejected among them."
OPERATORS = "People who watch alarms at a time, among whom these are shared."
CLOSED = "Last production day that is closed: what was entered of it changes with a reason only. Null: none is."


class Settings(BaseModel):
    """The plant's settings in force."""

    model_config = shown(SETTINGS)

    name: str
    timezone: str
    currency: str
    downtime_hour_cost: float | None = Field(description="Null: not known. [plant currency/h]")
    defect_unit_cost: float | None = Field(description="Null: not known. [plant currency/unit]")
    reading_max_age_hours: float = Field(description="An older reading says nothing of a machine any more. [h]")
    report_grace_hours: float = Field(description="How long after its shift a report is still in time. [h]")
    alarm_operators: int = Field(description=OPERATORS)
    counts: Way = Field(description=COUNTS)
    closed_until: date | None = Field(description=CLOSED)


class SettingsChange(Body):
    """What is to change; what is left out stays."""

    model_config = shown({"closed_until": "2026-02-28"})

    name: Text = left_out()
    timezone: Text = left_out()
    currency: Text = left_out()
    downtime_hour_cost: Amount | None = None
    defect_unit_cost: Amount | None = None
    reading_max_age_hours: Hours = left_out()
    report_grace_hours: Hours = left_out()
    alarm_operators: People = left_out(description=OPERATORS)
    counts: Way = left_out(description=COUNTS)
    closed_until: Day | None = Field(default=None, description=CLOSED)
