"""The time zones that there are."""

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Outside of which nobody asks for the hour of a clock."""
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@cache
def names() -> frozenset[str]:
    """IANA names of all time zones of this machine: looked up once, since it means walking through a folder tree."""
    return frozenset(available_timezones())


def known(name: str | None) -> bool:
    """Tell whether there is a time zone of that name."""
    return name in names()


def next_at(zone: str, clock: time, since: datetime) -> datetime:
    """The first instant, not before another one, at which the clocks of a zone show a time of day.

    Parameters
    ----------
    since : datetime
        Aware; its seconds count for nothing.
    """
    begins = since.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    today = datetime.combine(begins.date(), clock, begins.tzinfo)
    return today if today >= begins else datetime.combine(begins.date() + timedelta(days=1), clock, begins.tzinfo)


def folds(zone: str, first: datetime, last: datetime) -> tuple[tuple[str, str, int, int], ...]:
    """Wall-clock times that come twice, since clocks go back, from one wall-clock time to another.

    Returns
    -------
    tuple of (str, str, int, int)
        First and end of each span (ISO), and how far its times are from UTC the first time, and the second. [s]
    """
    return tuple(
        fold
        for year in range(max(first.year, FIRST_YEAR), min(last.year, LAST_YEAR) + 1)
        for fold in _folds_of(zone, year)
        if fold[0] <= last.isoformat(sep=" ") and fold[1] > first.isoformat(sep=" ")
    )


@cache
def _folds_of(zone: str, year: int) -> tuple[tuple[str, str, int, int], ...]:
    there, found = ZoneInfo(zone), []
    day = datetime(year, 1, 1)  # noqa: DTZ001 - a wall clock's
    while day.year == year:
        before, after = (_away(each, there) for each in (day, day + _DAY))
        if after < before:
            first = day
            while _away(first, there) == _away(first.replace(fold=1), there):
                first += _MINUTE
            end = first + timedelta(seconds=before - after)
            found.append((first.isoformat(sep=" "), end.isoformat(sep=" "), before, after))
        day += _DAY
    return tuple(found)


def _away(moment: datetime, zone: ZoneInfo) -> int:
    """How far a wall-clock time is from UTC. [s]"""
    away = moment.replace(tzinfo=zone).utcoffset()
    return 0 if away is None else int(away.total_seconds())
