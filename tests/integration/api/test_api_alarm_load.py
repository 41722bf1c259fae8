"""Whether people can follow the alarms, by programs and by receipts, against figures worked out by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import plant
from producflow.store.database import Store, Transaction
from tests.integration.api.conftest import Call

MONDAY = datetime(2026, 3, 9, 6, tzinfo=UTC)
TWO_DAYS = "/maintenance/alarm-load?from=2026-03-09&to=2026-03-10"


def alarm(came_at: datetime, lasts: timedelta | None, priority: str = "low", **more: Any) -> dict[str, Any]:
    over = None if lasts is None else came_at + lasts
    status = "active" if lasts is None else "resolved"
    kind = {"equipment_id": 1, "type": "predictive", "sensor_type": "vibration", "title": "Vibration above 2 mm/s"}
    return kind | {"started_at": came_at, "resolved_at": over, "status": status, "priority": priority} | more


@pytest.fixture
def alarms(api_store: Store, machine: int) -> None:
    """Twelve alarms of one sensor, half a minute apart, and one of another that stands; readings came for ten hours."""
    assert machine == 1
    second = timedelta(seconds=1)
    rows = [alarm(MONDAY + 30 * place * second, 10 * second) for place in range(12)]
    hot = {"sensor_type": "temperature", "title": "Temperature above 85 °C", "type": "emergency"}
    rows.append(alarm(MONDAY + timedelta(hours=14), None, "critical", **hot))
    hours = [MONDAY + timedelta(hours=hour) for hour in range(10)]

    def fill(transaction: Transaction) -> None:
        transaction.append("maintenance_alerts", pd.DataFrame(rows))
        sums = {"n": 4, "total": 4.0, "minimum": 1.0, "maximum": 1.0, "n_warning": 0, "n_critical": 0, "n_unknown": 0}
        frame = pd.DataFrame({"hour": hours}).assign(equipment_id=1, sensor_type="vibration", **sums)
        transaction.append("sensor_hourly", frame)

    api_store.write(fill)


@pytest.mark.usefixtures("alarms")
def test_the_load_by_hand_with_receipts_and_what_to_do(call: Call) -> None:
    found = call("operator", "GET", f"{TWO_DAYS}&explain=true").json()
    # Twelve in ten hours of planned shifts with readings; the one of 20:00 came in an hour without any.
    assert (found["alarms"], found["watched_hours"], found["operators"]) == (13, 10.0, 1)
    assert found["alarms_per_hour"] == pytest.approx(1.2)
    assert found["alarms_per_day"] == pytest.approx(28.8)  # ten hours are 10 ÷ 24 of a planned day
    assert (found["alarm_peak"], found["alarm_floods"]) == (12.0, 1)
    assert (found["chattering_alarms"], found["stale_alarms"], found["stale_now"]) == (1, 1, 1)
    assert found["top_alarms_percentage"] == pytest.approx(100.0)
    assert found["urgent_alarms_percentage"] == pytest.approx(100 / 13)
    assert [found["low_percentage"], found["critical_percentage"]] == pytest.approx([1200 / 13, 100 / 13])
    [flood] = found["floods"]
    # The eleventh came at 06:05:00. At 06:13:30 those of 06:04:00 to 06:05:30,
    # four of them, are left within ten minutes.
    assert flood["started_at"].startswith("2026-03-09T06:05:00")
    assert flood["alarms"] == 12
    assert flood["ended_at"].startswith("2026-03-09T06:13:30")
    verdicts = {each["figure"]: each["verdict"] for each in found["measures"]}
    assert verdicts == {
        "alarms_per_hour": "within",
        "alarms_per_day": "within",
        "alarm_peak": "beyond",
        "alarm_floods": "beyond",
        "top_alarms_percentage": None,
        "chattering_alarms": "beyond",
        "stale_alarms": "within",
        "urgent_alarms_percentage": None,
    }
    advice = {each["figure"]: each["advice"] for each in found["measures"]}
    assert advice["top_alarms_percentage"] == "Only 2 kinds of alarm came, so ten are all of them."
    assert "Vibration above 2 mm/s of Press 1" in advice["chattering_alarms"]
    assert [(each["title"], each["alarms"]) for each in found["sources"]] == [
        ("Vibration above 2 mm/s", 12),
        ("Temperature above 85 °C", 1),
    ]
    told = found["explained"]
    assert set(told) == set(verdicts)
    assert told["alarms_per_hour"]["working"][-1]["worked"].startswith("12")
    assert told["alarms_per_hour"]["left_out"] == [
        {"count": 1, "what": "alarms came outside of planned shifts, or in hours without readings", "rows": []}
    ]
    assert [told[name]["used"][0]["total"] for name in ("alarm_peak", "alarm_floods", "stale_alarms")] == [13, 12, 1]


@pytest.mark.usefixtures("alarms")
def test_two_operators_share_the_alarms(call: Call, api_store: Store) -> None:
    plant.change_settings(api_store, COMMAND_LINE, {"alarm_operators": 2})
    found = call("operator", "GET", TWO_DAYS).json()
    assert (found["alarms_per_hour"], found["alarm_peak"], found["alarm_floods"]) == (pytest.approx(0.6), 6.0, 0)


def test_without_readings_nothing_is_told_as_none(call: Call, machine: int) -> None:
    found = call("operator", "GET", f"{TWO_DAYS}&equipment_id={machine}").json()
    assert (found["alarms"], found["alarms_per_hour"], found["top_alarms_percentage"]) == (0, None, None)
    assert found["low_percentage"] is None
    assert {each["advice"] for each in found["measures"][:2]} == {
        "No reading came in within planned shifts, so nothing can be said."
    }
