"""Open alerts: the gravest first, each with what one may do about it."""

from datetime import UTC, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.operations import alerts
from producflow.reports import repairs
from producflow.reports.excursions import Excursion
from producflow.reports.maintenance import Maintenance, one_alert
from producflow.reports.plant import machine_names
from producflow.reports.upkeep import job_of_alert
from producflow.ui import cached, components, context, kept, shown, statuses, tables
from producflow.ui.changing import attempt, failed, form, may, new_form, press, refuse
from producflow.ui.maintenance import closing, jobs, planning, shelving
from producflow.ui.text import DAY, plain

AT_ONCE = 4


def standing(report: Maintenance, actor: Actor) -> None:
    """Show the alerts that are not resolved, a few at a time, and a way to enter one."""
    rows = report.alerts
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("Open alerts", width="content")
        if actor.may(Permission.WORK_ALERTS) and st.button("Enter an alert", icon=":material/add_alert:"):
            new_form()
            _enter()
    failed("alerts")
    closing.take_back()
    _open(rows, actor)
    shelving.listed(report, actor)
    closing.listed(report, actor)


def of_link(about: Excursion | None, actor: Actor) -> None:
    """Show the alert that the address names, as a message's link does, and the job that answers it, to work on both."""
    failed("alerts")
    failed("jobs")
    closing.take_back()
    if about is None:
        return
    alert = (about.equipment_id, about.alert_id)
    standing, resolved = cached.answer(one_alert, *alert)
    _cards(standing, actor, here=True)
    for row in closing.with_who(resolved).to_dict("records"):
        closing.card(row, actor, here=True)
    for row in cached.answer(job_of_alert, *alert, context.now()).to_dict("records"):
        jobs.card(row, actor, here=True)


def _cards(rows: pd.DataFrame, actor: Actor, *, here: bool = False) -> None:
    """Cards of alerts; ``here``: on the page of their machine."""
    able = may(actor, Permission.WORK_ALERTS)
    answered = cached.answer(repairs.answering)
    for alert in kept.made(_each, rows):
        _card(alert, answered.get(int(alert["id"])), able=able, here=here)


def _each(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()} for row in rows.to_dict("records")
    ]


def _open(rows: pd.DataFrame, actor: Actor) -> None:
    if rows.empty:
        st.success("No alert is open.", icon=":material/check_circle:")
        st.caption("One shows up here when readings go beyond their limits, or when somebody enters it.")
        return
    st.caption(kept.made(_counts, rows))
    _cards(tables.one_page(rows, AT_ONCE, "alerts_page"), actor)


def _counts(rows: pd.DataFrame) -> str:
    counts = rows["priority"].value_counts()
    told = [f"{counts[name]} {name}" for name in reversed(alerts.ALERT_PRIORITIES) if name in counts]
    seen = int((rows["status"] == "acknowledged").sum())
    return f"{len(rows):,} now, whatever the period: {', '.join(told)} priority; {seen} acknowledged."


def _card(alert: dict[str, Any], answered: dict[str, Any] | None, *, able: bool, here: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"alert_{alert['id']}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(alert['title'])}**", width="content")
            st.markdown(f"{statuses.badge(alert['priority'])} {statuses.badge(alert['status'])}", width="content")
        if not here:
            components.machine_link(alert["equipment_id"], alert["machine"], f"alert_{alert['id']}", int(alert["id"]))
        st.caption(" · ".join(_facts(alert)))
        if alert["description"]:
            st.markdown(plain(alert["description"]))
        if able:
            with st.container(horizontal=True):
                if alert["status"] == "active":
                    _acknowledge_button(alert)
                closing.resolve_button(alert)
                shelving.button(alert)
                if not here or answered is None:  # else the job's own card stands below
                    planning.of_alert_button(alert, answered)


def _facts(alert: dict[str, Any]) -> list[str]:
    now = pd.Timestamp(context.now())
    facts = [_kind(alert), f"for {_age(now - alert['since'])}, since {_when(alert['since'])}"]
    if alert["confidence"] is not None:
        facts.append(f"confidence {100 * alert['confidence']:.0f} %")
    if alert["predicted_date"] is not None:
        facts.append(f"expected {_when(alert['predicted_date'])}")
    facts.append(
        "raised by readings" if alert["sensor_type"] else f"entered by {plain(alert['entered_by'] or 'a program')}"
    )
    if alert["acknowledged_at"] is not None:
        who = plain(alert["acknowledged_by"] or "a program")
        facts.append(f"acknowledged by {who} {_when(alert['acknowledged_at'])}")
    if alert["reopened_at"] is not None:
        who, why = plain(alert["reopened_by"] or "a program"), plain(alert["reopened_reason"] or "")
        facts.append(f"reopened by {who} {_when(alert['reopened_at'])}: “{why}”")
    return facts


def _kind(alert: dict[str, Any]) -> str:
    """What kind of alert it is: readings beyond a limit are no prediction, whatever the field is called."""
    if not alert["sensor_type"]:
        return statuses.word(alert["type"])
    return "Critical limit crossed" if alert["type"] == "emergency" else "Warning limit crossed"


def _age(span: pd.Timedelta) -> str:
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def _when(instant: pd.Timestamp) -> str:
    local = instant.tz_convert(context.zone())
    return f"{local:%-d %b %H:%M}" if local.year == context.now().year else f"{local:%-d %b %Y}"


def _acknowledge_button(alert: dict[str, Any]) -> None:
    st.button(
        "Acknowledge",
        icon=":material/visibility:",
        key=f"alert_{alert['id']}_acknowledged",
        type="primary",
        help=f"Acknowledge “{plain(alert['title'])}” of {plain(alert['machine'])}",
        on_click=press,
        args=(
            "alerts",
            f"alert {alert['id']} {alert['updated_at']} acknowledged",
            partial(_acknowledge, alert["id"]),
            f"Acknowledged: {closing.named(alert)}.",
        ),
    )


def _acknowledge(alert_id: int, actor: Actor) -> None:
    alerts.move(context.store(), actor, alert_id, "acknowledged")


@shown.dialog("Enter an alert")
def _enter() -> None:
    names = cached.answer(machine_names)
    with st.form("enter_alert", border=False):
        machine = st.selectbox("Machine", list(names), index=None, format_func=lambda key: names.get(key, "?"))
        title = st.text_input("What is the matter?", max_chars=200)
        kind = st.segmented_control(
            "Type", alerts.ALERT_TYPES, default="predictive", required=True, format_func=statuses.word
        )
        priority = st.segmented_control(
            "Priority", alerts.ALERT_PRIORITIES, default="medium", required=True, format_func=statuses.word
        )
        description = st.text_area("More about it", max_chars=2000, height=80)
        expected = st.date_input("Expected on (optional)", value=None, format=DAY)
        sent = st.form_submit_button("Enter alert", type="primary", icon=":material/add_alert:")
    if sent and _entered(machine, title, str(kind), str(priority), description, expected):
        st.rerun()
    failed("alert_form")


def _entered(machine: int | None, title: str, kind: str, priority: str, description: str, expected: Any) -> bool:
    if machine is None:
        refuse("alert_form", "No machine is chosen; choose the one it is about.")
        return False
    zone = ZoneInfo(context.plant().timezone)
    predicted = None if expected is None else datetime.combine(expected, time(12), zone).astimezone(UTC)
    return attempt(
        "alert_form",
        form(),
        lambda actor: alerts.create(
            context.store(),
            actor,
            equipment_id=machine,
            type=kind,
            priority=priority,
            title=title,
            description=description,
            predicted_date=predicted,
        ),
        f"Alert entered: {plain(title)}.",
    )
