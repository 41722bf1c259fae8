"""Where the planned minutes went: the loss tree behind OEE."""

import pandas as pd

from producflow.domain import production
from producflow.domain._ratio import known

PLANNED = "Planned time"
NO_REASON = "No reason given"
BEYOND_RECORDS = "Stops beyond the recorded downtime"
SPEED = "Speed loss"
QUALITY = "Quality loss"
PRODUCTIVE = "Fully productive"
NOT_SPLIT = "Not split"

TOO_LOW = "The rated capacity is too low: more was made than rated speed allows."
NO_CAPACITY = "Run time of machines without a rated capacity, an output or a downtime figure."
DOUBLE = "The stops add up to more than the production records say; set off here so that the sum holds."


def losses(machines: pd.DataFrame, downtime_by_reason: pd.Series | None = None) -> pd.DataFrame:
    """Split planned minutes into losses and fully productive minutes.

    Parameters
    ----------
    machines : DataFrame, shape (n, ≥5)
        One row per machine (or per record), sums of the period: `planned_minutes`, `downtime_minutes` [min],
        `output_quantity`, `defect_quantity` [units], `capacity` [units/480 min].
    downtime_by_reason : Series, optional
        Minutes of the stops of the same machines and period, indexed by reason. [min]

    Returns
    -------
    DataFrame
        Columns `step`, `minutes`, `kind` (`total`, `downtime`, `speed`, `quality`, `productive`, `not split`)
        and `note` (a sentence or empty). In this order: planned time (the total), downtime by reason with the
        longest first, "No reason given", speed loss, quality loss, not split, fully productive. All minutes
        after the first row add up to the first row. Empty when nothing was planned. [min]

    Notes
    -----
    - Fully productive = good units * ideal minutes per unit; quality loss = rejected units * the same; speed
      loss = run time - ideal minutes of all units. For one machine, fully productive ÷ planned is its OEE
      (ISO 22400-2:2014; tree after Nakajima).
    - Speed loss is negative when more was made than rated speed allows. It is kept and noted, so the sum
      still holds.
    - A machine without capacity has no speed loss that anybody could know. Its run time stays whole, as "Not
      split". The same goes for a missing output or defect count; where downtime is missing too, all its
      planned time is.
    - Stops without a reason, and recorded downtime that no stop explains, are "No reason given". Stops that
      add up to more than the recorded downtime are set off by a negative step of their own.
    - Rows without planned minutes are left out: there is nothing of theirs to split.
    """
    rows = machines[known(machines["planned_minutes"]) > 0]
    if rows.empty:
        return _tree([])
    planned = known(rows["planned_minutes"])
    stopped = known(rows["downtime_minutes"])
    run = planned - stopped
    per_unit = production.SHIFT_MINUTES / production.rated_capacity(rows["capacity"])
    made = known(rows["output_quantity"]) * per_unit
    rejected = known(rows["defect_quantity"]) * per_unit
    split = (run - made - rejected).notna()
    speed = (run - made)[split]
    unsplit = run.fillna(planned)[~split].sum()
    steps = [(PLANNED, planned.sum(), "total", "")]
    steps += _downtime(stopped.sum(), downtime_by_reason)
    if split.any():
        steps.append((SPEED, speed.sum(), "speed", TOO_LOW if (speed < 0).any() else ""))
        steps.append((QUALITY, rejected[split].sum(), "quality", ""))
    if not split.all():
        steps.append((NOT_SPLIT, unsplit, "not split", NO_CAPACITY))
    if split.any():
        steps.append((PRODUCTIVE, (made - rejected)[split].sum(), "productive", ""))
    return _tree(steps)


def _downtime(recorded: float, by_reason: pd.Series | None) -> list[tuple[str, float, str, str]]:
    """List the stops by reason, made to add up to the recorded downtime."""
    reasons = pd.Series(dtype="float64") if by_reason is None else known(by_reason).dropna()
    labels = pd.Series(reasons.index, index=reasons.index, dtype="object")
    unnamed = labels.isna() | labels.astype("str").str.strip().eq("") | labels.eq(NO_REASON)
    named = reasons[~unnamed].sort_values(ascending=False, kind="stable")
    steps = [(str(reason), float(minutes), "downtime", "") for reason, minutes in named.items()]
    rest = recorded - named.sum()
    # Only rounding apart: a difference of a millionth of a minute is no stop of its own.
    if rest > 1e-6:
        steps.append((NO_REASON, rest, "downtime", ""))
    elif rest < -1e-6:
        steps.append((BEYOND_RECORDS, rest, "downtime", DOUBLE))
    return steps


def _tree(steps: list[tuple[str, float, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(steps, columns=["step", "minutes", "kind", "note"])
    return frame.astype({"step": "str", "minutes": "float64", "kind": "str", "note": "str"})
