"""Which shift, and is the difference real? And what one shift hands over to the next."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain import comparison, production, spc
from producflow.domain.shifts import ShiftCalendar
from producflow.errors import InvalidInput
from producflow.reports import downtime
from producflow.reports.figures import PERCENT
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.reports.view import SHIFTS, View
from producflow.store.database import Session, Store
from producflow.store.queries import production as queries


@dataclass(frozen=True)
class Comparison:
    """Defect rates of the shifts of a view, and whether they really differ.

    Attributes
    ----------
    difference : Difference
        Verdict and evidence of :func:`producflow.domain.comparison.shift_difference`.
    samples : DataFrame
        One row per shift of a production day with output, in time order: `date`, `shift`, `start`, `output_quantity`,
        `defect_quantity` [units], `rate`, `center`, `lcl`, `ucl` [%], `outside` (yes/no).
    machines : DataFrame
        One row per machine with output: `name`, defect rate of each shift in columns named after it [%], `verdict`,
        `explanation` (one sentence).
    """

    difference: comparison.Difference
    samples: pd.DataFrame
    machines: pd.DataFrame


def compare(store: Store, view: View) -> Comparison:
    """Compare the shifts of a view by their defect rates.

    Parameters
    ----------
    store : Store
    view : View
    """

    def ask(session: Session) -> Comparison:
        counted = queries.samples(session, view.parameters())
        names = queries.machines(session).set_index("equipment_id")["name"]
        whole = counted.groupby(["date", "shift"], as_index=False)[["output_quantity", "defect_quantity"]].sum()
        difference = _difference(whole)
        samples = _limits(whole, difference.dispersion, calendar(in_force(session)), view)
        return Comparison(difference, samples, _machines(counted, names))

    return store.read(ask)


def _difference(samples: pd.DataFrame) -> comparison.Difference:
    """Judge whether the shifts differ, allowing for rejects that come in batches."""
    sums = samples.groupby("shift")[["defect_quantity", "output_quantity"]].sum()
    sums = sums.reindex([shift for shift in SHIFTS if shift in sums.index])
    factor = comparison.dispersion(samples["defect_quantity"], samples["output_quantity"], samples["shift"])
    return comparison.shift_difference(sums["defect_quantity"], sums["output_quantity"], dispersion_factor=factor)


def _limits(samples: pd.DataFrame, dispersion: float, shifts: ShiftCalendar, view: View) -> pd.DataFrame:
    """Control limits of a p-chart over all shifts in time order.

    Rejects and output are divided by the dispersion: the rates stay, the limits widen by its square root, so that
    rejects which come in batches are not all called special (Laney, Quality Engineering 14, 2002).
    """
    spans = shifts.spans(view.first_day, view.last_day)[["date", "shift", "start"]]
    ordered = samples.assign(date=samples["date"].astype("datetime64[us]")).merge(
        spans.astype({"date": "datetime64[us]"}), on=["date", "shift"]
    )
    ordered = ordered.sort_values("start", ignore_index=True)
    factor = 1.0 if np.isnan(dispersion) else dispersion
    limits = spc.p_limits(ordered["defect_quantity"] / factor, ordered["output_quantity"] / factor)
    rates = ["rate", "center", "lcl", "ucl"]
    return ordered.join(limits.assign(**{name: PERCENT * limits[name] for name in rates}))


def _machines(samples: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Judge every machine by itself, since a shift may only look bad for the machine that it runs."""
    rows = []
    for equipment_id, own in samples.groupby("equipment_id"):
        sums = own.groupby("shift")[["defect_quantity", "output_quantity"]].sum()
        rates = PERCENT * production.defect_rate(sums["defect_quantity"], sums["output_quantity"])
        found = _difference(own)
        row = {"equipment_id": equipment_id, "name": names[equipment_id], **rates.reindex(SHIFTS).to_dict()}
        rows.append(row | {"verdict": found.verdict, "explanation": explain(found)})
    columns = ["equipment_id", "name", *SHIFTS, "verdict", "explanation"]
    frame = pd.DataFrame(rows, columns=columns).sort_values("name", ignore_index=True)
    return frame.astype(dict.fromkeys(SHIFTS, "float64"))


def explain(difference: comparison.Difference) -> str:
    """Put a verdict and its evidence into words."""
    if difference.verdict == comparison.TOO_LITTLE:
        return "Too little data to tell: choose a longer period, or more shifts and machines."
    if difference.verdict == comparison.NOT_SHOWN:
        return f"The shifts differ no more than their own days do (p = {difference.p_value:.2g})."
    real = difference.pairs[difference.pairs["real"]]
    if real.empty:
        return f"The shifts as a whole differ (p = {difference.p_value:.2g}), but no two of them clearly do."
    return " ".join(_pair(row) for row in real.to_dict("records"))


def _pair(row: dict[Hashable, Any]) -> str:
    first, second, difference, low, high = (row[name] for name in ("first", "second", "difference", "low", "high"))
    sign = 1 if difference > 0 else -1
    more, less = (first, second) if sign > 0 else (second, first)
    ends = sorted(PERCENT * sign * end for end in (low, high))
    return (
        f"{more.capitalize()} rejects {PERCENT * abs(difference):.2f} percentage points more than {less} "
        f"(between {ends[0]:.2f} and {ends[1]:.2f} with 95 % confidence)."
    )


@dataclass(frozen=True)
class Handover:
    """One shift: what was made, what stood still, what is open.

    Attributes
    ----------
    day, shift : date and str
        Which one; starts and ends are its bounds as UTC instants.
    over : bool
        Whether it has ended.
    machines : DataFrame
        One row per machine and product: `machine`, `product`, `output_quantity`, `defect_quantity` [units],
        `downtime_minutes`, `planned_minutes` [min], `efficiency_percentage`, `defect_rate` [%].
    total : Series
        The same, over all of them.
    stops, alerts, jobs : DataFrame
        What happened within its bounds; stops are cut to them.
    missing : tuple of str
        Machines that report production but not in this shift.
    """

    day: date
    shift: str
    starts: datetime
    ends: datetime
    over: bool
    machines: pd.DataFrame
    total: pd.Series
    stops: pd.DataFrame
    alerts: pd.DataFrame
    jobs: pd.DataFrame
    missing: tuple[str, ...]


SUMS = ["output_quantity", "defect_quantity", "downtime_minutes", "planned_minutes", "credited_minutes"]


def handover(store: Store, day: date, shift: str, machines: tuple[int, ...] | None, now: datetime) -> Handover:
    """Gather what one shift hands over to the next.

    Parameters
    ----------
    store : Store
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
    if shift not in SHIFTS:
        raise InvalidInput(f"There is no shift {shift!r}; choose one of {', '.join(SHIFTS)}.", "shift")

    def ask(session: Session) -> Handover:
        plant = in_force(session)
        starts, ends = (bound.to_pydatetime() for bound in calendar(plant).bounds(day, shift))
        made = queries.shift_machines(session, day, shift, machines)
        known = queries.machines(session)
        due = known[(known["first_record"] <= pd.Timestamp(day)) & ~known["equipment_id"].isin(made["equipment_id"])]
        if machines is not None:
            due = due[due["equipment_id"].isin(machines)]
        return Handover(
            day=day,
            shift=shift,
            starts=starts,
            ends=ends,
            over=ends <= now,
            machines=_rates(made),
            total=_rates(made[SUMS].sum(min_count=1).to_frame().T).iloc[0],
            stops=downtime.stops(session, View(day, day, machines, (shift,)), plant, now),
            alerts=queries.alerts_within(session, starts, ends, machines),
            jobs=queries.jobs_within(session, starts, ends, machines),
            missing=tuple(due["name"]) if ends <= now else (),
        )

    return store.read(ask)


def _rates(sums: pd.DataFrame) -> pd.DataFrame:
    return sums.assign(
        efficiency_percentage=PERCENT * production.efficiency(sums["credited_minutes"], sums["planned_minutes"]),
        defect_rate=PERCENT * production.defect_rate(sums["defect_quantity"], sums["output_quantity"]),
    )
