"""Jobs by status, what one may do with the chosen one, and a way to plan another."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.domain.rules import LONGEST_TEXT
from producflow.operations import maintenance_jobs
from producflow.reports.maintenance import Maintenance
from producflow.ui import addressed, components, context, kept, shown, statuses, tables
from producflow.ui.changing import attempt, changes, failed, form, may, new_form, press
from producflow.ui.maintenance import completing, planning
from producflow.ui.maintenance.closing import reopen
from producflow.ui.maintenance.figures import period
from producflow.ui.tables import Column
from producflow.ui.text import number, plain

LISTS = {
    "overdue": "Overdue",
    "scheduled": "Scheduled",
    "in_progress": "In progress",
    "completed": "Completed",
}
OVERDUE = {"overdue_days": Column("Overdue", "days")}
WAITING = {
    "due_day": Column("Due"),
    "machine": Column("Machine"),
    "description": Column("Job"),
    "maintenance_type": Column("Type", words=True),
    "status": Column("Status", words=True),
    "technician": Column("Technician"),
    "external_id": Column("Number"),
}
FINISHED = {
    "day": Column("Day"),
    "machine": Column("Machine"),
    "description": Column("Job"),
    "maintenance_type": Column("Type", words=True),
    "outcome": Column("On time?", words=True, help="Of preventive jobs: done within 10 % of their interval."),
    "cost": Column("Cost", digits=2),
    "duration_hours": Column("Duration", "h", 1),
    "technician": Column("Technician"),
    "external_id": Column("Number"),
}


def by_status(report: Maintenance, actor: Actor) -> None:
    """List the jobs of one status; the chosen one shows what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("Jobs", width="content")
        if actor.may(Permission.WORK_LOGS) and st.button("Plan a job", icon=":material/add_task:"):
            new_form()
            planning.empty()
    failed("jobs")
    lists = kept.made(_lists, report)
    asked = addressed.named("jobs", LISTS)
    default = next((name for name in ("overdue", "in_progress", "scheduled") if len(lists[name])), "completed")
    with st.container():  # lets the choices wrap on a phone
        chosen = st.segmented_control(
            "Jobs by status",
            list(LISTS),
            default=asked or default,
            required=True,
            on_change=_keep_in_address,
            format_func=lambda name: f"{LISTS[name]} ({len(lists[name]):,})",
            key="jobs",
            label_visibility="collapsed",
        )
    _listed(report, actor, str(chosen), lists[str(chosen)])


def _keep_in_address() -> None:
    st.query_params["jobs"] = st.session_state["jobs"]


def _lists(report: Maintenance) -> dict[str, pd.DataFrame]:
    waiting = report.open_jobs
    return {
        "overdue": waiting[waiting["overdue_days"].notna()],
        "scheduled": waiting[waiting["status"] == "scheduled"],
        "in_progress": waiting[waiting["status"] == "in_progress"],
        "completed": report.done,
    }


def _listed(report: Maintenance, actor: Actor, name: str, rows: pd.DataFrame) -> None:
    done = name == "completed"
    when = f"in the period, {period(report.view)}, or today" if done else "now, whatever the period"
    if rows.empty:
        components.empty(f"No job {'was' if done else 'is'} {LISTS[name].lower()} {when}.")
        return
    columns = _columns(report, name)
    # A change forgets the chosen row: the next one takes its place, and a second press would be meant for the first.
    state = tables.table(
        rows,
        f"Jobs: {LISTS[name].lower()}",
        columns,
        key=f"jobs_{name}_{changes()}",
        on_select="rerun",
        at_once=tables.SOME,
    )
    if state.selection.rows and state.selection.rows[0] < len(rows):
        card(rows.iloc[state.selection.rows[0]].to_dict(), actor)
    else:
        st.caption(f"{LISTS[name]} {when}. Choose a row to see the whole job and to {'reopen' if done else 'move'} it.")
    tables.download(rows, f"jobs_{name}", actor, columns=columns)


def _columns(report: Maintenance, name: str) -> dict[str, Column]:
    if name == "completed":
        return FINISHED | {"cost": Column("Cost", report.plant.currency, 2)}
    return OVERDUE | WAITING if name == "overdue" else WAITING


def _job(row: dict[Any, Any]) -> dict[str, Any]:
    """A row as a job: missing is None, and references are whole numbers again."""
    job: dict[str, Any] = {str(key): None if pd.isna(value) else value for key, value in row.items()}
    for name in ("technician_id", "alert_id"):
        job[name] = None if job[name] is None else int(job[name])
    return job


def card(row: dict[Any, Any], actor: Actor, *, here: bool = False) -> None:
    """Show a job with what it answers and what one may do with it; ``here``: on the page of its machine."""
    job = _job(row)
    with st.container(border=True, gap="xsmall", key=f"job_{job['id']}"):
        st.markdown(f"**{plain(job['description'])}** {statuses.badge(job['status'])}")
        if not here:
            components.machine_link(job["equipment_id"], job["machine"], f"job_{job['id']}", job["alert_id"])
        st.caption(" · ".join(_facts(job)))
        completing.chain(job)
        if may(actor, Permission.WORK_LOGS):
            with st.container(horizontal=True):
                if job["status"] == "scheduled":
                    _move_button(job, "in_progress", "Start", ":material/play_arrow:", "Started")
                if job["status"] == "in_progress":
                    _move_button(job, "scheduled", "Put off", ":material/event_repeat:", "Put off")
                if job["status"] != "completed" and st.button("Complete", icon=":material/check:", type="primary"):
                    new_form()
                    completing.complete(job)
                if job["status"] == "completed" and st.button("Reopen", icon=":material/undo:", key="reopen_job"):
                    new_form()
                    what = f"{plain(job['description'])} of {plain(job['machine'])}"
                    reopen(what, "it no longer counts as done.", partial(_open_again, job["id"]))
                if st.button("Correct", icon=":material/edit:"):
                    new_form()
                    _correct(job)


def _facts(job: dict[str, Any]) -> list[str]:
    facts = [f"{statuses.word(job['maintenance_type'])}, number {plain(job['external_id'] or job['id'])}"]
    facts.append(f"due {job['due_day']:%-d %b %Y}" if job["due_day"] is not None else "no due date")
    if job.get("overdue_days"):
        facts.append(f"overdue by {job['overdue_days']} {'day' if job['overdue_days'] == 1 else 'days'}")
    if job["done_day"] is not None:
        facts.append(f"done {job['done_day']:%-d %b %Y}")
    facts.append(plain(job["technician"] or "nobody assigned"))
    if job["cost"] is not None:
        facts.append(number(job["cost"], 2, context.plant().currency))
    if job["duration_hours"] is not None:
        facts.append(number(job["duration_hours"], 1, "h"))
    if job["parts_replaced"]:
        facts.append(f"parts: {plain(job['parts_replaced'])}")
    if job["cause"]:
        facts.append(f"cause: {plain(job['cause'])}")
    if job["work_done"]:
        facts.append(f"done: {plain(job['work_done'])}")
    return facts


def _move_button(job: dict[str, Any], status: str, label: str, icon: str, said: str) -> None:
    st.button(
        label,
        icon=icon,
        key=f"job_{job['id']}_{status}",
        on_click=press,
        args=(
            "jobs",
            f"job {job['id']} {job['updated_at']} {status}",
            partial(_move, job["id"], status),
            f"{said}: {plain(job['description'])}.",
        ),
    )


def _move(job_id: int, status: str, actor: Actor) -> None:
    maintenance_jobs.move(context.store(), actor, job_id, status)


def _open_again(job_id: int, reason: str, actor: Actor) -> None:
    maintenance_jobs.reopen(context.store(), actor, job_id, reason)


@shown.dialog("Correct the job")
def _correct(job: dict[str, Any]) -> None:
    with st.form("correct_job", border=False):
        description = st.text_input("What is to be done?", value=job["description"], max_chars=LONGEST_TEXT)
        people = maintenance_jobs.technicians(context.store())
        options = list(people)
        technician = st.selectbox(
            "Technician",
            options,
            index=options.index(job["technician_id"]) if job["technician_id"] in people else None,
            format_func=lambda key: people.get(key, "?"),
            placeholder=job["technician"] or "Nobody assigned",
        )
        known = completing.known(job)
        sent = st.form_submit_button("Save", type="primary", icon=":material/save:")
    wanted = known | {"description": description, "technician_id": technician or job["technician_id"]}
    if sent and attempt(
        "job_form",
        form(),
        lambda actor: maintenance_jobs.change(context.store(), actor, job["id"], **wanted),
        f"Corrected: {plain(description)}.",
    ):
        st.rerun()
    failed("job_form")
