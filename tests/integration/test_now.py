"""How machines stand at this moment, on a real file: states in their order, since when, and what may be the cause."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.domain import shift_models
from producflow.domain.causes import IN_WORK, LATE, NOTE, STOP
from producflow.domain.patterns import SINCE_EVER, Pattern, Slot
from producflow.domain.schedule import Plan
from producflow.operations import alerts, annotations, calendar, equipment, maintenance_jobs, readings
from producflow.reports.now import Now, Standing, now
from producflow.store.database import Store

AT = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
"""A Tuesday; the morning shift runs, and the night shift of Monday was the last."""


def machines(store: Store, *names: str, **more: Any) -> list[int]:
    return [int(equipment.create(store, COMMAND_LINE, name=name, **more)["id"]) for name in names]


def post(store: Store, values: list[dict[str, Any]]) -> None:
    readings.add(store, COMMAND_LINE, pd.DataFrame(values))


def rows(store: Store, table: str, *values: dict[str, Any]) -> None:
    store.write(lambda transaction: transaction.append(table, pd.DataFrame(list(values))))


def reading(machine: int, value: float, minutes_ago: float, sensor: str = "temperature") -> dict[str, Any]:
    at = AT - timedelta(minutes=minutes_ago)
    return {"equipment_id": machine, "sensor_type": sensor, "timestamp": at, "value": value}


def stop(machine: int, began: timedelta, lasted: float | None, reason: str, *, planned: bool = False) -> dict[str, Any]:
    start = (AT - began).replace(tzinfo=None)
    end = None if lasted is None else start + timedelta(minutes=lasted)
    return {"equipment_id": machine, "started_at": start, "ended_at": end, "reason": reason, "planned": planned}


def by_name(found: Now) -> dict[str, Standing]:
    return {machine.name: machine for machine in found.machines}


def test_the_gravest_stands_first_and_says_since_when_and_beyond_which_limit(store: Store) -> None:
    hot, warm, cold, quiet, silent = machines(store, "Hot", "Warm", "Cold", "Quiet", "Silent")
    post(
        store,
        [
            *[reading(hot, value, minutes) for value, minutes in ((70.0, 90), (82.0, 60), (88.0, 30), (88.5, 5))],
            *[reading(warm, 82.0, minutes) for minutes in (20, 5)],
            reading(cold, 44.0, 10, "pressure"),
            reading(quiet, 60.0, 5),
            reading(silent, 60.0, 60 * 25),  # older than the 24 hours that say something of now
        ],
    )
    found = store.answers.ask(now, AT)
    assert [(each.name, each.state) for each in found.machines] == [
        ("Hot", "critical"),
        ("Cold", "critical"),
        ("Warm", "warning"),
        ("Silent", "unknown"),
        ("Quiet", "running"),
    ]
    one = by_name(found)
    # Since it passed the limit that is named; it was beyond the warning limit half an hour before.
    assert (one["Hot"].value, one["Hot"].bound, one["Hot"].since) == (
        88.5,
        85.0,
        pd.Timestamp(AT) - timedelta(minutes=30),
    )
    assert (one["Cold"].sensor_type, one["Cold"].bound) == ("pressure", 45.0)
    assert (one["Warm"].bound, one["Warm"].since) == (80.0, pd.Timestamp(AT) - timedelta(minutes=20))
    assert [machine.name for machine in found.wanting] == ["Hot", "Cold", "Warm", "Silent"]


def test_a_stop_that_lasts_an_alert_and_what_people_report_make_a_state_too(store: Store) -> None:
    stopped, told, called, served, planned = machines(store, "Stopped", "Told", "Called", "Served", "Planned")
    equipment.change(store, COMMAND_LINE, told, {"status": "warning"})
    equipment.change(store, COMMAND_LINE, served, {"status": "maintenance"})
    rows(
        store,
        "downtime_events",
        stop(stopped, timedelta(minutes=11), None, "Jam"),
        stop(planned, timedelta(minutes=30), None, "Tool change", planned=True),
        stop(told, timedelta(hours=3), 20, "Jam"),
    )
    alert = alerts.create(
        store, COMMAND_LINE, equipment_id=called, type="emergency", priority="critical", title="Oil on the floor"
    )
    found = store.answers.ask(now, AT)
    assert [(each.name, each.state) for each in found.machines] == [
        ("Called", "critical"),
        ("Stopped", "stopped"),
        ("Told", "warning"),
        ("Planned", "maintenance"),
        ("Served", "maintenance"),
    ]
    one = by_name(found)
    assert (one["Stopped"].stop, one["Stopped"].since) == ("Jam", pd.Timestamp(AT) - timedelta(minutes=11))
    assert (one["Called"].alert, one["Called"].alert_id) == ("Oil on the floor", alert["id"])

    # Whoever acknowledged it sees to it: the machine does not call any more, and its link still leads to the alert.
    alerts.move(store, COMMAND_LINE, int(alert["id"]), "acknowledged")
    calmed = by_name(store.answers.ask(now, AT))["Called"]
    assert (calmed.state, calmed.alert, calmed.alert_id) == ("unknown", None, alert["id"])


@pytest.mark.long
def test_the_cause_comes_from_jobs_stops_and_notes_that_speak_of_the_sensor(store: Store) -> None:
    hot, other = machines(store, "Hot", "Other")
    post(store, [reading(hot, 88.0, 5)])
    for words, due in (("Check heater bands", -6.2), ("Oil", -9.0), ("Heat test", 1.0)):
        maintenance_jobs.create(
            store,
            COMMAND_LINE,
            equipment_id=hot,
            maintenance_type="preventive",
            description=words,
            scheduled_date=AT + timedelta(days=due),
        )
    rows(
        store,
        "downtime_events",
        stop(hot, timedelta(days=3), 20, "Heater fault"),
        stop(hot, timedelta(days=5), 20, "Heater fault"),
        stop(hot, timedelta(days=20), 20, "Heater burnt"),  # too long ago
        stop(hot, timedelta(days=1), 2, "Heater blip"),  # too short
        stop(other, timedelta(days=1), 30, "Heater stolen"),  # of another machine
    )
    annotations.add(store, COMMAND_LINE, text="Cooling water warm", starts_at=AT - timedelta(days=2), equipment_id=hot)
    found = by_name(store.answers.ask(now, AT))["Hot"].cause
    assert found.likely
    assert [(each.kind, each.told) for each in found.evidence] == [
        (LATE, "job 6 days late, “Check heater bands”"),
        (STOP, "stop on 14 Mar, Heater fault (2 times in 14 days)"),
    ]


def test_without_a_job_or_stop_the_note_and_without_any_that_speaks_the_nearest(store: Store) -> None:
    hot, cold = machines(store, "Hot", "Cold")
    post(store, [reading(hot, 88.0, 5), reading(cold, 40.0, 5, "pressure")])
    annotations.add(store, COMMAND_LINE, text="Cooling water warm", starts_at=AT - timedelta(days=2), equipment_id=hot)
    annotations.add(store, COMMAND_LINE, text="Cooling water warm", starts_at=AT - timedelta(days=9), equipment_id=cold)
    maintenance_jobs.create(
        store,
        COMMAND_LINE,
        equipment_id=cold,
        maintenance_type="corrective",
        description="Paint the frame",
        status="in_progress",
    )
    found = by_name(store.answers.ask(now, AT))
    assert [each.kind for each in found["Hot"].cause.evidence] == [NOTE]
    assert found["Hot"].cause.likely
    assert [each.kind for each in found["Cold"].cause.evidence] == [IN_WORK]
    assert not found["Cold"].cause.likely


def test_a_machine_that_runs_says_what_its_last_shift_brought(store: Store) -> None:
    good, silent = machines(store, "Good", "Silent", capacity=500.0)
    record = {"equipment_id": good, "date": date(2026, 3, 16), "shift": "night", "defect_quantity": 0}
    rows(store, "production_records", record | {"output_quantity": 441, "downtime_minutes": 30.0})
    rows(  # within Monday's night shift, which ended on Tuesday at 06:00
        store, "downtime_events", stop(good, timedelta(hours=9), 12, "Jam"), stop(good, timedelta(hours=10), 8, "Dirt")
    )
    found = by_name(store.answers.ask(now, AT))
    assert (found["Good"].state, found["Good"].output, found["Good"].longest_stop) == ("running", 441, ("Jam", 12.0))
    assert (found["Silent"].state, found["Silent"].output) == ("unknown", None)
    assert silent


def test_a_machine_of_its_own_calendar_is_missed_in_its_own_last_shift(store: Store) -> None:
    """The plant's last shift was Monday's night. Who works by other hours has a last shift of another name."""
    days, silent, idle, nights = machines(store, "Days", "Silent", "Idle", "Nights", capacity=500.0)
    by_day = shift_models.pattern_of("5 × 2: Monday to Friday, two shifts", SINCE_EVER)
    long_ago = Pattern(SINCE_EVER, (Slot(0, "yearly", time(6), 480),), 366, date(2026, 6, 1))
    for machine, pattern in ((days, by_day), (silent, by_day), (idle, long_ago)):
        calendar.save(store, COMMAND_LINE, Plan((pattern,)), machine)
    record = {"equipment_id": days, "date": date(2026, 3, 16), "shift": "afternoon", "defect_quantity": 0}
    rows(store, "production_records", record | {"output_quantity": 441, "downtime_minutes": 30.0})
    rows(store, "downtime_events", stop(days, timedelta(hours=20), 12, "Jam"))  # at 16:00 on Monday
    found = by_name(store.answers.ask(now, AT))
    assert {name: (each.state, each.wanting) for name, each in found.items()} == {
        "Days": ("running", False),
        "Silent": ("unknown", True),
        "Idle": ("unknown", False),
        "Nights": ("unknown", True),
    }
    assert (found["Days"].output, found["Days"].longest_stop) == (441, ("Jam", 12.0))
    assert nights
