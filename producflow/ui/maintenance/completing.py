"""Completing a job: what was found and done, and with it the alert and the stop it answers; and the whole chain."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.domain.rules import LONGEST_TEXT
from producflow.operations import alerts, maintenance_jobs, stops
from producflow.reports import recording, repairs
from producflow.reports.repairs import Chain
from producflow.ui import cached, context, shown
from producflow.ui.changing import attempt, failed, form
from producflow.ui.maintenance.planning import held, instant, zone
from producflow.ui.text import DAY, number, plain


def known(job: dict[str, Any]) -> dict[str, Any]:
    """Ask for what is known once a job is done."""
    cause = st.text_input("Cause", value=job["cause"] or "", max_chars=LONGEST_TEXT, placeholder="What was wrong?")
    done = st.text_input("What was done?", value=job["work_done"] or "", max_chars=LONGEST_TEXT)
    left, right = st.columns(2)
    hours = left.number_input("Duration [h]", value=job["duration_hours"], min_value=0.0, step=0.25)
    cost = right.number_input(f"Cost [{context.plant().currency}]", value=job["cost"], min_value=0.0, step=10.0)
    parts = st.text_input("Parts replaced", value=job["parts_replaced"] or "", max_chars=LONGEST_TEXT)
    told = {"cause": cause, "work_done": done, "parts_replaced": parts}
    return {**told, "duration_hours": hours, "cost": cost}


@shown.dialog("Complete the job")
def complete(job: dict[str, Any]) -> None:
    """Complete a job, and where it answers an alert offer to resolve that and to explain the stop with it."""
    found = repairs.chain(context.live(), int(job["id"]))
    st.markdown(f"{plain(job['description'])} · {plain(job['machine'])}")
    with st.form("complete_job", border=False):
        today = datetime.now(zone()).date()
        done_on = st.date_input("Done on", value=today, max_value=today, format=DAY, required=True)
        values = known(job)
        resolve = found.alert is not None and st.checkbox(
            f"Resolve the alert “{plain(found.alert['title'])}”", value=True
        )
        reason = _reason(job, found)
        sent = st.form_submit_button("Complete job", type="primary", icon=":material/check:")
    done_at = None if done_on == today else instant(done_on)

    def work(actor: Actor) -> None:
        # First what may be refused, such as a stop on a closed day: a job that is completed is not completed again.
        for stop in found.unexplained if reason else ():
            stops.change(context.store(), actor, stop["id"], {"reason": reason})
        maintenance_jobs.move(context.store(), actor, job["id"], "completed", done_at, **values)
        if resolve and found.alert is not None:
            _resolve(actor, int(found.alert["id"]), values["work_done"] or job["description"])

    if sent and attempt("job_form", form(), work, f"Completed: {plain(job['description'])}."):
        st.rerun()
    failed("job_form")


def _reason(job: dict[str, Any], found: Chain) -> str | None:
    """Ask for the reason of the stops that came with the alert and have none."""
    if not found.unexplained or not context.actor().may(Permission.RECORD_PRODUCTION):
        return None
    offered = [each.name for each in recording.reasons(context.live(), int(job["equipment_id"]), context.now())]
    count = len(found.unexplained)
    label = "Reason of the stop that came with it" if count == 1 else f"Reason of the {count} stops that came with it"
    return st.selectbox(label, offered, index=None, placeholder="Leave it open", accept_new_options=True)


def _resolve(actor: Actor, alert_id: int, why: str) -> None:
    """Resolve the alert unless it is resolved by now: its readings may have come back meanwhile."""
    rows = cached.answer_now(repairs.open_alert, alert_id)
    if rows is not None:
        alerts.move(context.store(), actor, alert_id, "resolved", why)


def chain(job: dict[str, Any]) -> None:
    """Tell everything about a job that answers an alert in one place: alert, stops, job, cost, and what came after."""
    if job["alert_id"] is None:
        return
    found = cached.answer(repairs.chain, int(job["id"]))
    if found.alert is None:
        return
    parts = [f"Alert {_when(found.alert['since'])}: {plain(found.alert['title'])}"]
    for stop in found.stops:
        ended = stop["ended_at"]
        minutes = "lasts" if ended is None else f"{(ended - stop['started_at']).total_seconds() / 60:,.0f} min"
        parts.append(f"stop {_when(stop['started_at'])}, {minutes}, {plain(stop['reason'] or 'no reason given')}")
    if job["completed_date"] is not None:
        cost = "" if job["cost"] is None else f", {number(job['cost'], 2, context.plant().currency)}"
        parts.append(f"job done {_when(job['completed_date'])}{cost}")
        parts.append(held(job["completed_date"], found.again_at))
    st.markdown(f":material/conversion_path: {' → '.join(parts)}")


def _when(moment: Any) -> str:
    return f"{pd.Timestamp(moment).tz_convert(context.zone()):%-d %b %H:%M}"
