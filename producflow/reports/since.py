"""How the figures of a period changed against another: one rule for cards, tables, paper and calls."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from producflow.domain import change, comparison
from producflow.domain.change import Change, Periods
from producflow.domain.metrics import ADDED_UP, METRICS, PERCENT, WORKED_OUT
from producflow.reports.figures import plain
from producflow.reports.produced import Produced

TESTED = ("total_output", *(metric.name for metric in WORKED_OUT if "calendar_minutes" not in metric.inputs))
BY_MACHINE = ("efficiency_percentage", "defect_rate")
"""Figures by whose change a machine may need attention."""


def periods(now: Produced, before: Produced) -> Periods:
    """The machine-shifts of a period, and of the one that it is compared with, of which single ones are a grain."""
    return Periods(_rows(before), _rows(now))


def _rows(period: Produced) -> pd.DataFrame:
    """Sums and ratios of every machine-shift of a period that reported, its days numbered."""
    return change.placed(period.each, pd.Timestamp(period.view.first_day))


def of(name: str, before: float | None, now: float | None, periods: Periods, machine: int | None = None) -> Change:
    """How one figure changed.

    Parameters
    ----------
    name : str
        In :data:`producflow.domain.metrics.METRICS`.
    before, now : float or None
        The figure of both periods.
    periods : Periods
        As of :func:`periods`.
    machine : int, optional
        Whose figure it is; all machines' by default.
    """
    found = Change(before, now, *periods.reported(machine), name in ADDED_UP)
    return replace(found, verdict=periods.verdict(METRICS[name].of_rows, found.amount, machine))


def changes(
    now: Produced, before: Produced, asked: Periods | None = None, names: Sequence[str] = TESTED
) -> Mapping[str, Change]:
    """How the figures of a period changed, by name; as of :func:`periods`, if at hand."""
    asked = periods(now, before) if asked is None else asked
    return {name: of(name, getattr(before.figures, name), getattr(now.figures, name), asked) for name in names}


def verdicts(asked: Periods, machines: pd.DataFrame) -> pd.DataFrame:
    """Tell of each machine whether its own figures changed by more than chance brings.

    Parameters
    ----------
    asked : Periods
        As of :func:`periods`.
    machines : DataFrame, indexed by equipment_id
        Figures of both periods, those of before with ``previous_`` before their names.

    Returns
    -------
    DataFrame, indexed like `machines`
        A verdict for each of `BY_MACHINE`, its name with ``_verdict`` behind it.
    """
    columns = {
        f"{name}_verdict": [
            of(name, plain(before), plain(now), asked, int(machine)).verdict
            for machine, before, now in zip(machines.index, machines[f"previous_{name}"], machines[name], strict=True)
        ]
        for name in BY_MACHINE
    }
    return pd.DataFrame(columns, index=machines.index, dtype=object)


def delta(found: Change, unit: str, digits: int) -> str | None:
    """A change as it is shown beside its figure: ``+3.1 %``, ``-0.4 pts``, ``+2.5 % per shift``.

    Parameters
    ----------
    unit : str
        Percentages change in percentage points, plain counts (no unit) by their difference, everything else in
        percent of what it is measured against.
    digits : int
        After the decimal point.

    Returns
    -------
    str or None
        Empty where nothing shows after rounding; None where there is nothing to compare.
    """
    amount, against = found.amount, found.measured_against
    if amount is None or against is None:
        return None
    if unit == "%":
        difference, suffix, places = amount, "pts", max(digits, 1)
    elif against and unit:
        difference, suffix, places = PERCENT * amount / abs(against), "%", 1
    else:
        difference, suffix, places = amount, unit, digits
    if round(difference, places) == 0:
        return ""
    return f"{difference:+,.{places}f} {suffix}".rstrip() + (" per shift" if found.per_shift else "")


WHY_GREY = {
    comparison.NOT_SHOWN: "Within noise: single shifts differ as much, so it is neither better nor worse.",
    comparison.TOO_LITTLE: "Too little data to tell it from chance.",
    change.UNTESTED: "Not tested against chance.",
}


def in_words(found: Change) -> str:
    """What a change is measured against, where that is not plain, and why it may not be called better or worse."""
    return " ".join(filter(None, [rate_in_words(found), WHY_GREY.get(found.verdict, "")]))


def rate_in_words(found: Change) -> str:
    """Say that a change is one of rates, and why; empty where it is one of sums."""
    counts = f"{found.shifts_now:,} shifts reported now, {found.shifts_before:,} before"
    return f"Per reported shift, since {counts}." if found.per_shift else ""


def fields(found: Change) -> dict[str, Any]:
    """What the API says of a change beside both figures."""
    return {"measured_against": found.measured_against, "verdict": found.verdict}
