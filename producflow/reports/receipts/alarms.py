"""Receipts of the alarm load. Shifts do not apply to alarms, but the rates are of planned time."""

from collections.abc import Callable

import pandas as pd

from producflow.domain.alarm_load import CHATTERS, TOP
from producflow.domain.alarms import HIGH, PRIORITIES, URGENT
from producflow.domain.metrics import INPUTS
from producflow.reports.alarm_load import AlarmLoad, Measure
from producflow.reports.receipts.base import ALERTS, LeftOut, Receipt, Term, worked
from producflow.reports.receipts.context import Explain, ReceiptContext
from producflow.reports.receipts.figure_ref import FigureRef

COLUMNS = ["id", "equipment_id", "machine", "priority", "status", "title", "came_at"]
LISTED: dict[str, tuple[Callable[[AlarmLoad], pd.Series], str]] = {
    "alarms_per_hour": (lambda load: load.alarms["watched"], "alarms in planned shifts"),
    "alarms_per_day": (lambda load: load.alarms["watched"], "alarms in planned shifts"),
    "alarm_peak": (lambda load: load.alarms["id"].notna(), "alarms"),
    "alarm_floods": (lambda load: _in_floods(load), "alarms in floods"),
    "top_alarms_percentage": (
        lambda load: load.alarms["source"].isin(load.sources["source"].head(TOP)),
        "alarms of the ten most frequent kinds",
    ),
    "chattering_alarms": (lambda load: load.alarms["chatters"], "alarms that were part of a chatter"),
    "urgent_alarms_percentage": (
        lambda load: load.alarms["priority"].isin([HIGH, URGENT]),
        "alarms of high or critical priority",
    ),
}
"""Which alarms of the period each figure counts, and what they are called."""
LEFT_OUT = {
    "alarms_per_hour": "alarms came outside of planned shifts, or in hours without readings",
    "alarms_per_day": "alarms came outside of planned shifts, or in hours without readings",
    "alarm_floods": "alarms came in no flood",
    "top_alarms_percentage": "alarms are of other kinds",
    "chattering_alarms": "alarms came without chattering",
    "urgent_alarms_percentage": "alarms are of low or medium priority",
}


def _in_floods(load: AlarmLoad) -> pd.Series:
    came = load.alarms["came_at"]
    within = pd.Series(False, index=came.index)
    for flood in load.floods.itertuples():
        within |= (came >= flood.first_at) & (came < flood.ended_at)
    return within


def _load(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    load = context.alarm_load
    chosen, called = LISTED[wanted.figure]
    counted = load.alarms[chosen(load)]
    value = load.figures[wanted.figure]
    quiet = context.cut(load.quiet[COLUMNS].rename(columns={"came_at": "since"}))
    inputs = {name: INPUTS[name] for name in wanted.metric.terms}
    terms = {name: Term(load.inputs[name], each.unit or each.label.lower()) for name, each in inputs.items()}
    return context.receipt(
        wanted,
        value,
        why_not="" if value is not None else _measure_of(load, wanted.figure).advice,
        working=(worked(wanted.metric, value, terms),) if terms and value is not None else (),
        used=(context.listed(ALERTS, counted[COLUMNS].rename(columns={"came_at": "since"}), called),),
        left_out=(
            LeftOut(len(load.alarms) - len(counted), LEFT_OUT.get(wanted.figure, "alarms are left out")),
            LeftOut(len(load.quiet), "alarms came while they were shelved, or while their machine stood", quiet),
        ),
        notes=_notes(load, wanted.figure),
    )


def _measure_of(load: AlarmLoad, figure: str) -> Measure:
    """What the report says of a figure."""
    [found] = [each for each in load.measures if each.name == figure]
    return found


def _notes(load: AlarmLoad, figure: str) -> tuple[str, ...]:
    measure = _measure_of(load, figure)
    notes = [f"Acceptable by ISA-18.2: {measure.aim}. {measure.advice}"]
    if figure == "urgent_alarms_percentage" and len(load.alarms):
        told = ", ".join(f"{load.shares[name]:.1f} % {name}" for name in PRIORITIES)
        notes.append(f"Of {len(load.alarms):,} alarms: {told}.")
    if figure == "chattering_alarms":
        notes.append(f"A sensor that is read less often than {CHATTERS} times a minute cannot chatter by this measure.")
    return (*notes, f"Alarms count where they came, up to {load.until:%-d %b %Y %H:%M} UTC; shifts do not apply.")


def _stale(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    load = context.alarm_load
    stale = load.stale[COLUMNS].rename(columns={"came_at": "since"})
    return context.receipt(
        wanted,
        load.figures[wanted.figure],
        used=(context.listed(ALERTS, stale, "alarms that are stale at the end"),),
        notes=_notes(load, wanted.figure),
    )


EXPLAINED: dict[str, Explain] = {**dict.fromkeys(LISTED, _load), "stale_alarms": _stale}
