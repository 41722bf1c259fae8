"""The uploads page asks what a file does not say: which machine, which times, how days and letters are written."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from producflow.store.database import Session, Store
from tests.integration.test_uploads_page import (
    DATA,
    choose,
    create_machines,
    finished,
    press,
    select,
    shown,
    unescaped,
)

pytestmark = pytest.mark.long

AppAs = Callable[..., AppTest]


def test_questions_are_answered_where_they_are_asked(demo_plant: Store, app_as: AppAs) -> None:
    name = "ambient_temperature_system_failure.csv"
    app = choose(app_as("analyst", "uploads"), (DATA / name).read_bytes(), name)
    assert not shown(app)
    select(app, "Which machine are these rows of?", "Conveyor System #1")
    select(app, "What was measured", "temperature")
    assert shown(app)["New"] == "7,267"
    press(app, "commit")
    assert unescaped(app.success[0].value).startswith("Import 1 is in: 7,267 rows new")


def test_a_file_without_header_and_times_gets_them_from_answers(empty_plant: Store, app_as: AppAs) -> None:
    app = app_as("analyst", "uploads")
    choose(app, (DATA / "train_FD001_two_engines.txt").read_bytes(), "train_FD001.txt")
    texts = [unescaped(text.value) for text in app.markdown]
    assert "What are these rows? The header does not say it clearly." in texts
    assert "Which machine are these rows of? No column names it." in texts
    select(app, "What are these rows?", "sensor_readings")
    select(app, "Which machine are these rows of?", "column: column 1")  # found to be of a sensor before
    select(app, "Column of times", "column 2")
    next(text for text in app.text_input if text.label == "Step 0 at").set_value("2008-01-01")
    next(number for number in app.number_input if number.label == "Each step").set_value(30)
    finished(app)
    next(button for button in app.button if button.label == "Use these times").click()
    finished(app)
    create_machines(app)
    assert next(box for box in app.selectbox if box.label == "Time").value == "column 2"
    assert shown(app)["New"] == shown(app)["Rows read"]
    press(app, "commit")
    found = empty_plant.read(
        lambda session: session.composed(
            "SELECT DISTINCT timestamp::VARCHAR AS t FROM sensor_readings r JOIN equipment e ON e.id = equipment_id "
            "WHERE e.name = '2' ORDER BY ALL LIMIT 2"
        )
    )
    assert found.to_pylist() == [{"t": "2008-01-01 00:30:00"}, {"t": "2008-01-01 01:00:00"}]


def test_an_order_of_day_and_month_is_asked_with_the_values_and_remembered(empty_plant: Store, app_as: AppAs) -> None:
    text = "Maschine;Datum;Schicht;Menge;Ausschuss;Stillstand\nPresse;03.04.2026;Früh;10;1;2,5\n".replace(".", "/")
    app = choose(app_as("analyst", "uploads"), text.encode("cp1252"), "shifts.csv")
    [radio] = app.radio
    assert unescaped(radio.label).startswith("How is “Datum” written?")
    assert any(unescaped(caption.value) == "The first values of “Datum”: 03/04/2026" for caption in app.caption)
    radio.set_value("month first")
    finished(app)
    assert any("It was said to be month first." in unescaped(caption.value) for caption in app.caption)
    create_machines(app)
    next(field for field in app.text_input if field.label.startswith("Remember")).set_value("Shifts of the press")
    finished(app)
    press(app, "commit")
    found = empty_plant.read(lambda session: session.composed("SELECT date::VARCHAR AS d FROM production_records"))
    assert found.to_pylist() == [{"d": "2026-03-04"}]

    app = choose(app_as("analyst", "uploads"), text.replace("10", "11").encode("cp1252"), "next.csv")
    assert not app.radio
    assert next(box for box in app.selectbox if box.label == "Read by the profile").value == "Shifts of the press"
    assert shown(app)["Changed"] == "1"
    changes = next(frame.value for frame in app.dataframe if "field" in frame.value.columns)
    assert changes[["field", "before", "after"]].values.tolist() == [["Output", "10", "11"]]


def test_the_form_of_a_file_can_be_said(empty_plant: Store, app_as: AppAs) -> None:
    text = "Name;Standort\nFräse;Süd\nDrehbank;Nord\n"
    app = choose(app_as("analyst", "uploads"), text.encode("cp850"), "machines.csv")
    select(app, "Encoding", "cp850")
    assert "Fräse" in str(app.dataframe[0].value)
    number = next(each for each in app.number_input if each.label.startswith("Header"))
    number.set_value(30)
    finished(app)
    assert "No row begins on line 30" in unescaped(app.error[0].value)
    assert "Fräse" in str(app.dataframe[0].value)
    press(app, "commit")
    assert [row["name"] for row in empty_plant.read(Session.rows, "equipment/all")] == ["Drehbank", "Fräse"]
