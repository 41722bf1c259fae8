"""What the address of a page says: which page, which part of the plant, and on which clock its times are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

from producflow.domain.patterns import spoken
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput
from producflow.pages import OF_A_MACHINE, OF_A_SHIFT, WITH_FIGURES
from producflow.reports.levels import LEVELS, MACHINES, register_of
from producflow.reports.periods import (
    DAYS,
    DEFAULT,
    LAST_SHIFT,
    TODAY,
    YESTERDAY,
    last_days,
    last_shift,
    named,
    production_day,
)
from producflow.reports.view import View

PERIODS = {"Today": TODAY, "Yesterday": YESTERDAY, "Last shift": LAST_SHIFT, **{name: name for name in DAYS}}
"""Periods as pages and their addresses call them, and calls; they move on with the calendar."""
DEFAULT_PERIOD = DEFAULT
CUSTOM = "Custom"
LONGEST = 4_000
"""Characters of an address's query."""
FROZEN, ZONE, MACHINE = "frozen", "zone", "machine"
"""Parameters of every page: of which frozen link, on which clock; and the machine whose page is open."""
UPLOAD = "upload"
"""Names an upload under way, which is one person's: no part of what is shared."""
BASELINE = ("baseline", "baseline_from", "baseline_to")
"""Parameters that say what the page Changes compares with."""
HANDOVER_DAY, HANDOVER_SHIFT = HANDOVER = ("handover_day", "handover_shift")
"""Parameters that say which shift the page Handover shows; they once were of the page Shifts."""
RECORD_DAY, RECORD_SHIFT = ("record_day", "record_shift")
"""Parameters that say for which shift the page Record records."""
SAVINGS = ("savings_baseline", "savings_from", "savings_to")
"""What cost savings on the page Losses are measured against: names of its own, since on the way back Streamlit takes
from the address what the page that is left had under the same name, now and then before the other page has read it."""
_RENAMED = {
    "losses": dict(zip(BASELINE, SAVINGS, strict=True)) | {"by": "loss_by"},
    "admin": {"section": "admin_section"},
}
_RENAMED_ELSEWHERE = {"oee_by": "by"}
"""What older addresses call parameters, by page, and on all others."""


@dataclass(frozen=True)
class Link:
    """One address: a page and what its query says."""

    page: str
    """Such as ``overview``."""
    parameters: tuple[tuple[str, str], ...] = ()
    """In their order; names may repeat."""

    @classmethod
    def of(cls, page: str, query: str) -> "Link":
        """Read a page's name and what stands behind the question mark.

        Raises
        ------
        InvalidInput
            If it is longer than any address of ours.
        """
        if len(query) > LONGEST:
            raise InvalidInput(f"The query has {len(query):,} characters; {LONGEST:,} are the most.", "query")
        return cls(page, tuple(parse_qsl(query.removeprefix("?"), keep_blank_values=True)))

    def get(self, name: str) -> str | None:
        """First value of a parameter, or None."""
        return next((value for key, value in self.parameters if key == name), None)

    def get_all(self, name: str) -> list[str]:
        """All values of a parameter."""
        return [value for key, value in self.parameters if key == name]

    def without(self, *names: str) -> "Link":
        """The same link without some parameters."""
        return Link(self.page, tuple(pair for pair in self.parameters if pair[0] not in names))

    def having(self, **values: str) -> "Link":
        """The same link with other values for some parameters."""
        return Link(self.page, (*self.without(*values).parameters, *values.items()))

    @property
    def on_paper(self) -> bool:
        """Whether the page can be printed: one that shows figures, and of machines the page of one."""
        return self.page in WITH_FIGURES and (self.page != OF_A_MACHINE or self.machine is not None)

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        return urlencode(self.parameters)

    @property
    def address(self) -> str:
        """Page and query, to be put behind the address of the server: ``overview?period=30d``."""
        return f"{self.page}?{self.query}" if self.parameters else self.page

    @property
    def machine(self) -> int | None:
        """Id of the machine whose page is open."""
        value = self.get(MACHINE)
        # More digits than a BIGINT holds would be an error of the database's.
        return int(value) if value is not None and value.isdecimal() and len(value) < 19 else None

    def view(self, plant: PlantSettings, now: datetime, names: Mapping[int, str]) -> View:
        """The part of the plant that the filters of the pages make of it.

        Parameters
        ----------
        now : datetime
            Aware; what "last 7 days" counts from.
        names : mapping of int to str
            Machines by id, since an address calls them by name; of a register also areas and lines.
        """
        period = self._period(plant, now)
        called = set(self.get_all(MACHINES))
        listed = [key for key, name in names.items() if name in called]
        of_levels = {level: self.get_all(level) for level in LEVELS}
        machines = register_of(names).choose(of_levels, listed)
        said = {value.strip().casefold() for value in self.get_all("shifts")}
        known = plant.schedule.names
        shifts = tuple(shift for shift in known if shift.casefold() in said)
        chosen = None if len(shifts) in (0, len(known)) else shifts
        shown = chosen if period.shifts is None else period.shifts
        return replace(period, machines=machines.machines, shifts=shown, chosen=machines)

    def canonical(self, shifts: Iterable[str] = ()) -> "Link":
        """The same link as the pages write it: words in their letter case, no default, days of one's own said to be so.

        Parameters
        ----------
        shifts : iterable of str
            Those that there are. A value that nobody can read stays as it is: the page says so.
        """
        pairs = []
        known = {name.casefold(): name for name in (*PERIODS, CUSTOM, *map(spoken, shifts))}
        known |= {called.casefold(): name for name, called in PERIODS.items()}
        for name, value in self.parameters:
            said = known.get(value.strip().casefold(), value) if name in {"period", "shifts"} else value
            if (name, said) != ("period", DEFAULT_PERIOD):
                pairs.append((_RENAMED.get(self.page, _RENAMED_ELSEWHERE).get(name, name), said))
        if self.get("period") is None and any(day_of(self.get(name)) for name in ("from", "to")):
            pairs.insert(0, ("period", CUSTOM))
        return Link(self.page, tuple(pairs))

    @property
    def period(self) -> str:
        """What the chosen period is called: one of `PERIODS`, or `CUSTOM`."""
        if self.page == OF_A_SHIFT:
            return CUSTOM if any(self.get(name) for name in HANDOVER) else "Last shift"
        period = self.canonical().get("period")
        return period if period in PERIODS or period == CUSTOM else DEFAULT_PERIOD

    def _period(self, plant: PlantSettings, now: datetime) -> View:
        if self.period != CUSTOM:
            return named(plant, now, PERIODS[self.period])
        if self.page == OF_A_SHIFT:
            day, shift = self.shift(plant, now)
            return View(day, day, shifts=(shift,))
        week, today = last_days(plant, now), production_day(plant, now)
        first, last = (
            min(day_of(self.get(name)) or default, today)
            for name, default in (("from", week.first_day), ("to", week.last_day))
        )
        return View(min(first, last), max(first, last))

    def shift(self, plant: PlantSettings, now: datetime) -> tuple[date, str]:
        """Production day and name of the shift that the page Handover shows: the last closed one's where not said."""
        day, name, _ = last_shift(plant, now)
        said = (self.get(HANDOVER_SHIFT) or "").strip().casefold()
        return (
            day_of(self.get(HANDOVER_DAY)) or day,
            next((each for each in plant.schedule.names if each.casefold() == said), name),
        )

    def keeping_days(self, view: View) -> "Link":
        """The same link with its days written out, so that it does not move on with the calendar."""
        if self.page == OF_A_SHIFT:
            [shift] = view.shifts or ("",)
            return self.having(**{HANDOVER_DAY: view.first_day.isoformat(), HANDOVER_SHIFT: spoken(shift)})
        kept = self.having(**{"period": CUSTOM, "from": view.first_day.isoformat(), "to": view.last_day.isoformat()})
        if self.period != "Last shift":
            return kept
        # Without it, the last shift would become the whole of its day.
        shifts = tuple(("shifts", spoken(shift)) for shift in view.shifts or ())
        return Link(kept.page, (*kept.without("shifts").parameters, *shifts))


def day_of(value: str | None) -> date | None:
    """The day that an address names; None where it names none that anybody can read."""
    try:
        return date.fromisoformat(value.strip()) if value else None
    except ValueError:
        return None


def link_to(page: str, view: View, names: Mapping[int, str], **parameters: str) -> Link:
    """The address of a page for a part of the plant, its days written out.

    Parameters
    ----------
    names : mapping of int to str
        Machines by id.
    **parameters
        More of them, such as ``machine``.
    """
    pairs = [*parameters.items()]
    said = view.levels
    if said is not None:
        pairs += [(level, name) for level, found in said.places.items() for name in found]
    machines = view.machines if said is None else said.named
    pairs += [(MACHINES, names[key]) for key in machines or () if key in names]
    pairs += [("shifts", spoken(shift)) for shift in view.shifts or ()]
    return Link(page, tuple(pairs)).keeping_days(view)
