"""Frozen links: what they show never changes, whatever is imported, changed or undone later; and they say what has."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.calendar_words import span
from producflow.domain.plant import PlantSettings
from producflow.errors import Conflict, NotAllowed, NotFound
from producflow.imports import ImportOptions, import_file, undo
from producflow.operations import annotations, equipment, frozen, maintenance_jobs, production, readings
from producflow.reports import annotations as notes
from producflow.reports import effects, maintenance, sensors
from producflow.reports import frozen as reports
from producflow.reports import production as production_reports
from producflow.reports.links import Link
from producflow.store.database import Session, Store
from tests.integration.conftest import AppAs

NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)
DAY = date(2026, 3, 16)
QUERY = "period=Custom&from=2026-03-14&to=2026-03-18"
ANN, BOSS = (Actor(n, f"{n}@x.y", name, role) for n, name, role in ((1, "Ann", Role.ANALYST), (2, "Bo", Role.MANAGER)))
_numbers = count()


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def record(store: Store, **values: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"date": DAY, "shift": "morning", "output_quantity": 100, "defect_quantity": 4}
    return production.record(store, COMMAND_LINE, equipment_id=1, **(given | values))


@pytest.fixture
def plant(store: Store) -> Store:
    equipment.create(store, COMMAND_LINE, name="Press", capacity=480)
    record(store, downtime_minutes=60.0)
    maintenance_jobs.create(
        store,
        COMMAND_LINE,
        equipment_id=1,
        maintenance_type="corrective",
        description="Belt",
        status="completed",
        completed_date=at(16),
        cost=100.0,
        duration_hours=1.0,
    )
    frame = pd.DataFrame({"equipment_id": [1] * 8, "sensor_type": "temperature", "value": range(60, 68)})
    readings.add(store, COMMAND_LINE, frame.assign(timestamp=[at(15, 4 + n) for n in range(8)]))
    annotations.add(store, COMMAND_LINE, text="New tool", starts_at=at(16), equipment_id=1)
    return store


def shown(store: Store, found: reports.Frozen) -> dict[str, Any]:
    """All that the pages of a link show, read anew from the rows that it keeps."""
    reports._open.clear()
    rows = reports.opened(store, found)
    view, now = found.view, found.frozen_at
    report = maintenance.maintenance(rows, view, now)
    answers: dict[str, Any] = {
        "figures": production_reports.metrics(rows, view, now).fields(),
        "jobs": report.jobs.to_csv(),
        "machines": report.machines.to_csv(),
        "effects": effects.job_effects(rows, view, now).jobs.to_csv(),
        "notes": notes.notes(rows, None).to_csv(),
    }
    if found.link.page == "equipment":
        course = sensors.course(rows, 1, ("temperature",), at(14), at(19), now)
        answers |= {"course": course.series[0].frame.to_csv(), "history": course.history.jobs.to_csv()}
    return answers


def import_records(store: Store) -> int:
    path = Path(store.path).with_name(f"records-{next(_numbers)}.csv")
    path.write_text(
        "machine,date,shift,output_quantity,defect_quantity,downtime_minutes\nPress,2026-03-16,morning,90,9,120\n"
        f"Press,2026-03-17,night,{next(_numbers)},0,0\n",
        encoding="utf-8",
    )
    batch = import_file(store, COMMAND_LINE, path, path.name, ImportOptions(kind="production_records")).batch
    assert batch is not None
    return batch.id


def edit(store: Store) -> None:
    production.change(store, COMMAND_LINE, 1, {"output_quantity": 200 + next(_numbers)})


def undo_newest(store: Store) -> None:
    undo(store, COMMAND_LINE, import_records(store))


def note(store: Store) -> None:
    annotations.add(store, COMMAND_LINE, text=f"Note {next(_numbers)}", starts_at=at(16), equipment_id=1)
    newest = int(notes.notes(store, None)["id"].max())
    annotations.change(store, COMMAND_LINE, newest, {"text": "Other words"})


def read(store: Store) -> None:
    when = at(15) + timedelta(seconds=next(_numbers))
    frame = pd.DataFrame({"equipment_id": [1], "sensor_type": ["temperature"], "value": [99.0], "timestamp": [when]})
    readings.add(store, COMMAND_LINE, frame)


def change_job(store: Store) -> None:
    maintenance_jobs.change(store, COMMAND_LINE, 1, cost=1000.0 + next(_numbers))


def rename(store: Store) -> None:
    equipment.change(store, COMMAND_LINE, 1, {"name": f"Press {next(_numbers)}", "capacity": 100.0})
    equipment.change(store, COMMAND_LINE, 1, {"name": "Press"})


WRITES: tuple[Callable[[Store], object], ...] = (import_records, edit, undo_newest, note, read, change_job, rename)


@pytest.mark.long
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WRITES), min_size=2, max_size=5))
def test_later_writes_change_nothing_that_a_link_shows(plant: Store, writes: list[Callable[[Store], object]]) -> None:
    pages = (("maintenance", QUERY), ("equipment", f"{QUERY}&machine=1"))
    made = [frozen.freeze(plant, ANN, Link.of(page, query), now=NOW) for page, query in pages]
    before = [shown(plant, found) for found in made]
    for write in writes:
        write(plant)
    assert [shown(plant, reports.find(plant, found.token)) for found in made] == before


@pytest.mark.long
def test_the_banner_counts_what_came_since(plant: Store) -> None:
    found = frozen.freeze(plant, ANN, Link.of("overview", QUERY), now=NOW)
    assert not reports.since(plant, found.token).changed
    batch = import_records(plant)
    edit(plant)
    undo(plant, COMMAND_LINE, batch)
    since = reports.since(plant, found.token)
    assert (since.imports, since.undone, since.edits, since.changed) == (1, 1, 1, True)
    assert since.then["total_output"] == 100
    assert since.figures["total_output"] != 100


def test_a_link_is_removed_by_its_maker_and_brought_back(plant: Store) -> None:
    found = frozen.freeze(plant, ANN, Link.of("overview", QUERY), "Monthly review", now=NOW)
    with pytest.raises(NotAllowed, match="Only Ann"):
        frozen.remove(plant, Actor(9, "o@x.y", "Other", Role.ANALYST), found.id)
    frozen.remove(plant, ANN, found.id)
    with pytest.raises(NotFound, match="was removed"):
        reports.find(plant, found.token)
    with pytest.raises(Conflict):
        frozen.remove(plant, BOSS, found.id)
    frozen.bring_back(plant, BOSS, found.id)
    assert reports.find(plant, found.token).note == "Monthly review"


def test_nothing_can_be_written_into_frozen_rows(plant: Store) -> None:
    found = frozen.freeze(plant, ANN, Link.of("overview", QUERY), now=NOW)
    with pytest.raises(Conflict, match="frozen"):
        edit(reports.opened(plant, found))


def figures(app: AppTest) -> list[str]:
    """What the tiles of the first screen show."""
    return [each.value for each in app.markdown if each.value.startswith('<div class="pf">')]


def test_a_frozen_page_says_so_and_keeps_its_numbers(demo_plant: Store, app_as: AppAs) -> None:
    app_as("operator", "admin")  # makes the account, which is a change too
    found = frozen.freeze(demo_plant, COMMAND_LINE, Link.of("overview", "period=7d"), "Review")
    app = app_as("operator", "overview", frozen=found.token)
    before = figures(app)
    assert len(before) == 4
    assert any("Nothing has changed since" in each.value for each in app.markdown)
    everything = dict.fromkeys(("machines", "shift", "first_day", "last_day"))
    [newest] = demo_plant.read(Session.rows, "production/page", **everything, skip=0, limit=1)
    production.change(demo_plant, COMMAND_LINE, newest["id"], {"output_quantity": 99_999})
    again = app_as("operator", "overview", frozen=found.token)
    assert figures(again) == before
    assert any("Since then: 1 edit; OEE" in each.value for each in again.markdown)
    now = app_as("operator", "overview")
    assert figures(now) != before


@pytest.mark.long
@pytest.mark.parametrize("query", ["", "period=7d"])
def test_a_link_of_when_seven_days_were_complete_ones_goes_on_showing_them(
    demo_plant: Store, app_as: AppAs, query: str
) -> None:
    """Before periods reached now, a link of the last seven days kept those that ended with the day before."""
    app_as("operator", "admin")  # makes the account, which is a change too
    found = frozen.freeze(demo_plant, COMMAND_LINE, Link.of("overview", query))
    first, last = found.view.first_day - timedelta(days=1), found.view.last_day - timedelta(days=1)
    older = f"UPDATE frozen_views SET first_day = DATE '{first}', last_day = DATE '{last}' WHERE id = {found.id}"
    demo_plant.write(lambda transaction: transaction.compose(older))
    app = app_as("operator", "overview", frozen=found.token, **dict(pair.split("=") for pair in query.split()))
    assert not app.exception
    captions = [caption.value.replace("\\", "") for caption in app.caption]
    assert any(told.startswith(f"{span(first, last)} · all machines") for told in captions)
    chosen = reports.view_of(found.link, PlantSettings(), found.frozen_at, {}, reports.find(demo_plant, found.token))
    assert (chosen.first_day, chosen.last_day) == (first, last)
    month = app_as("operator", "overview", frozen=found.token, period="30d")  # another period is what it means now
    assert any("so far, until" in caption.value for caption in month.caption)
