"""What messages say."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.domain.metrics import METRICS
from producflow.pages import entry_of
from producflow.reports.handover import Handover
from producflow.reports.spelling import counted, number, word

LISTED = 10
"""Alerts that one message tells one by one; the rest are counted by machine."""
BEGUN, OVER = "begun", "over"
STOPS = 3
"""Longest stops that a summary names."""


def of_alerts(pending: pd.DataFrame, base: str, timezone: str) -> tuple[str, str, dict[str, Any]]:
    """Title, text and what programs are told of alerts that began and that are over.

    Parameters
    ----------
    pending : DataFrame
        One row per alert and `moment`, see :func:`producflow.store.queries.messages.pending`.
    """
    # What began comes first: of many, only the first ones are told one by one.
    order = pending.assign(rank=pending["moment"].eq(OVER)).sort_values("rank", kind="stable")
    rows = [{str(name): value for name, value in row.items()} for row in order.to_dict("records")]
    lines = [_line(row, base, timezone) for row in rows[:LISTED]]
    rest = order.iloc[LISTED:]
    if len(rest):
        by_machine = rest["machine"].value_counts()
        named = ", ".join(f"{machine} {count:,}" for machine, count in by_machine.head(LISTED).items())
        others = len(by_machine) - LISTED
        more = f", {counted(others, 'more machine', 'more machines')}" if others > 0 else ""
        lines.append(f"… and {len(rest):,} more: {named}{more}.\n{base}/maintenance")
    details = {"type": "alerts", "count": len(rows), "alerts": [_details(row, base) for row in rows[:LISTED]]}
    return _title(rows), "\n\n".join(lines), details


def _title(rows: list[dict[str, Any]]) -> str:
    if len(rows) == 1:
        [row] = rows
        return f"{word(OVER if row['moment'] == OVER else row['priority'])}: {row['title']} – {row['machine']}"
    counts = [(sum(row["moment"] == moment for row in rows), moment) for moment in (BEGUN, OVER)]
    told = [f"{counted(count, 'alert', 'alerts')} {moment}" for count, moment in counts if count]
    machines = {str(row["machine"]) for row in rows}
    where = f" – {machines.pop()}" if len(machines) == 1 else f" on {len(machines):,} machines"
    return ", ".join(told) + where


def _line(row: dict[str, Any], base: str, timezone: str) -> str:
    since = row["created_at"] if pd.isna(row["started_at"]) else row["started_at"]
    parts = [f"{row['machine']}: {row['title']} ({row['priority']})", f"since {_at(since, timezone)}"]
    ended = row["resolved_at"] if pd.isna(row["ended_at"]) else row["ended_at"]
    if row["moment"] == OVER or not pd.isna(ended):
        parts.append("over" if pd.isna(ended) else f"over at {_at(ended, timezone)}")
    if not pd.isna(row["peak_value"]):
        unit = "" if pd.isna(row["unit"]) else str(row["unit"])
        parts.append(f"farthest value {number(row['peak_value'], 2, unit)}")
    if row["moment"] == BEGUN and row["wait_minutes"]:
        parts.append(f"acknowledged by nobody for {row['wait_minutes']:,} min")
    return f"{', '.join(parts)}\n{_link(row, base)}"


def _details(row: dict[str, Any], base: str) -> dict[str, Any]:
    plain = {name: None if pd.isna(value) else value for name, value in row.items() if name != "rank"}
    instants = {name: value.isoformat() for name, value in plain.items() if isinstance(value, datetime)}
    kept = ("id", "equipment_id", "machine", "priority", "title", "status", "sensor_type", "peak_value", "unit")
    named = {name: plain[name] for name in kept}
    times = {name: instants.get(name) for name in ("started_at", "ended_at")}
    return {"moment": row["moment"], **named, **times, "link": _link(row, base)}


def _link(row: dict[str, Any], base: str) -> str:
    """Opens the machine's chart around the excursion."""
    return f"{base}/equipment?{urlencode({'machine': row['equipment_id'], 'alert': row['id']})}"


def _at(instant: datetime, timezone: str) -> str:
    return f"{pd.Timestamp(instant).astimezone(ZoneInfo(timezone)):%-d %b, %H:%M}"


def of_shift(sheet: Handover, base: str) -> tuple[str, str, dict[str, Any]]:
    """Title, text and what programs are told of a shift that is over: what its sheet of the page Handover says."""
    title = f"Shift {sheet.shift} of {sheet.day:%-d %b} is over"
    figures = []
    for name in ("total_output", "total_defects", "defect_rate", "downtime_hours"):
        metric, value = METRICS[name], getattr(sheet.total, name)
        goal = sheet.goals.get(name)
        aim = None if goal is None else goal.value
        against = "" if aim is None else f" (goal {number(aim, metric.digits, metric.unit)})"
        figures.append(f"{metric.label}: {number(value, metric.digits, metric.unit)}{against}")
    lines = ["\n".join(figures)]
    if sheet.missing:
        lines.append(f"Not reported: {', '.join(sheet.missing)}.")
    longest = sheet.stops.sort_values("minutes", ascending=False, kind="stable").head(STOPS)
    if len(longest):
        named = (
            f"{row['name']} {number(row['minutes'], 0, 'min')}, {row['reason']}" for row in longest.to_dict("records")
        )
        lines.append("Longest stops:\n" + "\n".join(named))
    if len(sheet.alerts):
        states = sheet.alerts["status"].value_counts()
        lines.append("Alerts: " + ", ".join(f"{count:,} {state}" for state, count in states.items()) + ".")
    link = f"{base}/handover?{urlencode({'handover_day': sheet.day.isoformat(), 'handover_shift': sheet.shift})}"
    details = {"type": "shift", "day": sheet.day.isoformat(), "shift": sheet.shift, "link": link}
    return title, "\n\n".join([*lines, link]), details


def of_page(report: str, base: str) -> tuple[str, str, dict[str, Any]]:
    """Title, text and what programs are told of a page that goes out as PDF.

    Parameters
    ----------
    report : str
        Its address, with what was chosen on it.
    """
    title = entry_of(report.partition("?")[0]).title
    link = f"{base}/{report}"
    return f"{title}, as PDF", f"The page is attached. As it is now:\n{link}", {"type": "report", "link": link}
