"""Production days by the plant's clock: small hours, daylight saving, the newest shift that is over."""

from datetime import UTC, date, datetime

import pytest

from producflow.domain.plant import PlantSettings
from producflow.reports import periods
from producflow.reports.view import View

BERLIN = PlantSettings(timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 7, 2, 3, 59, tzinfo=UTC), date(2026, 7, 1)),  # 05:59 in Berlin: still the night of the 1st
        (datetime(2026, 7, 2, 4, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 1, 2, 4, 0, tzinfo=UTC), date(2026, 1, 1)),  # 05:00 in winter
        (datetime(2026, 1, 2, 23, 30, tzinfo=UTC), date(2026, 1, 2)),  # past midnight in Berlin
    ],
)
def test_the_production_day_begins_with_the_morning_shift(instant: datetime, day: date) -> None:
    assert periods.production_day(BERLIN, instant) == day


def test_the_last_seven_days_end_with_the_last_complete_one() -> None:
    now = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)  # 05:00: the night of the 9th still runs
    assert periods.last_days(BERLIN, now) == View(date(2026, 7, 2), date(2026, 7, 8))
    assert periods.last_days(BERLIN, now, 1) == View(date(2026, 7, 8), date(2026, 7, 8))


def test_the_newest_shift_that_is_over() -> None:
    assert periods.last_shift(BERLIN, datetime(2026, 7, 10, 11, 59, tzinfo=UTC)) == (
        date(2026, 7, 9),
        "night",
        datetime(2026, 7, 10, 4, 0, tzinfo=UTC),
    )
    assert periods.last_shift(BERLIN, datetime(2026, 7, 10, 12, 0, tzinfo=UTC))[:2] == (date(2026, 7, 10), "morning")


def test_the_night_of_the_clock_change_is_an_hour_shorter() -> None:
    starts, ends = periods.bounds(BERLIN, View(date(2026, 3, 28), date(2026, 3, 28)))
    assert (ends - starts).total_seconds() == 23 * 3600
