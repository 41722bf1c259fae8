"""What a period should have come to by its goals, and whether it did."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain import comparison, fairness
from producflow.domain._ratio import known
from producflow.domain.comparison import ALPHA, REAL
from producflow.domain.metrics import ADDED_UP, METRICS, PERCENT
from producflow.domain.targets import Place, of_each, of_target

Numbers: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

MET, MISSED, WITHIN_NOISE = "met", "missed", "missed within noise"
"""Verdicts: a goal that is not met is missed only by more than single shifts differ anyhow."""
VERDICTS = (MET, MISSED, WITHIN_NOISE)
SIGNS = {MET: "✓", MISSED: "✗", WITHIN_NOISE: "≈"}
BY_COUNTS = "defect_rate"
"""The metric that is tested by its rejects, one by one; all others by the figures of single shifts."""


@dataclass(frozen=True)
class Goal:
    """What a metric should have come to in a period, and whether it did."""

    metric: str
    value: float | None
    """The goal of all that was due; None where it does not hold throughout. [unit of the metric]"""
    measured_against: float | None
    """The same for the machine-shifts that reported: fewer reports bring less of what adds up."""
    now: float | None
    """The figure itself, of the shifts that are over."""
    verdict: str | None
    """One of `VERDICTS`; None of a day or shift that is still running, and where there is nothing to compare."""
    place: Place | None
    """Whose goal it is, at the end of the period; None: those of its parts, added up."""
    valid_from: date
    """From when on that one holds."""
    changed: bool
    """Whether another one held for a part of the period."""
    days: pd.Series = field(compare=False)
    """Indexed by production day. The goal of each."""
    gaps: pd.Series = field(compare=False)
    """Indexed by production day, of what adds up: how much more each brought than the goal of the shifts that are over
    and others that nobody planned. Missing where none of them reported. [unit of the metric]"""

    @property
    def gap(self) -> float | None:
        """Now less what it is measured against. [unit of the metric]"""
        if self.now is None or self.measured_against is None:
            return None
        return self.now - self.measured_against

    @property
    def per_report(self) -> bool:
        """Whether it is measured against less than the goal, since some of what was due did not report."""
        return None not in (self.value, self.measured_against) and not math.isclose(
            self.value or 0.0, self.measured_against or 0.0
        )


def reached(
    name: str,
    now: Mapping[int, float | None],
    targets: pd.DataFrame,
    cells: pd.DataFrame,
    goals: pd.DataFrame,
    rejects: Callable[[int], pd.DataFrame],
    *,
    summed: Collection[int] = (),
) -> dict[int, Goal]:
    """Hold the figures of a period against their goals, those of many parts of the plant at once.

    Parameters
    ----------
    name : str
        Of the metric.
    now : Mapping of int to float or None
        The figure of each part, of the shifts that are over.
    targets : DataFrame
        All goals of the metric, see :func:`by_place`.
    cells : DataFrame, one row per part, production day and shift
        As of :func:`in_force`, with `due` (machine-shifts of `planned` that are over), `reported` (machine-shifts),
        `planned_minutes` (of the records) [min], and the metric's own column.
    goals : DataFrame, indexed like `cells`
        What holds in each, see :func:`in_force`.
    rejects : callable
        Of a part, one row per machine-shift that reported: `equipment_id`, `inspected_output`, `defect_quantity`
        [units].
    summed : collection of int
        Parts whose goals are those of their own parts, see :func:`added_up`.

    Returns
    -------
    dict of int to Goal
        By part; none of one where none holds at any time.

    Notes
    -----
    A sum's goal is that of its shifts, added up. A ratio's is the mean of its shifts' goals, weighted by the planned
    time that was reported (a goal of a time in which nothing was reported weighs nothing), so that it is what the ratio
    comes to where each shift meets its own.
    """
    by_id = {row["id"]: row for row in targets.to_dict("records")}
    days = _by_part(_of_days(name, cells, goals["goal"]))
    gaps = _by_part(_gaps(name, cells, goals["goal"])) if name in ADDED_UP else {}
    columns = (*(cells[each] for each in (*_COUNTS, METRICS[name].of_rows)), goals["goal"], goals["target"])
    arrays, found = [known(column).to_numpy() for column in columns], {}
    for part, rows in of_each(cells):
        shifts = _Shifts(*(array[rows] for array in arrays))
        holds = ~np.isnan(shifts.target)
        if not holds.any():
            continue
        held, figure = by_id[shifts.target[holds][-1]], now[part]
        value, against = _of_period(name, shifts)
        made = Goal(
            metric=name,
            value=value,
            measured_against=against,
            now=None if figure is None or math.isnan(figure) else figure,
            verdict=None,
            place=None if part in summed else of_target(held),
            valid_from=pd.Timestamp(held["valid_from"]).date(),
            changed=len(set(shifts.target[shifts.over & holds])) > 1,
            days=days[part],
            gaps=gaps.get(part, pd.Series(dtype="float64")),
        )
        if made.gap is not None and (len(made.days) > 1 or shifts.over.all()):
            made = replace(made, verdict=_verdict(name, made.gap, float(against or 0), shifts, partial(rejects, part)))
        found[part] = made
    return found


@dataclass(frozen=True)
class _Shifts:
    """The shifts of one part, as plain arrays: of a few hundred numbers pandas takes longest for itself."""

    planned: Numbers
    due: Numbers
    reported: Numbers
    """[machine-shifts]"""
    planned_minutes: Numbers
    """[min]"""
    figure: Numbers
    goal: Numbers
    """[unit of the metric]"""
    target: Numbers

    @property
    def over(self) -> Flags:
        return self.due > 0

    @property
    def told(self) -> Flags:
        """Which are over and reported."""
        return self.over & (self.reported > 0)


_COUNTS = ("planned", "due", "reported", "planned_minutes")


def _verdict(name: str, gap: float, against: float, shifts: _Shifts, rejects: Callable[[], pd.DataFrame]) -> str:
    if gap * METRICS[name].direction >= 0:
        return MET
    if name == BY_COUNTS:
        return MISSED if _by_counts(rejects(), against) else WITHIN_NOISE
    told = shifts.told
    share = shifts.reported[told] / shifts.planned[told] if name in ADDED_UP else 1.0
    return MISSED if _by_shifts(np.array([shifts.figure[told], shifts.goal[told] * share]).T, gap) else WITHIN_NOISE


def _of_period(name: str, shifts: _Shifts) -> tuple[float | None, float | None]:
    """The goal of what was due, and of what reported; None where it is not known for some of it."""
    over, told, goal = shifts.over, shifts.told, shifts.goal
    if np.isnan(goal[over]).any() or not over.any():
        return None, None
    if name in ADDED_UP:
        per_machine = goal[over] / shifts.planned[over]
        whole = float((per_machine * shifts.due[over]).sum())
        return whole, float((goal[told] / shifts.planned[told] * shifts.reported[told]).sum()) if told.any() else None
    weight = np.where(told & ~np.isnan(shifts.planned_minutes), shifts.planned_minutes, 0.0)
    # Where no record states planned time, machine-shifts weigh alike.
    if not weight.sum() > 0:
        weight = np.where(over, shifts.due, 0.0)
    mean = float(np.nansum(goal * weight) / weight.sum())
    return mean, mean


def _of_days(name: str, cells: pd.DataFrame, goal: pd.Series) -> pd.Series:
    days = goal.groupby([cells["part"], pd.to_datetime(cells["date"])])
    found: pd.Series = days.sum(min_count=1) if name in ADDED_UP else days.mean()
    return found.where(days.count() == days.size()).rename("goal")


def _gaps(name: str, cells: pd.DataFrame, goal: pd.Series) -> pd.Series:
    """Of a day that is not over, the goal of all of it would make a loss of what nobody could have made yet."""
    running = (cells["planned"] > 0) & (cells["due"] == 0)
    made = known(cells[METRICS[name].of_rows]).mask(running)
    due = cells["due"] / cells["planned"].where(cells["planned"] > 0)
    of_day = made.groupby([cells["part"], pd.to_datetime(cells["date"])]).sum(min_count=1)
    return (of_day - _of_days(name, cells, goal * due.fillna(1.0))).rename("gap")


def _by_part(days: pd.Series) -> dict[int, pd.Series]:
    rows, values = days.index.to_frame(), days.to_numpy()
    dates = pd.DatetimeIndex(rows["date"])
    return {part: pd.Series(values[own], dates[own], name=days.name) for part, own in of_each(rows)}


def _by_counts(rejects: pd.DataFrame, goal: float) -> bool:
    told = rejects.dropna(subset=["inspected_output", "defect_quantity"])
    defects, output = told["defect_quantity"], told["inspected_output"]
    factor = comparison.dispersion(defects, output, told["equipment_id"])
    whole = float(defects.sum()), float(output.sum())
    return comparison.against_rate(*whole, goal / PERCENT, dispersion_factor=factor) == REAL


def _by_shifts(blocks: Numbers, gap: float) -> bool:
    """Whether single shifts miss their goals by more than they differ anyhow, and in the direction of the gap."""
    return fairness.friedman(blocks) < ALPHA and fairness.mean_difference(blocks[:, 0], blocks[:, 1]) * gap > 0
