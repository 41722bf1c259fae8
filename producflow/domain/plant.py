"""The plant's own settings, and what they default to."""

from dataclasses import dataclass, field
from datetime import date

from producflow.domain.counting import TOTAL
from producflow.domain.schedule import Schedule


@dataclass(frozen=True)
class PlantSettings:
    """What a plant decides once: its name, its clock, its shifts and what its losses cost."""

    name: str = ""
    """What people call it, on every page and on paper; empty until somebody names it."""
    timezone: str = "UTC"
    """IANA name; instants are stored in UTC and shown in this zone."""
    currency: str = "EUR"
    """ISO 4217 code of every amount of money."""
    downtime_hour_cost: float | None = None
    """Cost of one hour of unplanned downtime. [currency/h] None: costs are not computable."""
    defect_unit_cost: float | None = None
    """Cost of one rejected unit. [currency/unit] None: costs are not computable."""
    reading_max_age_hours: float = 24.0
    """A latest reading older than this says nothing of a machine's condition any more. [h]"""
    report_grace_hours: float = 24.0
    """A production record that comes in later than this after its shift ended is late. [h]"""
    alarm_operators: int = 1
    """People who watch alarms at a time, among whom these are shared."""
    counts: str = TOTAL
    """What people count of a shift, one of :data:`producflow.domain.counting.WAYS`."""
    closed_until: date | None = None
    """The last production day that is closed: what was entered of it changes only with a reason. None: no day is."""
    schedule: Schedule = field(default_factory=Schedule)
    """When it means to work; around the clock in three shifts unless it says otherwise."""
