"""The page of the working calendar: choose, look, save; holidays by list; what cannot be is said."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from producflow.domain.holidays import holidays_of
from producflow.domain.patterns import Change, InvalidCalendarError
from producflow.reports import audit
from producflow.reports.plant import plant_settings
from producflow.store.database import Store

AppAs = Callable[..., AppTest]
SECTION = {"admin_section": "Working calendar"}


def press(app: AppTest, label: str) -> None:
    next(each for each in app.button if each.label == label).click().run()


def test_a_manager_chooses_five_days_of_two_shifts_from_a_day(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", **SECTION)
    assert not app.exception
    assert app.dataframe[0].value["shifts"].tolist() == [
        "every day morning 06:00–14:00, afternoon 14:00–22:00, night 22:00–06:00"
    ]
    app.selectbox(key="calendar_model_None").set_value("5 × 2: Monday to Friday, two shifts")
    app.date_input(key="calendar_from_None").set_value(date(2026, 6, 1)).run()
    assert not app.exception
    preview = app.dataframe[-1].value
    # 1 June 2026 is a Monday.
    both = "morning 06:00–14:00, afternoon 14:00–22:00"
    assert preview["shifts"].tolist()[4:8] == [both, "free", "free", both]
    assert preview["hours"].sum() == 10 * 16
    assert any("88 of 168 h are in no shift" in each.value for each in app.caption)
    press(app, "Save these shifts")
    assert not app.exception
    assert app.toast[0].value.replace("\\", "") == "From 1 Jun 2026 on the plant works so."
    reported = app.dataframe[0].value["shifts"].tolist()
    assert any("night 22:00–06:00" in each for each in reported), "what was reported before keeps its shifts"
    found = plant_settings(empty_plant).schedule
    assert [(each.valid_from, each.names) for each in found.patterns] == [
        (date(1900, 1, 1), ("morning", "afternoon", "night")),
        (date(2026, 6, 1), ("morning", "afternoon")),
    ]
    assert audit.entries(empty_plant)["changes"][0].startswith("shifts from 1 Jun 2026: none → Mon–Fri morning")


def test_holidays_are_pasted_and_taken_out(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", **SECTION)
    app.text_area(key="holidays_text_None").set_value("2026-12-24 to 2027-01-01 Christmas\n\n2027-05-01 Labour Day")
    press(app, "Add these holidays")
    assert not app.exception
    assert [each.reason for each in plant_settings(empty_plant).schedule.changes] == ["Christmas", "Labour Day"]
    app.multiselect(key="take_out_of_None").set_value(["1 May 2027: closed (Labour Day)"])
    press(app, "Take these out")
    assert not app.exception
    assert [each.reason for each in plant_settings(empty_plant).schedule.changes] == ["Christmas"]
    app.text_area(key="holidays_text_None").set_value("2026-12-24 Christmas\nBoxing Day")
    press(app, "Add these holidays")
    assert "Line 2, “Boxing Day”, names no day" in app.error[0].value.replace("\\", "")


def test_a_machine_gets_an_extra_shift_of_its_own(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "admin", **SECTION)
    app.selectbox(key="calendar_of").set_value(1).run()
    assert any(each.value == "It works as the plant does." for each in app.caption)
    app.selectbox(key="day_kind_1").set_value("Extra shift, or other times")
    press(app, "Enter it")
    assert "has no name" in app.error[0].value
    app.selectbox(key="day_shift_1").set_value("night")
    app.text_input(key="day_reason_1").set_value("Backlog")
    press(app, "Enter it")
    assert not app.exception
    [(machine, plan)] = plant_settings(demo_plant).schedule.machines
    assert (machine, [(each.kind, each.shift, each.reason) for each in plan.changes]) == (
        1,
        [("extra", "night", "Backlog")],
    )


def test_only_managers_see_it(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "admin", **SECTION)
    assert not [each for each in app.selectbox if each.key == "calendar_of"]


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("2026-12-24 Christmas", Change(date(2026, 12, 24), date(2026, 12, 24), "closed", reason="Christmas")),
        ("2026-12-24", Change(date(2026, 12, 24), date(2026, 12, 24), "closed")),
        ("2026-12-24; Heiligabend", Change(date(2026, 12, 24), date(2026, 12, 24), "closed", reason="Heiligabend")),
        ("2026-12-24 – 2026-12-26, X-mas", Change(date(2026, 12, 24), date(2026, 12, 26), "closed", reason="X-mas")),
    ],
)
def test_lines_of_holidays(line: str, change: Change) -> None:
    assert holidays_of(f"\n{line}\n") == (change,)


@pytest.mark.parametrize("line", ["2026-13-01 X", "24.12.2026 Christmas", "Christmas", "2026-12-26 to 2026-12-24 X"])
def test_lines_that_are_no_holidays(line: str) -> None:
    with pytest.raises(InvalidCalendarError):
        holidays_of(line)
