"""Goals, and what became of them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, create_model

from producflow.api.fields import Body, Day, Held, Id, Number, OneOf, Text, shown
from producflow.domain.goals import VERDICTS
from producflow.domain.metrics import METRICS, TARGETED
from producflow.domain.patterns import LONGEST_NAME
from producflow.domain.targets import Scope

Targeted = Annotated[str, OneOf(TARGETED)]
OfShift = Annotated[str, Field(description="A shift of the working calendar.", max_length=LONGEST_NAME)]
Verdict = Annotated[str, OneOf(VERDICTS)]
MachineType = Annotated[Text, Held("targets", "equipment_type")]
Value = Annotated[Number, Held("targets", "value")]
OF_VALUE = (
    "In the metric's unit; of what adds up per production day, or per shift where one is named. Null: from that day on "
    "there is no goal here, and that of a wider part of the plant holds."
)
GOAL = {
    "metric": "oee",
    "equipment_type": None,
    "area": None,
    "production_line": None,
    "equipment_id": None,
    "shift": None,
    "value": 85.0,
}
GOAL |= {"valid_from": "2026-01-01"}


class Target(BaseModel):
    """A goal that was set."""

    model_config = shown(
        {
            "id": 3,
            **GOAL,
            "scope": "plant",
            "user_id": 4,
            "set_by": "Ann",
            "batch_id": None,
            "holds": True,
            "machines": 5,
        }
        | {"created_at": "2026-03-31T14:05:00Z", "updated_at": "2026-03-31T14:05:00Z"}
    )

    id: int
    metric: Targeted
    scope: Scope
    equipment_type: str | None = Field(description="Of all machines of this type.")
    area: str | None = Field(description="Of all machines of this area.")
    production_line: str | None = Field(description="Of all machines on this line of the area.")
    equipment_id: int | None = Field(description="Of this machine.")
    shift: OfShift | None = Field(description="Null: all shifts.")
    value: float | None = Field(description=OF_VALUE)
    valid_from: date = Field(description="Production day from which it holds, until a later one of the same does.")
    user_id: int | None = Field(description="Who set it; null: a program.")
    set_by: str | None = None
    batch_id: int | None
    created_at: datetime
    updated_at: datetime
    holds: bool = Field(description="Whether it is in force today, rather than one before or after it.")
    machines: int = Field(default=0, description="Of how many machines it is; 0: none is called so any more.")


class NewTarget(Body):
    """A goal to set: of a type of machine, an area, a line, a machine, or with none of them of the whole plant."""

    model_config = shown(GOAL)

    metric: Targeted
    value: Value | None = Field(description=OF_VALUE)
    valid_from: Day | None = Field(default=None, description="Left out: the production day that is running.")
    equipment_type: MachineType | None = None
    area: Annotated[Text, Held("targets", "area")] | None = None
    production_line: Annotated[Text, Held("targets", "production_line")] | None = Field(
        default=None, description="A line is a part of its area, so give that too, where there is one."
    )
    equipment_id: Id | None = None
    shift: OfShift | None = None


class GoalReached(BaseModel):
    """The goal of a figure, and what became of it."""

    value: float | None = Field(
        description="Of all that was due: sums added up, ratios weighted by planned time. Null: it does not hold for "
        "all of the period."
    )
    measured_against: float | None = Field(description="The same for the machine-shifts that reported.")
    gap: float | None = Field(description="The figure less what it is measured against.")
    verdict: Verdict | None = Field(description="Null: what is asked for is still running, or cannot be compared.")
    scope: Scope | None = Field(description="Whose goal it is; null: those of its parts, added up.")
    valid_from: date = Field(description="From when on it holds.")
    changed: bool = Field(description="Whether another goal held for a part of the period.")


Targets: type[BaseModel] = create_model(  # type: ignore[call-overload]
    "Targets",
    **{name: (GoalReached | None, Field(description=f"Of {METRICS[name].in_sentence}.")) for name in TARGETED},
)
"""The goal of each metric that may have one; null where none holds."""
