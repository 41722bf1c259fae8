"""What was produced and lost in one period, from which the reports about production are put together."""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import pandas as pd

from producflow.domain import costs
from producflow.domain.costs import Savings
from producflow.domain.plant import PlantSettings
from producflow.domain.stops import Unended
from producflow.reports import downtime
from producflow.reports.coverage import Reached, Reporting, reached, reporting
from producflow.reports.figures import MINUTES_PER_HOUR, Figures, of_machines, plain, total, with_ratios
from producflow.reports.periods import closed
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries

COMPARABLE = (queries.MACHINE, queries.EACH)
"""By what two periods are compared."""
COMPARED = ("efficiency_percentage", "defect_rate", "oee", "output_quantity", "downtime_hours")
"""Figures of a machine that are shown beside those of the period before."""


@dataclass(frozen=True)
class Costs:
    """What losses of a period cost; None where it is not available or no cost is set."""

    unplanned_hours: float | None
    """[h]"""
    downtime: float | None
    quality: float | None
    """[plant's currency]"""
    unended: Unended
    """Unplanned stops behind it whose end nobody reported."""


@dataclass(frozen=True)
class Produced:
    """What was produced and lost in one period: each part of it is asked for only when it is needed, and once."""

    session: Session
    view: View
    plant: PlantSettings
    machines: pd.DataFrame
    """All machines of the plant, as of :func:`producflow.store.queries.production.machines`."""
    now: datetime
    baseline: View | None = None
    """What cost savings are measured against; the period before by default."""
    compared: View | None = None
    """What changes are measured against; the same stretch right before what is over by default."""
    grains: tuple[int, ...] = (queries.MACHINE,)
    """By what it will be asked for, see :mod:`producflow.store.queries.production`: they are summed up at once."""
    whole: "Produced | None" = None
    """What it is a part of: its machine-shifts are among those of the whole, and are asked for there."""

    @cached_property
    def _sums(self) -> pd.DataFrame:
        return queries.grained(self.session, self.view.parameters(), self.grains)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return with_ratios(self._sums)

    def rows(self, grain: int) -> pd.DataFrame:
        """Sums and ratios by one of its grains."""
        if grain not in self._by_grain:
            self._by_grain[grain] = queries.by_grain(self._rows, grain)
        return self._by_grain[grain]

    @cached_property
    def _by_grain(self) -> dict[int, pd.DataFrame]:
        return {}

    @cached_property
    def each(self) -> pd.DataFrame:
        """Sums and ratios of every machine-shift with a record; their grain is among those of the period, or whole."""
        if self.whole is None:
            return queries.listed(self._rows, queries.EACH)
        rows, last = self.whole.each, pd.Timestamp(self.view.last_day)
        over = rows["date"] <= last
        if self.view.last_shifts is not None:
            over &= (rows["date"] < last) | rows["shift"].isin(self.view.last_shifts)
        return rows[over].reset_index(drop=True)

    @cached_property
    def sums(self) -> pd.DataFrame:
        """Of each machine with a record."""
        return queries.by_grain(self._sums, queries.MACHINE)

    @cached_property
    def everything(self) -> pd.Series:
        return of_machines(self.sums)

    @cached_property
    def stops(self) -> pd.DataFrame:
        return downtime.stops(self.session, self.view, self.plant, self.now)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """Machine-shifts with a record."""
        if queries.EACH in (*self.grains, *(self.whole.grains if self.whole else ())):
            return self.each[queries.KEYS[queries.EACH]]
        return queries.reported(self.session, self.view.parameters())

    @cached_property
    def reporting(self) -> Reporting:
        """Machine-shift by machine-shift."""
        return reporting(self.machines, self.reported, self.view, self.plant, self.now)

    @cached_property
    def reached(self) -> Reached | Reporting:
        """The same in numbers only, listed nowhere unless it is at hand."""
        if "reporting" in self.__dict__:
            return self.reporting
        return reached(self.session, self.machines, self.view, self.plant, self.now)

    @cached_property
    def figures(self) -> Figures:
        return total(self.everything, self.reached.calendar_minutes)

    @property
    def empty(self) -> bool:
        """Whether no record lies in the view."""
        return self.figures.records == 0

    def losses(self) -> pd.DataFrame:
        """Sums of every machine, with what its unplanned stops took."""
        sums = self.sums
        unplanned = downtime.unplanned_minutes(self.stops, self.machines, sums)
        # Rejects are a rate of the output of which it is known how much was rejected.
        return sums.assign(output_quantity=sums["inspected_output"], unplanned_downtime_minutes=unplanned)

    @cached_property
    def unplanned(self) -> pd.Series:
        """Unplanned downtime of every machine of the period, those included that only recorded stops. [min]"""
        sums, stopped = self.sums, self.stops["equipment_id"].unique()
        every = sums.index.union(pd.Index(stopped, dtype="int64", name="equipment_id"))
        return downtime.unplanned_minutes(self.stops, self.machines, sums[["downtime_minutes"]].reindex(every))

    @cached_property
    def costs(self) -> Costs:
        """What unplanned downtime and rejects cost."""
        minutes, rejects = float(self.unplanned.sum(min_count=1)), self.figures.total_defects
        return Costs(
            unplanned_hours=plain(minutes / MINUTES_PER_HOUR),
            downtime=plain(costs.downtime_cost(minutes, self.plant.downtime_hour_cost)),
            quality=plain(costs.quality_cost(math.nan if rejects is None else rejects, self.plant.defect_unit_cost)),
            unended=Unended.of(self.stops[["id", "assumed", "lasts"]][~self.stops["planned"]]),
        )

    @cached_property
    def saved(self) -> pd.DataFrame:
        """What downtime and rejects cost against what they would have at the machines' rates of the baseline."""
        settings = self.plant.downtime_hour_cost, self.plant.defect_unit_cost
        found = costs.savings_by_machine(self.losses(), self.against.losses(), *settings)
        return found.join(self.machines.set_index("equipment_id")["name"])

    @cached_property
    def savings(self) -> Savings:
        """The same of all machines that can be compared."""
        return costs.summed(self.saved, self.plant.downtime_hour_cost, self.plant.defect_unit_cost)

    @cached_property
    def against(self) -> "Produced":
        """The period that cost savings are measured against."""
        return (
            self.before if self.baseline in (None, self.before.view) else replace(self, view=self.baseline, whole=None)
        )

    @cached_property
    def closed(self) -> "Produced":
        """The part of it whose shifts are over: what is compared."""
        over = closed(self.plant, self.view, self.now)
        if over == self.view:
            return self
        known = queries.EACH in self.grains
        return replace(self, view=over, grains=(queries.MACHINE,), whole=self if known else None)

    @cached_property
    def before(self) -> "Produced":
        """What that part is compared with."""
        return replace(self, view=self.compared or self.closed.view.previous(), grains=COMPARABLE, whole=None)

    @property
    def chosen(self) -> pd.DataFrame:
        """The machines that the view is about: of those that had retired before, only who reported since."""
        wanted, machines = self.view.machines, self.machines
        since = pd.Timestamp(min(self.view.first_day, (self.compared or self.closed.view.previous()).first_day))
        gone = (machines["retired_on"] <= since) & ~(machines["last_record"] >= since)
        machines = machines[~gone] if gone.any() else machines
        return machines if wanted is None else machines[machines["equipment_id"].isin(wanted)]

    @cached_property
    def by_machine(self) -> pd.DataFrame:
        """One row per chosen machine, the ones that reported nothing included, with how it was before."""
        facts = self.chosen.set_index("equipment_id")[["name", "capacity", "status"]]
        old = self.before.rows(queries.MACHINE)[list(COMPARED)].add_prefix("previous_")
        return facts.join(self.rows(queries.MACHINE)).join(old).join(self.counted("equipment_id", facts.index))

    def by_day(self) -> pd.DataFrame:
        """One row per production day, and how many machine-shifts of it were expected and reported."""
        first, last = pd.Timestamp(self.view.first_day), pd.Timestamp(self.view.last_day)
        days = pd.date_range(first, last, freq="D", unit="s", name="date")
        return self.rows(queries.DAY).reindex(days).join(self.counted("date", days))

    def by_shift(self) -> pd.DataFrame:
        """One row per shift that there was, and per other one that was reported."""
        rows, schedule = self.rows(queries.SHIFT), self.plant.schedule
        found = {*schedule.names_between(self.view.first_day, self.view.last_day), *rows.index}
        return rows.reindex(self.view.shifts or [name for name in schedule.names if name in found])

    def counted(self, by: str, index: pd.Index) -> pd.DataFrame:
        """How many machine-shifts were expected, and how many of them reported."""
        counts = self.reporting.expected.groupby(by)["reported"].agg(["size", "sum"])
        return counts.rename(columns={"size": "expected", "sum": "reported"}).reindex(index, fill_value=0)
