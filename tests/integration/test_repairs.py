"""From an alert to its job and after: what answered it before, what it took, and whether it held."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import alerts, equipment, maintenance_jobs, stops
from producflow.reports import repairs
from producflow.store.database import Store, Transaction
from tests.integration.conftest import AppAs

FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)


def raised(store: Store, machine: int, begun: datetime, sensor: str | None = "temperature") -> int:
    """An alert as readings raise one, that began at an instant."""
    values = {"type": "emergency", "priority": "critical", "title": "Too hot"}
    number = int(alerts.create(store, COMMAND_LINE, equipment_id=machine, **values)["id"])  # type: ignore[arg-type]

    def of_readings(transaction: Transaction) -> None:
        transaction.composed(
            "UPDATE maintenance_alerts SET sensor_type = $sensor, started_at = $begun, peak_value = 97 WHERE id = $id",
            sensor=sensor,
            begun=begun,
            id=number,
        )

    store.write(of_readings)
    return number


def job(store: Store, machine: int, done: datetime, alert: int | None, **more: object) -> int:
    values = {"equipment_id": machine, "maintenance_type": "corrective", "description": f"Heater, {done:%d %b %H}"}
    values |= {"status": "completed", "completed_date": done, "alert_id": alert, **more}
    return int(maintenance_jobs.create(store, COMMAND_LINE, **values)["id"])  # type: ignore[arg-type]


@pytest.fixture
def press(store: Store) -> int:
    return int(equipment.create(store, COMMAND_LINE, name="Press")["id"])


def test_a_job_held_until_the_same_sensor_raised_an_alert_again(store: Store, press: int) -> None:
    first = job(store, press, FIRST + timedelta(hours=2), raised(store, press, FIRST), work_done="Fan cleaned")
    raised(store, press, FIRST + timedelta(days=3), sensor="vibration")
    second_alert = raised(store, press, FIRST + timedelta(days=10))
    second = job(store, press, FIRST + timedelta(days=11), second_alert)
    job(store, press, FIRST + timedelta(days=5), raised(store, press, FIRST + timedelta(days=4), sensor="pressure"))
    found = repairs.similar(store, press, "temperature").set_index("id")
    assert list(found.index) == [second, first], "the newest first, and none that answered another sensor"
    assert found.loc[first, "again_at"] == pd.Timestamp(FIRST + timedelta(days=10))
    assert found["again_at"].isna().to_dict() == {first: False, second: True}
    assert found.loc[first, "work_done"] == "Fan cleaned"
    belt = job(store, press, FIRST + timedelta(days=1), None)
    answered = repairs.similar(store, press, "temperature").set_index("id")["answered"]
    assert answered.to_dict() == {second: True, first: True, belt: False}, (
        "of a repair for no alert nobody can say that it held"
    )


def test_the_chain_has_alert_stops_job_and_what_came_after(store: Store, press: int) -> None:
    alert = raised(store, press, FIRST)
    for begun, reason, planned in ((10, None, False), (40, "Lunch", True), (-90, "Material", False)):
        at = FIRST + timedelta(minutes=begun)
        ended = at + timedelta(minutes=20)
        values = {"started_at": at, "ended_at": ended, "reason": reason, "planned": planned}
        stops.record(store, COMMAND_LINE, equipment_id=press, **values)  # type: ignore[arg-type]
    number = job(store, press, FIRST + timedelta(hours=2), alert)
    raised(store, press, FIRST + timedelta(days=6))
    found = repairs.chain(store, number)
    assert found.alert is not None
    assert (found.alert["id"], found.alert["since"]) == (alert, FIRST)
    [stop] = found.stops
    assert stop["started_at"] == FIRST + timedelta(minutes=10), "no planned one, and none that was over before"
    assert found.unexplained == found.stops
    assert found.again_at == FIRST + timedelta(days=6)
    assert repairs.chain(store, job(store, press, FIRST, None)).alert is None


@pytest.mark.long
def test_a_technician_plans_and_completes_on_the_page(empty_plant: Store, app_as: AppAs) -> None:
    machine = int(equipment.create(empty_plant, COMMAND_LINE, name="Press")["id"])
    begun = datetime.now(UTC) - timedelta(hours=1)
    alert = raised(empty_plant, machine, begun)
    stops.record(
        empty_plant, COMMAND_LINE, equipment_id=machine, started_at=begun, ended_at=begun + timedelta(minutes=9)
    )
    app = app_as("technician", "maintenance")
    app.button(key=f"alert_{alert}_plan").click().run()
    assert not app.exception
    assert "No finished job answered this on this machine before." in [caption.value for caption in app.caption]
    app.button(key=f"alert_{alert}_plan").click()
    next(button for button in app.button if button.label == "Plan job").click().run()
    [planned] = repairs.answering(empty_plant).values()
    assert planned["description"] == "Too hot: find the cause and mend it"
    app.run()
    lead = app.button(key=f"alert_{alert}_job")
    assert lead.label == "Job planned: Too hot\\: find the cause and mend it (scheduled)"
    lead.click().run()
    assert app.query_params["alert"] == str(alert)
    app = app_as("technician", "equipment", machine=str(machine), alert=str(alert))
    work = [button.label for button in app.button if button.label in ("Start", "Complete", "Correct", "Plan a job")]
    assert work == ["Start", "Complete", "Correct"], "the job stands below its alert, to be worked on"
    maintenance_jobs.move(empty_plant, COMMAND_LINE, planned["id"], "completed")
    alerts.move(empty_plant, COMMAND_LINE, alert, "resolved", "Fan cleaned")
    app.run()
    assert not app.exception
    assert "Resolved by a program: “Fan cleaned”" in [caption.value for caption in app.caption]
    [chain] = [text.value for text in app.markdown if "→" in text.value]
    assert "stop" in chain
    assert "has held for less than a day so far" in chain
