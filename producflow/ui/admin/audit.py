"""Who did what."""

import json
import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.reports import audit
from producflow.ui import addressed, components, context, tables
from producflow.ui.tables import Column

EVERYTHING = "All"
COLUMNS = {
    "at": Column("When"),
    "user_email": Column("Who"),
    "action": Column("Did what"),
    "what": Column("To what"),
    "changes": Column("What changed"),
}
PERIODS = {"Last 24 hours": timedelta(days=1), "Last 7 days": timedelta(days=7), "Last 90 days": timedelta(days=90)}


def entries(actor: Actor) -> None:
    """Show the log with its filters, and one chosen entry in full."""
    actor.require(Permission.READ_AUDIT)
    store = context.store()
    choices = audit.choices(store)
    with st.container(horizontal=True):
        person = _chosen("Who", [*choices["person"]], "audit_person")
        action = _chosen("Did what", [*choices["action"]], "audit_action")
        entity = _chosen("To what", [*choices["entity"]], "audit_entity", audit.kind)
        period = _chosen("When", [*PERIODS], "audit_period")
        text = st.text_input("Text", **addressed.words("audit_text"), max_chars=300, icon=":material/search:")
    search = audit.Search(
        person=None if person == EVERYTHING else person,
        action=None if action == EVERYTHING else action,
        entity=None if entity == EVERYTHING else entity,
        since=context.now() - PERIODS[period] if period in PERIODS else None,
        text=text.strip() or None,
    )
    number = audit.count(store, search)
    if not number:
        components.empty("Nothing was done that fits these filters.", "Widen one of them.")
        return
    _listed(search, number, actor)


def _chosen(label: str, options: list[str], name: str, called: Callable[[str], str] = str) -> str:
    everything, named = [EVERYTHING, *options], st.query_params.get(name)
    if named in options and name not in st.session_state:  # links of before the address named what the page shows
        st.query_params[name] = called(named)
        st.session_state[name] = named
    bound = addressed.bound(name, everything, called)
    return str(st.selectbox(label, everything, format_func=called, **bound))


def _listed(search: audit.Search, number: int, actor: Actor) -> None:
    store, pages = context.store(), math.ceil(number / audit.MOST)
    bound = addressed.number("audit_page", 1, pages)
    page = st.pagination(pages, **bound) if pages > 1 else 1
    found = audit.entries(store, search, most=audit.MOST, skip=(page - 1) * audit.MOST)
    st.caption(f"{number:,} entries, newest first. Choose a row to see all of it.")
    state = tables.table(found, "Audit log", COLUMNS, key="audit_entries", on_select="rerun")
    tables.offer(
        "Download all of them as CSV",
        lambda: "".join(audit.as_csv(store, search)),
        "audit-log.csv",
        actor,
        key="download_audit-log",
    )
    if state.selection.rows:
        chosen = found.iloc[state.selection.rows[0]]
        st.caption(f"Entry {chosen['id']}, bound to the one before it by the hash {chosen['hash']}")
        before, after = st.columns(2)
        before.markdown("**Before**")
        before.json(_state(chosen["before"]))
        after.markdown("**After**")
        after.json(_state(chosen["after"]))


def _state(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else {}
