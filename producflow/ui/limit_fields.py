"""The fields by which limits are asked for, wherever they are."""

from dataclasses import astuple

import streamlit as st

from producflow.domain.thresholds import Limits
from producflow.domain.units import canonical_unit
from producflow.ui.changing import changes

LIMITS = {
    "crit_low": "Critical below",
    "warn_low": "Warning below",
    "warn_high": "Warning above",
    "crit_high": "Critical above",
}
DELAYS = {"delay": "On-delay", "off_delay": "Off-delay"}
HELP = {
    "deadband": "How far back inside a reading must come before an alert ends.",
    "delay": "How long readings must stay beyond a limit before an alert is raised.",
    "off_delay": "How long they must be back inside before it ends.",
}


def key_of(place: str, sensor: str, machine: int | None, now: Limits | None) -> str:
    """Key of the fields. What is in force is part of it: fields of before a change would bring back what it changed.

    So are the changes that were made: after an undo the fields of before stood there again, and empty, since Streamlit
    may still know them by their name.
    """
    values = () if now is None else astuple(now)
    told = "_".join("" if value is None else f"{value!r}" for value in (machine, changes(), *values))
    return f"{place}_{sensor}_{told}"


def ask(sensor: str, now: Limits, key: str) -> dict[str, float | None]:
    """Ask for the seven values; only those that are to be different from now are answered."""
    unit = canonical_unit(sensor) or ""
    suffix = f" [{unit}]" if unit else ""
    values: dict[str, float | None] = {}
    for column, (name, label) in zip(st.columns(4), LIMITS.items(), strict=True):
        # A field that starts with a value of its own cannot be emptied: Streamlit puts that value back.
        st.session_state.setdefault(f"{key}_{name}", getattr(now, name))
        values[name] = column.number_input(f"{label}{suffix}", value=None, key=f"{key}_{name}", help="Empty: no limit.")
    labels = {"deadband": f"Deadband{suffix}", **{name: f"{label} [s]" for name, label in DELAYS.items()}}
    for column, (name, label) in zip(st.columns(3), labels.items(), strict=True):
        values[name] = column.number_input(
            label, min_value=0.0, value=getattr(now, name), key=f"{key}_{name}", help=HELP[name]
        )
    return {name: value for name, value in values.items() if value != getattr(now, name)}
