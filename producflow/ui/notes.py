"""Notes on charts: listed below them, with a way to put another one there."""

from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.operations import annotations
from producflow.reports import annotations as reports
from producflow.reports.plant import machine_names
from producflow.reports.view import View
from producflow.ui import cached, changing, context, kept, shown
from producflow.ui.changing import attempt, failed, form, new_form, press
from producflow.ui.text import DAY, local, plain

SHOWN = 12
REMOVED = "producflow_note_removed"  # session state: number and text of the note that was removed last
WHOLE_PLANT = "The whole plant"
EXAMPLE = "New tool fitted"


def of_period(view: View, actor: Actor) -> None:
    """List the notes on the charts of a view."""
    found = kept.made(reports.within, cached.answer(reports.notes, view.machines), view.first_day, view.last_day)
    only = view.machines[0] if view.machines is not None and len(view.machines) == 1 else None
    _listed(found, actor, only, datetime.combine(view.last_day, time(12), ZoneInfo(context.plant().timezone)))


def of_machine(equipment_id: int, starts: datetime, ends: datetime, actor: Actor) -> None:
    """List the notes on the charts of one machine in a span of time, its end left out; see :func:`of_period`."""
    of_span((equipment_id,), starts, ends, actor)


def of_span(machines: tuple[int, ...] | None, starts: datetime, ends: datetime, actor: Actor) -> None:
    """List the notes on the charts of some machines in a span of time, its end left out; see :func:`of_period`."""
    found = kept.made(reports.between, cached.answer(reports.notes, machines), starts, ends)
    only = machines[0] if machines is not None and len(machines) == 1 else None
    _listed(found, actor, only, starts + (ends - starts) / 2)


def _listed(found: pd.DataFrame, actor: Actor, machine: int | None, when: datetime) -> None:
    changing.said()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Notes on the charts of this period**", width="content")
        if actor.may(Permission.ANNOTATE) and st.button("Add a note", icon=":material/add_comment:", key="note_add"):
            new_form()
            _write(None, {"equipment_id": machine, "starts_at": min(when, context.now()), "ends_at": None, "text": ""})
    failed("notes")
    _offer_undo()
    if found.empty:
        st.caption(f"No notes yet. A note such as “{EXAMPLE}” explains later why a line moved.")
    else:
        st.caption("Small charts show their numbers.")
    for note in kept.made(_newest, found):
        _note(note, actor)
    if len(found) > SHOWN:
        st.caption(f"And {len(found) - SHOWN:,} earlier ones: choose a shorter period to see them.")


def _newest(found: pd.DataFrame) -> list[dict[str, Any]]:
    notes = found.tail(SHOWN).iloc[::-1].to_dict("records")
    return [{str(key): None if pd.isna(value) else value for key, value in note.items()} for note in notes]


def _note(note: dict[str, Any], actor: Actor) -> None:
    zone = context.zone()
    until = "" if note["ends_at"] is None else f" to {local(note['ends_at'], zone)}"
    about = plain(note["machine"] or "whole plant")
    with st.container(horizontal=True, vertical_alignment="center", key=f"note_{int(note['id'])}", gap="small"):
        st.markdown(
            f":material/sticky_note_2: {int(note['id'])} · {local(note['starts_at'], zone)}{until} · "
            f"**{plain(note['text'])}** · {about} · {plain(note['created_by_name'])}",
            width="content",
        )
        created_by = None if note["created_by"] is None else int(note["created_by"])
        if annotations.may_change(actor, created_by):
            number, what = int(note["id"]), plain(note["text"])
            token = f"note {number} removed {changing.changes()}"
            if st.button("Change", icon=":material/edit:", type="tertiary", key=f"note_change_{number}", help=what):
                new_form()
                _write(number, note)
            st.button(
                "Remove",
                icon=":material/delete:",
                type="tertiary",
                key=f"note_remove_{number}",
                help=what,
                on_click=press,
                args=("notes", token, partial(_remove, note), f"Removed: {what}."),
            )


def _remove(note: dict[str, Any], actor: Actor) -> None:
    annotations.remove(context.store(), actor, int(note["id"]))
    st.session_state[REMOVED] = (int(note["id"]), note["text"])


def _offer_undo() -> None:
    """Offer to bring back what was removed last: better than asking before."""
    if REMOVED not in st.session_state or context.frozen() is not None:
        return
    number, text = st.session_state[REMOVED]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"Removed: {plain(text)}.", width="content")
        st.button(
            "Undo",
            icon=":material/undo:",
            type="tertiary",
            key="note_undo",
            on_click=press,
            args=("notes", f"note {number} back {changing.changes()}", partial(_bring_back, number), "Brought back."),
        )


def _bring_back(number: int, actor: Actor) -> None:
    annotations.bring_back(context.store(), actor, number)
    st.session_state.pop(REMOVED, None)


@shown.dialog("A note on the charts")
def _write(number: int | None, note: dict[str, Any]) -> None:
    names, zone = cached.answer(machine_names), ZoneInfo(context.zone())
    about = [None, *names]
    begun = pd.Timestamp(note["starts_at"]).tz_convert(zone).to_pydatetime()
    ended = None if note["ends_at"] is None else pd.Timestamp(note["ends_at"]).tz_convert(zone).to_pydatetime()
    known = note["equipment_id"]
    with st.form("note", border=False):
        text = st.text_input("What happened?", value=note["text"], max_chars=annotations.LONGEST, placeholder=EXAMPLE)
        machine = st.selectbox(
            "To what",
            about,
            index=about.index(int(known)) if known is not None and int(known) in names else 0,
            format_func=lambda key: WHOLE_PLANT if key is None else names.get(key, "?"),
        )
        left, right = st.columns(2)
        day = left.date_input("On", value=begun.date(), format=DAY, required=True)
        at = right.time_input(f"At [{zone.key}]", value=begun.time().replace(second=0, microsecond=0), step=300)
        last_day = left.date_input("Until (optional)", value=None if ended is None else ended.date(), format=DAY)
        last_at = right.time_input("Until, at", value=time(0) if ended is None else ended.time(), step=300)
        sent = st.form_submit_button("Save", type="primary", icon=":material/save:")
    if sent:
        wanted = {
            "text": text,
            "equipment_id": machine,
            "starts_at": _instant(day, at, zone),
            "ends_at": None if last_day is None else _instant(last_day, last_at, zone),
        }
        if attempt("note_form", form(), partial(_save, number, wanted), f"On the charts: {plain(text)}."):
            st.rerun()
    failed("note_form")


def _save(number: int | None, wanted: dict[str, Any], actor: Actor) -> None:
    if number is None:
        annotations.add(context.store(), actor, **wanted)
    else:
        annotations.change(context.store(), actor, number, wanted)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
