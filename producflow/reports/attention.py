"""Which machines need somebody's attention, and why: rules that a person can check, not a score nobody can."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from producflow.domain.comparison import REAL
from producflow.reports.now import CRITICAL, OF_PRIORITY, WARNING

EFFICIENCY_FALL = 5.0
"""Fall against the previous period from which it is worth a look, where it is more than chance brings. [percentage
points]"""
DEFECT_RISE = 0.5
"""Rise of the defect rate from which it is worth a look, where it is also a rise by a quarter and more than chance
brings. [percentage points]"""
DEFECT_RISE_SHARE = 1.25
MISSING_SHARE = 0.1
"""Share of expected machine-shifts without a report from which it is worth a look. [-]"""

NOTICE = "unknown"
WEIGHT = {CRITICAL: 100.0, WARNING: 10.0, NOTICE: 1.0}

Reason = tuple[str, str]


def attention(machines: pd.DataFrame) -> pd.DataFrame:
    """Rank the machines for which at least one reason speaks.

    Parameters
    ----------
    machines : DataFrame, indexed by equipment_id
        `name`, `status`, `condition`, `worst_reading` (its words), `alerts`, `worst_priority`, `title` of the gravest
        unacknowledged alert, `gravest` (id of the gravest open one), `expected` and `reported` machine-shifts,
        `efficiency_percentage`, `previous_efficiency_percentage`, `defect_rate`, `previous_defect_rate` [%], and the
        verdicts on their changes, see :func:`producflow.reports.since.verdicts`.

    Returns
    -------
    DataFrame
        `equipment_id`, `name`, `alert` (id of the gravest that is open, or None), `level` (`critical`, `warning`, or
        `unknown` where only reports are missing), `reasons` (sentence fragments, the gravest first), the machine with
        the gravest and most reasons first.
    """
    rows = []
    for equipment_id, machine in machines.iterrows():
        reasons = sorted(_reasons(machine), key=lambda reason: -WEIGHT[reason[0]])
        if reasons:
            weight = sum(WEIGHT[level] for level, _ in reasons)
            told = "; ".join(text for _, text in reasons)
            rows.append((equipment_id, machine["name"], _id(machine["gravest"]), reasons[0][0], told, weight))
    frame = pd.DataFrame(rows, columns=["equipment_id", "name", "alert", "level", "reasons", "weight"])
    frame["alert"] = frame["alert"].astype(object)
    return frame.sort_values(["weight", "name"], ascending=[False, True], ignore_index=True).drop(columns="weight")


def _reasons(machine: pd.Series) -> Iterator[Reason]:
    yield from _from_readings(machine)
    yield from _from_alerts(machine)
    yield from _from_production(machine)
    if machine["status"] in ("critical", "warning"):
        yield machine["status"], f"reported as {machine['status']}"


def _from_readings(machine: pd.Series) -> Iterator[Reason]:
    if machine["condition"] in ("critical", "warning"):
        yield machine["condition"], str(machine["worst_reading"])


def _from_alerts(machine: pd.Series) -> Iterator[Reason]:
    count = _number(machine["alerts"])
    if count:
        level = OF_PRIORITY.get(machine["worst_priority"], NOTICE)
        many = f"{count:.0f} unacknowledged alerts, the gravest" if count > 1 else "an unacknowledged alert"
        yield level, f"{many} of {machine['worst_priority']} priority"


def _from_production(machine: pd.Series) -> Iterator[Reason]:
    before, after = _real(machine, "efficiency_percentage")
    if before - after >= EFFICIENCY_FALL:
        yield WARNING, f"efficiency fell from {before:.1f} to {after:.1f} %"
    before, after = _real(machine, "defect_rate")
    if after - before >= DEFECT_RISE and after >= DEFECT_RISE_SHARE * before:
        yield WARNING, f"defect rate rose from {before:.1f} to {after:.1f} %"
    missing = machine["expected"] - machine["reported"]
    if machine["expected"] and missing / machine["expected"] >= MISSING_SHARE:
        yield NOTICE, f"{missing:.0f} of {machine['expected']:.0f} expected shifts did not report"


def _real(machine: pd.Series, figure: str) -> tuple[float, float]:
    """A figure of the period before and of this one; missing where its change is none or may be chance."""
    if machine[f"{figure}_verdict"] != REAL:
        return math.nan, math.nan
    return float(machine[f"previous_{figure}"]), float(machine[figure])


def _id(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
