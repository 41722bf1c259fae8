"""Periods that calls name: today so far, yesterday, the last shift, so many days up to now.

It is 15:00 on Sunday 15 March 2026 in a plant on UTC: the morning is over and the afternoon runs.
"""

from datetime import datetime, tzinfo

import pytest

from producflow.api import dependencies
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.integration.test_running_day import NOW, fill, report_afternoon


@pytest.fixture
def at_three(api_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The open plant while the calls' clock stands still."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return NOW

    monkeypatch.setattr(dependencies, "datetime", Clock)
    return api_store


PERIODS = {
    "today": 110,
    "yesterday": 300,
    "last_shift": 100,
    "7d": 1910,
    "30d": 13 * 300 + 110,
    "90d": 13 * 300 + 110,
}


@pytest.mark.parametrize("name", PERIODS)
def test_the_api_knows_periods_by_their_names(at_three: Store, call: Call, name: str) -> None:
    fill(at_three)
    report_afternoon(at_three, 10, 0, 0.0, 60.0)
    assert call("operator", "GET", f"/production/metrics?period={name}").json()["total_output"] == PERIODS[name]


def test_the_api_looks_at_seven_days_up_to_now_unless_told_otherwise(at_three: Store, call: Call) -> None:
    fill(at_three)
    default = call("operator", "GET", "/production/metrics").json()
    assert default["total_output"] == 1900
    assert (default["from"], default["to"]) == ("2026-03-09", "2026-03-15"), "whoever has not chosen days is told them"
    assert default == call("operator", "GET", "/production/metrics?period=7d").json()
    assert default == call("operator", "GET", "/production/metrics?to=2026-03-15").json()
    assert default["coverage"]["expected"] == 19


def test_the_api_says_which_periods_there_are_and_that_one_is_enough(at_three: Store, call: Call) -> None:
    unknown = call("operator", "GET", "/production/metrics?period=fortnight")
    assert unknown.status_code == 422
    [problem] = unknown.json()["detail"]
    assert problem["loc"] == ["query", "period"]
    assert all(name in problem["msg"] for name in PERIODS)
    twice = call("operator", "GET", "/production/metrics?period=7d&from=2026-03-01")
    assert twice.status_code == 422
    assert "given twice, as '7d' and by its days" in str(twice.json()["detail"])
