"""Why a figure changed."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import figure, shown
from producflow.api.schemas.breakdown import PART, Part
from producflow.api.schemas.production import EXPLAINED
from producflow.api.schemas.receipts import Receipt

Measure = Literal["total_output", "good_output", "oee", "efficiency_percentage", "defect_rate", "downtime_hours"]
Baseline = Literal["previous", "last year", "fixed"]
Cause = Literal[
    "planned time",
    "machine mix",
    "availability",
    "performance",
    "quality",
    "only now",
    "only before",
    "not split",
    "missing reports",
]

CHANGES = {
    "measure": "total_output",
    "unit": "units",
    "from": "2026-03-09",
    "to": "2026-03-15",
    "baseline_from": "2026-03-02",
    "baseline_to": "2026-03-08",
    "before": 12000.0,
    "now": 11500.0,
    "difference": -500.0,
    "measured_against": 12000.0,
    "verdict": "a real difference",
    "causes": [{"cause": "availability", "amount": -700.0}, {"cause": "performance", "amount": 200.0}],
    "machines": [
        {
            "equipment_id": 2,
            "name": "Press 1",
            "amount": -500.0,
            "causes": [{"cause": "availability", "amount": -700.0}, {"cause": "performance", "amount": 200.0}],
        }
    ],
    "coverage": {"reported": 21, "expected": 21, "percentage": 100.0},
    "baseline_coverage": {"reported": 21, "expected": 21, "percentage": 100.0},
    "sentence": "Output fell from 12,000 units to 11,500 units (−500 units): mostly availability of Press 1 (−700 "
    "units); against it performance of Press 1 (+200 units).",
    "why_not": None,
    "parts": [PART | {"amount": -500.0, "causes": [{"cause": "availability", "amount": -500.0}]}],
}


class ShareOfChange(BaseModel):
    """One cause and what it makes of the difference."""

    cause: Cause
    amount: float = Field(description="In the unit of the figure; percentage points where that is percent.")


class MachinePart(BaseModel):
    """One machine and what it makes of the difference."""

    equipment_id: int
    name: str
    amount: float
    causes: list[ShareOfChange]


class PartOfChange(Part):
    """One machine, line or area and what it makes of the difference."""

    amount: float
    causes: list[ShareOfChange]


class Reached(BaseModel):
    """How many of the expected machine-shifts of a period reported."""

    reported: int
    expected: int
    percentage: float | None = figure("coverage")


class Changes(BaseModel):
    """A difference between two periods; causes, and machines, add up to it exactly."""

    model_config = shown(CHANGES)

    measure: Measure
    unit: str
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")
    baseline_from: date
    baseline_to: date
    before: float | None
    now: float | None
    difference: float | None = Field(description="now - before")
    measured_against: float | None = Field(
        description="before; where the figure adds up over shifts, as it would be with as many of them reported as now."
    )
    verdict: Literal["a real difference", "within noise", "too little data", "not tested"] = Field(
        description="Whether now differs from that by more than chance brings."
    )
    causes: list[ShareOfChange]
    machines: list[MachinePart]
    coverage: Reached
    baseline_coverage: Reached
    sentence: str
    why_not: str | None = Field(description="Why there is nothing to split.")
    parts: list[PartOfChange] = Field(default=[], description="With `by`; they add up to the difference too.")
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)
