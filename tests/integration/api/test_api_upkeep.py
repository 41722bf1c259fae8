"""What maintenance came to, by programs: the same figures as on the page."""

from datetime import UTC, datetime, timedelta

from producflow.access.roles import COMMAND_LINE
from producflow.operations import maintenance_jobs
from producflow.store.database import Store
from tests.integration.api.conftest import Call


def test_figures_come_with_bounds_counts_and_the_rule(call: Call, api_store: Store, machine: int) -> None:
    nothing = call("operator", "GET", "/maintenance/metrics").json()
    assert (nothing["mtbf_hours"], nothing["mtbf_lower_hours"], nothing["failures"]) == (None, None, 0)
    assert nothing["preventive_compliance_percentage"] is None
    assert "10 %" in nothing["preventive_rule"]
    done = datetime(2026, 3, 10, 12, tzinfo=UTC)
    for hours in (2.0, 4.0):  # the machine records no stops, so its finished repairs are its failures
        maintenance_jobs.create(
            api_store,
            COMMAND_LINE,
            equipment_id=machine,
            maintenance_type="corrective",
            description=f"Belt {hours}",
            status="completed",
            completed_date=done,
            duration_hours=hours,
            cost=100.0,
        )
    found = call("operator", "GET", "/maintenance/metrics?from=2026-03-09&to=2026-03-11").json()
    assert (found["failures"], found["repaired"], found["mttr_hours"], found["job_cost"]) == (2, 2, 3.0, 200.0)
    assert found["mttr_lower_hours"] < 3.0 < found["mttr_upper_hours"]
    assert call("operator", "GET", "/maintenance/metrics?equipment_id=99").status_code == 404


def test_effects_are_listed_a_page_at_a_time(call: Call, api_store: Store, machine: int) -> None:
    for day in (10, 20):
        maintenance_jobs.create(
            api_store,
            COMMAND_LINE,
            equipment_id=machine,
            maintenance_type="corrective",
            description="Belt",
            status="completed",
            completed_date=datetime(2026, 3, day, 12, tzinfo=UTC),
            external_id=f"WO-{day}",
        )
    query = "from=2026-03-01&to=2026-03-31&window_days=3&repeat_days=14"
    found = call("operator", "GET", f"/maintenance/effects?{query}&limit=1").json()
    assert (found["jobs_total"], found["judged"], found["failed_again"]) == (2, 2, 1)
    [newest] = found["jobs"]
    assert (newest["failed_again"], newest["recovered_hours"], newest["sensors"]) == (False, None, [])
    assert newest["why_not"] == "downtime is not known for the days before and after"
    [older] = call("operator", "GET", f"/maintenance/effects?{query}&skip=1").json()["jobs"]
    assert (older["failed_again"], older["failed_again_after_days"], older["repairs"]) == (True, 10.0, "Belt")
    assert found["recovered"]["cost_per_hour"] is None
    assert call("operator", "GET", "/maintenance/effects?window_days=61").status_code == 422


def test_what_is_due_is_listed_by_day(call: Call, api_store: Store, machine: int) -> None:
    now = datetime.now(UTC)
    for days, what in ((3, "Later"), (-3, "Late"), (None, "Some day")):
        maintenance_jobs.create(
            api_store,
            COMMAND_LINE,
            equipment_id=machine,
            maintenance_type="preventive",
            description=what,
            scheduled_date=None if days is None else now + timedelta(days=days),
        )
    found = call("operator", "GET", "/maintenance/due").json()
    assert [(each["description"], each["overdue"]) for each in found] == [
        ("Late", True),
        ("Later", False),
        ("Some day", False),
    ]
    assert found[0]["overdue_days"] == 3
    ahead = call("operator", "GET", f"/maintenance/due?from={now.date().isoformat()}").json()
    assert [each["description"] for each in ahead] == ["Later"]
