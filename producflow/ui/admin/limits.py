"""Limits of the sensors: the plant's own, and those of single machines."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.thresholds import Limits
from producflow.reports import lake, limit_changes
from producflow.reports.plant import machine_names
from producflow.store.queries import readings
from producflow.store.queries import thresholds as queries
from producflow.store.session import Session
from producflow.ui import cached, components, context, limit_fields, tables
from producflow.ui.admin import reviewing
from producflow.ui.admin.reviewing import PLANT, Wish
from producflow.ui.limit_fields import DELAYS, HELP
from producflow.ui.tables import Column
from producflow.ui.text import local, plain

COLUMNS = {
    "sensor_type": Column("Sensor"),
    "applies_to": Column("Applies to"),
    "crit_low": Column("Critical below", digits=1),
    "warn_low": Column("Warning below", digits=1),
    "warn_high": Column("Warning above", digits=1),
    "crit_high": Column("Critical above", digits=1),
    "unit": Column("Unit"),
    "deadband": Column("Deadband", digits=1, help=HELP["deadband"]),
    **{name: Column(label, "s", help=HELP[name]) for name, label in DELAYS.items()},
}


def listed(actor: Actor) -> dict[str, Any] | None:
    """Show all limits, and return the chosen ones."""
    frame = context.store().read(readings.limits)
    names = cached.answer(machine_names)
    frame["applies_to"] = [PLANT if pd.isna(machine) else names[int(machine)] for machine in frame["equipment_id"]]
    frame = frame.sort_values(["sensor_type", "equipment_id"], na_position="first", ignore_index=True)
    if frame.empty:
        components.empty("No limits are set, so every reading is of unknown status.", "Set the first one below.")
        return None
    st.caption("Limits of a machine stand in place of the plant's. Choose a row to change it.")
    state = tables.table(frame, "Limits of the sensors", COLUMNS, key="limits", on_select="rerun")
    tables.download(frame, "limits", actor, columns=COLUMNS)
    return _plain(frame.iloc[state.selection.rows[0]].to_dict()) if state.selection.rows else None


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def change(actor: Actor, chosen: dict[str, Any] | None) -> None:
    """Let the chosen limits, or those of a sensor that is named, be changed: from what is in force, and shown first."""
    sensor, machine = _whose(chosen)
    if not sensor:
        return
    own, now = context.store().read(partial(_in_force, sensor=sensor, machine=machine))
    st.caption(_what_holds(sensor, machine, own=own is not None, now=now))
    key = limit_fields.key_of("limit", sensor, machine, now)
    with st.form(key):
        given = limit_fields.ask(sensor, now or Limits(), key)
        st.caption(_what_follows())
        if st.form_submit_button("Show what would change", type="primary", icon=":material/preview:"):
            reviewing.ask(Wish(sensor, machine, given))
    if own is not None and st.button("Remove these limits …", icon=":material/delete:", key=f"{key}_remove"):
        reviewing.ask(Wish(sensor, machine, None, int(own["id"])))
    reviewing.shown(actor, sensor, machine)


def _in_force(session: Session, sensor: str, machine: int | None) -> tuple[dict[str, Any] | None, Limits | None]:
    """Limits that are the machine's (or the plant's) very own, and those that hold."""
    return queries.of(session, sensor, machine), limit_changes.in_force(session, sensor, machine)


def _what_holds(sensor: str, machine: int | None, *, own: bool, now: Limits | None) -> str:
    if now is None:
        return f"No limits of {plain(sensor)} are set, so its readings are of unknown status."
    if own:
        return "These are in force; change what is to be different."
    assert machine is not None  # noqa: S101 - what holds for the plant is its own
    name = plain(cached.answer(machine_names).get(machine, "?"))
    return (
        f"The plant's limits are in force, shown here; saving gives {name} limits of its own in place of all of them."
    )


def _what_follows() -> str:
    """What saving does, and where it cannot."""
    kept_from = context.store().read(readings.kept_from)
    text = "Saving gives every stored reading of this sensor its status anew, and its alerts with it."
    if cached.answer(lake.sources):
        text += (
            " Hours of a lake keep the statuses they came with: change the limits in the plant's `plant.json` and let "
            "`lake rollup` judge them anew."
        )
    if kept_from is None:
        return text
    return f"{text} Hours before {local(kept_from, context.zone())} keep their counts: their single readings are gone."


def _whose(row: dict[str, Any] | None) -> tuple[str, int | None]:
    """Which sensor of which machine; fixed where limits were chosen to be changed."""
    names = cached.answer(machine_names)
    if row:
        st.markdown(f"**{plain(row['sensor_type'])}** of **{plain(row['applies_to'])}**")
        return str(row["sensor_type"]), None if row["equipment_id"] is None else int(row["equipment_id"])
    st.markdown("**Limits of another sensor or machine**")
    left, right = st.columns(2)
    kinds = context.store().read(readings.sensor_types)
    sensor = left.selectbox("Sensor", kinds, accept_new_options=True, key="limit_new_sensor", index=None)
    machine = right.selectbox(
        "Applies to",
        [None, *names],
        format_func=lambda number: PLANT if number is None else names[number],
        key="limit_new_machine",
    )
    return (sensor or "").strip().lower(), machine
