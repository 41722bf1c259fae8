"""Which machines need somebody's attention, and why: rules that a person can check, not a score nobody can.

What stands against a machine now is told by :mod:`producflow.reports.now`, as for the title and the strip of the first
screen; beside it stands what a period says of it.
"""

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from producflow.domain.comparison import REAL
from producflow.reports.now import CRITICAL, STATES, STOPPED, UNKNOWN, WARNING, Now, Standing, gravity
from producflow.reports.sentences import SILENT, beyond, wrong

EFFICIENCY_FALL = 5.0
"""Fall against the previous period from which it is worth a look, where it is more than chance brings. [percentage
points]"""
DEFECT_RISE = 0.5
"""Rise of the defect rate from which it is worth a look, where it is also a rise by a quarter and more than chance
brings. [percentage points]"""
DEFECT_RISE_SHARE = 1.25
MISSING_SHARE = 0.1
"""Share of expected machine-shifts without a report from which it is worth a look. [-]"""

Reason = tuple[str, str]


def attention(now: Now, machines: pd.DataFrame) -> pd.DataFrame:
    """Rank the machines for which at least one reason speaks.

    Parameters
    ----------
    now : Now
        How they stand.
    machines : DataFrame, indexed by equipment_id
        Those that are looked at: `status`, `alerts` and `worst_priority` of the unacknowledged ones, `expected` and
        `reported` machine-shifts, `efficiency_percentage`, `previous_efficiency_percentage`, `defect_rate`,
        `previous_defect_rate` [%], and the verdicts on their changes, see :func:`producflow.reports.since.verdicts`.

    Returns
    -------
    DataFrame
        `equipment_id`, `name`, `alert` (id of the gravest that is open, or None), `level` (one of
        :data:`producflow.reports.now.STATES`: its state, `warning` where only figures have worsened, `unknown` where
        nothing graver speaks than reports that are missing or a slight alert), `reasons` (sentence fragments, what
        stands against it now first), in the order of the first screen.
    """
    rows, looked_at = [], machines.to_dict("index")
    for each in (each for each in now.machines if each.equipment_id in looked_at):
        found = list(_reasons(each, looked_at[each.equipment_id]))
        if found:
            level = min((level for level, _ in found), key=STATES.index)
            told = "; ".join(text for _, text in found)
            rows.append(
                (each.equipment_id, each.name, each.alert_id, level, told, gravity(level, each.since, each.name))
            )
    frame = pd.DataFrame(rows, columns=["equipment_id", "name", "alert", "level", "reasons", "gravity"])
    # Else pandas makes floats of all of them as soon as one is missing.
    frame["alert"] = frame["alert"].astype(object)
    return frame.sort_values("gravity", ignore_index=True).drop(columns="gravity")


def _reasons(standing: Standing, machine: Mapping[Hashable, Any]) -> Iterator[Reason]:
    yield from _now(standing, machine)
    yield from _of_period(machine)


def _now(standing: Standing, machine: Mapping[Hashable, Any]) -> Iterator[Reason]:
    """What makes its state, and what else is known of it at this moment."""
    level = standing.state if standing.wanting else UNKNOWN
    if level == UNKNOWN and standing.wanting:
        yield level, SILENT[:1].lower() + SILENT[1:]
    if standing.state == STOPPED:
        yield level, wrong(standing)
    if standing.value is not None:
        yield level, beyond(standing)
    if standing.stop is not None and standing.state != STOPPED:
        yield level, f"stands: {standing.stop}"
    count = machine["alerts"]
    if not pd.isna(count) and count:
        many = f"{count:.0f} unacknowledged alerts, the gravest" if count > 1 else "an unacknowledged alert"
        yield level, f"{many} of {machine['worst_priority']} priority"
    if machine["status"] in (CRITICAL, WARNING):
        yield level, f"reported as {machine['status']}"


def _of_period(machine: Mapping[Hashable, Any]) -> Iterator[Reason]:
    before, after = _real(machine, "efficiency_percentage")
    if before - after >= EFFICIENCY_FALL:
        yield WARNING, f"efficiency fell from {before:.1f} to {after:.1f} %"
    before, after = _real(machine, "defect_rate")
    if after - before >= DEFECT_RISE and after >= DEFECT_RISE_SHARE * before:
        yield WARNING, f"defect rate rose from {before:.1f} to {after:.1f} %"
    missing = machine["expected"] - machine["reported"]
    if machine["expected"] and missing / machine["expected"] >= MISSING_SHARE:
        yield UNKNOWN, f"{missing:.0f} of {machine['expected']:.0f} expected shifts did not report"


def _real(machine: Mapping[Hashable, Any], figure: str) -> tuple[float, float]:
    """A figure of the period before and of this one; missing where its change is none or may be chance."""
    if machine[f"{figure}_verdict"] != REAL:
        return math.nan, math.nan
    return float(machine[f"previous_{figure}"]), float(machine[figure])
