"""How much of what should have been reported was: stands beside every figure."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from producflow.domain import coverage as domain
from producflow.domain.coverage_counts import counted
from producflow.domain.plant import PlantSettings
from producflow.domain.shifts import WorkingCalendar
from producflow.reports.periods import bounds, calendar
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries


@dataclass(frozen=True)
class Reporting:
    """Expected machine-shifts of a view."""

    coverage: domain.Coverage
    """Reported and expected machine-shifts."""
    expected: pd.DataFrame
    """`equipment_id`, `date`, `shift`, `planned_minutes` [min], `reported` (yes/no)."""
    never_reported: tuple[str, ...]
    """Names of the chosen machines that have never reported production; nothing is expected of them."""
    calendar_minutes: float
    """Elapsed time of all machine-shifts that were expected or reported. [min]"""

    def sentence(self) -> str:
        """Say how many of the expected machine-shifts reported, and which machines never did."""
        found = self.coverage
        told = (
            f"{found.reported:,} of {found.expected:,} expected machine-shifts reported"
            if found.expected
            else "No machine-shift was expected to report"
        )
        extra = f"; {found.unexpected:,} more reported without being expected" if found.unexpected else ""
        never = f" Never reported: {', '.join(self.never_reported)}." if self.never_reported else ""
        return f"{told}{extra}.{never}"


def in_service_since(machines: pd.DataFrame) -> pd.Series:
    """First production day on which each machine is expected to report.

    Parameters
    ----------
    machines : DataFrame
        As of the question ``production_machines``.

    Returns
    -------
    Series of datetime64, indexed by equipment_id
        Only machines that have ever reported: from the day of installation, or from the first record where that is
        earlier or no installation is known, but not from before the plant kept any records.
    """
    known = machines["first_record"].notna().to_numpy()
    plant, first, installed = (
        machines[name].to_numpy()[known] for name in ("plant_first_record", "first_record", "installation_date")
    )
    index = pd.Index(machines["equipment_id"].array[known], name="equipment_id")
    return pd.Series(np.fmin(np.maximum(installed, plant), first), index)  # without a day of installation, the first


def reporting(
    machines: pd.DataFrame, reported: pd.DataFrame, view: View, plant: PlantSettings, now: datetime
) -> Reporting:
    """Compare what reported with what was expected to.

    Parameters
    ----------
    machines, reported : DataFrame
        As of the questions ``production_machines`` (all machines) and ``production_reported`` (of the view).
    now : datetime
        Shifts that have not ended by now are not expected yet.
    """
    chosen = _chosen(machines, view)
    shifts = calendar(plant)
    since = in_service_since(chosen)
    due = domain.expected_shifts(
        shifts, pd.Timestamp(view.first_day), pd.Timestamp(view.last_day), since, due_by(plant, view, now)
    )
    if view.shifts is not None:
        due = due[due["shift"].isin(view.shifts)].reset_index(drop=True)
    never, matched = chosen.loc[chosen["first_record"].isna(), "name"], domain.Matched(reported, due)
    return Reporting(
        coverage=matched.coverage,
        expected=matched.marked,
        never_reported=tuple(never),
        calendar_minutes=_calendar_minutes(matched, shifts),
    )


@dataclass(frozen=True)
class Reached:
    """How many of the expected machine-shifts of a view reported; attributes as of :class:`Reporting`."""

    coverage: domain.Coverage
    never_reported: tuple[str, ...]
    calendar_minutes: float


def reached(session: Session, machines: pd.DataFrame, view: View, plant: PlantSettings, now: datetime) -> Reached:
    """Count what :func:`reporting` lists, in the store: for figures without a breakdown, however long the period."""
    chosen = _chosen(machines, view)
    since, shifts = in_service_since(chosen), calendar(plant)
    counts = []
    for _, alike in shifts.among(since.index):
        # All there are where all work alike: also those that report without having to.
        asked = view.parameters() | ({} if len(alike) == len(since) else {"machines": alike})
        counts.append(queries.reported_counts(session, asked))
    first_day, last_day = pd.Timestamp(view.first_day), pd.Timestamp(view.last_day)
    by = due_by(plant, view, now)
    found, minutes = counted(shifts, first_day, last_day, since, counts, by, view.shifts)
    return Reached(found, tuple(chosen.loc[chosen["first_record"].isna(), "name"]), minutes)


def due_by(plant: PlantSettings, view: View, now: datetime) -> pd.Timestamp:
    """Until when a shift of a view is over if it is due: a view that ends amid a day expects nothing of its rest."""
    return pd.Timestamp(now if view.last_shifts is None else min(now, bounds(plant, view)[1]))


def _chosen(machines: pd.DataFrame, view: View) -> pd.DataFrame:
    return machines if view.machines is None else machines[machines["equipment_id"].isin(view.machines)]


def _calendar_minutes(matched: domain.Matched, shifts: WorkingCalendar) -> float:
    """Time of the machine-shifts that were due, and of those that reported before they were."""
    more = matched.unexpected[domain.KEY].astype({"date": "datetime64[us]"})
    return float(matched.expected["planned_minutes"].sum() + domain.timed(more, shifts)["minutes"].sum())
