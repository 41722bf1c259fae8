"""One rule, whichever door: the same hostile rows by call, batch, upload by call, page function and command line.

A door may name the place of a fault in its own way (a field, a row of a batch, a line and a column of a file). What it
decides, the core of its sentence and what it stores must be the same. Expected values are by hand.
"""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from producflow import settings
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.integration.api.doors import Doors, Row, Verdict, agree, sent_through

NOW = datetime.now(UTC).replace(microsecond=0)
LATER = NOW + timedelta(days=400)


@pytest.fixture
def doors(
    call: Call, api_store: Store, api_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Doors:
    """Send rows of a kind through every door and tell what became of each."""
    monkeypatch.setenv("PRODUCFLOW_DATABASE", str(api_settings.database))
    settings.current.cache_clear()

    def send(kind: str, sent: Sequence[Row]) -> dict[str, list[Verdict]]:
        return sent_through(call, api_store, api_settings.database, tmp_path, kind, sent)

    return send


minutes = itertools.count()


def reading(sensor: str, value: float, unit: str = "", at: datetime | None = None) -> Row:
    at = at or datetime(2026, 3, 2, 6, 0, tzinfo=UTC) + timedelta(minutes=next(minutes))
    return {"sensor_type": sensor, "timestamp": at.isoformat(), "value": value, "unit": unit}


def kept(sensor: str, value: float, unit: str | None) -> Row:
    return {"sensor_type": sensor, "value": value, "unit": unit}


BEYOND = "is beyond 1e+150 in our unit, which nothing measures; correct it."
FUTURE = "lies in the future; correct it, or set the clock."


def test_readings(doors: Doors) -> None:
    agree(
        doors,
        "sensor_readings",
        [
            (reading("hydraulic pressure", 2.0, "bar"), kept("hydraulic pressure", 29.007547546041845, "PSI")),
            (reading("Hydraulikdruck", 2.0, " BAR "), kept("hydraulikdruck", 29.007547546041845, "PSI")),
            (reading("hydraulic pressure", 2.0, "kg/cm2"), kept("hydraulic pressure", 2.0, "kg/cm2")),
            (reading("hydraulic pressure", 2.0), kept("hydraulic pressure", 2.0, None)),
            (reading("oil temperature", 212.0, "°F"), kept("oil temperature", 100.0, "°C")),
            (reading(" Temperature ", 212.0, "degF"), kept("temperature", 100.0, "°C")),
            (reading("temperature", 21.5), kept("temperature", 21.5, "°C")),
            (reading("vibration acceleration", 2.0, "g"), kept("vibration acceleration", 2.0, "g")),
            (reading("flow", -1.5, "L/min"), kept("flow", -1.5, "L/min")),
            (reading("x" * 100, 1.0, "u" * 50), kept("x" * 100, 1.0, "u" * 50)),
            (reading("flow", 1.0, at=datetime(1950, 1, 1, tzinfo=UTC)), kept("flow", 1.0, None)),
            (reading("flow", 1.0, at=NOW + timedelta(hours=23)), kept("flow", 1.0, None)),
            (reading("speed", 1.6e148, "Hz"), kept("speed", 9.6e149, "RPM")),
            (
                reading("pressure", 2.0, "°C"),
                "“°C” cannot be converted: a pressure is kept in PSI, and °C is no unit of it that is known.",
            ),
            (reading("vibration", 2.0, "g"), "“g” cannot be converted: g is an acceleration and mm/s a velocity"),
            (reading("x" * 300, 1.0), "is longer than 100 characters; shorten it."),
            (reading("flow", 1.0, "u" * 60), "is longer than 50 characters; shorten it."),
            (reading("flow", 1.0, at=LATER), FUTURE),
            (
                reading("flow", 1.0, at=datetime(1850, 1, 1, tzinfo=UTC)),
                "is not between the years 1900 and 2199; correct the year.",
            ),
            (reading("speed", 1.7e148, "Hz"), BEYOND),
            (reading("main speed", -1.7e148, "Hz"), BEYOND),
            (reading("flow", 1e151, "l/min"), BEYOND),
        ],
    )


def record(**values: Any) -> Row:
    day = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=next(minutes))
    usual = {"date": day.date().isoformat(), "shift": "morning", "product": "A", "output_quantity": 100}
    return usual | {"defect_quantity": 4, "downtime_minutes": 30, "planned_minutes": 480} | values


@pytest.mark.long
def test_production_records(doors: Doors) -> None:
    agree(
        doors,
        "production_records",
        [
            (record(), {"output_quantity": 100, "defect_quantity": 4, "downtime_minutes": 30.0}),
            (record(product="  Bracket 40 "), {"product": "Bracket 40"}),
            (record(defect_quantity=100, downtime_minutes=480), {"defect_quantity": 100, "downtime_minutes": 480.0}),
            (record(planned_minutes=""), {"planned_minutes": 480.0, "planned_shared": True}),
            (record(efficiency_percentage=101.5), {"efficiency_percentage": 101.5}),
            (record(date="1950-01-01"), {"output_quantity": 100}),
            (record(product="x" * 200), {"product": "x" * 200}),
            (record(product="x" * 201), "is longer than 200 characters; shorten it."),
            (record(output_quantity=-1), "is below 0; correct it."),
            (record(defect_quantity=-1), "is below 0; correct it."),
            (record(defect_quantity=101), "101 defects are more than the output of 100; correct one of them."),
            (record(output_quantity=2**53, defect_quantity=1), "is above 9,007,199,254,740,991; correct it."),
            (record(downtime_minutes=-0.5), "is below 0; correct it."),
            (record(downtime_minutes=1.5e6, planned_minutes=2e6), "is above 1,000,000; correct it."),
            (record(efficiency_percentage=-1), "is below 0; correct it."),
            (record(efficiency_percentage=1e7), "is above 1,000,000; correct it."),
            (
                record(downtime_minutes=480.5),
                "Downtime of 480.5 min is above the planned 480 min; correct one of them.",
            ),
            (
                record(downtime_minutes=500, planned_minutes=""),
                "Downtime of 500 min is above the planned 480 min; correct one of them.",
            ),
            (record(date=LATER.date().isoformat()), FUTURE),
            (record(date="1850-01-01"), "is not between the years 1900 and 2199; correct the year."),
        ],
    )


def job(**values: Any) -> Row:
    number = next(minutes)
    usual = {"maintenance_type": "corrective", "description": f"Seal {number}", "status": "completed"}
    return usual | {"scheduled_date": "", "completed_date": "2026-03-02T06:00:00+00:00", "cost": 12.5} | values


@pytest.mark.long
def test_maintenance_jobs(doors: Doors) -> None:
    open_job = {"status": "scheduled", "completed_date": ""}
    agree(
        doors,
        "maintenance_logs",
        [
            (job(), {"cost": 12.5, "status": "completed"}),
            (job(**open_job, scheduled_date=LATER.isoformat()), {"status": "scheduled", "completed_date": None}),
            (job(description="x" * 10_000), {"description": "x" * 10_000}),
            (job(cost=0, duration_hours=0), {"cost": 0.0, "duration_hours": 0.0}),
            (job(description="x" * 10_001), "is longer than 10,000 characters; shorten it."),
            (job(parts_replaced="x" * 10_001), "is longer than 10,000 characters; shorten it."),
            (job(external_id="x" * 201), "is longer than 200 characters; shorten it."),
            (job(duration_hours=2e12), "is above 1,000,000,000,000; correct it."),
            (job(duration_hours=-1), "is below 0; correct it."),
            (job(cost=-0.5), "is below 0; correct it."),
            (job(completed_date=LATER.isoformat()), FUTURE),
            (job(completed_date="1850-01-01T00:00:00+00:00"), "is not between the years 1900 and 2199"),
            (job(**open_job, scheduled_date="1850-01-01T00:00:00+00:00"), "is not between the years 1900 and 2199"),
            (job(status="scheduled"), "Only a completed job has a completion date; leave it out."),
            (job(status="in_progress"), "Only a completed job has a completion date; leave it out."),
        ],
    )


def machine(**values: Any) -> Row:
    return {"name": f"Press {next(minutes)}", "type": "Press", "capacity": 960, "health_score": 90} | values


@pytest.mark.long
def test_machines(doors: Doors) -> None:
    agree(
        doors,
        "equipment",
        [
            (machine(), {"type": "Press", "capacity": 960.0, "health_score": 90.0}),
            (machine(type="  Big press "), {"type": "Big press"}),
            (machine(capacity="", health_score=""), {"capacity": None, "health_score": None}),
            (machine(health_score=0), {"health_score": 0.0}),
            (machine(health_score=100), {"health_score": 100.0}),
            (machine(installation_date="1955-05-01"), {"type": "Press"}),
            (machine(name="x" * 250), "is longer than 200 characters; shorten it."),
            (machine(type="x" * 201), "is longer than 200 characters; shorten it."),
            (machine(location="x" * 300), "is longer than 200 characters; shorten it."),
            (machine(capacity=0), "is not above 0; correct it, or leave it empty where it is not known."),
            (machine(capacity=-5), "is not above 0; correct it, or leave it empty where it is not known."),
            (machine(capacity=2e12), "is above 1,000,000,000,000; correct it."),
            (machine(health_score=-0.5), "is below 0; correct it."),
            (machine(health_score=100.5), "is above 100; correct it."),
            (machine(installation_date="1850-01-01"), "is not between the years 1900 and 2199; correct the year."),
            (machine(last_maintenance="1850-01-01T00:00:00+00:00"), "is not between the years 1900 and 2199"),
            (machine(last_maintenance=LATER.isoformat()), FUTURE),
        ],
    )


def stop(**values: Any) -> Row:
    start = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=next(minutes))
    return {"started_at": start.isoformat(), "ended_at": "", "reason": "Jam", "planned": "no"} | values


INTERVALS: list[tuple[Row, str]] = [
    ({"ended_at": "2026-01-01T00:00:00+00:00"}, "The end is before the start; correct one of them."),
    ({"ended_at": LATER.isoformat()}, FUTURE),
    ({"started_at": LATER.isoformat()}, FUTURE),
    ({"started_at": "1850-01-01T00:00:00+00:00"}, "is not between the years 1900 and 2199"),
    ({"duration": -1}, "is below 0; correct it."),
    ({"duration": 1e150}, "is above 10,000,000; correct it."),
    ({"reason": "x" * 10_001}, "is longer than 10,000 characters; shorten it."),
]


@pytest.mark.long
def test_stops(doors: Doors) -> None:
    """They come by uploads only; what is planned may lie ahead."""
    plan = {"planned": "yes", "started_at": LATER.isoformat(), "ended_at": (LATER + timedelta(hours=1)).isoformat()}
    agree(
        doors,
        "downtime_events",
        [
            (stop(), {"reason": "Jam", "ended_at": None, "planned": False}),
            (stop(**plan), {"planned": True}),
            *((stop(**values), core) for values, core in INTERVALS),
        ],
    )


def state(**values: Any) -> Row:
    start = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=next(minutes))
    return {"started_at": start.isoformat(), "ended_at": "", "state": "stopped", "reason": "Jam"} | values


@pytest.mark.long
def test_states(doors: Doors) -> None:
    """They come by uploads only; what is planned may lie ahead."""
    plan = {"started_at": LATER.isoformat(), "ended_at": (LATER + timedelta(hours=1)).isoformat()}
    made = {"state": "producing", "output_quantity": 10}
    agree(
        doors,
        "state_intervals",
        [
            (state(), {"state": "stopped", "ended_at": None}),
            (state(state="planned_stop", **plan), {"state": "planned_stop"}),
            (state(**made, defect_quantity=10), {"defect_quantity": 10}),
            (state(**made, defect_quantity=11), "11 defects are more than the output of 10; correct one of them."),
            (state(**made, product="x" * 201), "is longer than 200 characters; shorten it."),
            (state(state="producing", **plan), FUTURE),
            *((state(**values), core) for values, core in INTERVALS),
        ],
    )
