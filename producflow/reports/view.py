"""What part of the plant somebody is looking at: the same few choices on every page and call."""

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Chosen:
    """How machines were chosen, and which those are; see :meth:`producflow.reports.levels.Register.choose`."""

    areas: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    """Empty: all."""
    named: tuple[int, ...] = ()
    """Ids of those that were chosen one by one; empty: all of the areas and lines."""
    machines: tuple[int, ...] | None = None
    """What it comes to; None: all, empty: none belongs to all that was chosen."""
    plants: tuple[str, ...] = ()
    """Of which several are looked at side by side; empty: all."""

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """What was chosen of each level, as addresses call it, the widest first."""
        return {"plant": self.plants, "area": self.areas, "line": self.lines}


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
    chosen: Chosen | None = None
    """How its machines were chosen; see :attr:`levels`."""

    @property
    def levels(self) -> Chosen | None:
        """Plants, areas and lines that its machines were chosen by; None where it is about others by now, or all."""
        said = self.chosen
        return said if said is not None and said.machines == self.machines and any(said.places.values()) else None

    @property
    def days(self) -> int:
        """Length of the period. [days]"""
        return (self.last_day - self.first_day).days + 1

    @property
    def counted(self) -> tuple[date, date]:
        """First and last day of which anything counts: a last one none of whose shifts is over does not."""
        last = self.last_day - timedelta(days=1) if self.last_shifts == () else self.last_day
        return self.first_day, max(self.first_day, last)

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
