"""What part of the plant somebody is looking at: the same few choices on every page and call."""

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class View:
    """A period of production days, some machines and some shifts.

    Attributes
    ----------
    first_day, last_day : date
        Production days, both included.
    machines : tuple of int, optional
        Ids of the chosen machines; None: all.
    shifts : tuple of str, optional
        Names of the chosen shifts; None: all.
    """

    first_day: date
    last_day: date
    machines: tuple[int, ...] | None = None
    shifts: tuple[str, ...] | None = None

    @property
    def days(self) -> int:
        """Length of the period. [days]"""
        return (self.last_day - self.first_day).days + 1

    def previous(self) -> "View":
        """The period of the same length that ends the day before this one begins: what changes are measured against."""
        length = timedelta(days=self.days)
        return replace(self, first_day=self.first_day - length, last_day=self.last_day - length)

    def parameters(self) -> dict[str, object]:
        """The view as parameters ``$first_day``, ``$last_day``, ``$machines`` and ``$shifts`` of a question.

        In SQL: ``($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))``.
        """
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "machines": None if self.machines is None else list(self.machines),
            "shifts": None if self.shifts is None else list(self.shifts),
        }
