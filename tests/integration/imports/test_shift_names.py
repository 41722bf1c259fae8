"""Uploads take the shifts that the plant's calendar has, whatever they are called and however long they are."""

from dataclasses import replace
from datetime import date

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.domain import shift_models
from producflow.domain.patterns import Pattern
from producflow.domain.schedule import Plan, Schedule
from producflow.operations import calendar
from producflow.reports.plant import plant_settings
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, reasons, rows

HEAD = "machine,date,shift,output,defects,downtime\n"
SINCE = date(2026, 3, 1)


def plan(store: Store, model: str) -> None:
    """The three shifts until March, then a common pattern."""
    later: Pattern = shift_models.pattern_of(model, SINCE)
    calendar.save(store, COMMAND_LINE, Plan((*Schedule().patterns, later)))


def test_a_file_names_the_shifts_of_the_calendar(store: Store, bring: Import) -> None:
    plan(store, "7 × 2: every day, two shifts of 12 hours")
    content = (
        f"{HEAD}Press 1,2026-03-02,Day,100,2,600\nPress 1,2026-03-02,NIGHT,90,1,30\nPress 1,2026-03-03,Siesta,9,0,1\n"
    )
    done = bring(content, kind="production_records", create_equipment=True)
    assert reasons(done) == [
        (4, "shift", "Siesta", "“Siesta” is none of day, night, morning, afternoon; say in the mapping what it means.")
    ]
    found = rows(store, "SELECT shift, planned_minutes, planned_shared FROM production_records ORDER BY shift")
    # 600 of 720 minutes stood still: more than a shift of eight hours has.
    assert found == [
        {"shift": "day", "planned_minutes": 720.0, "planned_shared": True},
        {"shift": "night", "planned_minutes": 720.0, "planned_shared": True},
    ]


@pytest.mark.long
def test_words_of_other_languages_mean_only_shifts_that_there_are(store: Store, bring: Import) -> None:
    done = bring(f"{HEAD}Press 1,2026-02-02,Früh,100,2,60\n", kind="production_records", create_equipment=True)
    assert (reasons(done), rows(store, "SELECT shift FROM production_records")) == ([], [{"shift": "morning"}])
    early = Pattern(
        SINCE, tuple(slot for slot in shift_models.pattern_of("5 × 1: Monday to Friday, one shift", SINCE).slots)
    )
    named = Pattern(SINCE, tuple(replace(slot, shift="Früh", minutes=600) for slot in early.slots))
    calendar.save(store, COMMAND_LINE, Plan((*Schedule().patterns, named)))
    done = bring(f"{HEAD}Press 1,2026-03-02,früh,100,2,60\n", kind="production_records")
    assert reasons(done) == []
    found = rows(store, "SELECT shift, planned_minutes FROM production_records ORDER BY date")
    assert found == [{"shift": "morning", "planned_minutes": 480.0}, {"shift": "Früh", "planned_minutes": 600.0}]


def test_states_are_cut_where_the_shifts_of_the_machine_change(store: Store, bring: Import) -> None:
    plan(store, "7 × 2: every day, two shifts of 12 hours")
    content = (
        "machine,start,end,state\n"
        "Press 1,2026-02-28 12:00,2026-02-28 23:00,producing\n"
        "Press 1,2026-03-02 12:00,2026-03-02 23:00,producing\n"
    )
    bring(content, kind="state_intervals", create_equipment=True)
    found = rows(store, "SELECT date, shift, planned_minutes FROM production_records ORDER BY ALL")
    assert [(row["date"].day, row["shift"], row["planned_minutes"]) for row in found] == [
        (28, "afternoon", 480.0),
        (28, "morning", 120.0),
        (28, "night", 60.0),
        (2, "day", 360.0),
        (2, "night", 300.0),
    ]
    # Eight-hour shifts from another day on: what follows from states follows.
    calendar.save(
        store,
        COMMAND_LINE,
        Plan(
            (
                *Schedule().patterns,
                shift_models.pattern_of("7 × 2: every day, two shifts of 12 hours", date(2026, 3, 3)),
            )
        ),
    )
    found = rows(store, "SELECT shift, planned_minutes FROM production_records WHERE date = '2026-03-02' ORDER BY ALL")
    assert [(row["shift"], row["planned_minutes"]) for row in found] == [
        ("afternoon", 480.0),
        ("morning", 120.0),
        ("night", 60.0),
    ]


def test_whole_days_are_divided_among_the_shifts_of_the_calendar(store: Store, bring: Import) -> None:
    calendar.save(
        store,
        COMMAND_LINE,
        Plan((shift_models.pattern_of("5 × 2: Monday to Friday, two shifts", Schedule().patterns[0].valid_from),)),
    )
    content = "machine,date,output,defects,downtime\nPress 1,2026-03-02,100,4,60\n"
    done = bring(content, options=imports.ImportOptions(answers=["shift=divide evenly"], create_equipment=True))
    assert any("divided evenly among its shifts, morning, afternoon" in note for note in done.rehearsal.notes)
    found = rows(store, "SELECT shift, output_quantity FROM production_records ORDER BY shift")
    assert found == [{"shift": "afternoon", "output_quantity": 50}, {"shift": "morning", "output_quantity": 50}]
    assert plant_settings(store).schedule.names == ("morning", "afternoon")
