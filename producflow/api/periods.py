"""``from`` and ``to``: production days or instants, both included; or ``period``, one that is called by its name."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import Query

from producflow.api.fields import Moment, on_plant_clock
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput
from producflow.reports.periods import DAYS, DEFAULT, bounds, named, production_day
from producflow.reports.view import Chosen, View

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
Named = Annotated[
    Literal["today", "yesterday", "last_shift", "7d", "30d", "90d"] | None,
    Query(
        description="Instead of from and to, production days up to now: `today` so far, `yesterday`, the newest shift "
        "that is over, or so many days, the running one included.",
        examples=["today"],
    ),
]


@dataclass(frozen=True)
class Period:
    """What a caller gave as ``from`` and ``to``, or as ``period``, on the plant's clock.

    Parameters
    ----------
    start, end : date or datetime, optional
    name : str, optional
        Of :data:`producflow.reports.links.PERIODS`, how it is called.

    Raises
    ------
    InvalidInput
        If it ends before it begins, or is given twice.
    """

    plant: PlantSettings
    start: date | datetime | None
    end: date | datetime | None
    name: Named = None

    def __post_init__(self) -> None:
        if self.name is not None and (self.start is not None or self.end is not None):
            raise InvalidInput(
                f"The period is given twice, as '{self.name}' and by its days; leave out period, or from and to.",
                "period",
            )
        first, last = self.instants()
        if first is not None and last is not None and first > last:
            raise InvalidInput("The period ends before it begins; swap from and to.", "from")

    def instants(self) -> tuple[datetime | None, datetime | None]:
        """First and last instant, both included; None is open."""
        return self._first_instant(), self._last_instant()

    def days(self) -> tuple[date | None, date | None]:
        """First and last production day, both included; None is open. A midnight is the day that it begins."""
        return self._day(self.start), self._day(self.end)

    def view(self, now: datetime, chosen: Chosen) -> View:
        """Production days to sum up: the last seven up to now, the running one included, unless given.

        Raises
        ------
        InvalidInput
            If it is longer than ten years.
        """
        if self.name is not None:
            return replace(named(self.plant, now, self.name), machines=chosen.machines, chosen=chosen)
        first, last = self.days()
        if last is None:
            running = production_day(self.plant, now)
            last = running if first is None else max(first, running)
        if first is None:
            first = last - timedelta(days=DAYS[DEFAULT] - 1)
        view = View(first, last, chosen.machines, chosen=chosen)
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
