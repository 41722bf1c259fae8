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


@pytest.mark.parametrize(
    ("instant", "name", "wanted"),
    [
        # 05:00 in Berlin: the night of the 9th still runs, so the 9th is today.
        (datetime(2026, 7, 10, 3, 0, tzinfo=UTC), "today", View(date(2026, 7, 9), date(2026, 7, 9))),
        (datetime(2026, 7, 10, 3, 0, tzinfo=UTC), "yesterday", View(date(2026, 7, 8), date(2026, 7, 8))),
        (
            datetime(2026, 7, 10, 3, 0, tzinfo=UTC),
            "last_shift",
            View(date(2026, 7, 9), date(2026, 7, 9), shifts=("afternoon",)),
        ),
        (datetime(2026, 7, 10, 3, 0, tzinfo=UTC), "7d", View(date(2026, 7, 3), date(2026, 7, 9))),
        # 00:05 in Berlin: the calendar says the 10th, production the 9th.
        (datetime(2026, 7, 9, 22, 5, tzinfo=UTC), "today", View(date(2026, 7, 9), date(2026, 7, 9))),
        # 06:00 in Berlin to the minute: the night is over, and a day begins.
        (datetime(2026, 7, 10, 4, 0, tzinfo=UTC), "today", View(date(2026, 7, 10), date(2026, 7, 10))),
        (
            datetime(2026, 7, 10, 4, 0, tzinfo=UTC),
            "last_shift",
            View(date(2026, 7, 9), date(2026, 7, 9), shifts=("night",)),
        ),
        (datetime(2026, 7, 10, 4, 0, tzinfo=UTC), "30d", View(date(2026, 6, 11), date(2026, 7, 10))),
        (datetime(2026, 7, 10, 4, 0, tzinfo=UTC), "90d", View(date(2026, 4, 12), date(2026, 7, 10))),
    ],
)
def test_periods_that_are_called_by_their_names(instant: datetime, name: str, wanted: View) -> None:
    assert periods.named(BERLIN, instant, name) == wanted


@pytest.mark.parametrize(
    ("instant", "last_day", "last_shifts"),
    [
        (datetime(2026, 7, 10, 11, 59, tzinfo=UTC), date(2026, 7, 10), ()),  # 13:59: the first shift still runs
        (datetime(2026, 7, 10, 12, 0, tzinfo=UTC), date(2026, 7, 10), ("morning",)),  # 14:00 to the minute
        (datetime(2026, 7, 10, 22, 5, tzinfo=UTC), date(2026, 7, 10), ("morning", "afternoon")),  # 00:05 of the 11th
        (datetime(2026, 7, 11, 4, 0, tzinfo=UTC), date(2026, 7, 10), None),  # 06:00: all of it is over
    ],
)
def test_what_of_a_period_is_over(instant: datetime, last_day: date, last_shifts: tuple[str, ...] | None) -> None:
    asked = View(date(2026, 7, 4), date(2026, 7, 10))
    over = periods.closed(BERLIN, asked, instant)
    assert over == View(date(2026, 7, 4), last_day, last_shifts=last_shifts)
    assert over.previous() == View(date(2026, 6, 27), date(2026, 7, 3), last_shifts=last_shifts)


def test_the_long_night_is_over_an_hour_later() -> None:
    """The clocks went back on 25 October 2026, so the night of the 24th ended at 06:00 CET, which is 05:00 UTC."""
    day = View(date(2026, 10, 24), date(2026, 10, 24))
    before = periods.closed(BERLIN, day, datetime(2026, 10, 25, 4, 59, tzinfo=UTC))
    assert before.last_shifts == ("morning", "afternoon")
    assert periods.closed(BERLIN, day, datetime(2026, 10, 25, 5, 0, tzinfo=UTC)) == day


def test_a_day_ahead_is_no_part_of_what_is_over() -> None:
    asked = View(date(2026, 7, 4), date(2026, 7, 20))
    over = periods.closed(BERLIN, asked, datetime(2026, 7, 10, 12, 30, tzinfo=UTC))
    assert over == View(date(2026, 7, 4), date(2026, 7, 10), last_shifts=("morning",))


def test_chosen_shifts_are_over_before_their_day_is() -> None:
    now = datetime(2026, 7, 10, 12, 30, tzinfo=UTC)  # 14:30
    mornings = View(date(2026, 7, 4), date(2026, 7, 10), shifts=("morning",))
    assert periods.closed(BERLIN, mornings, now) == mornings
    nights = View(date(2026, 7, 4), date(2026, 7, 10), shifts=("night",))
    assert periods.closed(BERLIN, nights, now).last_shifts == ()


def test_a_stretch_ends_with_the_shift_that_it_ends_with() -> None:
    stretch = View(date(2026, 7, 9), date(2026, 7, 10), last_shifts=("morning",))
    starts, ends = periods.bounds(BERLIN, stretch)
    assert (starts, ends) == (datetime(2026, 7, 9, 4, tzinfo=UTC), datetime(2026, 7, 10, 12, tzinfo=UTC))
    assert periods.bounds(BERLIN, View(date(2026, 7, 9), date(2026, 7, 10), last_shifts=()))[1] == datetime(
        2026, 7, 10, 4, tzinfo=UTC
    )


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
