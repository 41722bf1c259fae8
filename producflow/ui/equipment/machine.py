"""One machine: what is wrong with it in words, its sensors against their limits, what happened to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from producflow import pages
from producflow.access.roles import Actor
from producflow.domain.thresholds import CRITICAL, NORMAL, UNKNOWN, WARNING
from producflow.reports import production
from producflow.reports.equipment import Machines
from producflow.reports.receipts import FigureRef
from producflow.reports.sensors import Course
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, context, kept, maintenance, statuses, tables, text
from producflow.ui.charts.sensors import outside
from producflow.ui.equipment.choosing import close_machine
from producflow.ui.tables import Column
from producflow.ui.text import counted

LATEST = {
    "sensor": Column("Sensor"),
    "latest": Column("Latest reading"),
    "status_now": Column("Status", words=True, help="Unknown: too old, without limits, or not to be believed."),
    "warning": Column("Warning"),
    "critical": Column("Critical"),
    "when": Column("Read"),
}
STOPS = {
    "started_at": Column("Started"),
    "minutes": Column("Duration", "min"),
    "reason": Column("Reason"),
    "planned": Column("Planned"),
    "assumed": Column("End assumed", help="Nobody reported it; the machine's next sign of life."),
}
ALERTS = {
    "started_at": Column("Since"),
    "title": Column("Alert"),
    "priority": Column("Priority", words=True),
    "status": Column("Status", words=True),
    "closed_at": Column("Over since", help="When the readings came back inside their limits, or somebody resolved it."),
}
NOTES = {"health_score": "of 100, by people"}
JOBS = {
    "scheduled_date": Column("Due"),
    "completed_date": Column("Finished"),
    "maintenance_type": Column("Type", words=True),
    "description": Column("What"),
    "status": Column("Status", words=True),
    "duration_hours": Column("Duration", "h", digits=1),
    "technician": Column("Technician"),
    "parts_replaced": Column("Parts replaced"),
}


def ways(equipment_id: int) -> None:
    """Lead back to all machines, and whoever may record to where that is done of this one."""
    with st.container(horizontal=True):
        st.button(
            "All machines", key="all_machines", icon=":material/arrow_back:", type="tertiary", on_click=close_machine
        )
        may = context.actor().may(pages.entry_of(pages.OF_ENTRIES).needs)
        if may and st.button("Record for this machine", key="record_for", icon=":material/edit_note:", type="tertiary"):
            components.open_record(equipment_id)


def headline(report: Machines, equipment_id: int) -> None:
    """Say what is wrong, in words."""
    tell, told, icon = kept.made(_headline, report, equipment_id, context.zone())
    tell(told, icon=icon)


def _headline(report: Machines, equipment_id: int, zone: str) -> tuple[Callable[..., Any], str, str]:
    machine, rows = report.of(equipment_id), report.readings_of(equipment_id)
    wrong = rows[rows["status_now"].isin([CRITICAL, WARNING])]
    sentences = [_what_is_wrong(row, zone) for _, row in wrong.iterrows()]
    if sentences:
        told = "  \n".join([*sentences, *_silent(rows)])
        if machine["condition"] == CRITICAL:
            return st.error, told, ":material/error:"
        return st.warning, told, ":material/warning:"
    if machine["condition"] == NORMAL:
        inside = rows[rows["status_now"] == NORMAL]
        which = "Its sensor is" if len(inside) == 1 else f"All {len(inside)} sensors with limits are"
        if not _doubted(rows).empty:
            which = "What can be believed is"
        newest = f"newest reading {text.local(machine['newest'], zone)}"
        told = "  \n".join([f"{which} within limits; {newest}.", *_silent(rows)])
        return st.success, told, ":material/check_circle:"
    return st.info, _why_unknown(report, rows, zone), ":material/help:"


def _what_is_wrong(row: pd.Series, zone: str) -> str:
    status = row["status_now"]
    low, high = ("crit_low", "crit_high") if status == CRITICAL else ("warn_low", "warn_high")
    limits = outside(_number(row[low]), _number(row[high]))
    how = "critical" if status == CRITICAL else "in its warning range"
    what = f"{text.sensor(row['sensor_type'])} is {how} at {text.amount(row['value'], row['unit'])}"
    passed = outside(_number(row["warn_low"]), _number(row["warn_high"]))  # where an excursion begins
    which = f"beyond its warning limits ({passed})" if status == CRITICAL and passed else "beyond its limits"
    since = "" if pd.isna(row["since"]) else f", {which} since {text.local(row['since'], zone)}"
    return f"{text.plain(f'{what} ({status} {limits}){since}')}."


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _silent(rows: pd.DataFrame) -> list[str]:
    """Say which sensors nothing is known of, so that they do not pass for normal."""
    old = rows[rows["too_old"]]
    doubted = _doubted(rows)
    free = rows[~rows["too_old"] & (rows["status_now"] == UNKNOWN)].drop(doubted.index)
    told = []
    if not doubted.empty:
        told.append(f"Left out, since it cannot be believed: {_names(doubted)}; see the sensor notes.")
    if not old.empty:
        told.append(f"Nothing recent from {_names(old)}.")
    if not free.empty:
        told.append(f"No limits are set for {_names(free)}.")
    return told


def _doubted(rows: pd.DataFrame) -> pd.DataFrame:
    """Sensors with limits whose newest reading tells of themselves only."""
    limited = rows[["warn_low", "warn_high", "crit_low", "crit_high"]].notna().any(axis="columns")
    return rows[~rows["too_old"] & (rows["status_now"] == UNKNOWN) & limited]


def _names(rows: pd.DataFrame) -> str:
    return text.plain(", ".join(sorted(str(each).replace("_", " ") for each in rows["sensor_type"])))


def _why_unknown(report: Machines, rows: pd.DataFrame, zone: str) -> str:
    if rows.empty:
        return "No reading of this machine was ever received, so its condition is unknown."
    hours = report.max_age / pd.Timedelta(hours=1)
    if rows["too_old"].all():
        newest = text.local(rows["timestamp"].max(), zone)
        return f"Its newest reading, of {newest}, is older than {hours:g} h, so its condition is unknown."
    return "  \n".join(["Its condition is unknown.", *_silent(rows)])


def facts(report: Machines, equipment_id: int) -> None:
    """Show what people report beside what the readings say."""
    st.markdown(kept.made(_facts, report, equipment_id, context.zone()))


def _facts(report: Machines, equipment_id: int, zone: str) -> str:
    machine = report.of(equipment_id)
    maintained = machine["last_maintenance"]
    parts = [
        statuses.badge(machine["condition"], "Condition: "),
        statuses.badge(machine["status"], "Reported: "),
        f"Last maintenance **{'not known' if pd.isna(maintained) else text.local(maintained, zone)}**",
        *(
            text.plain(machine[name])
            for name in ("type", "plant", "area", "line", "location")
            if not pd.isna(machine[name])
        ),
    ]
    return " · ".join(parts)


def figures(report: Machines, equipment_id: int, view: View) -> None:
    """Show how the machine did in the period, each figure with its receipt."""
    of_it = replace(view, machines=(equipment_id,))
    made = cached.answer(production.metrics, of_it, context.as_of())
    upkeep = cached.answer(*maintenance.question(of_it)).current.reliability
    row = kept.made(Machines.of, report, equipment_id)
    sure = {"mtbf_hours": (upkeep.mtbf_bounds, 0), "mttr_hours": (upkeep.mttr_bounds, 2)}
    values = {
        **{name: getattr(made.total, name) for name in ("oee", "availability", "defect_rate", "downtime_hours")},
        **{name: getattr(upkeep, name) for name in sure},
        "health_score": None if pd.isna(row["health_score"]) else float(row["health_score"]),
        "active_alerts": float(row["active_alerts"]),
    }
    why = {
        "mtbf_hours": "no failure, or run time unknown",
        "mttr_hours": "no failure with known repair time",
        "health_score": "nobody entered one",
        "oee": "nothing reported, or no rated capacity",
    }
    st.subheader("The machine in this period")
    with st.grid(4, min_column_width=components.card_width(*values.values()), gap="small"):
        for name, value in values.items():
            counts = counted(upkeep.failures, "failure", "failures") if name == "mtbf_hours" else ""
            note = text.between(*sure[name], counts) if name in sure else NOTES.get(name, "")
            why_not = why.get(name, "nothing was reported")
            components.figure(
                name,
                value,
                note=note,
                goal=made.goals.get(name),
                why_not=why_not,
                receipt=FigureRef(name, machine=equipment_id),
            )
    st.caption(
        f"{made.reporting.sentence()} Health score and alerts are those of now. Ranges hold the true value with "
        "90 % confidence."
    )


def latest(report: Machines, equipment_id: int) -> None:
    """Show the latest reading of each sensor against its limits."""
    shown = kept.made(_latest, report, equipment_id)
    if not shown.empty:
        tables.table(shown, "Latest reading of each sensor against its limits", LATEST)


def _latest(report: Machines, equipment_id: int) -> pd.DataFrame:
    rows = report.readings_of(equipment_id)
    return rows.assign(
        sensor=[text.sensor(each) for each in rows["sensor_type"]],
        latest=[text.amount(value, unit) for value, unit in zip(rows["value"], rows["unit"], strict=True)],
        warning=[
            outside(_number(a), _number(b)) or "not set"
            for a, b in zip(rows["warn_low"], rows["warn_high"], strict=True)
        ],
        critical=[
            outside(_number(a), _number(b)) or "not set"
            for a, b in zip(rows["crit_low"], rows["crit_high"], strict=True)
        ],
        when=[text.ago(age) for age in rows["age"]],
    )


def legend(report: Course, view: View) -> str:
    """Say what the lines, bars and signs of the chart stand for."""
    shown = [series for series in report.series if not series.empty]
    same = {series.resolution for series in shown}
    total = sum(series.readings for series in shown)
    if not shown:
        lines = "No readings in this stretch of time."
    elif len(same) == 1:
        lines = f"Each line shows {same.pop()}; {counted(total, 'reading', 'readings')} in all."
    else:
        lines = f"{'; '.join(f'{text.sensor(each.sensor_type)}: {each.resolution}' for each in shown)}."
    history = report.history
    signs = [
        "Downtime: blue unplanned, grey planned." if not history.stops.empty else "",
        "Jobs: ◆ finished, ◇ due." if not history.jobs.empty else "",
        "All shifts are shown, whichever are chosen." if view.shifts is not None else "",
        "Click a point to look closer." if shown else "",
    ]
    return text.plain(" ".join([lines, *filter(None, signs)]))


HAPPENED = ("Downtime", "Alerts", "Jobs")


def happened(report: Course, actor: Actor, name: str) -> None:
    """List downtime, alerts and jobs of the stretch of time that the chart shows."""
    history = report.history
    listed = zip(
        st.tabs(HAPPENED, **addressed.bound("happened", HAPPENED)),
        (history.stops, history.alerts, history.jobs),
        (STOPS, ALERTS, JOBS),
        ("downtime", "alerts", "jobs"),
        strict=True,
    )
    for tab, rows, columns, what in listed:
        if not tab.open and context.reader() is None:
            continue
        with tab:
            if rows.empty:
                components.empty(f"No {what} in this stretch of time.", "Choose a longer one above.")
                continue
            tables.table(rows, f"{what.capitalize()} of {name}", columns)
            tables.download(rows, f"{what}_of_machine", actor, columns=columns)
