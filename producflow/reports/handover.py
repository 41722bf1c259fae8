"""What one shift hands over to the next."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.domain.coverage import expected_shifts
from producflow.domain.goals import Goal
from producflow.domain.patterns import spoken
from producflow.domain.shifts import WorkingCalendar
from producflow.domain.targets import Scope
from producflow.errors import InvalidInput
from producflow.reports import downtime, targets
from producflow.reports.figures import Figures, of_machines, total, with_ratios
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force, known_machines
from producflow.reports.spelling import number
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import handovers
from producflow.store.queries import production as queries
from producflow.store.queries import targets as set_goals
from producflow.store.reading import reads

OUTPUT = "total_output"


@dataclass(frozen=True)
class Handover:
    """One shift: what was made of what was planned, what stood still, what is open, who handed it over to whom."""

    day: date
    shift: str
    """Which one; starts and ends are its bounds as UTC instants."""
    starts: datetime
    ends: datetime
    over: bool
    """Whether it has ended."""
    machines: pd.DataFrame
    """One row per machine and product: `machine`, `product`, `output_quantity`, `defect_quantity` [units],
    `downtime_minutes`, `planned_minutes` [min], `efficiency_percentage`, `defect_rate` [%]."""
    total: Figures
    """Of all of them together."""
    goals: Mapping[str, Goal]
    """What the total should have come to, by metric, where a goal holds."""
    plans: pd.DataFrame
    """One row per machine with a goal of its own: `machine`, `output_quantity`, `plan`, `gap` [units]."""
    stops: pd.DataFrame
    alerts: pd.DataFrame
    jobs: pd.DataFrame
    """What happened within its bounds; stops are cut to them."""
    missing: tuple[str, ...]
    """Machines that report production but not in this shift."""
    signed: Mapping[str, Any] | None
    """Its words, who handed it over, who took it over and when, by the columns of the table; None: not handed over."""


@reads
def handover(session: Session, day: date, shift: str, machines: tuple[int, ...] | None, now: datetime) -> Handover:
    """Gather what one shift hands over to the next.

    Parameters
    ----------
    day : date
        Production day; the night shift belongs to the day on which it began.
    shift : str
        Name of the shift.
    machines : tuple of int, optional
        Only these.
    now : datetime
        A stop that still lasts is counted up to it.

    Raises
    ------
    InvalidInput
        If there is no such shift.
    """
    plant = in_force(session)
    names = plant.schedule.names
    if shift not in names:
        raise InvalidInput(f"There is no shift {shift!r}; choose one of {', '.join(names)}.", "shift")
    starts, ends = (bound.to_pydatetime() for bound in calendar(plant).bounds(day, shift))
    made = queries.shift_machines(session, day, shift, machines)
    known = known_machines(session)
    due = known[(known["first_record"] <= pd.Timestamp(day)) & ~known["equipment_id"].isin(made["equipment_id"])]
    due = due[due["equipment_id"].isin(_planned(calendar(plant), day, shift, known))]
    if machines is not None:
        due = due[due["equipment_id"].isin(machines)]
    view = View(day, day, machines, (shift,))
    return Handover(
        day=day,
        shift=shift,
        starts=starts,
        ends=ends,
        over=ends <= now,
        machines=with_ratios(made),
        total=total(of_machines(queries.sums(session, view.parameters(), queries.MACHINE)), math.nan),
        goals=targets.goals(session, view, now),
        plans=_plans(session, view, made, known, now),
        stops=downtime.stops(session, view, plant, now),
        alerts=queries.alerts_within(session, starts, ends, machines),
        jobs=queries.jobs_within(session, starts, ends, machines),
        missing=tuple(due["name"]) if ends <= now else (),
        signed=handovers.of(session, day, shift),
    )


def _planned(shifts: WorkingCalendar, day: date, shift: str, machines: pd.DataFrame) -> pd.Series:
    """Numbers of the machines that were to work in a shift."""
    since = machines.set_index("equipment_id")["installation_date"]
    planned = expected_shifts(shifts, pd.Timestamp(day), pd.Timestamp(day), since)
    return planned.loc[planned["shift"] == shift, "equipment_id"]


def _plans(session: Session, view: View, made: pd.DataFrame, known: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """What each machine with a goal of its own made of it; one that did not report made nobody knows how much."""
    every = set_goals.everything(session)
    own = every[(every["metric"] == OUTPUT) & (every["scope"] == Scope.MACHINE)]["equipment_id"].unique()
    output = made.groupby("equipment_id")["output_quantity"].sum(min_count=1)
    rows = []
    for machine, name in known.loc[known["equipment_id"].isin(own), ["equipment_id", "name"]].itertuples(index=False):
        if view.machines is not None and machine not in view.machines:
            continue
        goal = targets.goals(session, replace(view, machines=(int(machine),)), now, (OUTPUT,))
        plan = goal[OUTPUT].value if OUTPUT in goal else None
        if plan is not None:
            rows.append({"machine": name, "output_quantity": output.get(machine), "plan": plan})
    found = pd.DataFrame(rows, columns=["machine", "output_quantity", "plan"]).astype(
        {"output_quantity": "float64", "plan": "float64"}
    )
    return found.assign(gap=found["output_quantity"] - found["plan"])


def headline(found: Handover) -> str:
    """What the shift made of its plan and what cost it most: ``Night made 2,010 of 2,100 units: Press 90 short``."""
    name, output = spoken(found.shift), found.total.total_output
    if output is None:
        return f"{name} has reported no output" + ("" if found.over else " yet, and is still running")
    goal = found.goals.get(OUTPUT)
    plan = None if goal is None else goal.value
    told = f"{name} {'made' if found.over else 'has made'} {number(output)}"
    told += f"{'' if plan is None else f' of {number(plan)}'} units{'' if found.over else ' so far'}"
    return ": ".join(filter(None, [told, ", ".join(filter(None, [_short(found), _stood(found)]))]))


def _short(found: Handover) -> str:
    """The machine that is furthest behind its own plan; nothing is judged while the shift is running."""
    behind = found.plans[found.plans["gap"] < 0].sort_values("gap", kind="stable")
    if behind.empty or not found.over:
        return ""
    return f"{behind['machine'].iloc[0]} {number(-behind['gap'].iloc[0])} short"


def _stood(found: Handover) -> str:
    """The longest unplanned stop."""
    stops = found.stops[~found.stops["planned"].astype(bool)].sort_values("minutes", ascending=False, kind="stable")
    if stops.empty or stops["minutes"].iloc[0] < 1:
        return ""
    longest = stops.iloc[0]
    why = longest["reason"] if isinstance(longest["reason"], str) and longest["reason"] else "no reason given"
    return f"{longest['name']} stood {number(longest['minutes'], 0, 'min')} ({why})"
