"""The plant's own settings, and what they default to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlantSettings:
    """What a plant decides once: its name, its clock, its shifts and what its losses cost."""

    name: str = ""
    """What people call it, on every page and on paper; empty until somebody names it."""
    timezone: str = "UTC"
    """IANA name; instants are stored in UTC and shown in this zone."""
    morning_start: str = "06:00"
    afternoon_start: str = "14:00"
    night_start: str = "22:00"
    """Wall-clock start of each shift, ``HH:MM``. The night shift belongs to the day on which it began."""
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
