"""Shifts compared, and control charts over them."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from producflow.api.fields import figure, shown
from producflow.api.schemas.breakdown import PART, Part
from producflow.api.schemas.production import EXPLAINED, Shift
from producflow.api.schemas.receipts import Receipt
from producflow.reports.control_charts import INDIVIDUALS, LANEY, Kind, P

Verdict = Literal["a real difference", "within noise", "too little data"]
Chart = Literal["defect_rate_laney", "defect_rate_p", "efficiency_individuals", "oee_individuals"]
RuleSet = Literal["Western Electric", "Nelson", "Limits only"]
CHARTS: dict[Chart, str] = {
    "defect_rate_laney": Kind(LANEY, "defect_rate").name,
    "defect_rate_p": Kind(P, "defect_rate").name,
    "efficiency_individuals": Kind(INDIVIDUALS, "efficiency_percentage").name,
    "oee_individuals": Kind(INDIVIDUALS, "oee").name,
}
"""What the dashboard calls each chart."""

PAIR = {
    "first": "morning",
    "second": "night",
    "difference": -2.0,
    "low": -2.9,
    "high": -1.1,
    "p_value": 0.0002,
    "p_adjusted": 0.0006,
    "real": True,
}
JUDGED = {
    "verdict": "a real difference",
    "p_value": 0.0004,
    "sentence": "Night rejects 2.00 percentage points more than morning (between 1.10 and 2.90 with 95 % confidence).",
    "pairs": [PAIR],
}
COMPARED = {
    "from": "2026-03-25",
    "to": "2026-03-31",
    "defects": JUDGED,
    "unadjusted": JUDGED,
    "efficiency": {
        "verdict": "within noise",
        "p_value": 0.4,
        "sentence": "The shifts differ no more than their own days do (p = 0.4).",
        "pairs": [
            PAIR | {"difference": 0.3, "low": -0.5, "high": 1.1, "p_value": 0.5, "p_adjusted": 1.0, "real": False}
        ],
    },
    "shifts": [
        {
            "shift": "night",
            "defect_rate": 4.0,
            "adjusted_defect_rate": 3.6,
            "direct_defect_rate": 3.5,
            "expected_defects": 111.0,
            "output": 3000.0,
            "defects": 120.0,
        }
    ],
    "machines": [
        {
            "equipment_id": 2,
            "name": "Press 1",
            "morning_defect_rate": 2.0,
            "afternoon_defect_rate": None,
            "night_defect_rate": 4.0,
            "verdict": "a real difference",
            "explanation": "Night rejects 2.00 percentage points more than morning.",
        }
    ],
    "funnel": [
        {
            "equipment_id": 2,
            "name": "Press 1",
            "shift": "night",
            "output": 4000.0,
            "defects": 160.0,
            "expected": 120.0,
            "ratio": 1.33,
            "low": 0.72,
            "high": 1.28,
            "low_95": 0.82,
            "high_95": 1.18,
            "p_value": 0.0003,
            "p_adjusted": 0.0006,
            "verdict": "a real difference",
        }
    ],
    "dispersion": 1.4,
    "pairs": 1,
    "parts": [
        PART
        | {"morning_defect_rate": 2.0, "afternoon_defect_rate": None, "night_defect_rate": 4.0}
        | {"verdict": "a real difference", "explanation": "Night rejects 2.00 percentage points more than morning."}
    ],
}
POINT = {
    "date": "2026-03-31",
    "shift": "night",
    "output_quantity": 400,
    "value": 4.0,
    "center": 2.0,
    "lcl": 0.4,
    "ucl": 3.6,
    "z": 3.7,
}
CHART = {
    "from": "2026-03-25",
    "to": "2026-03-31",
    "chart": "defect_rate_laney",
    "figure": "defect_rate",
    "limits": LANEY,
    "rules": "Limits only",
    "rule_meanings": [{"rule": 1, "meaning": "one point beyond three standard deviations"}],
    "enough": True,
    "points": [POINT | {"signals": [1]}],
    "signals": [
        {
            "date": "2026-03-31",
            "shift": "night",
            "value": 4.0,
            "rule": 1,
            "meaning": "one point beyond three standard deviations",
        }
    ],
}


class Pair(BaseModel):
    """Two shifts compared; null where they cannot be."""

    first: Shift
    second: Shift
    difference: float | None = Field(description="First − second. [percentage points]")
    low: float | None = Field(description="95 % confidence. [percentage points]")
    high: float | None = Field(description="95 % confidence. [percentage points]")
    p_value: float | None
    p_adjusted: float | None = Field(description="After Holm, for the number of pairs.")
    real: bool


class Judged(BaseModel):
    """Whether the shifts really differ in a figure, and the evidence."""

    verdict: Verdict
    p_value: float | None = Field(description="Over all shifts; null with too little data.")
    sentence: str
    pairs: list[Pair]


class ShiftRates(BaseModel):
    """Defect rates of one shift."""

    shift: Shift
    defect_rate: float | None = figure("defect_rate")
    adjusted_defect_rate: float | None = figure("adjusted_defect_rate")
    direct_defect_rate: float | None = Field(
        description="Directly standardised; null where it did not run every machine. [%]"
    )
    expected_defects: float | None = Field(description="Had each machine rejected at its own rate. [units]")
    output: float = Field(description="[units]")
    defects: float = Field(description="[units]")
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)


class Rates(BaseModel):
    """Defect rates shift by shift: a field for each, such as `night_defect_rate`. [%]"""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float | None]

    verdict: Verdict
    explanation: str


class MachineRates(Rates):
    """Those of one machine."""

    equipment_id: int
    name: str


class PartRates(Rates, Part):
    """Those of one machine, line or area: ratios of sums, judged on the same machines."""


class FunnelPoint(BaseModel):
    """A machine in a shift, against the machine's own average; null limits with too little data."""

    equipment_id: int
    name: str
    shift: Shift
    output: float = Field(description="[units]")
    defects: float = Field(description="[units]")
    expected: float | None = Field(description="Rejects at the machine's own rate. [units]")
    ratio: float | None = Field(description="defects ÷ expected")
    low: float | None = Field(description="99.8 % limit of the ratio.")
    high: float | None = Field(description="99.8 % limit of the ratio.")
    low_95: float | None
    high_95: float | None
    p_value: float | None
    p_adjusted: float | None = Field(description="After Holm, for all points.")
    verdict: Verdict


class ShiftComparison(BaseModel):
    """The shifts of a period, and whether they really differ."""

    model_config = shown(COMPARED)

    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")
    defects: Judged = Field(description="Defect rates, adjusted for which machines each shift ran.")
    unadjusted: Judged = Field(description="The same as if all units came from one machine.")
    efficiency: Judged = Field(description="Efficiencies of the same machine on the same day.")
    shifts: list[ShiftRates]
    machines: list[MachineRates] = Field(description="Verdicts corrected for the pairs of all machines.")
    funnel: list[FunnelPoint]
    dispersion: float | None = Field(
        description="Factor by which the variance from day to day exceeds chance; all of these allow for it."
    )
    pairs: int = Field(description="Pairs compared machine by machine.")
    parts: list[PartRates] = Field(default=[], description="With `by`; verdicts corrected for all pairs of them.")


class ChartRule(BaseModel):
    """A rule of a set, numbered as in its source."""

    rule: int
    meaning: str


class ChartPoint(BaseModel):
    """One shift of a production day; null where it did not report."""

    date: date
    shift: Shift
    output_quantity: int | None = Field(description="[units]")
    value: float | None = Field(description="[%]")
    center: float | None = Field(description="[%]")
    lcl: float | None = Field(description="Lower control limit. [%]")
    ucl: float | None = Field(description="Upper control limit. [%]")
    z: float | None = Field(description="Distance from the centre. [standard deviations]")
    signals: list[int] = Field(description="Numbers of the rules that call it a signal.")


class ChartSignal(BaseModel):
    """A point that a rule calls a signal."""

    date: date
    shift: Shift
    value: float = Field(description="[%]")
    rule: int
    meaning: str


class ControlChart(BaseModel):
    """Every shift in time order with its control limits, and the signals by the chosen rules, the newest first."""

    model_config = shown(CHART)

    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")
    chart: Chart
    figure: Literal["defect_rate", "efficiency_percentage", "oee"]
    limits: str = Field(description="How the limits are computed.")
    rules: RuleSet
    rule_meanings: list[ChartRule]
    enough: bool = Field(description="Whether there are enough shifts for the limits to be relied on.")
    points: list[ChartPoint]
    signals: list[ChartSignal]
