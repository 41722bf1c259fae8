"""The plant's own settings, and what they default to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlantSettings:
    """What a plant decides once: its name, its clock, its shifts and what its losses cost.

    Attributes
    ----------
    name : str
        What people call it, on every page and on paper; empty until somebody names it.
    timezone : str
        IANA name; instants are stored in UTC and shown in this zone.
    morning_start, afternoon_start, night_start : str
        Wall-clock start of each shift, ``HH:MM``. The night shift belongs to the day on which it began.
    currency : str
        ISO 4217 code of every amount of money.
    downtime_hour_cost : float or None
        Cost of one hour of unplanned downtime. [currency/h] None: costs are not computable.
    defect_unit_cost : float or None
        Cost of one rejected unit. [currency/unit] None: costs are not computable.
    reading_max_age_hours : float
        A latest reading older than this says nothing of a machine's condition any more. [h]
    report_grace_hours : float
        A production record that comes in later than this after its shift ended is late. [h]
    """

    name: str = ""
    timezone: str = "UTC"
    morning_start: str = "06:00"
    afternoon_start: str = "14:00"
    night_start: str = "22:00"
    currency: str = "EUR"
    downtime_hour_cost: float | None = None
    defect_unit_cost: float | None = None
    reading_max_age_hours: float = 24.0
    report_grace_hours: float = 24.0
