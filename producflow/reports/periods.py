"""Production days and periods by the plant's own clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from producflow.domain.plant import PlantSettings
from producflow.reports.view import View


def production_day(plant: PlantSettings, now: datetime) -> date:
    """Production day that is running: it begins with the morning shift, so the small hours belong to the day before.

    Parameters
    ----------
    plant : PlantSettings
        Its time zone and the start of its morning shift.
    now : datetime
        An aware instant.
    """
    local = now.astimezone(ZoneInfo(plant.timezone))
    begins = time.fromisoformat(plant.morning_start)
    return local.date() if local.time() >= begins else local.date() - timedelta(days=1)


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
