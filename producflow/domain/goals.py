"""What a period should have come to by its goals, and whether it did."""

import math
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from producflow.domain import comparison, fairness
from producflow.domain._ratio import known
from producflow.domain.comparison import ALPHA, REAL
from producflow.domain.metrics import ADDED_UP, METRICS, PERCENT
from producflow.domain.targets import Place, of_target

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
    now: float | None,
    targets: pd.DataFrame,
    cells: pd.DataFrame,
    goals: pd.DataFrame,
    rejects: pd.DataFrame,
    *,
    summed: bool = False,
) -> Goal | None:
    """Hold a figure of a period against its goal.

    Parameters
    ----------
    name : str
        Of the metric.
    now : float or None
        The figure, of the shifts that are over.
    targets : DataFrame
        All goals of the metric, see :func:`in_force`.
    cells : DataFrame, one row per production day and shift
        As of :func:`in_force`, with `due` (machine-shifts of `planned` that are over), `reported` (machine-shifts),
        `planned_minutes` (of the records) [min], and the metric's own column.
    goals : DataFrame, indexed like `cells`
        What holds in each, see :func:`in_force`.
    rejects : DataFrame, one row per machine-shift that reported
        `equipment_id`, `inspected_output`, `defect_quantity` [units].
    summed : bool
        Whether the goals are those of its parts, see :func:`added_up`.

    Returns
    -------
    Goal or None
        None where none holds at any time.

    Notes
    -----
    A sum's goal is that of its shifts, added up. A ratio's is the mean of its shifts' goals, weighted by the planned
    time that was reported (a goal of a time in which nothing was reported weighs nothing), so that it is what the ratio
    comes to where each shift meets its own.
    """
    known_targets = goals["target"].dropna()
    if known_targets.empty:
        return None
    [held] = targets[targets["id"] == known_targets.iloc[-1]].to_dict("records")
    over = cells["due"] > 0
    reported = over & (cells["reported"] > 0)
    value, against = _of_period(name, cells, goals["goal"])
    metric = METRICS[name]
    made = Goal(
        metric=name,
        value=value,
        measured_against=against,
        now=None if now is None or math.isnan(now) else now,
        verdict=None,
        place=None if summed else of_target(held),
        valid_from=pd.Timestamp(held["valid_from"]).date(),
        changed=len(goals.loc[over, "target"].dropna().unique()) > 1,
        days=_of_days(name, cells, goals["goal"]),
        gaps=_gaps(name, cells, goals["goal"]) if name in ADDED_UP else pd.Series(dtype="float64"),
    )
    gap = made.gap
    of_one_day = cells["date"].min() == cells["date"].max()
    if gap is None or (of_one_day and not over.all()):
        return made
    if gap * metric.direction >= 0:
        verdict = MET
    elif name == BY_COUNTS:
        verdict = MISSED if _by_counts(rejects, float(against or 0)) else WITHIN_NOISE
    else:
        share = cells["reported"] / cells["planned"] if name in ADDED_UP else 1.0
        blocks = pd.DataFrame({"now": known(cells[metric.of_rows]), "goal": goals["goal"] * share})
        verdict = MISSED if _by_shifts(blocks[reported], gap) else WITHIN_NOISE
    return replace(made, verdict=verdict)


def _of_period(name: str, cells: pd.DataFrame, goal: pd.Series) -> tuple[float | None, float | None]:
    """The goal of what was due, and of what reported; None where it is not known for some of it."""
    due = cells["due"] > 0
    reported = due & (cells["reported"] > 0)
    if goal[due].isna().any() or not due.any():
        return None, None
    if name in ADDED_UP:
        per_machine = goal / cells["planned"].where(cells["planned"] > 0)
        whole = float((per_machine * cells["due"])[due].sum())
        return whole, float((per_machine * cells["reported"])[reported].sum()) if reported.any() else None
    weight = known(cells["planned_minutes"]).where(reported)
    if not weight.sum() > 0:
        weight = cells["due"].where(due)
    mean = float((goal * weight).sum() / weight.sum())
    return mean, mean


def _of_days(name: str, cells: pd.DataFrame, goal: pd.Series) -> pd.Series:
    days = goal.groupby(pd.to_datetime(cells["date"]))
    found: pd.Series = days.sum(min_count=1) if name in ADDED_UP else days.mean()
    return found.where(days.count() == days.size()).rename("goal")


def _gaps(name: str, cells: pd.DataFrame, goal: pd.Series) -> pd.Series:
    """Of a day that is not over, the goal of all of it would make a loss of what nobody could have made yet."""
    running = (cells["planned"] > 0) & (cells["due"] == 0)
    made = known(cells[METRICS[name].of_rows]).mask(running).groupby(pd.to_datetime(cells["date"])).sum(min_count=1)
    due = cells["due"] / cells["planned"].where(cells["planned"] > 0)
    return (made - _of_days(name, cells, goal * due.fillna(1.0))).rename("gap")


def _by_counts(rejects: pd.DataFrame, goal: float) -> bool:
    told = rejects.dropna(subset=["inspected_output", "defect_quantity"])
    defects, output = told["defect_quantity"], told["inspected_output"]
    factor = comparison.dispersion(defects, output, told["equipment_id"])
    whole = float(defects.sum()), float(output.sum())
    return comparison.against_rate(*whole, goal / PERCENT, dispersion_factor=factor) == REAL


def _by_shifts(blocks: pd.DataFrame, gap: float) -> bool:
    """Whether single shifts miss their goals by more than they differ anyhow, and in the direction of the gap."""
    values = blocks.to_numpy(dtype="float64")
    return fairness.friedman(values) < ALPHA and fairness.mean_difference(values[:, 0], values[:, 1]) * gap > 0
