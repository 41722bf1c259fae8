"""Production days and periods by the plant's own clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.domain.plant import PlantSettings
from producflow.domain.shifts import ShiftCalendar
from producflow.reports.view import View

TODAY, YESTERDAY, LAST_SHIFT = "today", "yesterday", "last_shift"
DAYS = {"7d": 7, "30d": 30, "90d": 90}
"""Periods of so many production days up to now, the running one included. [days]"""
PERIODS = (TODAY, YESTERDAY, LAST_SHIFT, *DAYS)
"""Periods that calls and addresses name; they move on with the calendar."""
DEFAULT = "7d"
LOOK_BACK = (1, 14, 400)
"""How far back the newest shift that is over is looked for: a plant may stand still for weeks. [days]"""


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


def last_days(plant: PlantSettings, now: datetime, days: int = DAYS[DEFAULT]) -> View:
    """The whole plant over the newest production days up to now, the running one included.

    Parameters
    ----------
    plant : PlantSettings
        The plant's clock.
    now : datetime
        An aware instant.
    days : int
        Length of the period. [days]
    """
    last = production_day(plant, now)
    return View(first_day=last - timedelta(days=days - 1), last_day=last)


def named(plant: PlantSettings, now: datetime, name: str) -> View:
    """The whole plant over a period that is called by its name.

    Parameters
    ----------
    name : str
        Of `PERIODS`. Today ends with now, yesterday is the production day before it, the last shift is the newest one
        that is over.
    """
    if name == LAST_SHIFT:
        day, shift, _ = last_shift(plant, now)
        return View(day, day, shifts=(shift,))
    if name == YESTERDAY:
        day = last_complete_day(plant, now)
        return View(day, day)
    return last_days(plant, now, DAYS.get(name, 1))


@lru_cache(maxsize=256)
def closed(plant: PlantSettings, view: View, now: datetime) -> View:
    """The part of a view whose shifts are over: what changes and verdicts rest on.

    Parameters
    ----------
    now : datetime
        An aware instant, such as the end of the newest shift that is over.

    Returns
    -------
    View
        The view itself where all of it is over. Else it ends with the running day and, of that, with the shifts that
        are over; so does the period before it, which then is the same stretch to the same shift.
    """
    spans = calendar(plant).spans(view.first_day, view.last_day)
    if view.shifts is not None:
        spans = spans[spans["shift"].isin(view.shifts)]
    over = spans["end"] <= pd.Timestamp(now)
    if over.all():
        return view
    running = spans.loc[~over, "date"].iloc[0]
    of_it = tuple(spans.loc[over & (spans["date"] == running), "shift"])
    return replace(view, last_day=running.date(), last_shifts=of_it)


@lru_cache(maxsize=256)
def last_shift(plant: PlantSettings, now: datetime) -> tuple[date, str, datetime]:
    """Newest shift that is over: its production day, its name and the instant at which it ended.

    Answers that take this end as their "now" stay the same for a whole shift, so that they can be kept.
    """
    today = now.astimezone(ZoneInfo(plant.timezone)).date()
    for days in LOOK_BACK:
        spans = calendar(plant).spans(today - timedelta(days=days), today)
        over = spans[spans["end"] <= pd.Timestamp(now)]
        if not over.empty:
            break
    newest = over.iloc[-1]
    return newest["date"].date(), str(newest["shift"]), newest["end"].to_pydatetime()


def running_shift(plant: PlantSettings, now: datetime) -> tuple[date, str, datetime, datetime] | None:
    """The shift that is running: production day, name, start and end; None between shifts."""
    today = now.astimezone(ZoneInfo(plant.timezone)).date()
    spans = calendar(plant).spans(today - timedelta(days=1), today)
    instant = pd.Timestamp(now)
    found = spans[(spans["start"] <= instant) & (spans["end"] > instant)]
    if found.empty:
        return None
    row = found.iloc[0]
    return row["date"].date(), str(row["shift"]), row["start"].to_pydatetime(), row["end"].to_pydatetime()


def bounds(plant: PlantSettings, view: View) -> tuple[datetime, datetime]:
    """First instant of a view's first production day, and the instant at which its last shift is over, in UTC."""
    spans = calendar(plant).spans(view.first_day, view.last_day)
    starts = spans["start"].iloc[0]
    if view.last_shifts is not None:
        spans = spans[(spans["date"] < pd.Timestamp(view.last_day)) | spans["shift"].isin(view.last_shifts)]
    ends = starts if spans.empty else spans["end"].iloc[-1]
    return starts.to_pydatetime(), ends.to_pydatetime()
