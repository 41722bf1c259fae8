"""``from`` and ``to``: production days or instants, both included."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from producflow.api.fields import Moment, on_plant_clock
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput
from producflow.reports.periods import bounds, last_days, production_day
from producflow.reports.view import View

LONGEST_DAYS = 3_660
MICROSECOND = timedelta(microseconds=1)

From = Annotated[
    Moment | None,
    Query(alias="from", description="First production day, or an instant; included.", examples=["2026-03-01"]),
]
To = Annotated[
    Moment | None,
    Query(description="Last production day, or an instant; included.", examples=["2026-03-31T14:00:00+02:00"]),
]


@dataclass(frozen=True)
class Period:
    """What a caller gave as ``from`` and ``to``, on the plant's clock.

    Parameters
    ----------
    plant : PlantSettings
    start, end : date or datetime, optional

    Raises
    ------
    InvalidInput
        If it ends before it begins.
    """

    plant: PlantSettings
    start: date | datetime | None
    end: date | datetime | None

    def __post_init__(self) -> None:
        first, last = self.instants()
        if first is not None and last is not None and first > last:
            raise InvalidInput("The period ends before it begins; swap from and to.", "from")

    def instants(self) -> tuple[datetime | None, datetime | None]:
        """First and last instant, both included; None is open."""
        return self._first_instant(), self._last_instant()

    def days(self) -> tuple[date | None, date | None]:
        """First and last production day, both included; None is open. A midnight is the day that it begins."""
        return self._day(self.start), self._day(self.end)

    def view(self, now: datetime, machines: tuple[int, ...] | None) -> View:
        """Production days to sum up: the last seven complete ones unless given.

        Raises
        ------
        InvalidInput
            If it is longer than ten years.
        """
        first, last = self.days()
        week = last_days(self.plant, now)
        if last is None:
            last = week.last_day if first is None else max(first, production_day(self.plant, now))
        if first is None:
            first = last - timedelta(days=week.days - 1)
        view = View(first, last, machines)
        if view.days > LONGEST_DAYS:
            raise InvalidInput(f"The period has {view.days:,} days; {LONGEST_DAYS:,} are the most.", "from")
        return view

    def _first_instant(self) -> datetime | None:
        if self.start is None or isinstance(self.start, datetime):
            return None if self.start is None else on_plant_clock(self.start, self.plant)
        return bounds(self.plant, View(self.start, self.start))[0]

    def _last_instant(self) -> datetime | None:
        if self.end is None or isinstance(self.end, datetime):
            return None if self.end is None else on_plant_clock(self.end, self.plant)
        return bounds(self.plant, View(self.end, self.end))[1] - MICROSECOND

    def _day(self, moment: date | datetime | None) -> date | None:
        if isinstance(moment, datetime) and moment.time() == time():
            return moment.date()
        if isinstance(moment, datetime):
            return production_day(self.plant, on_plant_clock(moment, self.plant))
        return moment
