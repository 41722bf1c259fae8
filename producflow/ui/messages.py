"""Messages: what a person wants to be told, and what became of all that was sent."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import pandas as pd
import streamlit as st

from producflow import settings
from producflow.access.roles import Actor, Permission
from producflow.access.signing import webhook_secret
from producflow.errors import ProducFlowError
from producflow.operations import subscriptions
from producflow.operations.addresses import CHANNELS, EMAIL, WEBHOOK, hidden
from producflow.operations.alerts import ALERT_PRIORITIES
from producflow.operations.subscriptions import ALERTS, LONGEST_WAIT, REPORT, SHIFT
from producflow.pages import entry_of
from producflow.reports.levels import AREA, LINE, Register
from producflow.reports.links import Link
from producflow.reports.plant import machine_names
from producflow.reports.spelling import word
from producflow.ui import cached, changing, context, shown, tables
from producflow.ui.levels import LABELS
from producflow.ui.tables import Column
from producflow.ui.text import counted, plain

WHAT = {ALERTS: "Alerts", SHIFT: "Shift summary"}
WAYS = {EMAIL: "E-mail", WEBHOOK: "Webhook (JSON, signed)", "service": "Service (Teams, Slack, ntfy …)"}
ALWAYS, SOME_HOURS = "At any hour", "Only between"
OUTBOX = {
    "created_at": Column("Made"),
    "state": Column("State"),
    "title": Column("Message"),
    "full_name": Column("For"),
    "to": Column("To"),
    "attempts": Column("Attempts", digits=0),
    "problem": Column("Why it did not arrive"),
}
LISTED = 200


def offer(place: str) -> None:
    """Show the way to what one is told.

    Parameters
    ----------
    place : str
        Where it stands, told apart from the same elsewhere on the page.
    """
    if st.button("Messages to me", type="tertiary", icon=":material/mail:", key=f"messages_{place}"):
        _mine()


@shown.dialog("Messages to me", width="medium")
def _mine() -> None:
    actor = context.actor()  # a fragment's rerun skips the gate
    if settings.current().smtp_host is None:
        st.info("No mail server is set, so no mail leaves (PRODUCFLOW_SMTP_HOST).", icon=":material/info:")
    names = cached.answer(machine_names)
    rows = subscriptions.listed(context.live(), actor)
    if not rows:
        st.caption("You are told nothing yet.")
    for row in rows:
        _one(actor, row, names)
    changing.failed("messages")
    _new(actor, names)


def _one(actor: Actor, row: dict[str, Any], names: Mapping[int, str]) -> None:
    number = int(row["id"])
    with st.container(border=True):
        st.markdown(f"{plain(told(row, names))}  \n:small[{plain(hidden(row['channel'], row['address']))}]")
        if row["channel"] == WEBHOOK:
            with st.popover("Secret", icon=":material/key:", type="tertiary"):
                st.code(webhook_secret(settings.current(), number), language=None, wrap_lines=True)
                st.caption("With it a receiver tells that a message is ours (standardwebhooks.com).")
        with st.container(horizontal=True):
            if st.button("Send a trial", key=f"trial_{number}", icon=":material/send:", type="tertiary"):
                subscriptions.trial(context.live(), actor, number)
                st.caption(":material/check_circle: On its way.")
            if st.button("Remove", key=f"untold_{number}", icon=":material/delete:", type="tertiary"):
                _try(lambda: subscriptions.unsubscribe(context.live(), actor, number))


def told(row: dict[str, Any], names: Mapping[int, str]) -> str:
    """What a subscription tells, in words: ``Alerts of all machines from high up, at once``."""
    if row["told"] == SHIFT:
        return "A summary after each shift"
    if row["told"] == REPORT:
        title = entry_of(str(row["report"]).partition("?")[0]).title
        return f"Page {title} as PDF, {'after each shift' if row['every'] == 'shift' else 'every Monday'}"
    wait = row["wait_minutes"]
    when = "at once" if not wait else f"when nobody has acknowledged them for {wait:,} min"
    if row["hours_from"] is not None:
        when += f", {_clock(row['hours_from'])} to {_clock(row['hours_until'])}"
    return f"Alerts of {subscriptions.whose(row, names)}, priority {row['least_priority']} and above, {when}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _new(actor: Actor, names: Register) -> None:
    with st.expander("Be told more", icon=":material/add_alert:"):
        what = st.segmented_control(
            "What", list(WHAT), default=ALERTS, required=True, format_func=WHAT.__getitem__, key="told_what"
        )
        chosen: dict[str, Any] = {"told": what}
        if what == ALERTS:
            chosen |= _alerts(names)
        if actor.may(Permission.MANAGE_MESSAGES):
            channel = st.selectbox("By", CHANNELS, format_func=WAYS.__getitem__, key="told_by")
            mine = actor.email if channel == EMAIL else ""
            address = st.text_input("Address", value=mine, key=f"told_at_{channel}", autocomplete="off")
            chosen |= {"channel": channel, "address": address}
        else:
            st.caption(f"By mail to {plain(actor.email)}; managers send to other addresses and services too.")
        if st.button("Tell me", key="told_add", type="primary", icon=":material/mail:"):
            _try(lambda: subscriptions.subscribe(context.live(), actor, **chosen))


def _alerts(names: Register) -> dict[str, Any]:
    places = {
        field: st.multiselect(
            LABELS[level], names.known(level), placeholder=f"All {LABELS[level].lower()}", key=f"told_{field}"
        )
        for level, field in ((AREA, "areas"), (LINE, "lines"))
        if names.known(level)
    }
    machines = st.multiselect(
        "Machines", list(names), format_func=names.__getitem__, placeholder="All machines", key="told_machines"
    )
    left, right = st.columns(2)
    high = ALERT_PRIORITIES.index("high")
    least = left.selectbox("Priority, and above", ALERT_PRIORITIES, index=high, format_func=word, key="told_priority")
    wait = right.number_input(
        "Unless acknowledged within [min]",
        min_value=0,
        max_value=LONGEST_WAIT,
        key="told_wait",
        help="0: at once. More: only what nobody has acknowledged by then, so that nothing is left lying.",
    )
    hours = None
    when = st.segmented_control(
        "When", [ALWAYS, SOME_HOURS], default=ALWAYS, required=True, key="told_when", label_visibility="collapsed"
    )
    if when == SOME_HOURS:
        left, right = st.columns(2)
        from_, until = (
            left.time_input("From", time(6), key="told_from"),
            right.time_input("Until", time(14), key="told_to"),
        )
        hours = (from_.hour * 60 + from_.minute, until.hour * 60 + until.minute)
    return {**places, "equipment_ids": machines, "least_priority": least, "wait_minutes": int(wait), "hours": hours}


def _try(work: Any) -> None:
    """Make a change, and draw the dialog anew with it, or with what stood in its way."""
    try:
        work()
    except ProducFlowError as error:
        changing.refuse("messages", str(error))
    st.rerun(scope="fragment")


def of_page(actor: Actor, link: Link) -> None:
    """Offer to have the page sent as PDF, after each shift or every week."""
    st.markdown("**Have this page mailed to you**")
    with st.container(horizontal=True):
        for every, name in (("shift", "After each shift"), ("week", "Every Monday")):
            if st.button(name, key=f"mail_{every}", icon=":material/schedule_send:"):
                try:
                    subscriptions.subscribe(context.live(), actor, told=REPORT, report=link, every=every)
                except ProducFlowError as error:
                    st.error(plain(error), icon=":material/error:")
                else:
                    st.caption(":material/check_circle: It will be sent; your account's menu lists what you are told.")


def outbox(actor: Actor) -> None:
    """Show what was sent, waits or was given up, and let what was given up be sent again."""
    rows = subscriptions.outbox(context.store(), actor, limit=LISTED)
    if settings.current().smtp_host is None:
        st.info("No mail server is set, so no mail leaves (PRODUCFLOW_SMTP_HOST).", icon=":material/info:")
    if not rows:
        st.caption("Nothing has been sent yet. Who wants to be told something says so in the account's menu.")
        return
    frame = pd.DataFrame(rows)
    states = frame["state"].value_counts()
    st.markdown(
        f"{'The newest ' if len(rows) == LISTED else ''}{counted(len(rows), 'message', 'messages')}: "
        + ", ".join(f"**{count:,}** {state}" for state, count in states.items())
        + ". What does not arrive is tried for a day, then given up; choose such a message to send it again."
    )
    frame["to"] = [hidden(row["channel"], row["address"]) if row["address"] else None for row in rows]
    frame["state"] = frame["state"].map(word)
    marked = tables.table(frame, "Messages", OUTBOX, key="outbox", on_select="rerun").selection.rows
    if marked and rows[marked[0]]["state"] == "given up":
        number = int(rows[marked[0]]["id"])
        if st.button("Send it again", key="outbox_again", icon=":material/refresh:"):
            try:
                subscriptions.again(context.live(), actor, number)
            except ProducFlowError as error:
                st.error(plain(error), icon=":material/error:")
                return
            changing.say("The message is on its way again.")
            st.rerun()
