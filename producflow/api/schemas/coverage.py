"""What came in, and what did not."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import figure, shown
from producflow.api.schemas.breakdown import PART, Part
from producflow.api.schemas.production import EXPLAINED, Shift
from producflow.api.schemas.receipts import Receipt

COVERAGE = {
    "from": "2026-03-09",
    "to": "2026-03-15",
    "expected": 105,
    "reported": 104,
    "missing": 1,
    "late": 0,
    "duplicate": 0,
    "unexpected": 0,
    "percentage": 99.0,
    "never_reported": [],
    "report_grace_hours": 24.0,
    "cells": [
        {
            "equipment_id": 2,
            "date": "2026-03-11",
            "shift": "night",
            "state": "missing",
            "late": False,
            "duplicate": False,
        }
    ],
    "parts": [PART | {"expected": 63, "reported": 62, "missing": 1, "late": 0, "duplicate": 0, "percentage": 98.4}],
}


class Cell(BaseModel):
    """One machine-shift."""

    equipment_id: int
    date: date
    shift: Shift
    state: Literal["missing", "duplicate", "late"] = Field(description="The first of the three that applies.")
    late: bool
    duplicate: bool


class ReportsOfPart(Part):
    """How many of the machine-shifts of a machine, line or area reported."""

    expected: int
    reported: int
    missing: int = figure("missing")
    late: int = figure("late")
    duplicate: int = figure("duplicate")
    percentage: float | None = figure("coverage")


class ReportsReceived(BaseModel):
    """How many of the expected machine-shifts of a period reported, and which did not, or late, or twice."""

    model_config = shown(COVERAGE)

    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")
    expected: int
    reported: int = Field(description="Of those expected; late and duplicate ones have reported.")
    missing: int = figure("missing")
    late: int = figure("late")
    duplicate: int = figure("duplicate")
    unexpected: int = Field(description="Machine-shifts that reported without being expected.")
    percentage: float | None = figure("coverage")
    never_reported: list[str] = Field(description="Machines that have never reported; nothing is expected of them.")
    report_grace_hours: float = Field(description="How long after its shift a report is still in time. [h]")
    cells: list[Cell] = Field(description="Machine-shifts that are missing, late or duplicate.")
    parts: list[ReportsOfPart] = Field(default=[], description="With `by`.")
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)
