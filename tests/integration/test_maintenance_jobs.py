"""Maintenance jobs: what may be entered, where they may go, what a completed one leaves on its machine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import alerts, maintenance_jobs
from producflow.store.database import Store, Transaction

TECHNICIAN = Actor(user_id=7, email="tess@example.com", full_name="Tess", role=Role.TECHNICIAN)
ANALYST = Actor(user_id=8, email="ana@example.com", full_name="Ana", role=Role.ANALYST)
DUE = datetime(2026, 3, 1, 8, tzinfo=UTC)
JOB: dict[str, Any] = {
    "equipment_id": 1,
    "maintenance_type": "preventive",
    "description": "Grease the joints",
    "scheduled_date": DUE,
}


@pytest.fixture
def plant(store: Store) -> Store:
    people = pd.DataFrame(
        {
            "id": [7, 8, 9],
            "email": ["tess@example.com", "ana@example.com", "gone@example.com"],
            "full_name": ["Tess", "Ana", "Gone"],
            "role": ["technician", "analyst", "technician"],
            "is_active": [True, True, False],
            "password_hash": "-",
        }
    )

    def work(transaction: Transaction) -> None:
        machines = {"name": ["Press", "Mill"], "last_maintenance": [datetime(2026, 2, 1, tzinfo=UTC), pd.NaT]}
        transaction.append("equipment", pd.DataFrame(machines))
        transaction.append("users", people)

    store.write(work)
    return store


def last_maintenance(store: Store, machine: int) -> datetime | None:
    found: datetime | None = store.write(
        lambda transaction: transaction.value("equipment/last_maintenance", id=machine)
    )
    return found


def audited(store: Store) -> list[tuple[str, str]]:
    return store.write(lambda t: t._cursor.execute("SELECT action, entity FROM audit_log ORDER BY id").fetchall())


def test_from_scheduled_to_completed(plant: Store) -> None:
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB, technician_id=7, cost=12.5)
    assert (job["status"], job["completed_date"], job["cost"]) == ("scheduled", None, 12.5)
    assert maintenance_jobs.move(plant, TECHNICIAN, job["id"], "in_progress")["status"] == "in_progress"
    assert maintenance_jobs.move(plant, TECHNICIAN, job["id"], "scheduled")["status"] == "scheduled"
    done = maintenance_jobs.move(plant, TECHNICIAN, job["id"], "completed")
    assert datetime.now(UTC) - done["completed_date"] < timedelta(minutes=1)
    assert last_maintenance(plant, 1) == done["completed_date"]
    assert audited(plant) == [
        ("create", "maintenance_logs"),
        *[("move", "maintenance_logs")] * 3,
        ("change", "equipment"),
    ]


def test_completed_is_the_end_and_a_slower_colleague_is_told(plant: Store) -> None:
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    maintenance_jobs.move(plant, TECHNICIAN, job["id"], "completed")
    with pytest.raises(Conflict, match="already completed"):
        maintenance_jobs.move(plant, TECHNICIAN, job["id"], "completed")
    with pytest.raises(Conflict, match="cannot go back to in progress"):
        maintenance_jobs.move(plant, TECHNICIAN, job["id"], "in_progress")


def test_last_maintenance_never_goes_back(plant: Store) -> None:
    before = last_maintenance(plant, 1)
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    maintenance_jobs.move(plant, TECHNICIAN, job["id"], "completed", datetime(2026, 1, 15, tzinfo=UTC))
    assert last_maintenance(plant, 1) == before
    other = maintenance_jobs.create(
        plant, TECHNICIAN, **(JOB | {"equipment_id": 2, "status": "completed", "completed_date": DUE})
    )
    assert other["completed_date"] == DUE
    assert last_maintenance(plant, 2) == DUE


def test_the_natural_key_is_taken_once(plant: Store) -> None:
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    with pytest.raises(Conflict, match=f"Job {job['id']} is the same"):
        maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    maintenance_jobs.create(plant, TECHNICIAN, **JOB, external_id="WO-1")
    with pytest.raises(Conflict, match="external id WO-1"):
        maintenance_jobs.create(plant, TECHNICIAN, **(JOB | {"description": "Another"}), external_id=" WO-1 ")
    other = maintenance_jobs.create(plant, TECHNICIAN, **(JOB | {"scheduled_date": None}))
    with pytest.raises(Conflict):
        maintenance_jobs.create(plant, TECHNICIAN, **(JOB | {"scheduled_date": None}))
    with pytest.raises(Conflict):
        maintenance_jobs.change(plant, TECHNICIAN, other["id"], scheduled_date=DUE)


def test_change_corrects_what_it_says_and_nothing_else(plant: Store) -> None:
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    changed = maintenance_jobs.change(
        plant, TECHNICIAN, job["id"], cost=80.0, description="Grease all joints", technician_id=7
    )
    different = {key for key in job if job[key] != changed[key]} - {"updated_at"}
    assert different == {"cost", "description", "technician_id"}
    with pytest.raises(InvalidInput, match="status of a job cannot be changed here"):
        maintenance_jobs.change(plant, TECHNICIAN, job["id"], status="completed")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("maintenance_type", "odd"),
        ("status", "done"),
        ("description", " "),
        ("cost", -1.0),
        ("cost", float("nan")),
        ("duration_hours", -0.5),
        ("completed_date", DUE),
    ],
)
def test_values_that_cannot_be_are_named(plant: Store, field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        maintenance_jobs.create(plant, TECHNICIAN, **(JOB | {field: value}))
    assert refused.value.field == field


def test_a_job_is_not_completed_in_the_future(plant: Store) -> None:
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    with pytest.raises(InvalidInput, match="lies in the future"):
        maintenance_jobs.move(plant, TECHNICIAN, job["id"], "completed", datetime.now(UTC) + timedelta(days=1))


def test_what_it_refers_to_must_be_there(plant: Store) -> None:
    for wrong in ({"equipment_id": 99}, {"technician_id": 8}, {"technician_id": 9}, {"alert_id": 99}):
        with pytest.raises(NotFound):
            maintenance_jobs.create(plant, TECHNICIAN, **(JOB | wrong))
    alert = alerts.create(plant, TECHNICIAN, equipment_id=2, type="predictive", priority="low", title="Leak")
    with pytest.raises(InvalidInput, match="another machine"):
        maintenance_jobs.create(plant, TECHNICIAN, **JOB, alert_id=alert["id"])
    with pytest.raises(NotFound):
        maintenance_jobs.move(plant, TECHNICIAN, 99, "completed")


def test_an_analyst_may_not(plant: Store) -> None:
    with pytest.raises(NotAllowed):
        maintenance_jobs.create(plant, ANALYST, **JOB)
    with pytest.raises(NotAllowed):
        maintenance_jobs.move(plant, ANALYST, 1, "completed")
    with pytest.raises(NotAllowed):
        maintenance_jobs.change(plant, ANALYST, 1, cost=1.0)


def test_a_job_completed_by_mistake_is_reopened_with_a_reason(plant: Store) -> None:
    first = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    maintenance_jobs.move(plant, TECHNICIAN, first["id"], "completed", datetime(2026, 3, 1, 12, tzinfo=UTC))
    second = maintenance_jobs.create(plant, TECHNICIAN, **(JOB | {"description": "Change the oil"}))
    with pytest.raises(Conflict, match=f"Job {second['id']} is scheduled, not completed; there is nothing to reopen"):
        maintenance_jobs.reopen(plant, TECHNICIAN, second["id"], "Why not")
    maintenance_jobs.move(plant, TECHNICIAN, second["id"], "completed", datetime(2026, 3, 5, 12, tzinfo=UTC), cost=40.0)
    with pytest.raises(InvalidInput) as refused:
        maintenance_jobs.reopen(plant, TECHNICIAN, second["id"], " ")
    assert refused.value.field == "reason"
    with pytest.raises(NotAllowed):
        maintenance_jobs.reopen(plant, ANALYST, second["id"], "Other machine")
    with pytest.raises(NotFound):
        maintenance_jobs.reopen(plant, TECHNICIAN, 99, "Other machine")
    again = maintenance_jobs.reopen(plant, TECHNICIAN, second["id"], "Other machine")
    assert (again["status"], again["completed_date"], again["cost"]) == ("in_progress", None, 40.0)
    assert last_maintenance(plant, 1) == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert audited(plant)[-2:] == [("reopen", "maintenance_logs"), ("change", "equipment")]
    maintenance_jobs.move(plant, TECHNICIAN, second["id"], "completed", datetime(2026, 3, 6, 12, tzinfo=UTC))
    assert last_maintenance(plant, 1) == datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_a_last_maintenance_that_is_later_stands_when_a_job_is_reopened(plant: Store) -> None:
    job = maintenance_jobs.create(plant, TECHNICIAN, **JOB)
    maintenance_jobs.move(plant, TECHNICIAN, job["id"], "completed", datetime(2026, 1, 15, tzinfo=UTC))
    maintenance_jobs.reopen(plant, TECHNICIAN, job["id"], "Not done after all")
    assert last_maintenance(plant, 1) == datetime(2026, 2, 1, tzinfo=UTC)
