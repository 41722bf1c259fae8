"""Resolving an alert, taking that back, and the resolved ones: who, when, why, and how to open one again."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.operations import alerts
from producflow.operations.shelving import SENSOR
from producflow.reports.maintenance import Maintenance
from producflow.ui import components, context, shown, statuses, tables
from producflow.ui.changing import attempt, changes, failed, form, may, new_form, press
from producflow.ui.maintenance.figures import period
from producflow.ui.tables import Column
from producflow.ui.text import plain

RESOLVED = "alerts_resolved"
OFFERED_SECONDS = 30
"""For how long the page offers to take a resolving back; less than `alerts.TAKEN_BACK_WITHIN` allows. [s]"""
LONGEST_REASON = 500

COLUMNS = {
    "resolved_at": Column("Resolved"),
    "state": Column("State", words=True, help="Returned: its readings came back before anybody acknowledged it."),
    "who": Column("By"),
    "machine": Column("Machine"),
    "title": Column("Alert"),
    "priority": Column("Priority", words=True),
    "since": Column("Since"),
    "why": Column("Why"),
}
BY_ITSELF = "its readings"
OF_SENSOR = "of a sensor that cannot be believed, not of its machine; see its sensor notes"


def named(alert: dict[str, Any]) -> str:
    """An alert in a sentence: its title and its machine."""
    return f"{plain(alert['title'])} of {plain(alert['machine'])}"


def resolve_button(alert: dict[str, Any]) -> None:
    """Resolve an alert; while its value is beyond the limit, ask why first."""
    button = partial(st.button, "Resolve", icon=":material/check:", key=f"alert_{alert['id']}_resolved")
    told = f"Resolve “{plain(alert['title'])}” of {plain(alert['machine'])}"
    if not alerts.needs_reason(alert):
        button(help=told, on_click=_press, args=(alert,))
    elif button(help=f"{told}: not back inside yet, so say why"):
        new_form()
        _resolve(alert)


def _press(alert: dict[str, Any]) -> None:
    _resolved(alert, f"alert {alert['id']} {alert['updated_at']} resolved", "alerts", None)


def _resolved(alert: dict[str, Any], token: str, place: str, reason: str | None) -> bool:
    done = attempt(
        place,
        token,
        lambda actor: alerts.move(context.store(), actor, alert["id"], "resolved", reason),
        f"Resolved: {named(alert)}.",
    )
    if done:
        until = time.monotonic() + OFFERED_SECONDS
        st.session_state[RESOLVED] = {"id": alert["id"], "named": named(alert), "until": until}
    return done


@shown.dialog("Resolve the alert")
def _resolve(alert: dict[str, Any]) -> None:
    st.markdown(f"{named(alert)}: its readings have not come back inside the limit.")
    with st.form("resolve_alert", border=False):
        reason = st.text_area("Why is it resolved all the same?", max_chars=LONGEST_REASON, height=80)
        sent = st.form_submit_button("Resolve alert", type="primary", icon=":material/check:")
    if sent and _resolved(alert, form(), "resolve_form", reason):
        st.rerun()
    failed("resolve_form")


def take_back() -> None:
    """Offer to take back what was resolved a moment ago, for some seconds."""
    if RESOLVED in st.session_state and time.monotonic() > st.session_state[RESOLVED]["until"]:
        del st.session_state[RESOLVED]
    if RESOLVED in st.session_state:
        st.fragment(_offer, run_every=5)()


def _offer() -> None:
    context.actor()  # no gate stands before a fragment's rerun
    last = st.session_state.get(RESOLVED)
    if last is None:
        return
    over = time.monotonic() > last["until"]
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="take_back"
    ):
        st.markdown(f":material/check_circle: Resolved: {last['named']}.", width="content")
        # The box stays until the page runs anew: what goes by itself moves the button that somebody is about to press.
        undo = st.button(
            "Undo",
            icon=":material/undo:",
            help="It can still be reopened in the list of resolved alerts"
            if over
            else f"Take back that “{last['named']}” was resolved",
            key="undo_resolved",
            disabled=over,
        )
    if undo:
        del st.session_state[RESOLVED]
        token = f"undo {last['id']} {last['until']}"
        press(
            "alerts",
            token,
            lambda actor: alerts.take_back(context.store(), actor, last["id"]),
            f"Open again: {last['named']}.",
        )
        st.rerun()


def listed(report: Maintenance, actor: Actor) -> None:
    """List the alerts resolved in the period; the chosen one can be opened again with a reason."""
    rows = report.resolved
    with st.expander(f"Resolved alerts ({len(rows):,})", icon=":material/history:", key="resolved_alerts"):
        if rows.empty:
            components.empty(f"No alert was resolved in the period, {period(report.view)}, or since.")
            return
        shown = with_who(rows)
        shown = shown.assign(why=rows["resolved_reason"].where(rows["closed"], rows["description"]))
        state = tables.table(
            shown,
            "Resolved alerts",
            COLUMNS,
            key=f"resolved_{changes()}",
            on_select="rerun",
            at_once=tables.SOME,
        )
        if state.selection.rows and state.selection.rows[0] < len(rows):
            card(shown.iloc[state.selection.rows[0]].to_dict(), actor)
        else:
            returned, of_sensor = int((rows["state"] == "returned").sum()), int((rows["suppressed_by"] == SENSOR).sum())
            doubted = f" {of_sensor:,} suppressed, of a sensor that cannot be believed." if of_sensor else ""
            st.caption(
                f"Resolved {period(report.view)}, or since; {returned:,} returned by themselves, acknowledged by "
                f"nobody.{doubted} Choose a row to read all of it, and to acknowledge or reopen it."
            )
        tables.download(shown, "resolved_alerts", actor, columns=COLUMNS)


def with_who(rows: pd.DataFrame) -> pd.DataFrame:
    """Add by whom or what alerts were resolved."""
    return rows.assign(who=rows["resolved_by"].where(rows["closed"], BY_ITSELF).fillna("a program"))


def card(alert: dict[Any, Any], actor: Actor, *, here: bool = False) -> None:
    """Show a resolved alert with what one may do with it; ``here``: on the page of its machine."""
    with st.container(border=True, gap="xsmall", key=f"resolved_{alert['id']}"):
        st.markdown(f"**{plain(alert['title'])}** {statuses.badge(alert['state'])}")
        if not here:
            components.machine_link(
                int(alert["equipment_id"]), alert["machine"], f"resolved_{alert['id']}", int(alert["id"])
            )
        if not pd.isna(alert["description"]):
            st.markdown(plain(alert["description"]))
        said = "" if pd.isna(alert["resolved_reason"]) else f": “{plain(alert['resolved_reason'])}”"
        st.caption(f"Resolved by {plain(alert['who'])}{said}")
        if alert["suppressed_by"] == SENSOR:
            st.caption(f"Suppressed: {OF_SENSOR}.")
        if not may(actor, Permission.WORK_ALERTS):
            return
        with st.container(horizontal=True):
            if alert["state"] == "returned":
                _acknowledge_button(alert)
            again = st.button("Reopen", icon=":material/undo:", key="reopen_alert")
        if again:
            new_form()
            follows = "from now on only a person resolves it, whatever its readings do."
            reopen(named(alert), follows, partial(_open_again, int(alert["id"])))


def _acknowledge_button(alert: dict[Any, Any]) -> None:
    st.button(
        "Acknowledge",
        icon=":material/visibility:",
        key=f"returned_{alert['id']}_acknowledged",
        help="Say that somebody has seen it; it stays resolved",
        on_click=press,
        args=(
            "alerts",
            f"alert {alert['id']} {alert['updated_at']} seen",
            partial(_acknowledge, int(alert["id"])),
            f"Acknowledged: {named(alert)}.",
        ),
    )


def _acknowledge(alert_id: int, actor: Actor) -> None:
    alerts.acknowledge(context.store(), actor, alert_id)


def _open_again(alert_id: int, reason: str, actor: Actor) -> None:
    alerts.reopen(context.store(), actor, alert_id, reason)
    if st.session_state.get(RESOLVED, {}).get("id") == alert_id:  # nothing is left to take back
        del st.session_state[RESOLVED]


@shown.dialog("Reopen")
def reopen(what: str, follows: str, work: Callable[[str, Actor], None]) -> None:
    """Open something that was done again, asking why.

    Parameters
    ----------
    what, follows : str
        What is opened again, and what that means, both as Markdown.
    work : callable
        Takes the reason and whoever is signed in.
    """
    st.markdown(f"{what}: {follows}")
    with st.form("reopen", border=False):
        reason = st.text_area("Why is it open again?", max_chars=LONGEST_REASON, height=80)
        sent = st.form_submit_button("Reopen it", type="primary", icon=":material/undo:")
    if sent and attempt("reopen_form", form(), partial(work, reason), f"Open again: {what}."):
        st.rerun()
    failed("reopen_form")
