"""The reasons that people choose from where they record stops."""

from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.operations import stop_reasons
from producflow.store.queries import stops as queries
from producflow.ui import context, tables
from producflow.ui.admin import done
from producflow.ui.tables import Column
from producflow.ui.text import plain

COLUMNS = {"name": Column("Reason"), "planned": Column("Planned")}


def kept(actor: Actor) -> None:
    """Show the reasons, and let the list be changed."""
    _change(actor, _listed(actor))


def _listed(actor: Actor) -> dict[str, Any] | None:
    """Show the reasons, and return the chosen one."""
    st.subheader("Reasons of stops")
    st.markdown(
        "Whoever records a stop chooses one of these, those first that the machine has most often. While the list is "
        "empty, the reasons of the last 90 days are offered."
    )
    found = context.live().read(queries.reasons)
    if not found:
        return None
    rows = pd.DataFrame(found)
    state = tables.table(rows, "Reasons of stops", COLUMNS, key="stop_reasons", on_select="rerun")
    tables.download(rows, "stop_reasons", actor, columns=COLUMNS)
    chosen = state.selection.rows
    return found[chosen[0]] if chosen else None


def _change(actor: Actor, chosen: dict[str, Any] | None) -> None:
    """Let the chosen reason be changed or taken off the list, or another be added."""
    key = f"{chosen['id']}_{chosen['updated_at']}" if chosen else "new"
    st.markdown("**Change this reason**" if chosen else "**Add a reason**")
    with st.form(f"stop_reason_{key}", clear_on_submit=chosen is None):
        name = st.text_input("Reason", chosen["name"] if chosen else "", key=f"stop_reason_name_{key}")
        planned = st.checkbox(
            "A stop for this reason is planned",
            chosen["planned"] if chosen else False,
            key=f"stop_reason_planned_{key}",
            help="Of stops from now on; those that have the reason stay as they are.",
        )
        if st.form_submit_button("Save the reason", type="primary", icon=":material/save:"):
            if chosen:
                number = int(chosen["id"])
                done(
                    lambda: stop_reasons.change(context.live(), actor, number, name=name, planned=planned),
                    f"The reason {plain(name)} is saved.",
                )
            else:
                done(
                    lambda: stop_reasons.add(context.live(), actor, name=name, planned=planned),
                    f"The reason {plain(name)} can be chosen.",
                )
    if chosen and st.button("Take it off the list", icon=":material/undo:", key=f"stop_reason_remove_{key}"):
        done(
            lambda: stop_reasons.remove(context.live(), actor, int(chosen["id"])),
            f"The reason {plain(chosen['name'])} is off the list; stops that have it keep it.",
        )
