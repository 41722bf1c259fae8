"""Machines: which there are, and what every figure of them rests on; entered and changed here."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.rules import MACHINE_STATUSES
from producflow.operations import equipment, renaming
from producflow.reports.equipment import register
from producflow.reports.plant import machine_names
from producflow.reports.spelling import word
from producflow.ui import cached, components, context, tables
from producflow.ui.admin import done
from producflow.ui.levels import with_levels
from producflow.ui.tables import Column
from producflow.ui.text import DAY, plain

CAPACITY_HELP = (
    "Good units that the machine can make in a shift of 480 minutes at its rated speed. Without it, performance and "
    "OEE are not available; rated speeds by product (Goals) may stand in its place."
)
COLUMNS = {
    "name": Column("Machine"),
    "type": Column("Type"),
    "location": Column("Location"),
    "capacity": Column("Capacity", "units", 0, help=CAPACITY_HELP),
    "installation_date": Column("In service since"),
    "status": Column("Reported status"),
    **tables.figures("health_score"),
    "last_maintenance": Column("Last maintenance"),
    "retired_on": Column("Retired"),
}
TEXTS = {"name": "Name", "type": "Type", "location": "Location", "area": "Area", "production_line": "Line"}
HELP = {
    "area": "Where it belongs: pages and calls can be narrowed to an area, and figures told by area. Such as Assembly.",
    "production_line": "The level below: a part of its area. Two areas may each have a Line 1.",
}
OTHER = "new"


def listed(actor: Actor) -> dict[str, Any] | None:
    """Show all machines with what is missing of them, and return the chosen one."""
    rows = cached.answer_now(register)
    if rows.empty:
        components.empty("There is no machine yet.", "Enter the first one below, or let an upload bring them.")
        return None
    lacking = rows.loc[rows["capacity"].isna() & rows["retired_on"].isna(), "name"]
    if len(lacking):
        named = ", ".join(lacking.head(5)) + (f" and {len(lacking) - 5:,} more" if len(lacking) > 5 else "")
        st.caption(f":material/info: Without a capacity, and so without OEE unless rated speeds are set: {named}.")
    shown = rows.assign(status=rows["status"].map(word), line=rows["production_line"])
    columns = with_levels(COLUMNS, shown, "location")
    chosen = tables.table(shown, "Machines", columns, key="register", on_select="rerun").selection.rows
    tables.download(shown, "machines", actor, columns=columns)
    return {str(name): value for name, value in rows.iloc[chosen[0]].items()} if chosen else None


def change(actor: Actor, chosen: dict[str, Any] | None) -> None:
    """Let the chosen machine be changed, or another be entered."""
    key = OTHER if chosen is None else f"{chosen['id']}_{chosen['updated_at']}"
    now = {name: None if pd.isna(value) else value for name, value in (chosen or {}).items()}
    st.markdown("**Change this machine**" if chosen else "**Enter a machine**")
    with st.form(f"machine_{key}"):
        columns = st.columns(3)
        given: dict[str, Any] = {
            name: columns[at % 3].text_input(
                label, now.get(name) or "", key=f"machine_{name}_{key}", autocomplete="off", help=HELP.get(name)
            )
            for at, (name, label) in enumerate(TEXTS.items())
        }
        left, middle, right = columns
        given["capacity"] = left.number_input(
            "Capacity [units per 480 min]", value=now.get("capacity"), key=f"machine_capacity_{key}", help=CAPACITY_HELP
        )
        installed = now.get("installation_date")
        given["installation_date"] = middle.date_input(
            "In service since",
            None if installed is None else pd.Timestamp(installed).date(),
            format=DAY,
            key=f"machine_since_{key}",
            help="Nothing is expected of it before. Empty: since its first report.",
        )
        status = str(now.get("status", MACHINE_STATUSES[0]))
        given["status"] = right.selectbox(
            "Reported status",
            MACHINE_STATUSES,
            MACHINE_STATUSES.index(status),
            format_func=word,
            key=f"machine_status_{key}",
            help="What people say of it; what its sensors say stands beside it on every page.",
        )
        given["health_score"] = left.number_input(
            "Health score [0–100]", value=now.get("health_score"), key=f"machine_health_{key}"
        )
        retired = now.get("retired_on")
        given["retired_on"] = middle.date_input(
            "Retired on",
            None if retired is None else pd.Timestamp(retired).date(),
            format=DAY,
            key=f"machine_retired_{key}",
            help="From this production day on nothing is expected of it, and no list of now has it; its history stays.",
        )
        if st.form_submit_button("Save machine", type="primary", icon=":material/save:"):
            if chosen is None:
                work = partial(equipment.create, context.live(), actor, **given)
            else:
                work = partial(equipment.change, context.live(), actor, int(chosen["id"]), given)
            done(work, f"{given['name'].strip()} is saved.")
    if chosen is None:
        _rename(actor)


def _rename(actor: Actor) -> None:
    """Let an area or a line be called otherwise, at all its machines."""
    places = cached.answer_now(machine_names).parts()
    if not places:
        return
    with st.expander("Rename an area or a line", icon=":material/edit:"), st.form("rename_place", border=False):
        st.caption(
            "At all its machines; goals, messages and screens that name it follow. Links to it say that it is gone."
        )
        left, right = st.columns(2)
        place = left.selectbox("Which", list(places), key="rename_place", format_func=plain)
        to = right.text_input("New name", key="rename_to", autocomplete="off")
        if st.form_submit_button("Rename", icon=":material/save:"):
            level, area, name = places[place]
            work = partial(renaming.rename, context.live(), actor, level=level, name=name, to=to, area=area)
            done(work, f"{place} is called {to.strip()} from now on.")
