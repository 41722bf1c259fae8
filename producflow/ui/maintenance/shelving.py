"""Alerts that are put aside: shelved for a time with a reason, or suppressed since their machine stands anyway."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.operations import shelving
from producflow.reports.maintenance import Maintenance
from producflow.ui import components, context, shown, statuses, tables
from producflow.ui.changing import attempt, changes, failed, form, may, new_form, press
from producflow.ui.maintenance.closing import LONGEST_REASON, OF_SENSOR, named
from producflow.ui.tables import Column
from producflow.ui.text import local, plain

LENGTHS = {"1 hour": 1, "8 hours": 8, "1 day": 24, "3 days": 72, "7 days": shelving.LONGEST // timedelta(hours=1)}
"""For how long an alert may be shelved. [h]"""
COLUMNS = {
    "state": Column("State", words=True),
    "title": Column("Alert"),
    "machine": Column("Machine"),
    "priority": Column("Priority", words=True),
    "since": Column("Since"),
    "shelved_until": Column("Shelved until", help="Then it is back on the list by itself."),
    "why": Column("Why"),
}
SUPPRESSED = {
    "stop": "came during a stop that lasts",
    "maintenance": "its machine is under maintenance",
    "retired": "its machine has retired",
    shelving.SENSOR: OF_SENSOR,
}


def button(alert: dict[str, Any]) -> None:
    """Shelve an alert, asking for how long and why."""
    told = f"Shelve “{plain(alert['title'])}” of {plain(alert['machine'])}: off the list for a time, with a reason"
    if st.button("Shelve", icon=":material/snooze:", key=f"alert_{alert['id']}_shelve", help=told):
        new_form()
        _shelve(alert)


@shown.dialog("Shelve the alert")
def _shelve(alert: dict[str, Any]) -> None:
    follows = "it leaves the lists of what needs attention, and comes back by itself."
    if alert["sensor_type"]:
        follows += " What comes of the same limit until then is shelved too; a critical limit crossed after it is not."
    st.markdown(f"{named(alert)}: {follows}")
    with st.form("shelve_alert", border=False):
        length = st.segmented_control("For", list(LENGTHS), default="8 hours", required=True)
        reason = st.text_area("Why can it wait?", max_chars=LONGEST_REASON, height=80)
        sent = st.form_submit_button("Shelve alert", type="primary", icon=":material/snooze:")
    if sent:
        until = datetime.now(UTC) + timedelta(hours=LENGTHS[str(length)]) - timedelta(seconds=1)
        shelve = partial(_put_aside, int(alert["id"]), until, reason)
        if attempt("shelve_form", form(), shelve, f"Shelved until {local(until, context.zone())}: {named(alert)}."):
            st.rerun()
    failed("shelve_form")


def _put_aside(alert_id: int, until: datetime, reason: str, actor: Actor) -> None:
    shelving.shelve(context.store(), actor, alert_id, until, reason)


def listed(report: Maintenance, actor: Actor) -> None:
    """List what is shelved or suppressed; the chosen one can be taken back from its shelf."""
    rows = report.aside
    if rows.empty:
        return
    counts = rows["state"].value_counts()
    told = ", ".join(f"{counts[state]} {state}" for state in ("shelved", "suppressed") if state in counts)
    with st.expander(f"Shelved and suppressed alerts ({told})", icon=":material/snooze:", key="alerts_aside"):
        why = rows["shelved_reason"].where(rows["state"] == "shelved", rows["suppressed_by"].map(SUPPRESSED))
        shown_rows = rows.assign(why=why)
        state = tables.table(
            shown_rows,
            "Shelved and suppressed alerts",
            COLUMNS,
            key=f"aside_{changes()}",
            on_select="rerun",
            at_once=tables.SOME,
        )
        if state.selection.rows and state.selection.rows[0] < len(rows):
            _chosen(shown_rows.iloc[state.selection.rows[0]].to_dict(), actor)
        else:
            st.caption(
                "They stand, but need no attention now. Suppressed ones came while their machine stood or is under "
                "maintenance, or of a sensor that cannot be believed; they are back when it runs again, or with the "
                "first reading that can be. Choose a row to read all of it."
            )
        tables.download(shown_rows, "alerts_put_aside", actor, columns=COLUMNS)


def _chosen(alert: dict[Any, Any], actor: Actor) -> None:
    with st.container(border=True, gap="xsmall", key=f"aside_{alert['id']}"):
        st.markdown(f"**{plain(alert['title'])}** {statuses.badge(alert['state'])}")
        components.machine_link(int(alert["equipment_id"]), alert["machine"], f"aside_{alert['id']}", int(alert["id"]))
        if not pd.isna(alert["description"]):
            st.markdown(plain(alert["description"]))
        if alert["state"] != "shelved":
            st.caption(f"Suppressed: {alert['why']}.")
            return
        who = "a program" if pd.isna(alert["shelved_by"]) else alert["shelved_by"]
        until = local(alert["shelved_until"], context.zone())
        st.caption(f"Shelved by {plain(who)} until {until}: “{plain(alert['why'])}”")
        if may(actor, Permission.WORK_ALERTS):
            st.button(
                "Back on the list",
                icon=":material/undo:",
                key=f"alert_{alert['id']}_unshelve",
                on_click=press,
                args=(
                    "alerts",
                    f"unshelve {alert['id']} {alert['shelved_until']}",
                    partial(_take_back, int(alert["id"])),
                    f"Back on the list: {named(alert)}.",
                ),
            )


def _take_back(alert_id: int, actor: Actor) -> None:
    shelving.unshelve(context.store(), actor, alert_id)
