"""What was made, lost and planned in a view: the figures that tiles, charts, tables, exports and the API share."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.domain.change import Change
from producflow.domain.costs import Savings
from producflow.domain.goals import Goal
from producflow.domain.plant import PlantSettings
from producflow.reports import downtime, since, targets
from producflow.reports.coverage import Reached, Reporting
from producflow.reports.figures import WITHOUT, Figures, plain, with_ratios
from producflow.reports.periods import closed, last_days
from producflow.reports.plant import in_force, known_machines
from producflow.reports.produced import COMPARABLE, Costs, Produced
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import production as queries
from producflow.store.reading import reads

OF_FIGURES = ("total_output", "total_defects", "active_equipment", "rated_capacity_too_low", *WITHOUT)
"""Fields of an answer beside those that are worked out."""


@dataclass(frozen=True)
class Production:
    """Everything about the production of a view."""

    view: View
    plant: PlantSettings
    """In force when it was computed."""
    total: Figures
    previous: Figures
    """Of the view, and of the same stretch before the part of it that is over."""
    sums: pd.Series
    """What the figures of the view follow from: see :func:`producflow.reports.figures.of_machines`. [units, min]"""
    reporting: Reporting
    """Which expected machine-shifts reported."""
    total_equipment: int
    """Machines chosen, whether they report production or not."""
    closed: View
    """The part of the view whose shifts are over, see :func:`producflow.reports.periods.closed`."""
    unplanned_minutes: pd.Series
    """Indexed by equipment_id. Unplanned downtime of each machine that reported or stopped, see
    :func:`producflow.reports.downtime.unplanned_minutes`. [min]"""
    costs: Costs
    """What unplanned downtime and rejects cost."""
    baseline: View
    """What cost savings are measured against; the previous period unless another was chosen."""
    savings: Savings
    """Cost savings against the baseline, or why they are not computable. [plant's currency]"""
    saved: pd.DataFrame
    """Indexed by equipment_id. The same machine by machine, see :func:`producflow.domain.costs.savings_by_machine`,
    with `name`."""
    machines: pd.DataFrame
    days: pd.DataFrame
    shifts: pd.DataFrame
    day_shifts: pd.DataFrame
    machine_shifts: pd.DataFrame
    """Sums [units, min] and ratios [%] by machine (indexed by `equipment_id`; with `name`, `capacity`, `expected`,
    `reported` and `previous_*`), by production day, by shift and by their pairs; a day or shift without any record is
    there, with missing values."""
    downtime: pd.DataFrame
    """Stops by reason, see :func:`producflow.reports.downtime.by_reason`."""
    changes: Mapping[str, Change]
    """How the figures of `closed` changed against `previous`, by name, see :mod:`producflow.reports.since`."""
    goals: Mapping[str, Goal]
    """What figures of `total` should have come to, by name, where one holds, see :mod:`producflow.reports.targets`."""
    known_days: tuple[date, date] | None
    """First and last production day with any record at all; None for a plant without records."""

    @property
    def empty(self) -> bool:
        """Whether no record lies in the view."""
        return self.total.records == 0

    @property
    def running(self) -> bool:
        """Whether the view reaches into a day that is not over."""
        return self.closed != self.view

    @property
    def trend(self) -> pd.DataFrame:
        """Days that are over: half a day among whole ones looks like a fall."""
        over = self.days.index < pd.Timestamp(self.closed.last_day)
        return self.days if self.closed.last_shifts is None else self.days[over]

    def fields(self) -> dict[str, Any]:
        """The fields of SPEC section 4, ``GET /production/metrics``; not available is None."""
        return fields(self.total, self.reporting, self.total_equipment, self.costs, self.savings)


def fields(
    figures: Figures, reached: Reached | Reporting, total_equipment: int, cost: Costs, savings: Savings | None
) -> dict[str, Any]:
    """The fields of SPEC section 4, ``GET /production/metrics``; not available is None."""
    return {
        **{name: getattr(figures, name) for name in OF_FIGURES},
        **figures.worked_out,
        "total_equipment": total_equipment,
        "coverage": reached.coverage.fields() | {"never_reported": list(reached.never_reported)},
        "unplanned_downtime_hours": cost.unplanned_hours,
        "stops_without_end": asdict(cost.unended),
        "downtime_cost": cost.downtime,
        "quality_cost": cost.quality,
        "cost_savings": None if savings is None or savings.why_not else savings.total,
    }


@reads
def told_of(session: Session, view: View, now: datetime) -> dict[str, Any]:
    """What :meth:`Production.fields` tells, computed without the rest of the report."""
    return _told(Produced(session, view, in_force(session), known_machines(session), now))


@reads
def told_with_goals(session: Session, view: View, now: datetime) -> tuple[dict[str, Any], Mapping[str, Goal]]:
    """The same, and how it stands to its goals, see :func:`producflow.reports.targets.goals`."""
    grains = targets.GRAINS if targets.any_set(session) else (queries.MACHINE,)
    period = Produced(session, view, in_force(session), known_machines(session), now, grains=grains)
    return _told(period), targets.of_period(period)


def _told(period: Produced) -> dict[str, Any]:
    # Where no costs are set, the period before is not even read.
    unset = None in (period.plant.downtime_hour_cost, period.plant.defect_unit_cost)
    savings = None if unset else period.savings
    return fields(period.figures, period.reached, len(period.chosen), period.costs, savings)


@reads
def metrics(
    session: Session, view: View, now: datetime, baseline: View | None = None, compared: View | None = None
) -> Production:
    """Compute everything about the production of a view, and of the period before it.

    Parameters
    ----------
    view : View
        Which days, machines and shifts.
    now : datetime
        An aware instant: shifts that end later are not expected to have reported yet, and a stop that still lasts
        is counted up to it.
    baseline : View, optional
        What cost savings are measured against, see :mod:`producflow.reports.baselines`; the previous period by default.
    compared : View, optional
        What changes are measured against; the previous period by default.
    """
    plant, machines = in_force(session), known_machines(session)
    period = Produced(session, view, plant, machines, now, baseline, compared, grains=tuple(queries.KEYS))
    over, before, reporting = period.closed, period.before, period.reporting  # which figures then need not count again
    return Production(
        view=view,
        plant=plant,
        total=period.figures,
        previous=before.figures,
        sums=period.everything,
        reporting=reporting,
        total_equipment=len(period.chosen),
        closed=over.view,
        unplanned_minutes=period.unplanned,
        costs=period.costs,
        baseline=period.against.view,
        savings=period.savings,
        saved=period.saved,
        machines=period.by_machine,
        days=period.by_day(),
        shifts=period.by_shift(),
        day_shifts=period.rows(queries.DAY_SHIFT),
        machine_shifts=period.rows(queries.MACHINE_SHIFT),
        downtime=downtime.by_reason(period.stops),
        changes=since.changes(over, before),
        goals=targets.of_period(period),
        known_days=queries.days_known(session),
    )


@reads
def machines(session: Session, view: View, now: datetime, compared: View | None = None) -> pd.DataFrame:
    """Compute :attr:`Production.machines` of what is over, see :func:`metrics`, with verdicts."""
    plant, known = in_force(session), known_machines(session)
    over = closed(plant, view, now)
    period = Produced(session, over, plant, known, now, compared=compared, grains=COMPARABLE)
    found = period.by_machine
    return found.join(since.verdicts(since.periods(period, period.before), found))


def shift_summary(
    store: Store, day: date, shift: str | None = None, machines: tuple[int, ...] | None = None
) -> list[dict[str, Any]]:
    """Sum up the shifts of one production day (SPEC section 4, ``GET /production/shifts/summary``).

    Parameters
    ----------
    day : date
        Production day.
    shift : str, optional
        Only this one.
    machines : tuple of int, optional
        Only these.

    Returns
    -------
    list of dict
        Per shift: `shift`, `date`, `total_output`, `total_defects` [units], `total_downtime` [min],
        `average_efficiency` [%], `equipment_count`; None where nothing was reported.
    """
    view = View(day, day, machines, shifts=None if shift is None else (shift,))

    def ask(session: Session) -> tuple[pd.DataFrame, pd.Series, Sequence[str]]:
        asked, schedule = view.parameters(), in_force(session).schedule
        own = queries.sums(session, asked, queries.MACHINE_SHIFT)
        rows = with_ratios(queries.sums(session, asked, queries.SHIFT))
        found = {*schedule.names_between(day, day), *rows.index}
        return rows, own.groupby("shift").size(), view.shifts or [name for name in schedule.names if name in found]

    rows, reported, shifts = store.read(ask)
    return [
        {
            "shift": name,
            "date": day,
            "total_output": _count(rows["output_quantity"].get(name)),
            "total_defects": _count(rows["defect_quantity"].get(name)),
            "total_downtime": float(rows["downtime_minutes"][name]) if name in rows.index else None,
            "average_efficiency": plain(rows["efficiency_percentage"][name]) if name in rows.index else None,
            "equipment_count": int(reported.get(name, 0)),
        }
        for name in shifts
    ]


@reads
def dashboard_summary(session: Session, now: datetime, chosen: tuple[int, ...] | None = None) -> dict[str, Any]:
    """Sum up the plant at a glance (SPEC section 4, ``GET /dashboard/summary``): the last seven days up to now.

    Parameters
    ----------
    now : datetime
        An aware instant.
    chosen : tuple of int, optional
        Only these machines.
    """
    machines, alerts = known_machines(session), queries.alerts_by_machine(session).set_index("equipment_id")["alerts"]
    view = replace(last_days(in_force(session), now), machines=chosen)
    if chosen is not None:
        machines = machines[machines["equipment_id"].isin(chosen)]
        alerts = alerts[alerts.index.isin(chosen)]
    figures = told_of(session, view, now)
    counts = machines["status"].value_counts()
    statuses = ("operational", "warning", "critical", "maintenance")
    return {
        **{f"equipment_{status}": int(counts.get(status, 0)) for status in statuses},
        "production_efficiency": figures["efficiency_percentage"],
        "active_alerts": int(alerts.sum()),
        "cost_savings": figures["cost_savings"],
    }


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
