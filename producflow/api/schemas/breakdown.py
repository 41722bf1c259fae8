"""What machines, lines and areas came to."""

from typing import Any

import pandas as pd
from pydantic import BaseModel, Field, create_model

from producflow.api.fields import figure, shown
from producflow.api.schemas.receipts import plain
from producflow.api.schemas.targets import Targets
from producflow.domain.metrics import TARGETED, WORKED_OUT

OF_PARTS = tuple(metric for metric in WORKED_OUT if "calendar_minutes" not in metric.inputs)
"""Metrics that follow from the records of a part of the plant alone."""
NONE = "Null: the machines that belong to none."

WorkedOut: type[BaseModel] = create_model(  # type: ignore[call-overload]
    "WorkedOutOfParts", **{metric.name: (float | None, figure(metric.name)) for metric in OF_PARTS}
)


class Part(BaseModel):
    """Which machine, line or area something is of."""

    name: str = Field(description="What it is called in lists.")
    plant: str | None = Field(description=f"Where a lake brought several. {NONE}")
    area: str | None = Field(description=f"Not of plants. {NONE}")
    line: str | None = Field(description=f"Of machines and lines. {NONE}")
    equipment_id: int | None = Field(description="Of machines.")


def parts(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of machines, lines or areas as answers have them: what is not of their level is null."""
    return plain(rows.reindex(columns=list(dict.fromkeys([*Part.model_fields, *rows.columns]))))


PART = {"name": "Machining · Line 2", "plant": None, "area": "Machining", "line": "Line 2", "equipment_id": None}


class PartOfPlant(WorkedOut, Part):  # type: ignore[misc, valid-type]
    """What a machine, a line or an area came to: sums of its machines, and ratios of those sums."""

    model_config = shown(
        dict.fromkeys((metric.name for metric in OF_PARTS), 0.0)
        | PART
        | {"machines": 3}
        | {
            "total_output": 16240,
            "total_defects": 210,
            "good_output": 16030.0,
            "efficiency_percentage": 91.2,
            "oee": 78.4,
        }
        | {"active_equipment": 3, "reported": 60, "expected": 63, "targets": dict.fromkeys(TARGETED)}
    )

    machines: int = Field(description="Machines that belong to it.")
    active_equipment: int = figure("active_equipment")
    total_output: int | None = figure("total_output")
    total_defects: int | None = figure("total_defects")
    reported: int = Field(description="Machine-shifts that reported of those that were expected.")
    expected: int = Field(description="Machine-shifts that were due.")
    targets: Targets = Field(description="Its goal of each figure, the nearest that is of all of it; null: none holds.")  # type: ignore[valid-type]
