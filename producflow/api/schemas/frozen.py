"""Links to the numbers as they were."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from producflow.api.fields import Body, FigurePage, Text, figure, shown
from producflow.operations.frozen import LONGEST_NOTE
from producflow.reports import frozen
from producflow.reports.links import LONGEST

FIGURES = {
    "total_output": 16240,
    "efficiency_percentage": 91.2,
    "oee": 78.4,
    "availability": 91.2,
    "performance": 87.1,
    "quality": 98.7,
    "defect_rate": 1.29,
    "downtime_hours": 14.1,
    "coverage": 98.1,
}
FROZEN = {
    "id": 3,
    "token": "BNbW3NmM0ChDZwBbf9GiGRiM",
    "page": "overview",
    "query": "period=30d",
    "address": "overview?period=30d&frozen=BNbW3NmM0ChDZwBbf9GiGRiM",
    "first_day": "2026-10-13",
    "last_day": "2026-11-11",
    "note": "Monthly review",
    "frozen_at": "2026-11-12T13:03:00Z",
    "data_version": 812,
    "rows_kept": 48211,
    "figures": FIGURES,
    "created_by": 2,
    "created_by_name": "Ann",
    "created_at": "2026-11-12T13:03:07Z",
}


class FrozenFigures(BaseModel):
    """What it came to then."""

    total_output: int | None = figure("total_output")
    efficiency_percentage: float | None = figure("efficiency_percentage")
    oee: float | None = figure("oee")
    availability: float | None = figure("availability")
    performance: float | None = figure("performance")
    quality: float | None = figure("quality")
    defect_rate: float | None = figure("defect_rate")
    downtime_hours: float | None = figure("downtime_hours")
    coverage: float | None = figure("coverage")


class FrozenLink(BaseModel):
    """A link that goes on showing the numbers as they were."""

    model_config = shown(FROZEN)

    id: int
    token: str = Field(description="For `?frozen=` of the calls that take it.")
    page: FigurePage
    query: str = Field(description="Filters of the page, as its address has them.")
    address: str = Field(description="Where the dashboard shows it, behind the address of the server.")
    first_day: date
    last_day: date
    note: str
    frozen_at: datetime
    data_version: int
    rows_kept: int
    figures: FrozenFigures
    created_by: int | None
    created_by_name: str
    created_at: datetime

    @classmethod
    def of(cls, found: frozen.Frozen) -> "FrozenLink":
        """A frozen link as programs see it."""
        same = ("id", "token", "note", "frozen_at", "data_version", "rows_kept", "created_by", "created_by_name")
        return cls(
            page=found.link.page,
            query=found.link.query,
            address=found.address,
            first_day=found.view.first_day,
            last_day=found.view.last_day,
            figures=FrozenFigures.model_validate(found.figures),
            created_at=found.created_at,
            **{name: getattr(found, name) for name in same},
        )


class NewFrozen(Body):
    """What to freeze."""

    model_config = shown({"page": "overview", "query": "period=30d", "note": "Monthly review"})

    page: FigurePage
    query: Annotated[Text, Field(max_length=LONGEST)] = Field(
        default="", description="Filters, as they stand in the page's address behind the question mark."
    )
    note: Annotated[Text, Field(max_length=LONGEST_NOTE)] = ""
