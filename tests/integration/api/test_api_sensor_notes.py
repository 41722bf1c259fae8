"""Sensor notes by calls: listed, narrowed, exported, in the words of the page."""

from datetime import UTC, datetime, timedelta

import pandas as pd

from producflow.reports.sensor_health import sensor_notes
from producflow.store.database import Store
from tests.integration.api.conftest import Call

WORDS = "fell to 0 in one step, and showed nothing else"


def test_sensor_notes_are_listed_and_exported_as_on_the_page(call: Call, api_store: Store, machine: int) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    rows = pd.DataFrame({"started_at": [now - timedelta(days=3), now - timedelta(hours=2)]})
    rows["ended_at"] = pd.Series([now - timedelta(days=2), None], dtype="datetime64[us, UTC]")
    rows = rows.assign(equipment_id=machine, sensor_type="pressure", kind="dropout", words=WORDS, low=0.0, high=0.0)
    api_store.write(lambda t: t.append("sensor_faults", rows.assign(left_out=True, explains=[True, False])))
    newest, older = call("operator", "GET", f"/sensor-notes?equipment_id={machine}").json()
    assert (newest["ended_at"], newest["explains"], older["explains"]) == (None, False, True)
    assert [each["id"] for each in call("operator", "GET", "/sensor-notes?lasting=true").json()] == [newest["id"]]
    assert [each["id"] for each in call("operator", "GET", "/sensor-notes?skip=1&limit=1").json()] == [older["id"]]
    assert call("operator", "GET", "/sensor-notes?equipment_id=999").status_code == 404
    day = (now - timedelta(days=1)).date()
    lines = call("analyst", "GET", f"/export/sensor_notes.csv?equipment_id={machine}&from={day}").text.splitlines()
    assert len(lines) == 2
    assert WORDS in lines[1]
    assert "Press 1" in lines[1]
    assert [note.words for note in sensor_notes(api_store, machine, now)] == [WORDS, newest["words"]]


def test_what_a_technician_holds_to_be_the_machine_suppresses_nothing(
    call: Call, api_store: Store, machine: int
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    row = {
        "equipment_id": machine,
        "sensor_type": "pressure",
        "kind": "dropout",
        "words": WORDS,
        "low": 0.0,
        "high": 0.0,
    }
    rows = pd.DataFrame([row | {"started_at": now, "ended_at": now, "left_out": True, "explains": True}])
    api_store.write(lambda t: t.append("sensor_faults", rows))
    assert call("operator", "POST", "/sensor-notes/1/believe", json={"believed": True}).status_code == 403
    said = call("technician", "POST", "/sensor-notes/1/believe", json={"believed": True}).json()
    assert (said["explains"], said["left_out"], said["believed_at"] is None) == (False, False, False)
    again = call("technician", "POST", "/sensor-notes/1/believe", json={"believed": True})
    assert (again.status_code, again.json()["detail"]) == (409, "Sensor note 1 is held to be the machine's already.")
    said = call("technician", "POST", "/sensor-notes/1/believe", json={"believed": False}).json()
    assert (said["explains"], said["believed_at"]) == (True, None)
    assert call("technician", "POST", "/sensor-notes/9/believe", json={"believed": True}).status_code == 404
