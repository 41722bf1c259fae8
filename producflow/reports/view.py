"""What part of the plant somebody is looking at: the same few choices on every page and call."""

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class View:
    """A period of production days, some machines and some shifts."""

    first_day: date
    last_day: date
    """Production days, both included."""
    machines: tuple[int, ...] | None = None
    """Ids of the chosen machines; None: all."""
    shifts: tuple[str, ...] | None = None
    """Names of the chosen shifts; None: all."""
    last_shifts: tuple[str, ...] | None = None
    """Of the last day only these, which are over; None: all of them. See :func:`producflow.reports.periods.closed`."""

    @property
    def days(self) -> int:
        """Length of the period. [days]"""
        return (self.last_day - self.first_day).days + 1

    def previous(self) -> "View":
        """The period of the same length right before this one: what changes are measured against.

        One that ends amid a day is preceded by one that ends amid a day, with the same shift.
        """
        length = timedelta(days=self.days)
        return replace(self, first_day=self.first_day - length, last_day=self.last_day - length)

    def parameters(self) -> dict[str, object]:
        """The view as parameters of a question: ``$first_day``, ``$last_day``, ``$machines`` and so on.

        In SQL: ``($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))``, and of the last
        ``($last_shifts::VARCHAR[] IS NULL OR date < $last_day OR list_contains($last_shifts::VARCHAR[], shift))``.
        """
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "machines": None if self.machines is None else list(self.machines),
            "shifts": None if self.shifts is None else list(self.shifts),
            "last_shifts": None if self.last_shifts is None else list(self.last_shifts),
        }
