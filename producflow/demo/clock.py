"""When things happen in the demo plant: shift starts on the plant's wall clock, as UTC instants."""

from datetime import date, timedelta

import pandas as pd

from producflow.domain.rules import SHIFTS

DAYS = 90
"""Length of the history. [days]"""
STARTS = {"morning": 6, "afternoon": 14, "night": 22}
SHIFT_HOURS = 8


def first_day(today: date) -> date:
    """First production day of the history."""
    return today - timedelta(days=DAYS)


def instant(day: date, hour: float, timezone: str) -> pd.Timestamp:
    """A wall-clock hour of a day as a UTC instant without its zone. [h]"""
    local = pd.Timestamp(day) + pd.Timedelta(hours=hour)
    return local.tz_localize(timezone, ambiguous=True, nonexistent="shift_forward").tz_convert(None)


def shifts(today: date, timezone: str) -> pd.DataFrame:
    """Every shift of the history, in time order.

    Returns
    -------
    DataFrame, one row per production day and shift
        `day` (0 is the first), `date`, `shift`, `starts_at` and `ends_at` (UTC; what the last night shift did, it did
        until midnight, since nothing may lie in the future).
    """
    found, midnight = _shifts(today, timezone, range(DAYS)), instant(today, 0, timezone)
    return found.assign(ends_at=found["ends_at"].where(found["ends_at"] <= midnight, midnight))


def shifts_of_today(today: date, timezone: str) -> pd.DataFrame:
    """The shifts of the day after the history, see :func:`shifts`, each to its own end."""
    return _shifts(today, timezone, range(DAYS, DAYS + 1))


def _shifts(today: date, timezone: str, days: range) -> pd.DataFrame:
    rows = []
    for number in days:
        day = first_day(today) + timedelta(days=number)
        for shift in SHIFTS:
            ends = instant(day, STARTS[shift] + SHIFT_HOURS, timezone)
            rows.append((number, day, shift, instant(day, STARTS[shift], timezone), ends))
    return pd.DataFrame(rows, columns=["day", "date", "shift", "starts_at", "ends_at"])
