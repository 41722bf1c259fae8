"""Production days and periods by the plant's own clock."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import pandas as pd

from producflow.domain.plant import PlantSettings
from producflow.domain.shifts import ShiftCalendar
from producflow.reports.view import View


@lru_cache(maxsize=32)
def calendar(plant: PlantSettings) -> ShiftCalendar:
    """The plant's shifts on the plant's clock."""
    return ShiftCalendar.of(
        plant.timezone, morning=plant.morning_start, afternoon=plant.afternoon_start, night=plant.night_start
    )


@lru_cache(maxsize=256)
def production_day(plant: PlantSettings, now: datetime) -> date:
    """Production day that is running: it begins with the morning shift, so the small hours belong to the day before.

    Parameters
    ----------
    plant : PlantSettings
        Its time zone and its shifts.
    now : datetime
        An aware instant.
    """
    found = calendar(plant).shift_of(pd.Series([pd.Timestamp(now)]))
    day: date = found["date"].iloc[0].date()
    return day


def last_complete_day(plant: PlantSettings, now: datetime) -> date:
    """Newest production day whose last shift is over, see :func:`production_day`."""
    return production_day(plant, now) - timedelta(days=1)


def last_days(plant: PlantSettings, now: datetime, days: int = 7) -> View:
    """The whole plant over the newest complete production days.

    Parameters
    ----------
    plant : PlantSettings
        The plant's clock.
    now : datetime
        An aware instant.
    days : int
        Length of the period. [days]
    """
    last = last_complete_day(plant, now)
    return View(first_day=last - timedelta(days=days - 1), last_day=last)


@lru_cache(maxsize=256)
def last_shift(plant: PlantSettings, now: datetime) -> tuple[date, str, datetime]:
    """Newest shift that is over: its production day, its name and the instant at which it ended.

    Answers that take this end as their "now" stay the same for a whole shift, so that they can be kept.
    """
    today = production_day(plant, now)
    spans = calendar(plant).spans(today - timedelta(days=1), today)
    over = spans[spans["end"] <= pd.Timestamp(now)].iloc[-1]
    return over["date"].date(), str(over["shift"]), over["end"].to_pydatetime()


def bounds(plant: PlantSettings, view: View) -> tuple[datetime, datetime]:
    """First instant of a view's first production day, and the instant at which its last one is over, in UTC."""
    spans = calendar(plant).spans(view.first_day, view.last_day)
    return spans["start"].iloc[0].to_pydatetime(), spans["end"].iloc[-1].to_pydatetime()
