"""The equipment page through the real entry script: who sees what, and that names stay text."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.access.roles import COMMAND_LINE, Role
from producflow.operations import alerts, equipment, readings
from producflow.store.database import Session, Store
from producflow.ui.text import plain
from tests.integration.clocks import clock_of

AppAs = Callable[..., AppTest]

QUESTION = "Which machine, and what is wrong with it?"


def shown(markdown: str) -> str:
    """Text as it is read."""
    return markdown.replace("\\", "")


def opening(app: AppTest) -> list[str]:
    """Names on the buttons that open machines, in order."""
    return [each.label for each in app.button if str(each.key).startswith("open_")]


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_role_sees_all_machines_the_worst_first(seen_plant: Store, app_as: AppAs, role: str) -> None:
    app = app_as(role, "equipment")
    assert not app.exception
    assert app.title[0].value == QUESTION
    names = opening(app)
    assert len(names) == 5
    assert plain("Injection Molding Machine #1") in names[0]
    assert plain("Robotic Arm #3") in names[1]


def test_of_machines_in_the_same_condition_one_with_an_open_alert_comes_first(demo_plant: Store, app_as: AppAs) -> None:
    rows = {row["name"]: row["id"] for row in demo_plant.read(Session.rows, "equipment/all")}
    for name, priority in (("Conveyor System #1", "low"), ("Quality Control Scanner", "high")):
        alerts.create(
            demo_plant, COMMAND_LINE, equipment_id=rows[name], type="scheduled", priority=priority, title="Belt worn"
        )
    names = opening(app_as("operator", "equipment"))
    expected = ("Injection Molding Machine #1", "Robotic Arm #3", "Quality Control Scanner", "Conveyor System #1")
    assert [plain(name) in shown for name, shown in zip(expected, names, strict=False)] == [True] * 4


def test_a_machine_opens_with_its_headline_and_charts_and_closes_again(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "equipment")
    app.button(key="open_1").click().run()
    assert not app.exception
    assert app.query_params["machine"] == "1"
    assert app.title[0].value == f"What is wrong with {plain('Injection Molding Machine #1')}?"
    told = shown(app.error[0].value)
    assert "Temperature is critical at" in told
    assert "(critical above 85), beyond its warning limits (above 80) since" in told  # 85 was passed two hours later
    assert len(app.get("plotly_chart")) == 1
    app.button(key="all_machines").click().run()
    assert app.title[0].value == QUESTION
    assert "machine" not in app.query_params


@pytest.mark.long
def test_a_link_opens_on_a_closer_look(seen_plant: Store, app_as: AppAs) -> None:
    newest = seen_plant.read(Session.frame, "readings/latest_of_machines")["timestamp"].max()
    around = newest.tz_convert(clock_of(seen_plant)).strftime("%Y-%m-%dT%H:%M")
    app = app_as("operator", "equipment", machine="2", zoom="1 hour", around=around)
    assert not app.exception
    assert any("every reading" in each.value for each in app.caption)
    app = app_as("operator", "equipment", machine="2", period="90d")
    assert any("every 3 hours" in each.value for each in app.caption)


@pytest.mark.long
def test_old_readings_are_a_click_away(empty_plant: Store, app_as: AppAs) -> None:
    equipment.create(empty_plant, COMMAND_LINE, name="Oven")
    hours = pd.date_range("2014-05-20", "2014-05-28T15:00", freq="h", tz="UTC")
    rows = pd.DataFrame({"equipment_id": 1, "sensor_type": "temperature", "timestamp": hours, "value": 70.0})
    readings.add(empty_plant, COMMAND_LINE, rows)
    app = app_as("operator", "equipment", machine="1")
    assert "is older than 24 h, so its condition is unknown" in app.info[0].value
    assert "the newest is of 28 May 2014, 15:00" in app.info[1].value
    app.button(key="go_to_newest").click().run()
    assert not app.exception
    assert app.query_params["zoom"] == "7 days"
    # Half of seven days before 15:00, that hour included: 84 + 1 readings.
    assert any("Each line shows every reading; 85 readings in all." in shown(each.value) for each in app.caption)


@pytest.mark.parametrize("machine", ["99", "abc", "-1", "1; DROP TABLE equipment", "9" * 50, "²"])
def test_a_machine_that_is_not_there_is_said_to_be_so(seen_plant: Store, app_as: AppAs, machine: str) -> None:
    app = app_as("operator", "equipment", machine=machine)
    assert not app.exception
    assert app.warning[0].value.startswith("There is no machine ")
    assert len(opening(app)) == 5


def test_search_finds_by_name_and_place_and_says_when_nothing_fits(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "equipment", search="hall b arm")
    assert [plain("Robotic Arm #3") in each for each in opening(app)] == [True]
    app = app_as("operator", "equipment", search="no such thing")
    assert opening(app) == []
    assert app.info[0].value.startswith("No machine fits.")


def test_the_table_shows_the_same_machines(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "equipment", show="Table")
    assert not app.exception
    shown = app.dataframe[0].value
    first = shown.iloc[0]
    assert first["name"] == "Injection Molding Machine #1"
    assert first["condition"] == "Critical"
    assert first["beyond"].startswith("Temperature ")


@pytest.mark.long
def test_an_empty_plant_says_what_to_do(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("manager", "equipment")
    assert not app.exception
    assert "There is no machine yet." in app.info[0].value


@pytest.mark.long
def test_a_name_full_of_markup_stays_text(empty_plant: Store, app_as: AppAs) -> None:
    name = "<b>Odd</b> **one** :smile: [x](http://a.b) $a$ #1"
    equipment.create(empty_plant, COMMAND_LINE, name=name)
    app = app_as("operator", "equipment", machine="1")
    assert not app.exception
    title = app.title[0].value
    assert "\\*\\*one\\*\\*" in title
    assert "\\<b\\>" in title
    assert "No reading of this machine was ever received" in app.info[0].value


@pytest.mark.long
def test_whoever_may_record_finds_the_way_there(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "equipment", machine="3")
    [way] = [button for button in app.button if button.label == "Record for this machine"]
    way.click().run()
    assert not app.exception
    assert app.query_params["machine"] == "3"
    assert "Save the shift" in [button.label for button in app.button]


@pytest.mark.long
def test_a_technician_says_that_it_was_the_machine_and_takes_that_back(demo_plant: Store, app_as: AppAs) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    row = {
        "equipment_id": 1,
        "sensor_type": "pressure",
        "kind": "dropout",
        "words": "fell to 0",
        "low": 0.0,
        "high": 0.0,
    }
    row |= {"left_out": True, "explains": True, "started_at": now - timedelta(hours=3), "ended_at": now}
    demo_plant.write(lambda t: t.append("sensor_faults", pd.DataFrame([row])))
    note = int(
        demo_plant.read(Session.rows, "sensor_faults/page", machines=[1], lasting=False, skip=0, limit=1)[0]["id"]
    )

    def explains() -> bool:
        return bool(demo_plant.read(Session.rows, "sensor_faults/by_id", id=note)[0]["explains"])

    assert f"note_{note}_False" not in {each.key for each in app_as("operator", "equipment", machine="1").button}
    app = app_as("technician", "equipment", machine="1")
    assert any("Alerts of these readings alone are suppressed." in each.value for each in app.markdown)
    app.button(key=f"note_{note}_False").click().run()
    assert not explains()
    assert any("It was said to be the machine" in each.value for each in app.markdown)
    app.button(key=f"note_{note}_True").click().run()
    assert explains()
