"""What is missing: report, page and API on a real database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pandas as pd
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE
from producflow.domain.rules import SHIFTS
from producflow.operations import plant as operations
from producflow.reports import missing, production
from producflow.reports.view import View
from producflow.store.database import Store

AppAs = Callable[..., AppTest]
MONDAY = date(2026, 3, 2)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
DAY = View(MONDAY, MONDAY)


def fill(store: Store) -> None:
    """Two machines, three days; on Monday the night of B is missing, its morning came late, and A's stands twice."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["A", "B"]})))
    ends = {"morning": 14, "afternoon": 22, "night": 30}
    rows = [
        {
            "equipment_id": machine,
            "date": MONDAY + timedelta(days=day),
            "shift": shift,
            "product": product,
            "output_quantity": 100,
            "defect_quantity": 0,
            "downtime_minutes": 0.0,
            "created_at": pd.Timestamp(MONDAY + timedelta(days=day), tz="UTC") + pd.Timedelta(hours=ends[shift] + late),
        }
        for day in (-1, 0, 1)
        for shift in SHIFTS
        for machine in (1, 2)
        for product in (("", "Bracket") if (machine, day, shift) == (1, 0, "morning") else ("",))
        for late in [40 if (machine, day, shift) == (2, 0, "morning") else 0]
        if (machine, day, shift) != (2, 0, "night")
    ]
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))


def test_every_machine_shift_is_what_it_was(store: Store) -> None:
    fill(store)
    found = missing.missing(store, DAY, LATER)
    cells = found.cells.set_index(["name", "shift"])["state"].to_dict()
    assert cells == {
        ("A", "morning"): "duplicate",
        ("A", "afternoon"): "reported",
        ("A", "night"): "reported",
        ("B", "morning"): "late",
        ("B", "afternoon"): "reported",
        ("B", "night"): "missing",
    }
    assert (found.count("missing"), found.count("late"), found.count("duplicate"), found.count("reported")) == (
        1,
        1,
        1,
        5,
    )
    assert found.cells["hours_late"].dropna().tolist() == [16.0]  # 40 h after the shift, of which 24 are in time
    [gap] = found.gaps.to_dict("records")
    assert (gap["name"], gap["span"]) == ("B", "2 Mar 2026, night")
    assert gap["next_step"] == "Upload that day's export again, or enter the shift below."
    assert found.reporting.coverage == production.metrics(store, DAY, LATER).reporting.coverage


def test_the_grace_is_the_plants_own(store: Store) -> None:
    fill(store)
    operations.change_settings(store, COMMAND_LINE, {"report_grace_hours": 41})
    assert missing.missing(store, DAY, LATER).count("late") == 0


def test_the_page_shows_the_silent_week_and_what_to_do(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "coverage", period="30d")
    assert not app.exception
    assert app.title[0].value == "What is missing?"
    cards = {metric.label: metric.value for metric in app.metric}
    assert (cards["Missing"], cards["Late"], cards["Duplicate"]) == ("21", "3", "0")
    assert "Robotic Arm" in app.warning[0].value.replace("\\", "")
    assert app.get("plotly_chart")
    assert any(fold.label == "Enter a missing shift by hand" for fold in app.expander)


def test_a_missing_shift_can_be_entered(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "coverage", period="30d")
    app.session_state["enter_missing"] = True  # unfolded
    app.run()
    next(button for button in app.button if button.label == "Enter the shift").click().run()
    assert app.title[0].value.startswith("Night shift of")
    said = dict(zip(("counted", "rejects", "downtime", "planned"), app.number_input, strict=False))
    assert {name: field.value for name, field in said.items()} == dict.fromkeys(said)
    for name in ("counted", "downtime", "planned"):  # it was not meant to run
        said[name].set_value(0)
    next(button for button in app.button if button.label == "Save the shift").click().run()
    assert not app.exception
    app = app_as("operator", "coverage", period="30d")
    assert {metric.label: metric.value for metric in app.metric}["Missing"] == "20"


def test_other_pages_lead_to_what_is_missing_and_say_what_it_changes(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", period="30d")
    assert any("missing reports make −" in caption.value.replace("\\", "") for caption in app.caption)
    next(button for button in app.button if button.label == "What is missing?").click().run()
    assert app.title[0].value == "What is missing?"


def test_an_empty_plant_misses_nothing(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "coverage")
    assert not app.exception
    assert "No machine-shift was expected to report" in app.info[0].value
