"""Limits of the sensors: the plant's own, and those of single machines."""

from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.units import canonical_unit
from producflow.operations import thresholds
from producflow.reports.plant import machine_names
from producflow.store.queries import readings
from producflow.ui import cached, components, context
from producflow.ui.admin import done
from producflow.ui.components import Column
from producflow.ui.text import local, plain

PLANT = "Whole plant"
COLUMNS = {
    "sensor_type": Column("Sensor"),
    "applies_to": Column("Applies to"),
    "crit_low": Column("Critical below", digits=1),
    "warn_low": Column("Warning below", digits=1),
    "warn_high": Column("Warning above", digits=1),
    "crit_high": Column("Critical above", digits=1),
    "unit": Column("Unit"),
    "deadband": Column("Deadband", digits=1, help="How far back inside a reading must come before an alert ends."),
    "delay": Column("Delay", "s", help="How long readings must stay beyond a limit before an alert is raised."),
}
LIMITS = {
    "crit_low": "Critical below",
    "warn_low": "Warning below",
    "warn_high": "Warning above",
    "crit_high": "Critical above",
}


def listed(actor: Actor) -> dict[str, Any] | None:
    """Show all limits, and return the chosen ones."""
    frame = context.store().frame("thresholds_all")
    names = cached.answer(machine_names)
    frame["applies_to"] = [PLANT if pd.isna(machine) else names[int(machine)] for machine in frame["equipment_id"]]
    frame = frame.sort_values(["sensor_type", "equipment_id"], na_position="first", ignore_index=True)
    if frame.empty:
        components.empty("No limits are set, so every reading is of unknown status.", "Set the first one below.")
        return None
    st.caption("Limits of a machine stand in place of the plant's. Choose a row to change it.")
    state = components.table(frame, "Limits of the sensors", COLUMNS, key="limits", on_select="rerun")
    components.download(frame[list(COLUMNS)], "limits", actor)
    return _plain(frame.iloc[state.selection.rows[0]].to_dict()) if state.selection.rows else None


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def change(actor: Actor, chosen: dict[str, Any] | None) -> None:
    """Let the chosen limits, or new ones, be set."""
    row = chosen or {}
    key = f"limit_{row.get('id', 'new')}"
    with st.form(key):
        sensor, machine = _whose(row, key)
        values = _numbers(row, key)
        st.caption(_what_follows())
        if st.form_submit_button("Save limits", type="primary", icon=":material/save:"):
            done(
                lambda: thresholds.set(context.store(), actor, sensor_type=sensor, equipment_id=machine, **values),
                f"The limits of {sensor} are saved.",
            )
    if chosen is not None and st.button("Remove these limits", icon=":material/delete:", key=f"{key}_remove"):
        left = "the plant's limits apply again" if machine is not None else "nothing is checked without others"
        done(
            lambda: thresholds.remove(context.store(), actor, int(chosen["id"])),
            f"The limits of {sensor} are removed; {left}.",
        )


def _what_follows() -> str:
    """What saving does, and where it cannot."""
    kept_from = context.store().read(readings.kept_from)
    text = "Saving gives every stored reading of this sensor its status anew, and its alerts with it."
    if kept_from is None:
        return text
    return f"{text} Hours before {local(kept_from, context.zone())} keep their counts: their single readings are gone."


def _whose(row: dict[str, Any], key: str) -> tuple[str, int | None]:
    """Which sensor of which machine; fixed where limits were chosen to be changed."""
    names = cached.answer(machine_names)
    if row:
        st.markdown(f"**{plain(row['sensor_type'])}** of **{plain(row['applies_to'])}**")
        return str(row["sensor_type"]), None if row["equipment_id"] is None else int(row["equipment_id"])
    st.markdown("**New limits**")
    left, right = st.columns(2)
    kinds = [str(kind) for kind in context.store().frame("sensor_types")["sensor_type"]]
    sensor = left.selectbox("Sensor", kinds, accept_new_options=True, key=f"{key}_sensor", index=None)
    machine = right.selectbox(
        "Applies to",
        [None, *names],
        format_func=lambda number: PLANT if number is None else names[number],
        key=f"{key}_machine",
    )
    return sensor or "", machine


def _numbers(row: dict[str, Any], key: str) -> dict[str, Any]:
    unit = row.get("unit") or canonical_unit(str(row.get("sensor_type", ""))) or ""
    suffix = f" [{unit}]" if unit else ""
    columns = st.columns(4)
    values: dict[str, Any] = {
        name: column.number_input(f"{label}{suffix}", value=row.get(name), key=f"{key}_{name}", help="Empty: no limit.")
        for column, (name, label) in zip(columns, LIMITS.items(), strict=True)
    }
    left, right = st.columns(2)
    values["deadband"] = left.number_input(
        f"Deadband{suffix}",
        min_value=0.0,
        value=row.get("deadband", 0.0),
        key=f"{key}_deadband",
        help=COLUMNS["deadband"].help,
    )
    values["delay"] = right.number_input(
        "Delay [s]", min_value=0.0, value=row.get("delay", 0.0), key=f"{key}_delay", help=COLUMNS["delay"].help
    )
    return values
