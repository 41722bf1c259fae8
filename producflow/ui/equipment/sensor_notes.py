"""What is the matter with a machine's sensors, beside what they say of the machine."""

from functools import partial

import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.domain.sensor_health import DROPOUT, SPIKE, UNIT
from producflow.operations import marking
from producflow.reports.sensor_health import SensorNote, sensor_notes
from producflow.ui import cached, context
from producflow.ui.changing import failed, press
from producflow.ui.text import local, plain, sensor

SHOWN = 6
MAY_RAISE = (DROPOUT, SPIKE, UNIT)
DOUBT = "It may be the machine all the same, so its alerts stay alerts."
HIDDEN = "Alerts of these readings alone are suppressed."
BELIEVED = "It was said to be the machine, so its alerts are alerts."


def show(machine: int, actor: Actor) -> None:
    """List the notes about its sensors; nothing where there is none."""
    notes = cached.answer(sensor_notes, machine, context.now().replace(minute=0))
    if not notes:
        return
    with st.container(border=True, gap="xsmall", key="sensor_notes"):
        st.markdown(
            "**Sensor notes**: about the sensors, not about the machine. No reading is changed; predictions and limits "
            "that are tried leave out what is false."
        )
        failed("sensor_notes")
        for note in notes[:SHOWN]:
            _one(note, actor)
        if len(notes) > SHOWN:
            with st.expander(f"{len(notes) - SHOWN} more"):
                for note in notes[SHOWN:]:
                    _one(note, actor)


def _one(note: SensorNote, actor: Actor) -> None:
    st.markdown(f"- {_told(note)}")
    if note.kind not in MAY_RAISE or (note.doubtful and not note.believed) or not actor.may(Permission.WORK_ALERTS):
        return
    what = f"{plain(sensor(note.sensor_type))}: {plain(note.words)}"
    st.button(
        "It is the sensor after all" if note.believed else "It was the machine",
        icon=":material/undo:",
        key=f"note_{note.ids[0]}_{note.believed}",
        help=f"{what}. " + ("Suppress its alerts again" if note.believed else "Let its alerts be alerts"),
        on_click=press,
        args=(
            "sensor_notes",
            f"note {note.ids} {note.believed}",
            partial(_believe, note.ids, not note.believed),
            f"{what}. " + (HIDDEN if note.believed else BELIEVED),
        ),
    )


def _believe(ids: tuple[int, ...], believed: bool, actor: Actor) -> None:
    for each in ids:
        marking.believe(context.store(), actor, each, believed=believed)


def _told(note: SensorNote) -> str:
    zone = context.zone()
    since = f"since {local(note.since, zone)}"
    span = since if note.until is None else f"{local(note.since, zone)} to {local(note.until, zone)}"
    told = f":material/sensors: **{plain(sensor(note.sensor_type))}** {plain(note.words)} ({span})."
    if note.kind not in MAY_RAISE:
        return told
    return f"{told} {BELIEVED if note.believed else DOUBT if note.doubtful else HIDDEN}"
