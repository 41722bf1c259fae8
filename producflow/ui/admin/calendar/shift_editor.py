"""Shifts from a day on: chosen from common patterns, changed row by row, looked at and saved."""

from datetime import date, time
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain import calendar_words, shift_models
from producflow.domain.patterns import SINCE_EVER, InvalidCalendarError, Pattern, Slot
from producflow.domain.schedule import Plan
from producflow.errors import InvalidInput
from producflow.operations import calendar
from producflow.reports.periods import production_day
from producflow.reports.plant import plant_settings
from producflow.ui import context
from producflow.ui.admin import done
from producflow.ui.admin.calendar import held as shown
from producflow.ui.text import DAY, plain

AS_NOW, AS_PLANT = "As it is now", "As the plant works"
SHIFT, START, HOURS = "Shift", "Starts at", "Length [h]"


def new_pattern(actor: Actor, plan: Plan, machine: int | None) -> None:
    """Let shifts, their times and days be changed from a day on, and show the two weeks from then."""
    st.subheader("Shifts from a day on")
    plant = plant_settings(context.store())
    left, right = st.columns(2)
    models = [AS_NOW, *shift_models.MODELS, *([] if machine is None else [AS_PLANT])]
    model = left.selectbox("Begin with", models, key=f"calendar_model_{machine}")
    today = production_day(plant, context.now())
    valid_from = right.date_input(
        "Holds from",
        value=today,
        min_value=SINCE_EVER,
        format=DAY,
        key=f"calendar_from_{machine}",
        help="What held before this production day stays as it was.",
    )
    held = plant.schedule if machine is None else plant.schedule.of_machine(machine)
    try:
        pattern = _edited(model, held.pattern_of(valid_from), valid_from, machine)
        wanted = calendar.with_pattern(plan, pattern)
        would_be = calendar.would_be(plant.schedule, wanted, machine)
    except (InvalidCalendarError, InvalidInput) as error:
        st.error(plain(error), icon=":material/error:")
        return
    if remark := calendar_words.remarks(pattern):
        st.caption(plain(remark[:1].upper() + remark[1:]))
    title = f"Two weeks from {calendar_words.day_in_words(valid_from)}, as they will be"
    with st.expander(title, icon=":material/preview:", expanded=True):
        shown.ahead(would_be, machine, valid_from, "Planned in the two weeks from then")
    if st.button("Save these shifts", type="primary", icon=":material/save:", key=f"calendar_save_{machine}"):
        told = f"From {calendar_words.day_in_words(valid_from)} on {shown.named(machine)} works so."
        done(partial(calendar.save, context.store(), actor, wanted, machine), told)


def _edited(model: str, held: Pattern, valid_from: date, machine: int | None) -> Pattern:
    """The pattern as somebody has changed it."""
    if model == AS_PLANT:
        return Pattern(valid_from, ())
    base = held if model == AS_NOW else shift_models.pattern_of(model, valid_from)
    days = _days(base)
    edited = st.data_editor(
        _rows(base, days),
        hide_index=True,
        num_rows="dynamic",
        column_config={
            SHIFT: st.column_config.TextColumn(SHIFT, required=True, help="A name; several rows may have the same."),
            START: st.column_config.TimeColumn(START, format="HH:mm", required=True, step=60),
            HOURS: st.column_config.NumberColumn(HOURS, min_value=0.25, max_value=24.0, required=True),
        },
        key=f"calendar_shifts_{machine}_{model}_{valid_from}_{hash(base)}",
    )
    slots = tuple(slot for row in edited.to_dict("records") for slot in _slots(row, days))
    if not slots:
        raise InvalidCalendarError("No day has a shift; mark the days on which a shift is worked.")
    return Pattern(valid_from, slots, base.cycle_days, base.anchor)


def _days(pattern: Pattern) -> list[str]:
    """Headings of the days of a cycle."""
    if pattern.weekly():
        return list(calendar_words.WEEKDAYS)
    return [f"Day {day + 1}" for day in range(pattern.cycle_days)]


def _rows(pattern: Pattern, days: list[str]) -> pd.DataFrame:
    """One row per shift and its times, with a mark for each day of the cycle that has it."""
    marks: dict[tuple[str, time, int], list[bool]] = {}
    for slot in sorted(pattern.slots, key=lambda each: (each.begins, each.shift)):
        marks.setdefault((slot.shift, slot.start, slot.minutes), [False] * len(days))[slot.day] = True
    rows = [[name, start, minutes / 60, *on] for (name, start, minutes), on in marks.items()]
    return pd.DataFrame(rows, columns=[SHIFT, START, HOURS, *days])


def _slots(row: dict[Any, Any], days: list[str]) -> list[Slot]:
    """Slots of one row; one that is not filled in yet has none."""
    if pd.isna(row[SHIFT]) or pd.isna(row[START]) or pd.isna(row[HOURS]):
        return []
    minutes = round(60 * float(row[HOURS]))
    marked = [number for number, day in enumerate(days) if not pd.isna(row[day]) and row[day]]
    return [Slot(number, str(row[SHIFT]).strip(), row[START], minutes) for number in marked]
