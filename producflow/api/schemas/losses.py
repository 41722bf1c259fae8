"""Where the planned time went, and what it cost."""

from datetime import date

from pydantic import BaseModel, Field

from producflow.api.fields import figure, shown
from producflow.api.schemas.production import EXPLAINED
from producflow.api.schemas.receipts import Receipt

STEP = {"key": "reason:Jam", "step": "Jam", "kind": "downtime", "minutes": 45.0, "money": 45.0}
PART = {"key": "reason:Jam", "label": "Jam", "minutes": 45.0, "money": 45.0, "why_not": None}
SCENARIO = {"key": "reason:Jam", "percentage": 50.0, "hours": 0.375, "units": 21.4, "money": 22.5, "without_rate": 0}


class LossStep(BaseModel):
    """One step from planned to fully productive time."""

    key: str = Field(description="For `key` of other calls.")
    step: str
    kind: str
    minutes: float = Field(description="All after the first add up to the first. [min]")
    money: float | None = Field(description="[plant currency]")
    why_not: str | None = Field(description="Why there is no money, or what it leaves out.")
    note: str | None
    explained: Receipt | None = Field(default=None, description="How the step came about; only with `explain`.")


class LossPart(BaseModel):
    """What was lost for one reason, on one machine or line, in one area or shift."""

    key: str
    label: str
    minutes: float = Field(description="[min]")
    money: float | None = Field(description="[plant currency]")
    why_not: str | None


class Losses(BaseModel):
    """Where the planned time went, and what it cost."""

    model_config = shown(
        {"first_day": "2026-03-25", "last_day": "2026-03-31", "planned_minutes": 50400.0, "currency": "EUR"}
        | {"lost_minutes": 9209.0, "loss_cost": 36116.9, "outside_minutes": 0.0, "shifts_with_more_stops": 0}
        | {"steps": [STEP | {"why_not": None, "note": None}]}
        | {"by_reason": [PART], "by_machine": [], "by_line": [], "by_area": [], "by_shift": []}
    )

    first_day: date
    last_day: date
    planned_minutes: float = Field(description="[min]")
    lost_minutes: float = Field(description="[min]")
    loss_cost: float | None = figure("loss_cost")
    currency: str
    outside_minutes: float = Field(description="Stops in shifts that no record reports; no part of the tree. [min]")
    shifts_with_more_stops: int = Field(description="Machine-shifts whose stops add up to more than they recorded.")
    steps: list[LossStep]
    by_reason: list[LossPart]
    by_machine: list[LossPart]
    by_line: list[LossPart] = Field(description="Lines with their areas.")
    by_area: list[LossPart]
    by_shift: list[LossPart]


class LossScenario(BaseModel):
    """What a smaller loss would have come to."""

    model_config = shown(SCENARIO | {"assumptions": ["Nothing else changes."]})

    key: str
    percentage: float = Field(description="By which it is smaller. [%]")
    hours: float | None = figure("time_won")
    units: float | None = figure("units_won")
    money: float | None = figure("money_saved")
    without_rate: int = Field(description="Machines whose rate nobody knows; they are left out of the units.")
    assumptions: list[str]
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)
