"""The working calendar: whose, what holds, and what it comes to."""

from datetime import date

import pandas as pd
import streamlit as st

from producflow.domain import calendar_words
from producflow.domain.schedule import Plan, Schedule
from producflow.operations.calendar import plan_of
from producflow.reports.days_ahead import days_ahead
from producflow.reports.periods import production_day
from producflow.reports.plant import machine_names, plant_settings
from producflow.ui import cached, context, tables
from producflow.ui.tables import Column
from producflow.ui.text import plain

PATTERNS = {"since": Column("Holds"), "shifts": Column("Shifts")}
CHANGES = {"days": Column("Days"), "change": Column("What is different")}
DAYS = {
    "day": Column("Production day"),
    "shifts": Column("Planned shifts"),
    "hours": Column("Planned", "h", 1),
    "changes": Column("Because of"),
}


def whose() -> int | None:
    """Ask whose calendar; None is the plant's."""
    names = cached.answer(machine_names)
    chosen: int | None = st.selectbox(
        "Calendar of",
        [None, *names],
        format_func=lambda machine: "The whole plant" if machine is None else names[machine],
        key="calendar_of",
        help="A machine works as the plant does unless it has a calendar of its own.",
    )
    return chosen


def what_holds(machine: int | None) -> Plan:
    """Show what holds, and the next two weeks."""
    plant = plant_settings(context.store())
    plan = plan_of(plant.schedule, machine)
    if machine is not None and not plan.patterns:
        st.caption("It works as the plant does.")
    if plan.patterns:
        rows = [(calendar_words.since(each), calendar_words.pattern_in_words(each)) for each in plan.patterns]
        tables.table(pd.DataFrame(rows, columns=list(PATTERNS)), "Patterns and from when each holds", PATTERNS)
    if plan.changes:
        changes = [(calendar_words.days_of(each), calendar_words.change_in_words(each)) for each in plan.changes]
        tables.table(pd.DataFrame(changes, columns=list(CHANGES)), "Holidays and changes of single days", CHANGES)
    with st.expander("The next two weeks", icon=":material/calendar_month:"):
        ahead(plant.schedule, machine, production_day(plant, context.now()), "Planned in the next two weeks")
    return plan


def ahead(schedule: Schedule, machine: int | None, first_day: date, alt: str) -> None:
    """Show two weeks of a calendar, saved or not."""
    found = days_ahead(context.plant().timezone, schedule, machine, first_day)
    found["day"] = found["date"].dt.strftime("%a %-d %b %Y")
    found["shifts"] = found["shifts"].where(found["shifts"] != "", "free")
    tables.table(found, alt, DAYS)


def named(machine: int | None) -> str:
    """Whose calendar, in a sentence."""
    return "the plant" if machine is None else plain(cached.answer(machine_names).get(machine, "?"))
