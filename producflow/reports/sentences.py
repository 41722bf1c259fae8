"""The answer in words: what the first screen says of now, of yesterday and of seven days, made from figures by rules.

No sentence is a text that somebody wrote for the day: each is put together here from what the reports tell, and
``docs/user-guide.md`` says by which rules. They hold what people typed as they typed it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.domain.change import Change
from producflow.domain.goals import MET, SIGNS, WITHIN_NOISE, Goal
from producflow.domain.metrics import ADDED_UP, METRICS, PERCENT
from producflow.reports.now import STOPPED, UNKNOWN, Now, Standing
from producflow.reports.spelling import counted, number

TOO_FAR = {
    "temperature": ("is too cold", "is too hot"),
    "pressure": ("has too little pressure", "has too much pressure"),
    "vibration": ("vibrates too little", "vibrates too much"),
    "speed": ("runs too slowly", "runs too fast"),
}
"""What a machine does below and above a limit; of any other sensor, the sensor itself is called too low or too high."""
SILENT = "No recent reading, and no report of the last shift"
"""What is known of a machine that gives no sign."""
OTHERS = 2
"""Machines that are named beside the gravest one; of more, only how many."""
TOLD = ("defect_rate", "oee", "total_output", "downtime_hours")
"""Figures whose change is told, where it is more than chance brings."""


def headline(now: Now) -> str:
    """The title of the first screen: what is wrong, else that nothing is."""
    if not now.machines:
        return "No machine is known yet"
    if not now.wanting:
        return "No machine needs attention"
    first, silent = now.wanting[0], len(now.wanting)
    if first.state == UNKNOWN and silent > 1:  # the last of the states, so all of them are silent
        return f"{counted(silent, 'machine', 'machines')} give no sign"
    return f"{first.name} {wrong(first)}"


def wrong(machine: Standing) -> str:
    """What is wrong with a machine, as the end of a sentence."""
    if machine.state == UNKNOWN:
        return "gives no sign"
    if machine.state == STOPPED:
        return f"stands: {machine.stop}"
    if machine.value is not None:
        return beyond(machine)
    if machine.alert is not None:
        return f"has an alert: {machine.alert}"
    return f"is reported as {machine.state}"


def beyond(machine: Standing) -> str:
    """What the gravest of its readings beyond a limit means, as the end of a sentence."""
    below = machine.value is not None and machine.bound is not None and machine.value < machine.bound
    sensor = str(machine.sensor_type).replace("_", " ")
    low, high = TOO_FAR.get(str(machine.sensor_type), (f"has too low {sensor}", f"has too high {sensor}"))
    return f"{low if below else high}: {reading(machine)}"


def reading(machine: Standing) -> str:
    """What the sensor says, and the limit that it has crossed: ``88.69 °C, limit 85``."""
    value = _measured(machine.value, machine.unit)
    return value if machine.bound is None else f"{value}, limit {_measured(machine.bound, None)}"


def _measured(value: float | None, unit: str | None) -> str:
    return f"{value:,.4g} {unit or ''}".rstrip() if value is not None else ""


def lasted(since: pd.Timestamp | None, at: datetime) -> str:
    """How long something has lasted: ``24 h 11 min``; empty where nobody knows."""
    if since is None:
        return ""
    minutes = max(int((pd.Timestamp(at) - since).total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes // 60
    if days >= 3:
        return f"{days} days"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def lines(machine: Standing) -> tuple[str, str]:
    """What it is, and one cause; of a machine that runs, its longest stop and its output in the last shift."""
    told = machine.cause.evidence[0].told if machine.cause else ""
    cause = told[:1].upper() + told[1:]
    if machine.state == STOPPED:
        return str(machine.stop), cause
    if machine.value is not None:
        return reading(machine), cause
    if machine.state == UNKNOWN:
        return "No recent reading", "No report of the last shift" if machine.due else "No shift planned before this one"
    if machine.wanting and machine.alert is not None:
        return machine.alert, cause
    if machine.wanting:
        return f"Reported as {machine.state}", cause
    stop = machine.longest_stop
    made = (
        "No report of the last shift" if machine.output is None else f"{number(machine.output)} units in the last shift"
    )
    return ("No unplanned stop" if stop is None else f"{stop[0]} {number(stop[1], 0, 'min')}"), made


def of_now(now: Now) -> str:
    """Since when it is so and what may be the cause; then which other machines need attention."""
    if not now.machines:
        return "Machines come with the first file, or are entered by hand."
    if not now.wanting:
        return (
            f"{counted(len(now.machines), 'machine', 'machines')}, none beyond a limit, stopped or with a grave alert."
        )
    first, *others = now.wanting
    if first.state == UNKNOWN:
        named = ", ".join(each.name for each in now.wanting[: OTHERS + 1])
        more = len(now.wanting) - OTHERS - 1
        return f"{SILENT}: {named}{f' and {more:,} more' if more > 0 else ''}."
    parts = [_since(first, now), because(first), _beside(others)]
    return " ".join(part for part in parts if part)


def _since(machine: Standing, now: Now) -> str:
    if machine.since is None:
        return ""
    local, today = machine.since.astimezone(ZoneInfo(now.timezone)), now.at.astimezone(ZoneInfo(now.timezone))
    day = "" if local.date() == today.date() else f" on {local:%-d %b}"
    began = "Limit crossed" if machine.value is not None and machine.state != STOPPED else "Since"
    when = f"at {local:%H:%M}" if began == "Limit crossed" else f"{local:%H:%M}"
    return f"{began} {when}{day}, {lasted(machine.since, now.at)} ago."


def because(machine: Standing) -> str:
    """What may be the cause, in words that say how sure that is."""
    found = machine.cause
    if not found:
        return "Notes, stops and jobs name no cause."
    told = "; ".join(each.told for each in found.evidence)
    return f"Likely cause: {told}." if found.likely else f"No cause is named; nearest: {told}."


def _beside(others: Sequence[Standing]) -> str:
    """Which others need attention; the strip below says why."""
    if not others:
        return ""
    named = [each.name for each in others[:OTHERS]]
    more = len(others) - len(named)
    return f"Also {', '.join(named)}{f' and {more:,} more' if more else ''}."


@dataclass(frozen=True)
class Told:
    """A period, as far as its sentence needs it."""

    figures: Mapping[str, float | None]
    """Of the whole plant, by name."""
    goals: Mapping[str, Goal]
    """By name, where one holds."""
    changes: Mapping[str, Change]
    """Against the period before, by name."""
    machines: Sequence[tuple[str, str, float, float]]
    """Machines whose own figure has really changed: name, figure, before, now."""
    cost: float | None
    """Of unplanned stops and rejects; None: not computable. [currency]"""
    currency: str
    reports: int
    """Records that it rests on."""


def of_day(day: Told, shift: Told, called: str) -> str:
    """What the newest closed day and shift brought against the goal, what really changed, and what it cost.

    Parameters
    ----------
    called : str
        The shift, such as ``night shift``.
    """
    if not day.reports:
        return f"Nothing was reported.{_of_shift(shift, called)}"
    parts = [against_goal("total_output", day), changed(day)]
    if day.cost is not None:
        parts.append(f"stops and rejects cost {number(day.cost, 0, day.currency)}")
    return f"{'; '.join(filter(None, parts))}.{_of_shift(shift, called)}"


def _of_shift(shift: Told, called: str) -> str:
    return f" Last shift ({called}): {against_goal('total_output', shift, unset='')}." if shift.reports else ""


def of_days(period: Told) -> str:
    """How several days stand against the goal, and what really changed against as many before.

    The tile of the same days counts what a running shift has made so far too, so it is said how far this one goes.
    """
    if not period.reports:
        return "Nothing was reported."
    told = f"{METRICS['oee'].label} {against_goal('oee', period, unset='')}; {changed(period, 'oee')}"
    return f"{told}, to the end of the last shift."


def against_goal(name: str, period: Told, *, unset: str = ", no goal set") -> str:
    """A figure and how it stands to its goal: ``17,635 units, 2.0 % under goal``.

    Parameters
    ----------
    unset : str
        Said where no goal holds.
    """
    metric, goal = METRICS[name], period.goals.get(name)
    value = number(period.figures.get(name), metric.digits, metric.unit)
    if goal is None or goal.gap is None:
        return f"{value}{unset}"
    size = gap(goal)
    if size is None:
        return f"{value}, just the goal"
    noise = " (within noise)" if goal.verdict == WITHIN_NOISE else ""
    kept = ", goal met" if goal.verdict == MET else ""
    return f"{value}, {size} {'over' if goal.gap > 0 else 'under'} goal{noise}{kept}"


def gap(goal: Goal, points: str = "points") -> str | None:
    """Size of the gap to a goal, without its sign; None where nothing of it shows.

    Parameters
    ----------
    points : str
        What percentage points are called.
    """
    metric, size = METRICS[goal.metric], abs(goal.gap or 0.0)
    if goal.metric in ADDED_UP and goal.measured_against:
        shown, unit, digits = PERCENT * size / abs(goal.measured_against), "%", 1
    else:
        shown, unit, digits = size, points if metric.unit == "%" else metric.unit, max(metric.digits, 1)
    return None if round(shown, digits) == 0 else number(shown, digits, unit)


def held(goal: Goal | None) -> tuple[str, str, str]:
    """A goal, the sign of how it is kept (or “so far”), and the gap: ``Goal 85.0``, ``✗``, ``−3.1 pts``."""
    if goal is None:
        return "No goal set", "", ""
    against = goal.value if goal.measured_against is None else goal.measured_against
    if against is None:
        return "No goal for all of these days", "", ""
    told = f"Goal {number(against, METRICS[goal.metric].digits)}"
    if goal.gap is None:  # nothing is reported of what was due
        return told, "", ""
    size = gap(goal, "pts")
    off = f"{'−' if goal.gap < 0 else '+'}{size}" if size else ""
    return told, "so far" if goal.verdict is None else SIGNS[goal.verdict], off


def changed(period: Told, said: str = "") -> str:
    """What has really changed, by the noise test; the machine that has changed most is named beside it.

    Parameters
    ----------
    said : str
        Name of a figure that the sentence has told already: of it, only by how much it changed is said.
    """
    real = {name: period.changes[name] for name in TOLD if name in period.changes and period.changes[name].real}
    machines = list(period.machines)
    parts = []
    for name, change in real.items():
        metric = METRICS[name]
        own = [each for each in machines if each[1] == name]
        machines = [each for each in machines if each[1] != name]
        beside = f" ({', '.join(f'{each[0]}: {number(each[3], metric.digits, metric.unit)}' for each in own[:OTHERS])})"
        way = "rose" if (change.amount or 0) > 0 else "fell"
        if name == said:
            by = number(abs(change.amount or 0), max(metric.digits, 1), "points" if metric.unit == "%" else metric.unit)
            parts.append(f"it {way} by {by}")
            continue
        parts.append(
            f"{metric.in_sentence} {way} to {number(change.now, metric.digits, metric.unit)}{beside if own else ''}"
        )
    for machine, name, before, now in machines[:OTHERS]:
        metric, way = METRICS[name], "rose" if now > before else "fell"
        sizes = f"from {number(before, metric.digits)} to {number(now, metric.digits, metric.unit)}"
        parts.append(f"{machine}: {metric.in_sentence} {way} {sizes}")
    if parts:
        return "; ".join(parts)
    return (
        "no real change" if any(each.amount is not None for each in period.changes.values()) else "nothing to compare"
    )
