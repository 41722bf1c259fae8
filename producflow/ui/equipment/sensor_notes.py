"""What is the matter with a machine's sensors, beside what they say of the machine."""

import streamlit as st

from producflow.domain.sensor_health import DROPOUT, SPIKE, UNIT
from producflow.reports.sensor_health import SensorNote, sensor_notes
from producflow.ui import cached, context
from producflow.ui.text import local, plain, sensor

SHOWN = 6
MAY_RAISE = (DROPOUT, SPIKE, UNIT)
DOUBT = "It may be the machine all the same, so its alerts stay alerts."


def show(machine: int) -> None:
    """List the notes about its sensors; nothing where there is none."""
    notes = cached.answer(sensor_notes, machine, context.now().replace(minute=0))
    if not notes:
        return
    with st.container(border=True, gap="xsmall", key="sensor_notes"):
        st.markdown(
            "**Sensor notes**: about the sensors, not about the machine. No reading is changed; predictions and limits "
            "that are tried leave out what is false."
        )
        st.markdown("\n".join(f"- {_told(each)}" for each in notes[:SHOWN]))
        if len(notes) > SHOWN:
            with st.expander(f"{len(notes) - SHOWN} more"):
                st.markdown("\n".join(f"- {_told(each)}" for each in notes[SHOWN:]))


def _told(note: SensorNote) -> str:
    zone = context.zone()
    since = f"since {local(note.since, zone)}"
    span = since if note.until is None else f"{local(note.since, zone)} to {local(note.until, zone)}"
    told = f":material/sensors: **{plain(sensor(note.sensor_type))}** {plain(note.words)} ({span})."
    return f"{told} {DOUBT}" if note.doubtful and note.kind in MAY_RAISE else told
