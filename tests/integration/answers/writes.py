"""All kinds of writes to a small plant."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from producflow.access.roles import COMMAND_LINE
from producflow.domain import shift_models
from producflow.domain.patterns import Change
from producflow.domain.rules import SHIFTS
from producflow.errors import ProducFlowError
from producflow.imports import undo
from producflow.operations import (
    alerts,
    annotations,
    calendar,
    equipment,
    frozen,
    handover,
    ideal_rates,
    maintenance_jobs,
    production,
    retention,
    stops,
    targets,
    thresholds,
    users,
)
from producflow.operations.plant import change_settings
from producflow.reports import annotations as notes
from producflow.reports import maintenance
from producflow.reports.links import Link
from producflow.reports.plant import plant_settings
from producflow.store.database import Session
from tests.integration.answers.plant import CRITICAL, DAYS, KINDS, ORDINARY, SILENT, Plant


def _post_now(plant: Plant) -> None:
    plant.post(ORDINARY, ago=timedelta(seconds=1))


def _post_unsettled(plant: Plant) -> None:
    plant.post(ORDINARY, ago=timedelta(seconds=1), settle=False)


def _post_critical(plant: Plant) -> None:
    plant.post(CRITICAL, ago=timedelta(seconds=1))


def _post_late(plant: Plant) -> None:
    plant.post(plant.random.choice([ORDINARY, CRITICAL]), ago=timedelta(hours=plant.random.randrange(1, 200)))


def _batch(plant: Plant) -> None:
    plant.batch(plant.random.choice([ORDINARY, CRITICAL]), hours=plant.random.choice([1, 100]), rows=5)


def _few(plant: Plant) -> None:
    plant.few(plant.random.choice([ORDINARY, CRITICAL]), settle=plant.random.choice([True, False]))


def _limits(plant: Plant) -> None:
    machine = plant.random.choice([None, plant.machine()])
    thresholds.set(
        plant.store,
        COMMAND_LINE,
        sensor_type=plant.random.choice([*KINDS, SILENT]),
        equipment_id=machine,
        warn_high=float(plant.random.randrange(1, 90)),
        crit_high=95.0,
    )


def _goal(plant: Plant) -> None:
    made = targets.set(
        plant.store,
        COMMAND_LINE,
        metric=plant.random.choice(["oee", "total_output", "defect_rate"]),
        value=plant.random.randrange(1, 90),
        valid_from=plant.today - timedelta(days=plant.random.randrange(1, 12)),
        equipment_id=plant.random.choice([None, plant.machine()]),
    )
    if plant.random.random() < 0.3:
        targets.remove(plant.store, COMMAND_LINE, made["id"])


def _speed(plant: Plant) -> None:
    made = ideal_rates.set(
        plant.store,
        COMMAND_LINE,
        equipment_id=plant.machine(),
        product="Bolt",
        units_per_hour=plant.random.randrange(1, 90),
        valid_from=plant.today - timedelta(days=plant.random.randrange(1, 12)),
    )
    if plant.random.random() < 0.3:
        ideal_rates.remove(plant.store, COMMAND_LINE, made["id"])


def _settings(plant: Plant) -> None:
    changed: dict[str, object] = plant.random.choice(
        [
            {"downtime_hour_cost": float(plant.random.randrange(1, 900))},
            {"reading_max_age_hours": plant.random.randrange(1, 48)},
            {"timezone": plant.random.choice(["UTC", "Europe/Berlin"])},
        ]
    )
    change_settings(plant.store, COMMAND_LINE, changed)


def _calendar(plant: Plant) -> None:
    """Another pattern from some day of the last month, or a day off, of the plant or of a machine."""
    day = plant.now.date() - timedelta(days=plant.random.randrange(30))
    machine = plant.random.choice([None, 1])
    held = calendar.plan_of(plant_settings(plant.store).schedule, machine)
    if plant.random.random() < 0.5:
        off = Change(day, day, "closed", reason=str(plant.random.random()))
        calendar.save(plant.store, COMMAND_LINE, replace(held, changes=(*held.changes, off)), machine)
    else:
        pattern = shift_models.pattern_of(plant.random.choice(shift_models.MODELS), day)
        calendar.save(plant.store, COMMAND_LINE, calendar.with_pattern(held, pattern), machine)


def _job(plant: Plant) -> None:
    due = plant.now + timedelta(days=plant.random.randrange(-6, 6))
    job = maintenance_jobs.create(
        plant.store,
        COMMAND_LINE,
        equipment_id=plant.machine(),
        maintenance_type="preventive",
        description="Oil",
        scheduled_date=due,
    )
    if plant.random.random() < 0.7:
        done = plant.now - timedelta(days=plant.random.randrange(1, 6))
        maintenance_jobs.move(plant.store, COMMAND_LINE, job["id"], "completed", done, cost=float(plant.new()))


def _job_changed(plant: Plant) -> None:
    job = plant.random.choice(plant.store.read(Session.rows, "jobs/all", machines=None))
    maintenance_jobs.change(plant.store, COMMAND_LINE, job["id"], description=f"Job {plant.new()}")


def _alert(plant: Plant) -> None:
    alerts.create(
        plant.store,
        COMMAND_LINE,
        equipment_id=plant.machine(),
        type="predictive",
        priority=plant.random.choice(["low", "critical"]),
        title=f"Bearing {plant.new()}",
    )


def _alert_moved(plant: Plant) -> None:
    standing = maintenance.open_alerts(plant.store, None)
    if not standing.empty:
        row = standing.iloc[plant.random.randrange(len(standing))]
        to = plant.random.choice(alerts.ALERT_MOVES[row["status"]])
        alerts.move(plant.store, plant.actor, int(row["id"]), to)


def _record(plant: Plant) -> None:
    plant.record(plant.machine(), plant.random.randrange(DAYS), plant.random.choice(SHIFTS))


def _record_changed(plant: Plant) -> None:
    production.change(plant.store, COMMAND_LINE, plant.random.randrange(1, 20), {"defect_quantity": plant.new()})


def _record_taken_back(plant: Plant) -> None:
    production.take_back(plant.store, COMMAND_LINE, plant.random.randrange(1, 20))


def _stop(plant: Plant) -> None:
    """A stop of the last days, some with an end and a reason, ended or explained later or taken back."""
    began = plant.now - timedelta(hours=plant.random.randrange(1, 100), seconds=plant.new())
    made = stops.record(plant.store, plant.actor, equipment_id=plant.machine(), started_at=began)
    if plant.random.random() < 0.8:
        ended = began + timedelta(minutes=plant.random.randrange(1, 50))
        stops.change(plant.store, COMMAND_LINE, made["id"], {"ended_at": ended, "reason": f"Jam {plant.new()}"})
    elif plant.random.random() < 0.5:
        stops.take_back(plant.store, COMMAND_LINE, made["id"])


def _note(plant: Plant) -> None:
    annotations.add(
        plant.store,
        plant.actor,
        text=f"Tool {plant.new()}",
        starts_at=plant.now - timedelta(days=2),
        equipment_id=plant.random.choice([None, plant.machine()]),
    )


def _hand_over(plant: Plant) -> None:
    """The shift that the question asks about, taken over now and then; who has taken it cannot be changed."""
    of: dict[str, Any] = {"day": plant.today - timedelta(days=1), "shift": "night"}
    if plant.random.random() < 0.9:
        handover.hand_over(plant.store, plant.actor, text=f"Watch {plant.new()}", now=plant.now, **of)
    else:
        handover.take_over(plant.store, plant.actor, now=plant.now, **of)


def _note_gone(plant: Plant) -> None:
    found = notes.notes(plant.store, None)
    if not found.empty:
        annotations.remove(plant.store, plant.actor, int(found["id"].iloc[0]))


def _machine(plant: Plant) -> None:
    plant.ids.append(equipment.create(plant.store, COMMAND_LINE, name=f"Mill {plant.new()}")["id"])


def _machine_changed(plant: Plant) -> None:
    changed: dict[str, object] = {"name": f"Renamed {plant.new()}"}
    if plant.random.random() < 0.5:
        changed = {"status": plant.random.choice(["operational", "warning"])}
    equipment.change(plant.store, COMMAND_LINE, plant.random.choice(plant.ids[1:]), changed)


def _person(plant: Plant) -> None:
    users.change(plant.store, COMMAND_LINE, plant.actor.user_id or 0, {"full_name": f"Ada {plant.new()}"})


def _upload_records(plant: Plant) -> None:
    day = plant.today - timedelta(days=plant.random.randrange(1, DAYS))
    rows = f"Press 0,{day},morning,{plant.random.randrange(50, 99)},1,{plant.new()}"
    batch = plant.upload(
        "production_records", f"equipment,date,shift,output_quantity,defect_quantity,downtime_minutes\n{rows}\n"
    )
    if plant.random.random() < 0.5:
        undo(plant.store, COMMAND_LINE, batch)


def _upload_readings(plant: Plant) -> None:
    at = plant.now - timedelta(hours=plant.random.randrange(1, 150), seconds=plant.new())
    rows = f"Press 0,temperature,{at:%Y-%m-%dT%H:%M:%SZ},{plant.random.choice([70, 99])}"
    batch = plant.upload("sensor_readings", f"equipment,sensor_type,timestamp,value\n{rows}\n")
    if plant.random.random() < 0.5:
        undo(plant.store, COMMAND_LINE, batch)


def _upload_stops(plant: Plant) -> None:
    batch = plant.stops()
    if plant.random.random() < 0.5:
        undo(plant.store, COMMAND_LINE, batch)


def _freeze(plant: Plant) -> None:
    made = frozen.freeze(plant.store, plant.actor, Link("overview"), now=plant.now)
    frozen.remove(plant.store, plant.actor, made.id)


def _retire(plant: Plant) -> None:
    retention.retire(plant.store, COMMAND_LINE, 7.0)


WRITES: dict[str, Callable[[Plant], None]] = {
    write.__name__.lstrip("_"): write
    for write in (
        *(_post_now, _post_unsettled, _post_critical, _post_late, _batch, _few, _limits, _goal, _speed, _settings),
        *(_calendar, _job),
        *(
            _job_changed,
            _alert,
            _alert_moved,
            _record,
            _record_changed,
            _record_taken_back,
            _stop,
            _note,
            _note_gone,
            _hand_over,
            _machine,
            _machine_changed,
            _person,
        ),
        *(_upload_records, _upload_readings, _upload_stops, _freeze, _retire),
    )
}


def write(plant: Plant, name: str) -> None:
    """Do a write; one that is refused has written nothing, which is as good a case as any."""
    try:
        WRITES[name](plant)
    except ProducFlowError:
        return
