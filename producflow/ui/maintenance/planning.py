"""Planning a job: an empty one, or the answer to an alert, with what answered the same before."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from producflow.domain.rules import JOB_TYPES, LONGEST_TEXT
from producflow.operations import maintenance_jobs
from producflow.reports import repairs
from producflow.reports.plant import machine_names
from producflow.ui import cached, components, context, shown, statuses
from producflow.ui.changing import attempt, failed, form, new_form, refuse
from producflow.ui.text import DAY, number, plain


def of_alert_button(alert: dict[str, Any], answered: dict[str, Any] | None) -> None:
    """Plan the job that answers an alert; or lead to the one that does already."""
    if answered is not None:
        told = f"Job planned: {plain(answered['description'])} ({statuses.word(answered['status']).lower()})"
        if st.button(told, type="tertiary", icon=":material/build:", key=f"alert_{alert['id']}_job"):
            components.open_machine(alert["equipment_id"], int(alert["id"]))
    elif st.button(
        "Plan a job",
        icon=":material/add_task:",
        key=f"alert_{alert['id']}_plan",
        help=f"Plan the job that answers “{plain(alert['title'])}” of {plain(alert['machine'])}",
    ):
        new_form()
        _answer(alert)


@shown.dialog("Plan a job")
def empty() -> None:
    """Plan a job of any machine."""
    names = cached.answer(machine_names)
    with st.form("plan_job", border=False):
        machine = st.selectbox("Machine", list(names), index=None, format_func=lambda key: names.get(key, "?"))
        asked = _asked("", "preventive")
        sent = st.form_submit_button("Plan job", type="primary", icon=":material/add_task:")
    if sent and _planned(machine, None, *asked):
        st.rerun()
    failed("job_form")


@shown.dialog("Plan a job for this alert")
def _answer(alert: dict[str, Any]) -> None:
    st.markdown(f"**{plain(alert['machine'])}**: {plain(alert['title'])}")
    before(alert["equipment_id"], alert["sensor_type"])
    with st.form("plan_job", border=False):
        asked = _asked(f"{alert['title']}: find the cause and mend it"[:LONGEST_TEXT], "corrective")
        sent = st.form_submit_button("Plan job", type="primary", icon=":material/add_task:")
    if sent and _planned(alert["equipment_id"], int(alert["id"]), *asked):
        st.rerun()
    failed("job_form")


def before(machine: int, sensor: str | None) -> None:
    """List what was done before: what answered such an alert, and whether it held; and other repairs."""
    rows = cached.answer(repairs.similar, machine, sensor)
    if rows.empty:
        st.caption("No finished job answered this on this machine before.")
        return
    st.caption("What was repaired before, and whether it held:")
    for row in rows.to_dict("records"):
        done = row["work_done"] if isinstance(row["work_done"], str) else row["description"]
        facts = [f"{pd.Timestamp(row['completed_date']).tz_convert(context.zone()):%-d %b %Y}", plain(done)]
        if isinstance(row["cause"], str):
            facts.append(f"cause: {plain(row['cause'])}")
        if not pd.isna(row["cost"]):
            facts.append(number(row["cost"], 0, context.plant().currency))
        outcome = held if row["answered"] else _followed
        st.markdown(f"- {' · '.join(facts)} · **{outcome(row['completed_date'], row['again_at'])}**")


def held(done_at: Any, again_at: Any) -> str:
    """Whether a job held, in words: ``held 73 days``, ``has held for 4 days so far``."""
    length = _between(done_at, again_at)
    return f"has held for {length} so far" if pd.isna(again_at) else f"held {length}, then it came again"


def _followed(done_at: Any, again_at: Any) -> str:
    """What came after a repair that answered no alert, of which nobody can say that it should have held."""
    return "no such alert since" if pd.isna(again_at) else f"such an alert {_between(done_at, again_at)} later"


def _between(done_at: Any, again_at: Any) -> str:
    """Time from a job to what came after it, or up to now."""
    until = pd.Timestamp(context.now()) if pd.isna(again_at) else pd.Timestamp(again_at)
    days = (until - pd.Timestamp(done_at)).days
    return "less than a day" if days < 1 else f"{days:,} {'day' if days == 1 else 'days'}"


def _asked(description: str, kind: str) -> tuple[str, str, date, int | None]:
    people = maintenance_jobs.technicians(context.store())
    what = st.text_input("What is to be done?", value=description, max_chars=LONGEST_TEXT)
    chosen = st.segmented_control("Type", JOB_TYPES, default=kind, required=True, format_func=statuses.word)
    due = st.date_input("Due on", value="today", format=DAY, required=True)
    me = context.actor().user_id  # a technician who plans a job mostly does it
    own = list(people).index(me) if me in people else None
    technician = st.selectbox(
        "Technician", list(people), index=own, format_func=lambda key: people.get(key, "?"), placeholder="Nobody yet"
    )
    return what, str(chosen), due, technician


def _planned(
    machine: int | None, alert: int | None, description: str, kind: str, due: date, technician: int | None
) -> bool:
    if machine is None:
        refuse("job_form", "No machine is chosen; choose the one to work on.")
        return False
    return attempt(
        "job_form",
        form(),
        lambda actor: maintenance_jobs.create(
            context.store(),
            actor,
            equipment_id=machine,
            maintenance_type=kind,
            description=description,
            scheduled_date=instant(due),
            technician_id=technician,
            alert_id=alert,
        ),
        f"Planned for {due:%-d %b}: {plain(description)}.",
    )


def zone() -> ZoneInfo:
    """The plant's clock."""
    return ZoneInfo(context.plant().timezone)


def instant(day: date) -> datetime:
    """Noon of a day in the plant: the same calendar day in every zone that a reader is likely to be in."""
    return datetime.combine(day, time(12), zone()).astimezone(UTC)
