"""Where the planned minutes went: the loss tree behind OEE, machine-shift by machine-shift."""

import pandas as pd

from producflow.domain import production
from producflow.domain._ratio import known
from producflow.domain.metrics import METRICS

PLANNED = METRICS["planned_hours"].label
NO_REASON = "No reason given"
UNEXPLAINED = "Not explained by events"
BEYOND_RECORDS = "Stops beyond the recorded downtime"
SPEED = "Speed loss"
QUALITY = "Quality loss"
PRODUCTIVE = METRICS["productive_hours"].label
NOT_SPLIT = "Not split"

KINDS = ("downtime", "unexplained", "beyond", "speed", "quality", "not split", "productive")
"""Kinds of pieces, in the order of the tree."""
STEPS = {
    "unexplained": UNEXPLAINED,
    "beyond": BEYOND_RECORDS,
    "speed": SPEED,
    "quality": QUALITY,
    "not split": NOT_SPLIT,
    "productive": PRODUCTIVE,
}
"""What the step of each kind is called; downtime goes by reason."""

TOO_LOW = "The rated capacity is too low: more was made than rated speed allows."
NO_CAPACITY = "Run time of machines without a rated capacity, or of shifts without an output, defects or downtime."
NO_EVENTS = "Downtime of production records that no recorded stop explains."
DOUBLE = (
    "The stops of some shifts add up to more than their production records say; set off here so that the sum holds."
)
NOTES = {"unexplained": NO_EVENTS, "beyond": DOUBLE, "not split": NO_CAPACITY}

KEY = ["equipment_id", "date", "shift"]
PIECES = ["equipment_id", "shift", "kind", "reason", "planned", "minutes", "defects"]
ROUNDING = 1e-6
"""Only rounding apart: a difference of a millionth of a minute is no loss of its own. [min]"""


def pieces(records: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Cut the planned time of every machine-shift into downtime, losses and fully productive time.

    Parameters
    ----------
    records : DataFrame, one row per machine-shift with production records
        `equipment_id`, `date`, `shift`; sums of `planned_minutes`, `downtime_minutes` [min], `output_quantity`,
        `defect_quantity` [units]; `capacity` [units/480 min]; `rated_output`, `rated_defects`, what was made and
        rejected in units of that capacity, see :func:`producflow.domain.production.rated_output` [units].
    stops : DataFrame, one row per stop and machine-shift it falls into
        `equipment_id`, `date`, `shift`, `reason` (never missing), `planned` (yes/no), `minutes` within it [min].

    Returns
    -------
    DataFrame
        One row per machine, shift, `kind`, `reason` (of downtime, and of what lies beyond the records; else empty) and
        `planned` (yes/no): `minutes` [min] and `defects` [units], which only the kind ``quality`` has. All minutes of a
        machine and shift add up to its planned minutes.

    Notes
    -----
    - Fully productive = good units * ideal minutes per unit; quality loss = rejected units * the same; speed loss = run
      time - ideal minutes of all units. For one machine of one product, fully productive ÷ planned is its OEE (ISO
      22400-2:2014; tree after Nakajima).
    - Speed loss is negative when more was made than rated speed allows. It is kept, so the sum still holds.
    - A machine-shift without capacity has no speed loss that anybody could know. Its run time stays whole, as "not
      split". The same goes for a missing output or defect count; where downtime is missing too, its planned time does.
      Its rejects are counted under ``quality`` nevertheless, with no minutes: they cost what they cost.
    - Downtime of the records that no stop of the same machine-shift explains is "unexplained". Stops that add up to
      more than their records say are set off by negative pieces "beyond", in proportion.
    - Stops of machine-shifts without records are left out: nothing of theirs was planned, see :func:`outside`.
    """
    rows = records[known(records["planned_minutes"]).notna()].copy()
    rows["stopped"] = known(rows["downtime_minutes"])
    named = stops.merge(rows.loc[rows["stopped"].notna(), [*KEY, "stopped"]], on=KEY)
    explained = named.groupby(KEY)["minutes"].transform("sum")
    over = (explained - named["stopped"]).where(explained - named["stopped"] > ROUNDING, 0.0)
    share = named["minutes"] / explained.where(explained > 0)
    beyond = named.assign(minutes=-(over * share).fillna(0.0))
    parts = [_part(named, "downtime", named["minutes"]), _part(beyond, "beyond", beyond["minutes"])]
    parts += _of_records(rows, stops)
    filled = [part for part in parts if not part.empty]
    if not filled:
        return _typed(pd.DataFrame(columns=PIECES))
    found = pd.concat(filled, ignore_index=True)
    sums = found.groupby(PIECES[:5], as_index=False, observed=True)[["minutes", "defects"]].sum()
    return _typed(sums[(sums["minutes"] != 0) | (sums["defects"] > 0)])


def _of_records(rows: pd.DataFrame, stops: pd.DataFrame) -> list[pd.DataFrame]:
    """Pieces that follow from the records, whatever the stops' reasons are."""
    planned, stopped = known(rows["planned_minutes"]), rows["stopped"]
    per_unit = production.SHIFT_MINUTES / production.rated_capacity(rows["capacity"])
    made, rejected = (known(rows[name]) * per_unit for name in ("rated_output", "rated_defects"))
    run = planned - stopped
    split = (run - made - rejected).notna()
    explained = stops.groupby(KEY)["minutes"].sum().rename("explained").reset_index()
    covered = rows[KEY].merge(explained, on=KEY, how="left")["explained"].set_axis(rows.index).fillna(0.0)
    rest = stopped - covered
    defects = known(rows["defect_quantity"]).fillna(0.0)
    return [
        _part(rows, "unexplained", rest.where(rest > ROUNDING, 0.0)),
        # What rounding hides must not be lost: it goes where the time went that nobody can tell apart from it.
        _part(rows, "speed", (run - made + rest.where(rest.abs() <= ROUNDING, 0.0)).where(split, 0.0)),
        _part(rows, "quality", rejected.where(split, 0.0), defects),
        _part(rows, "not split", (run + rest.where(rest.abs() <= ROUNDING, 0.0)).fillna(planned).mask(split, 0.0)),
        _part(rows, "productive", (made - rejected).where(split, 0.0)),
    ]


def _part(rows: pd.DataFrame, kind: str, minutes: pd.Series, defects: pd.Series | None = None) -> pd.DataFrame:
    by_reason = kind in ("downtime", "beyond")
    return pd.DataFrame(
        {
            "equipment_id": rows["equipment_id"],
            "shift": rows["shift"],
            "kind": kind,
            "reason": rows["reason"] if by_reason else "",
            "planned": rows["planned"].astype(bool) if by_reason else False,
            "minutes": minutes.fillna(0.0),
            "defects": 0.0 if defects is None else defects,
        }
    )


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    types = {"equipment_id": "int64", "shift": "str", "kind": "str", "reason": "str", "planned": "bool"}
    typed = frame.astype(types | {"minutes": "float64", "defects": "float64"})
    return typed.reset_index(drop=True)


def outside(records: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Stops, or parts of them, in machine-shifts that no production record reports; arguments as of :func:`pieces`."""
    reported = pd.MultiIndex.from_frame(records[KEY])
    found: pd.DataFrame = stops[~pd.MultiIndex.from_frame(stops[KEY]).isin(reported)]
    return found


def tree(found: pd.DataFrame) -> pd.DataFrame:
    """Add pieces up to the steps from planned to fully productive time.

    Parameters
    ----------
    found : DataFrame
        As of :func:`pieces`, of all machines or some.

    Returns
    -------
    DataFrame
        `key` (see :func:`key_of`), `step` (what it is called), `kind` (``total`` or one of `KINDS`), `minutes` [min]
        and `note` (a sentence or empty). In this order: planned time (the total), downtime by reason with the longest
        first, what no event explains, what lies beyond the records, speed loss, quality loss, not split, fully
        productive. All minutes after the first row add up to the first. Empty when nothing was planned.
    """
    columns = ["key", "step", "kind", "minutes", "note"]
    total = float(found["minutes"].sum())
    if found.empty or total <= 0:
        return pd.DataFrame(columns=columns).astype(dict.fromkeys(columns, "str") | {"minutes": "float64"})
    rows = [("total", PLANNED, "total", total, "")]
    downtime = found[found["kind"] == "downtime"].groupby("reason")["minutes"].sum()
    for reason, minutes in downtime.sort_values(ascending=False, kind="stable").items():
        rows.append((f"reason:{reason}", str(reason), "downtime", float(minutes), ""))
    too_low = (_of(found, "speed").groupby("equipment_id")["minutes"].sum() < 0).any()
    split = (found["kind"].isin(["speed", "quality", "productive"]) & (found["minutes"] != 0)).any()
    for kind in KINDS[1:]:
        part = _of(found, kind)
        # Where time was split, a step of no minutes says that there was no such loss.
        if part.empty and not (split and kind in ("speed", "quality", "productive")):
            continue
        note = TOO_LOW if kind == "speed" and too_low else NOTES.get(kind, "")
        rows.append((kind, STEPS[kind], kind, float(part["minutes"].sum()), note))
    return pd.DataFrame(rows, columns=columns)


def _of(found: pd.DataFrame, kind: str) -> pd.DataFrame:
    part: pd.DataFrame = found[found["kind"] == kind]
    return part


def key_of(found: pd.DataFrame) -> pd.Series:
    """Which step of the tree a piece is of: ``reason:`` and its reason, or its kind."""
    return found["kind"].where(found["kind"] != "downtime", "reason:" + found["reason"])
