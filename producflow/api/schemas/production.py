"""What was made, and what that comes to."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, create_model

from producflow.api.fields import Body, Day, Held, Id, Number, Text, figure, left_out, shown
from producflow.api.schemas.receipts import Receipt
from producflow.api.schemas.stops import SENT_AS, WHY, SentAs, WhyText
from producflow.api.schemas.targets import Targets
from producflow.domain.metrics import TARGETED, WORKED_OUT
from producflow.domain.patterns import LONGEST_NAME

Shift = Annotated[str, Field(description="A shift of the working calendar.", max_length=LONGEST_NAME)]
Product = Annotated[Text, Held("production_records", "product")]
Quantity = Annotated[int, Field(strict=True), Held("production_records", "output_quantity")]
Minutes = Annotated[Number, Held("production_records", "planned_minutes")]
Percentage = Annotated[Number, Held("production_records", "efficiency_percentage")]

EXPLAINED = "How each figure came about, by the name of its field; only with `explain`."
RECORD = {
    "equipment_id": 2,
    "date": "2026-03-31",
    "shift": "morning",
    "product": "Bracket 40",
    "output_quantity": 800,
    "defect_quantity": 16,
    "downtime_minutes": 48.0,
    "planned_minutes": 480.0,
}
EXAMPLE = dict.fromkeys((metric.name for metric in WORKED_OUT), 0.0) | {
    "from": "2026-03-25",
    "to": "2026-03-31",
    "total_output": 16240,
    "good_output": 16030.0,
    "planned_hours": 160.0,
    "total_defects": 210,
    "efficiency_percentage": 91.2,
    "defect_rate": 1.29,
    "downtime_hours": 14.1,
    "active_equipment": 5,
    "total_equipment": 5,
    "oee": 78.4,
    "availability": 91.2,
    "performance": 87.1,
    "quality": 98.7,
    "teep": 78.4,
    "rated_capacity_too_low": False,
    "records_without_capacity": 0,
    "records_without_output": 0,
    "records_without_defects": 0,
    "coverage": {"reported": 103, "expected": 105, "percentage": 98.1, "never_reported": []},
    "unplanned_downtime_hours": 9.9,
    "stops_without_end": {"assumed": 1, "lasting": 0},
    "downtime_cost": None,
    "quality_cost": None,
    "cost_savings": None,
    "targets": dict.fromkeys(TARGETED)
    | {
        "oee": {
            "value": 80.0,
            "measured_against": 80.0,
            "gap": -1.6,
            "verdict": "missed within noise",
            "scope": "plant",
        }
        | {"valid_from": "2026-01-01", "changed": False}
    },
}


class Record(BaseModel):
    """What a machine made of a product in one shift."""

    model_config = shown(
        {
            "id": 7,
            **RECORD,
            "efficiency_percentage": 90.0,
            "efficiency_reported": False,
            "planned_shared": False,
            "batch_id": None,
        }
        | {"created_at": "2026-03-31T14:05:00Z", "updated_at": "2026-03-31T14:05:00Z"}
    )

    id: int
    equipment_id: int
    date: date
    shift: Shift
    product: str = Field(description="Empty where none is named.")
    output_quantity: int | None = Field(description="All units made, good and rejected; null: not reported. [units]")
    defect_quantity: int | None = Field(description="Null: not reported. [units]")
    downtime_minutes: float = Field(description="[min]")
    planned_minutes: float = Field(description="[min]")
    planned_shared: bool = Field(
        description="Nobody stated the planned minutes; they are the record's share of its shift."
    )
    efficiency_percentage: float | None = Field(description="[%]")
    efficiency_reported: bool = Field(description="Whether the source stated the efficiency; else it is computed.")
    batch_id: int | None
    created_at: datetime
    updated_at: datetime


class NewRecord(Body):
    """A production record to enter."""

    model_config = shown(RECORD)

    equipment_id: Id
    date: Day
    shift: Shift
    output_quantity: Quantity | None = Field(description="Null: not known. [units]")
    defect_quantity: Quantity | None = Field(default=0, description="Left out, none; null: not known. [units]")
    downtime_minutes: Minutes = 0.0
    planned_minutes: Minutes | None = Field(
        default=None, description="Left out, the products of the shift share its minutes. [min]"
    )
    product: Product = ""
    efficiency_percentage: Percentage | None = Field(
        default=None, description="Only where the source states its own; left out, it is computed. [%]"
    )
    sent_as: SentAs | None = Field(default=None, description=SENT_AS)
    why: WhyText | None = Field(default=None, description=WHY)


class RecordChange(Body):
    """What a record is to be; what is left out stays."""

    model_config = shown({"output_quantity": 812, "defect_quantity": 17})

    equipment_id: Id = left_out()
    date: Day = left_out()
    shift: Shift = left_out()
    output_quantity: Quantity | None = left_out()
    defect_quantity: Quantity | None = left_out()
    downtime_minutes: Minutes = left_out()
    planned_minutes: Minutes | None = left_out()
    product: Product = left_out()
    efficiency_percentage: Percentage | None = None
    why: WhyText | None = Field(default=None, description=WHY)


class Coverage(BaseModel):
    """How many of the expected machine-shifts reported."""

    reported: int
    expected: int
    percentage: float | None = figure("coverage")
    never_reported: list[str] = Field(description="Machines that have never reported production.")


class StopsWithoutEnd(BaseModel):
    """Unplanned stops whose end nobody reported."""

    assumed: int = Field(description="Counted until the machine's next sign of life, at the latest.")
    lasting: int = Field(description="Counted until now, since there is none.")


WorkedOut: type[BaseModel] = create_model(  # type: ignore[call-overload]
    "WorkedOut", **{metric.name: (float | None, figure(metric.name)) for metric in WORKED_OUT}
)
"""Every metric that follows from sums of production records."""


class Metrics(WorkedOut):  # type: ignore[misc, valid-type]
    """What a period came to."""

    model_config = shown(EXAMPLE)

    first_day: date = Field(alias="from", description="First production day that it is of.")
    last_day: date = Field(
        alias="to", description="Last production day; where it is not over, what was reported of it."
    )
    total_output: int | None = figure("total_output")
    total_defects: int | None = figure("total_defects")
    active_equipment: int = figure("active_equipment")
    total_equipment: int = figure("total_equipment")
    rated_capacity_too_low: bool = Field(description="More was made than the rated capacity allows.")
    records_without_capacity: int = Field(description="Records that performance leaves out.")
    records_without_output: int = Field(description="Records of which nobody reported an output.")
    records_without_defects: int = Field(description="Records that quality and defect rate leave out.")
    coverage: Coverage
    unplanned_downtime_hours: float | None = figure("unplanned_downtime_hours")
    stops_without_end: StopsWithoutEnd
    downtime_cost: float | None = figure("downtime_cost", "Null without the setting.")
    quality_cost: float | None = figure("quality_cost", "Null without the setting.")
    cost_savings: float | None = figure("cost_savings", "Against the period before.")
    targets: Targets = Field(description="What each figure should have come to, and whether it did.")  # type: ignore[valid-type]
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)


class ShiftSummary(BaseModel):
    """One shift of one production day."""

    model_config = shown(
        {"shift": "morning", "date": "2026-03-31", "total_output": 3900, "total_defects": 41}
        | {"total_downtime": 120.0, "average_efficiency": 95.0, "equipment_count": 5}
    )

    shift: Shift
    date: date
    total_output: int | None = figure("total_output")
    total_defects: int | None = figure("total_defects")
    total_downtime: float | None = figure("downtime_hours", "Of all machines together.", unit="min")
    average_efficiency: float | None = figure("efficiency_percentage", "Of all machines together.")
    equipment_count: int = figure("equipment_count")
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)


class Summary(BaseModel):
    """The plant at a glance: machines now, production over the last seven days up to now."""

    model_config = shown(
        {"equipment_operational": 4, "equipment_warning": 1, "equipment_critical": 0, "equipment_maintenance": 0}
        | {"production_efficiency": 91.2, "active_alerts": 3, "cost_savings": None}
    )

    equipment_operational: int = figure("equipment_operational")
    equipment_warning: int = figure("equipment_warning")
    equipment_critical: int = figure("equipment_critical")
    equipment_maintenance: int = figure("equipment_maintenance")
    production_efficiency: float | None = figure("efficiency_percentage")
    active_alerts: int = figure("active_alerts")
    cost_savings: float | None = figure("cost_savings", "Against the seven days before.")
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)
