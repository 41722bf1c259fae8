"""What is missing: of every machine-shift, whether it reported, late, twice or not at all; and what to do about it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from producflow.domain import coverage as domain
from producflow.domain.metrics import METRICS
from producflow.domain.plant import PlantSettings
from producflow.reports.coverage import Reporting, reporting
from producflow.reports.levels import Register
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force, known_machines
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads


@dataclass(frozen=True)
class Missing:
    """What came in of a view, and what did not."""

    view: View
    plant: PlantSettings
    """In force when it was computed; `report_grace_hours` says what is late."""
    reporting: Reporting
    """The count that stands beside every figure."""
    cells: pd.DataFrame
    """One row per machine-shift, see :func:`producflow.domain.coverage.states`; with `name`."""
    gaps: pd.DataFrame
    """Missing machine-shifts in runs, see :func:`producflow.domain.coverage.gaps`; with `name`, `span` (in words) and
    `next_step` (one sentence or two)."""
    names: dict[int, str]
    """Chosen machines by id, in alphabetical order, those without any report too."""

    def count(self, state: str) -> int:
        """Machine-shifts that are missing, late, duplicate or reported (late and duplicate ones count as reported)."""
        flag = {domain.REPORTED: "reported", domain.LATE: "late", domain.DUPLICATE: "duplicate"}.get(state)
        return int((self.cells["state"] == state).sum() if flag is None else self.cells[flag].sum())

    @cached_property
    def machines(self) -> pd.DataFrame:
        """One row per machine: `name`, `expected`, `reported`, `missing`, `late`, `duplicate`, `coverage`.

        Reported counts only what was expected; coverage is missing where nothing was. [machine-shifts, %]
        """
        due = self.cells[self.cells["due"]]
        rows = pd.DataFrame({"equipment_id": list(self.names), "name": list(self.names.values())})
        counts = pd.DataFrame(
            {
                "expected": due.groupby("equipment_id").size(),
                "reported": due.groupby("equipment_id")["reported"].sum(),
                "late": self.cells.groupby("equipment_id")["late"].sum(),
                "duplicate": self.cells.groupby("equipment_id")["duplicate"].sum(),
            }
        )
        found = rows.join(counts.reindex(rows["equipment_id"]).fillna(0).astype("int64").reset_index(drop=True))
        found.insert(4, "missing", found["expected"] - found["reported"])
        return found.assign(coverage=METRICS["coverage"].of(found))

    def by_level(self, names: Register, level: str) -> pd.DataFrame:
        """The same of each line or area: sums of its machines, and the ratio of those sums."""
        rows = names.rolled_up(self.machines, level)
        return rows.assign(coverage=METRICS["coverage"].of(rows))

    def fields(self) -> dict[str, Any]:
        """What ``GET /production/coverage`` answers."""
        reached = self.reporting.coverage
        return {
            "from": self.view.first_day,
            "to": self.view.last_day,
            **reached.fields(),
            "missing": reached.expected - reached.reported,
            "late": self.count(domain.LATE),
            "duplicate": self.count(domain.DUPLICATE),
            "unexpected": reached.unexpected,
            "never_reported": list(self.reporting.never_reported),
            "report_grace_hours": self.plant.report_grace_hours,
            "cells": [
                {
                    "equipment_id": row["equipment_id"],
                    "date": row["date"].date(),
                    "shift": row["shift"],
                    "state": row["state"],
                    "late": row["late"],
                    "duplicate": row["duplicate"],
                }
                for row in self.cells[self.cells["state"] != domain.REPORTED].to_dict("records")
            ],
        }


@reads
def missing(session: Session, view: View, now: datetime) -> Missing:
    """Look at what came in of a view, and what did not.

    Parameters
    ----------
    now : datetime
        Aware; shifts that end later are not expected to have reported yet.
    """
    plant, machines, parameters = in_force(session), known_machines(session), view.parameters()
    reports, sources = queries.reports(session, parameters), queries.sources(session).set_index("equipment_id")
    chosen = machines if view.machines is None else machines[machines["equipment_id"].isin(view.machines)]
    names = {int(key): str(name) for key, name in zip(chosen["equipment_id"], chosen["name"], strict=True)}
    came = reporting(machines, reports, view, plant, now)
    kept_since = sources["kept_since"].min()
    cells = domain.states(
        came.expected, reports, calendar(plant), plant.report_grace_hours, None if pd.isna(kept_since) else kept_since
    )
    cells.insert(1, "name", cells["equipment_id"].map(names))
    gaps = domain.gaps(cells)
    gaps.insert(1, "name", gaps["equipment_id"].map(names))
    rows = gaps.to_dict("records")
    gaps["span"] = pd.array([_span(row) for row in rows], dtype="str")
    gaps["next_step"] = pd.array([_next_step(row, sources) for row in rows], dtype="str")
    return Missing(view, plant, came, cells, gaps, names)


def _span(row: dict[Any, Any]) -> str:
    first = f"{row['first_date']:%-d %b %Y}, {row['first_shift']}"
    if row["shifts"] == 1:
        return first
    return f"{first} to {row['last_date']:%-d %b %Y}, {row['last_shift']}"


LONG = 3
"""From so many missing shifts in a row on, the export itself is to be looked at."""


def _next_step(row: dict[Any, Any], sources: pd.DataFrame) -> str:
    """What to do about a run of missing shifts, in plain words."""
    if not row["alone"]:
        return (
            "No machine reported then. If the plant stood still, enter the shifts below with planned time 0; if not, "
            "upload that day's export again."
        )
    source = sources["file_name"].get(row["equipment_id"])
    named = "" if source is None or pd.isna(source) else f" Its records last came with the file {source}."
    if row["shifts"] >= LONG:
        return f"Look whether the machine's export still runs, and upload these days again.{named}"
    return f"Upload that day's export again, or enter the shift below.{named}"
