"""What was made, lost and planned in a view: the figures that tiles, charts, tables, exports and the API share."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pandas as pd

from producflow.domain import costs
from producflow.domain.change import Change
from producflow.domain.costs import Savings
from producflow.domain.coverage import Coverage
from producflow.domain.plant import PlantSettings
from producflow.domain.rules import SHIFTS
from producflow.domain.stops import Unended
from producflow.reports import downtime, since
from producflow.reports.coverage import Reached, Reporting, reached, reporting
from producflow.reports.figures import MINUTES_PER_HOUR, WITHOUT, Figures, of_machines, plain, total, with_ratios
from producflow.reports.periods import last_days
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import production as queries

OF_FIGURES = ("total_output", "total_defects", "active_equipment", "rated_capacity_too_low", *WITHOUT)
"""Fields of an answer beside those that are worked out."""
COMPARED = ("efficiency_percentage", "defect_rate", "oee", "output_quantity", "downtime_hours")


@dataclass(frozen=True)
class Production:
    """Everything about the production of a view.

    Attributes
    ----------
    view : View
    plant : PlantSettings
        In force when it was computed.
    total, previous : Figures
        Of the view, and of the period of the same length before it.
    sums : Series
        What the figures of the view follow from: see :func:`producflow.reports.figures.of_machines`. [units, min]
    reporting : Reporting
        Which expected machine-shifts reported.
    total_equipment : int
        Machines chosen, whether they report production or not.
    unplanned_minutes : Series, indexed by equipment_id
        Unplanned downtime of each machine that reported or stopped, see
        :func:`producflow.reports.downtime.unplanned_minutes`. [min]
    costs : Costs
        What unplanned downtime and rejects cost.
    baseline : View
        What cost savings are measured against; the previous period unless another was chosen.
    savings : Savings
        Cost savings against the baseline, or why they are not computable. [plant's currency]
    saved : DataFrame, indexed by equipment_id
        The same machine by machine, see :func:`producflow.domain.costs.savings_by_machine`, with `name`.
    machines, days, shifts, day_shifts, machine_shifts : DataFrame
        Sums [units, min] and ratios [%] by machine (indexed by `equipment_id`; with `name`, `capacity`, `expected`,
        `reported` and `previous_*`), by production day, by shift and by their pairs; a day or shift without any
        record is there, with missing values.
    downtime : DataFrame
        Stops by reason, see :func:`producflow.reports.downtime.by_reason`.
    changes : mapping of str to Change
        How the figures of `total` changed against `previous`, by name, see :mod:`producflow.reports.since`.
    known_days : tuple of date, optional
        First and last production day with any record at all; None for a plant without records.
    """

    view: View
    plant: PlantSettings
    total: Figures
    previous: Figures
    sums: pd.Series
    reporting: Reporting
    total_equipment: int
    unplanned_minutes: pd.Series
    costs: "Costs"
    baseline: View
    savings: Savings
    saved: pd.DataFrame
    machines: pd.DataFrame
    days: pd.DataFrame
    shifts: pd.DataFrame
    day_shifts: pd.DataFrame
    machine_shifts: pd.DataFrame
    downtime: pd.DataFrame
    changes: Mapping[str, Change]
    known_days: tuple[date, date] | None

    @property
    def empty(self) -> bool:
        """Whether no record lies in the view."""
        return self.total.records == 0

    def fields(self) -> dict[str, Any]:
        """The fields of SPEC section 4, ``GET /production/metrics``; not available is None."""
        return fields(
            self.total,
            self.reporting.coverage,
            self.reporting.never_reported,
            self.total_equipment,
            self.costs,
            self.savings,
        )


@dataclass(frozen=True)
class Costs:
    """What losses of a period cost; None where it is not available or no cost is set.

    Attributes
    ----------
    unplanned_hours : float or None
        [h]
    downtime, quality : float or None
        [plant's currency]
    unended : Unended
        Unplanned stops behind it whose end nobody reported.
    """

    unplanned_hours: float | None
    downtime: float | None
    quality: float | None
    unended: Unended


@dataclass(frozen=True)
class _Period:
    """One period, each part of it asked for only when it is needed, and once."""

    session: Session
    view: View
    plant: PlantSettings
    machines: pd.DataFrame
    now: datetime

    def rows(self, grain: int) -> pd.DataFrame:
        return with_ratios(queries.sums(self.session, self.view.parameters(), grain))

    @cached_property
    def sums(self) -> pd.DataFrame:
        """Of each machine with a record."""
        return queries.sums(self.session, self.view.parameters(), queries.MACHINE)

    @cached_property
    def everything(self) -> pd.Series:
        return of_machines(self.sums)

    @cached_property
    def stops(self) -> pd.DataFrame:
        return downtime.stops(self.session, self.view, self.plant, self.now)

    @cached_property
    def reporting(self) -> Reporting:
        """Machine-shift by machine-shift."""
        reported = queries.reported(self.session, self.view.parameters())
        return reporting(self.machines, reported, self.view, self.plant, self.now)

    @cached_property
    def reached(self) -> Reached:
        """The same in numbers only."""
        return reached(self.session, self.machines, self.view, self.plant, self.now)

    def figures(self) -> Figures:
        return total(self.everything, self.reached.calendar_minutes)

    def losses(self) -> pd.DataFrame:
        """Sums of every machine, with what its unplanned stops took."""
        sums = self.sums
        unplanned = downtime.unplanned_minutes(self.stops, self.machines, sums)
        # Rejects are a rate of the output of which it is known how much was rejected.
        return sums.assign(output_quantity=sums["inspected_output"], unplanned_downtime_minutes=unplanned)

    def unplanned(self) -> pd.Series:
        """Unplanned downtime of every machine of the period, those included that only recorded stops. [min]"""
        sums, stopped = self.sums, self.stops["equipment_id"].unique()
        every = sums.index.union(pd.Index(stopped, dtype="int64", name="equipment_id"))
        return downtime.unplanned_minutes(self.stops, self.machines, sums.reindex(every))


def fields(
    figures: Figures,
    coverage: Coverage,
    never_reported: tuple[str, ...],
    total_equipment: int,
    cost: Costs,
    savings: Savings,
) -> dict[str, Any]:
    """The fields of SPEC section 4, ``GET /production/metrics``; not available is None."""
    return {
        **{name: getattr(figures, name) for name in OF_FIGURES},
        **figures.worked_out,
        "total_equipment": total_equipment,
        "coverage": coverage.fields() | {"never_reported": list(never_reported)},
        "unplanned_downtime_hours": cost.unplanned_hours,
        "stops_without_end": asdict(cost.unended),
        "downtime_cost": cost.downtime,
        "quality_cost": cost.quality,
        "cost_savings": None if savings.why_not else savings.total,
    }


def told_of(store: Store, view: View, now: datetime) -> dict[str, Any]:
    """What :meth:`Production.fields` tells, computed without the rest of the report.

    Parameters
    ----------
    store, view, now
        As of :func:`metrics`.
    """
    machines = store.answers.ask(known_machines)
    return store.read(told_in, view, now, machines)


def known_machines(store: Store) -> pd.DataFrame:
    """All machines, and since when they report production: the same for every period."""
    return store.read(queries.machines)


def told_in(session: Session, view: View, now: datetime, machines: pd.DataFrame | None = None) -> dict[str, Any]:
    """Compute it within a read in progress, see :func:`told_of`; machines as of :func:`known_machines`, if at hand."""
    plant = in_force(session)
    machines = queries.machines(session) if machines is None else machines
    period = _Period(session, view, plant, machines, now)
    figures, reached = period.figures(), period.reached
    return fields(
        figures,
        reached.coverage,
        reached.never_reported,
        len(_chosen(machines, view)),
        _costs(period, period.unplanned(), figures.total_defects),
        _savings(period, plant),
    )


def _savings(period: _Period, plant: PlantSettings) -> Savings:
    """Savings against the period before, which is not even read where no costs are set."""
    settings = plant.downtime_hour_cost, plant.defect_unit_cost
    if None in settings:
        return costs.summed(pd.DataFrame({"comparable": pd.Series(dtype="bool")}), *settings)
    before = replace(period, view=period.view.previous())
    return costs.summed(_saved(period, before), *settings)


def _chosen(machines: pd.DataFrame, view: View) -> pd.DataFrame:
    return machines if view.machines is None else machines[machines["equipment_id"].isin(view.machines)]


def metrics(store: Store, view: View, now: datetime, baseline: View | None = None) -> Production:
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
    """
    return store.read(metrics_in, view, now, baseline)


def metrics_in(session: Session, view: View, now: datetime, baseline: View | None = None) -> Production:
    """Compute it within a read in progress, see :func:`metrics`."""
    plant = in_force(session)
    machines = queries.machines(session)
    chosen = _chosen(machines, view)
    period = _Period(session, view, plant, machines, now)
    before = replace(period, view=view.previous())
    by_machine, unplanned = _machines(period, before, chosen), period.unplanned()
    against = before if baseline in (None, view.previous()) else replace(period, view=baseline)
    saved = _saved(period, against).join(machines.set_index("equipment_id")["name"])
    figures, previous = period.figures(), before.figures()
    return Production(
        view=view,
        plant=plant,
        total=figures,
        previous=previous,
        sums=period.everything,
        reporting=period.reporting,
        total_equipment=len(chosen),
        unplanned_minutes=unplanned,
        costs=_costs(period, unplanned, figures.total_defects),
        baseline=baseline or view.previous(),
        savings=costs.summed(saved, plant.downtime_hour_cost, plant.defect_unit_cost),
        saved=saved,
        machines=by_machine,
        days=_days(period, view),
        shifts=period.rows(queries.SHIFT).reindex(view.shifts or SHIFTS),
        day_shifts=period.rows(queries.DAY_SHIFT),
        machine_shifts=period.rows(queries.MACHINE_SHIFT),
        downtime=downtime.by_reason(period.stops),
        changes=since.changes(session, view, before.view, figures, previous),
        known_days=queries.days_known(session),
    )


def machines_in(session: Session, view: View, now: datetime) -> pd.DataFrame:
    """Compute only :attr:`Production.machines` within a read in progress, see :func:`metrics`, with verdicts."""
    machines = queries.machines(session)
    period = _Period(session, view, in_force(session), machines, now)
    found = _machines(period, replace(period, view=view.previous()), _chosen(machines, view))
    return found.join(since.verdicts(session, view, view.previous(), found))


def _machines(period: _Period, before: _Period, chosen: pd.DataFrame) -> pd.DataFrame:
    """One row per chosen machine, the ones that reported nothing included."""
    facts = chosen.set_index("equipment_id")[["name", "capacity", "status"]]
    old = with_ratios(before.sums)[list(COMPARED)].add_prefix("previous_")
    expected = period.reporting.expected.groupby("equipment_id")["reported"].agg(["size", "sum"])
    expected = expected.rename(columns={"size": "expected", "sum": "reported"}).reindex(facts.index, fill_value=0)
    return facts.join(with_ratios(period.sums)).join(old).join(expected)


def _days(period: _Period, view: View) -> pd.DataFrame:
    """One row per production day, and how many machine-shifts of it were expected and reported."""
    days = pd.date_range(pd.Timestamp(view.first_day), pd.Timestamp(view.last_day), freq="D", unit="s", name="date")
    counts = period.reporting.expected.groupby("date")["reported"].agg(["size", "sum"])
    counts = counts.rename(columns={"size": "expected", "sum": "reported"}).reindex(days, fill_value=0)
    return period.rows(queries.DAY).reindex(days).join(counts)


def _costs(period: _Period, unplanned: pd.Series, rejects: int | None) -> Costs:
    plant, stops = period.plant, period.stops
    minutes = float(unplanned.sum(min_count=1))
    defects = float("nan") if rejects is None else float(rejects)
    return Costs(
        unplanned_hours=plain(minutes / MINUTES_PER_HOUR),
        downtime=plain(costs.downtime_cost(minutes, plant.downtime_hour_cost)),
        quality=plain(costs.quality_cost(defects, plant.defect_unit_cost)),
        unended=Unended.of(stops[~stops["planned"]]),
    )


def _saved(period: _Period, baseline: _Period) -> pd.DataFrame:
    """Compare what downtime and rejects cost with what they would have at the same machines' rates of the baseline."""
    plant = period.plant
    return costs.savings_by_machine(
        period.losses(), baseline.losses(), plant.downtime_hour_cost, plant.defect_unit_cost
    )


def shift_summary(store: Store, day: date, shift: str | None = None) -> list[dict[str, Any]]:
    """Sum up the shifts of one production day (SPEC section 4, ``GET /production/shifts/summary``).

    Parameters
    ----------
    day : date
        Production day.
    shift : str, optional
        Only this one.

    Returns
    -------
    list of dict
        Per shift: `shift`, `date`, `total_output`, `total_defects` [units], `total_downtime` [min],
        `average_efficiency` [%], `equipment_count`; None where nothing was reported.
    """
    shifts = SHIFTS if shift is None else (shift,)
    view = View(day, day, shifts=shifts)

    def ask(session: Session) -> tuple[pd.DataFrame, pd.Series]:
        asked = view.parameters()
        own = queries.sums(session, asked, queries.MACHINE_SHIFT)
        return with_ratios(queries.sums(session, asked, queries.SHIFT)), own.groupby("shift").size()

    rows, machines = store.read(ask)
    return [
        {
            "shift": name,
            "date": day,
            "total_output": _count(rows["output_quantity"].get(name)),
            "total_defects": _count(rows["defect_quantity"].get(name)),
            "total_downtime": float(rows["downtime_minutes"][name]) if name in rows.index else None,
            "average_efficiency": plain(rows["efficiency_percentage"][name]) if name in rows.index else None,
            "equipment_count": int(machines.get(name, 0)),
        }
        for name in shifts
    ]


def dashboard_summary(store: Store, now: datetime) -> dict[str, Any]:
    """Sum up the plant at a glance (SPEC section 4, ``GET /dashboard/summary``): the last seven complete days.

    Parameters
    ----------
    now : datetime
        An aware instant.
    """

    def ask(session: Session) -> dict[str, Any]:
        machines = queries.machines(session)
        told = told_in(session, last_days(in_force(session), now), now, machines)
        counts = machines["status"].value_counts()
        alerts = int(queries.alerts_by_machine(session)["alerts"].sum())
        statuses = ("operational", "warning", "critical", "maintenance")
        return {
            **{f"equipment_{status}": int(counts.get(status, 0)) for status in statuses},
            "production_efficiency": told["efficiency_percentage"],
            "active_alerts": alerts,
            "cost_savings": told["cost_savings"],
        }

    return store.read(ask)


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
