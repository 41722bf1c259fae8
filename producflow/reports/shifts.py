"""What one shift hands over to the next."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from producflow.domain.coverage import expected_shifts
from producflow.domain.shifts import WorkingCalendar
from producflow.errors import InvalidInput
from producflow.reports import downtime
from producflow.reports.figures import with_ratios
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads


@dataclass(frozen=True)
class Handover:
    """One shift: what was made, what stood still, what is open."""

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
    total: pd.Series
    """The same, over all of them."""
    stops: pd.DataFrame
    alerts: pd.DataFrame
    jobs: pd.DataFrame
    """What happened within its bounds; stops are cut to them."""
    missing: tuple[str, ...]
    """Machines that report production but not in this shift."""


SUMS = [
    "output_quantity",
    "defect_quantity",
    "inspected_output",
    "downtime_minutes",
    "planned_minutes",
    "credited_minutes",
]


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
    known = queries.machines(session)
    due = known[(known["first_record"] <= pd.Timestamp(day)) & ~known["equipment_id"].isin(made["equipment_id"])]
    due = due[due["equipment_id"].isin(_planned(calendar(plant), day, shift, known))]
    if machines is not None:
        due = due[due["equipment_id"].isin(machines)]
    return Handover(
        day=day,
        shift=shift,
        starts=starts,
        ends=ends,
        over=ends <= now,
        machines=with_ratios(made),
        total=with_ratios(made[SUMS].sum(min_count=1).to_frame().T).iloc[0],
        stops=downtime.stops(session, View(day, day, machines, (shift,)), plant, now),
        alerts=queries.alerts_within(session, starts, ends, machines),
        jobs=queries.jobs_within(session, starts, ends, machines),
        missing=tuple(due["name"]) if ends <= now else (),
    )


def _planned(shifts: WorkingCalendar, day: date, shift: str, machines: pd.DataFrame) -> pd.Series:
    """Numbers of the machines that were to work in a shift."""
    since = machines.set_index("equipment_id")["installation_date"]
    planned = expected_shifts(shifts, pd.Timestamp(day), pd.Timestamp(day), since)
    return planned.loc[planned["shift"] == shift, "equipment_id"]
