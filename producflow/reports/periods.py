"""Production days and periods by the plant's own clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.domain.plant import PlantSettings
from producflow.domain.shifts import PLANT, WorkingCalendar
from producflow.errors import InvalidInput
from producflow.reports.view import View

TODAY, YESTERDAY, LAST_SHIFT = "today", "yesterday", "last_shift"
DAYS = {"7d": 7, "30d": 30, "90d": 90}
"""Periods of so many production days up to now, the running one included. [days]"""
DEFAULT = "7d"
LOOK_BACK = (1, 14, 400)
"""How far back the newest shift that is over is looked for: a plant may stand still for weeks. [days]"""
AHEAD = 13
"""Days after the first that planned shifts are listed of unless others are asked for. [days]"""
LONG_OVER = timedelta(days=1)
"""No shift reaches further into the days after its own."""
MOST_LISTED = 366
"""Days that they are listed of at most. [days]"""


@lru_cache(maxsize=32)
def calendar(plant: PlantSettings) -> WorkingCalendar:
    """The plant's working calendar on the plant's clock."""
    return WorkingCalendar(plant.timezone, plant.schedule)


@lru_cache(maxsize=256)
def production_day(plant: PlantSettings, now: datetime) -> date:
    """Production day that is running: it begins with its first shift, so the small hours belong to the day before.

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
        `TODAY`, `YESTERDAY`, `LAST_SHIFT` or one of `DAYS`. Today ends with now, yesterday is the production day
        before it, the last shift is the newest one that is over.
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
    if view.last_shifts is None and widest_bounds(plant, view)[1] <= now - LONG_OVER:
        return view
    spans = _holding(plant, view.first_day, view.last_day)
    if view.shifts is not None:
        spans = spans[spans["shift"].isin(view.shifts)]
    spans = spans.groupby(["date", "shift"], as_index=False, sort=False).agg(end=("end", "max"))
    over = spans["end"] <= pd.Timestamp(now)
    if over.all():
        return view
    running = spans.loc[~over, "date"].min()
    of_it = tuple(spans.loc[over & (spans["date"] == running), "shift"])
    return replace(view, last_day=running.date(), last_shifts=of_it)


@lru_cache(maxsize=256)
def last_shift(plant: PlantSettings, now: datetime) -> tuple[date, str, datetime]:
    """Newest planned shift that is over: its production day, its name and the instant at which it ended.

    Where none has been planned for more than a year, the newest one of those that the days are divided into.
    """
    today = now.astimezone(ZoneInfo(plant.timezone)).date()
    for days in LOOK_BACK:
        spans = calendar(plant).spans(today - timedelta(days=days), today)
        over = spans[spans["end"] <= pd.Timestamp(now)]
        if over["planned"].any():
            over = over[over["planned"]]
            break
    newest = over.sort_values("end").iloc[-1]
    return newest["date"].date(), str(newest["shift"]), newest["end"].to_pydatetime()


@lru_cache(maxsize=256)
def last_planned_day(plant: PlantSettings, now: datetime) -> date:
    """Newest production day that is over and had a planned shift on any calendar: after a weekend off, Friday.

    Where none had for more than a year, the newest that is over.
    """
    last = last_complete_day(plant, now)
    for days in LOOK_BACK[1:]:
        first = last - timedelta(days=days)
        planned = pd.concat([own.planned(first, last)["date"] for own, _ in _calendars(plant)])
        if len(planned):
            found: date = planned.max().date()
            return found
    return last


def anything_planned(plant: PlantSettings, view: View) -> bool:
    """Whether the calendar of anybody has a shift in the days of a view."""
    return any(len(own.planned(view.first_day, view.last_day)) for own, _ in _calendars(plant))


def newest_shifts(plant: PlantSettings, now: datetime) -> dict[int, tuple[date, str] | None]:
    """Newest planned shift that is over, of each machine that has a calendar of its own; None: none for weeks."""
    today = now.astimezone(ZoneInfo(plant.timezone)).date()
    found: dict[int, tuple[date, str] | None] = {}
    for own, machines in _calendars(plant):
        spans = own.planned(today - timedelta(days=LOOK_BACK[1]), today)
        over = spans[spans["end"] <= pd.Timestamp(now)].sort_values("end")
        newest = None if over.empty else (over["date"].iloc[-1].date(), str(over["shift"].iloc[-1]))
        found |= dict.fromkeys((machine for machine in machines if machine != PLANT), newest)
    return found


@lru_cache(maxsize=256)
def as_of(plant: PlantSettings, now: datetime) -> datetime:
    """Until when figures are worked out: the newest end of a shift, planned or not.

    Answers that take it as their "now" stay the same for a whole shift, so that they can be kept.
    """
    today = now.astimezone(ZoneInfo(plant.timezone)).date()
    ends = _holding(plant, today - timedelta(days=LOOK_BACK[1]), today)["end"]
    found: datetime = ends[ends <= pd.Timestamp(now)].max().to_pydatetime()
    return found


def running_shift(plant: PlantSettings, now: datetime) -> tuple[date, str, datetime, datetime] | None:
    """The planned shift that is running: production day, name, start and end; None between shifts."""
    today = now.astimezone(ZoneInfo(plant.timezone)).date()
    spans = calendar(plant).planned(today - timedelta(days=1), today)
    instant = pd.Timestamp(now)
    found = spans[(spans["start"] <= instant) & (spans["end"] > instant)]
    if found.empty:
        return None
    row = found.iloc[0]
    return row["date"].date(), str(row["shift"]), row["start"].to_pydatetime(), row["end"].to_pydatetime()


@lru_cache(maxsize=256)
def end_of_next_shift(plant: PlantSettings, machine: int, instant: datetime) -> datetime:
    """When the first planned shift of a machine that begins after an instant is over.

    Where none is planned in the next `LOOK_BACK`, that many days after it.
    """
    begins = instant.astimezone(ZoneInfo(plant.timezone)).date()
    spans = calendar(plant).of_machine(machine).planned(begins, begins + timedelta(days=LOOK_BACK[1]))
    after = spans[spans["start"] > pd.Timestamp(instant)]
    if after.empty:
        return instant + timedelta(days=LOOK_BACK[1])
    found: datetime = after["end"].iloc[0].to_pydatetime()
    return found


def planned_shifts(
    plant: PlantSettings, first_day: date | None, last_day: date | None, now: datetime, machine: int | None = None
) -> list[dict[str, Any]]:
    """Planned shifts of some production days, both included: of today and the next thirteen where none is named.

    Raises
    ------
    InvalidInput
        If those are more than a year.
    """
    first = first_day or (production_day(plant, now) if last_day is None else last_day - timedelta(days=AHEAD))
    last = last_day or first + timedelta(days=AHEAD)
    if (last - first).days >= MOST_LISTED:
        raise InvalidInput(f"The period has {(last - first).days + 1:,} days; {MOST_LISTED} are the most.", "from")
    own = calendar(plant) if machine is None else calendar(plant).of_machine(machine)
    planned = own.planned(first, last).assign(date=lambda rows: rows["date"].dt.date)
    return [{str(name): value for name, value in row.items()} for row in planned.to_dict("records")]


def lengths(plant: PlantSettings, first_day: date, last_day: date) -> pd.DataFrame:
    """How long every shift of some days is, planned or not.

    Returns
    -------
    DataFrame
        `equipment_id` (missing: of all machines without a calendar of their own), `date`, `shift`, `minutes` [min].
    """
    parts = [
        own.spans(first_day, last_day)[["date", "shift", "minutes"]].assign(equipment_id=None if key == PLANT else key)
        for own, keys in _calendars(plant)
        for key in keys
    ]
    return pd.concat([part.astype({"equipment_id": "Int64"}) for part in parts], ignore_index=True)


def _calendars(plant: PlantSettings) -> list[tuple[WorkingCalendar, list[int]]]:
    """The plant's, and those of machines that have their own."""
    return calendar(plant).among([PLANT, *(machine for machine, _ in plant.schedule.machines)])


def _holding(plant: PlantSettings, first_day: date, last_day: date) -> pd.DataFrame:
    """The shifts that days are divided into, on all calendars."""
    every = [own.spans(first_day, last_day) for own, _ in _calendars(plant)]
    return pd.concat([spans[spans["holds"]] for spans in every], ignore_index=True)


def bounds(plant: PlantSettings, view: View) -> tuple[datetime, datetime]:
    """First instant of a view's first production day, and the instant at which its last shift is over, in UTC."""
    return bounds_of(calendar(plant), view)


@lru_cache(1024)
def bounds_of(own: WorkingCalendar, view: View) -> tuple[datetime, datetime]:
    """The same on the calendar of one machine, whose days may begin at another time."""
    edges = own.edges(view.first_day, view.last_day)
    starts, ends = edges[0], edges[-1]
    if view.last_shifts is not None:
        spans = own.spans(view.last_day, view.last_day)
        over = spans.loc[spans["shift"].isin(view.last_shifts), "end"]
        ends = over.max() if len(over) else edges[-2]
    return starts.to_pydatetime(), ends.to_pydatetime()


def widest_bounds(plant: PlantSettings, view: View) -> tuple[datetime, datetime]:
    """The same on all calendars together: the earliest first instant, and the latest end."""
    every = [bounds_of(own, view) for own, _ in _calendars(plant)]
    return min(starts for starts, _ in every), max(ends for _, ends in every)
