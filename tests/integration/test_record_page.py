"""The page on which people enter what a machine did: whose it is, what it keeps, and what it refuses."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from producflow.access.roles import COMMAND_LINE
from producflow.domain.counting import GOOD
from producflow.operations import production
from producflow.operations.plant import change_settings
from producflow.store.database import Session, Store

AppAs = Callable[..., AppTest]
DAY = date(2026, 3, 2)
THERE = {"machine": "1", "record_day": DAY.isoformat(), "record_shift": "morning"}


def recorded(store: Store) -> list[dict[str, Any]]:
    return store.read(Session.rows, "entries/records", equipment_id=1, day=DAY, shift="morning")


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def fields(app: AppTest) -> dict[str, object]:
    return {field.label.split(" [")[0]: field.value for field in app.number_input[:4]}


def told(app: AppTest) -> list[str]:
    """What stands in the way, as it is read."""
    return [error.value.replace("\\", "") for error in app.error]


def field(app: AppTest, label: str) -> NumberInput:
    return next(each for each in app.number_input if each.label.startswith(label))


@pytest.mark.long
def test_good_units_and_rejects_become_an_output(demo_plant: Store, app_as: AppAs) -> None:
    change_settings(demo_plant, COMMAND_LINE, {"counts": GOOD})
    app = app_as("operator", "record", **THERE)
    assert app.title[0].value == "Morning shift of 2 Mar"
    assert set(fields(app).values()) == {None}
    press(app, "Save the shift")
    assert told(app) == ["This is empty; type how many, 0 where none was made."]
    field(app, "Good units").set_value(95).run()
    press(app, "Save the shift")
    assert told(app) == ["This is empty; type how many, 0 where none was rejected."]
    field(app, "Rejected units").set_value(5).run()
    field(app, "Downtime").set_value(500).run()
    assert "above the planned 480 min" in told(app)[0]
    field(app, "Downtime").set_value(0).run()
    press(app, "Save the shift")
    assert not app.exception
    assert not app.error
    product = app.selectbox[1].value
    [stored] = recorded(demo_plant)
    assert stored["product"] == product
    assert (stored["output_quantity"], stored["defect_quantity"], stored["downtime_minutes"]) == (100, 5, 0.0)
    assert fields(app)["Good units"] == 95
    field(app, "Good units").set_value(96).run()
    press(app, "Save the correction")
    assert [row["output_quantity"] for row in recorded(demo_plant)] == [101]
    locked = app_as("technician", "record", **THERE)
    assert all(each.disabled for each in locked.number_input[:4])
    assert any("A manager or an admin may correct it" in each.value for each in locked.caption)


@pytest.mark.long
def test_what_was_typed_waits_for_whoever_typed_it(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "record", **THERE)
    field(app, "All units made").set_value(100).run()
    assert fields(app_as("operator", "record", **THERE))["All units made"] == 100
    assert fields(app_as("technician", "record", **THERE))["All units made"] is None
    field(app, "Rejected of them").set_value(2).run()
    field(app, "Downtime").set_value(10).run()
    press(app, "Save the shift")
    assert not app.error
    assert demo_plant.read(Session.composed, "SELECT count(*) AS n FROM entry_drafts")["n"][0].as_py() == 0
    # Somebody else corrects it meanwhile: the form begins with what stands now.
    [row] = recorded(demo_plant)
    production.change(demo_plant, COMMAND_LINE, row["id"], {"output_quantity": 90})
    assert fields(app_as("operator", "record", **THERE))["All units made"] == 90


def test_a_closed_day_asks_for_a_reason(demo_plant: Store, app_as: AppAs) -> None:
    change_settings(demo_plant, COMMAND_LINE, {"closed_until": DAY})
    app = app_as("operator", "record", **THERE)
    for name, value in (("All units made", 9), ("Rejected of them", 0), ("Downtime", 0)):
        field(app, name).set_value(value).run()
    press(app, "Save the shift")
    assert "are closed; give a reason" in told(app)[0]
    app.text_input[0].set_value("The sheet was found").run()
    press(app, "Save the shift")
    assert not app.error
    assert any("Recorded by" in each.value for each in app.caption)


def test_a_plant_without_machines_says_so(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "record")
    assert not app.exception
    assert "There is no machine yet" in app.info[0].value
