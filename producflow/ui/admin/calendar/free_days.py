"""Holidays, closed days and extra shifts: entered by list or singly, and taken out again."""

from dataclasses import replace
from datetime import time
from functools import partial

import streamlit as st

from producflow.access.roles import Actor
from producflow.domain import calendar_words
from producflow.domain.holidays import LONGEST_REASON, holidays_of
from producflow.domain.patterns import CLOSED, EXTRA, SINCE_EVER, Change, InvalidCalendarError
from producflow.domain.schedule import Plan
from producflow.operations import calendar
from producflow.reports.periods import production_day
from producflow.ui import context
from producflow.ui.admin import done
from producflow.ui.admin.calendar import held as shown
from producflow.ui.text import DAY, counted, plain

ALL = "All shifts"
KINDS = {"Closed": CLOSED, "Extra shift, or other times": EXTRA}


def ask(actor: Actor, plan: Plan, machine: int | None) -> None:
    """Let holidays be pasted, and single days be changed."""
    st.subheader("Holidays and single days")
    left, right = st.columns(2)
    with left, st.form(f"holidays_{machine}", clear_on_submit=True):
        text = st.text_area(
            "Holidays, one a line",
            placeholder="2026-12-24 to 2027-01-01 Christmas\n2027-05-01 Labour Day",
            key=f"holidays_text_{machine}",
        )
        if st.form_submit_button("Add these holidays", icon=":material/event_busy:"):
            _pasted(actor, plan, machine, text)
    with right, st.form(f"single_day_{machine}"):
        _single(actor, plan, machine)


def _pasted(actor: Actor, plan: Plan, machine: int | None, text: str) -> None:
    try:
        found = holidays_of(text)
    except InvalidCalendarError as error:
        st.error(plain(error), icon=":material/error:")
        return
    if found:
        _add(actor, plan, machine, found, counted(len(found), "holiday is", "holidays are") + " entered.")


def _single(actor: Actor, plan: Plan, machine: int | None) -> None:
    """One change of some days, with its own times where they are given."""
    plant = context.plant()
    today = production_day(plant, context.now())
    kind = st.selectbox("What", list(KINDS), key=f"day_kind_{machine}")
    first, last = st.columns(2)
    from_day = first.date_input("First day", today, min_value=SINCE_EVER, format=DAY, key=f"day_from_{machine}")
    until_day = last.date_input(
        "Last day", None, min_value=SINCE_EVER, format=DAY, key=f"day_until_{machine}", help="Empty: one day."
    )
    shift = st.selectbox("Shift", [ALL, *plant.schedule.names], accept_new_options=True, key=f"day_shift_{machine}")
    begins, lasts = st.columns(2)
    start = begins.time_input("Starts at", None, step=900, key=f"day_start_{machine}", help="Empty: as on other days.")
    hours = lasts.number_input(
        "Length [h]", 0.25, 24.0, None, key=f"day_hours_{machine}", help="Of an extra shift; empty: as on other days."
    )
    reason = st.text_input("Reason", max_chars=LONGEST_REASON, key=f"day_reason_{machine}")
    if st.form_submit_button("Enter it", icon=":material/edit_calendar:"):
        minutes = None if hours is None else round(60 * hours)
        named = None if shift in (ALL, None) else str(shift).strip()
        clock: time | None = start
        try:
            change = Change(from_day, until_day or from_day, KINDS[kind], named, clock, minutes, reason.strip())
        except InvalidCalendarError as error:
            st.error(plain(error), icon=":material/error:")
            return
        told = f"{calendar_words.days_of(change)}: {calendar_words.change_in_words(change)}."
        _add(actor, plan, machine, (change,), told)


def _add(actor: Actor, plan: Plan, machine: int | None, changes: tuple[Change, ...], told: str) -> None:
    """Enter changes; one of the same days and shift is replaced."""
    new = {(each.from_day, each.until_day, each.shift) for each in changes}
    kept = tuple(each for each in plan.changes if (each.from_day, each.until_day, each.shift) not in new)
    wanted = replace(plan, changes=(*kept, *changes))
    done(partial(calendar.save, context.store(), actor, wanted, machine), told)


def take_out(actor: Actor, plan: Plan, machine: int | None) -> None:
    """Let patterns and changes be taken out again; the plant keeps its first pattern."""
    patterns = plan.patterns if machine is not None else plan.patterns[1:]
    known = {f"Shifts {calendar_words.since(each)}": each for each in patterns}
    changes = {f"{calendar_words.days_of(each)}: {calendar_words.change_in_words(each)}": each for each in plan.changes}
    if not known and not changes:
        return
    with st.form(f"take_out_{machine}", border=False):
        chosen = st.multiselect("Take out", [*known, *changes], key=f"take_out_of_{machine}")
        if st.form_submit_button("Take these out", icon=":material/delete:") and chosen:
            wanted = Plan(
                tuple(each for each in plan.patterns if each not in [known.get(name) for name in chosen]),
                tuple(each for name, each in changes.items() if name not in chosen),
            )
            told = f"Taken out of the calendar of {shown.named(machine)}: {'; '.join(chosen)}."
            done(partial(calendar.save, context.store(), actor, wanted, machine), told)
