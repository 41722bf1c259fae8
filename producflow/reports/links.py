"""What the address of a page says: which page, which part of the plant, and on which clock its times are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

from producflow.domain.plant import PlantSettings
from producflow.domain.rules import SHIFTS
from producflow.errors import InvalidInput
from producflow.pages import OF_A_MACHINE, WITH_FIGURES
from producflow.reports.periods import last_days, production_day
from producflow.reports.view import View

PERIODS = {"7d": 7, "30d": 30, "90d": 90}
DEFAULT_PERIOD = "7d"
CUSTOM = "Custom"
LONGEST = 4_000
"""Characters of an address's query."""
FROZEN, ZONE, MACHINE = "frozen", "zone", "machine"
"""Parameters of every page: of which frozen link, on which clock; and the machine whose page is open."""
BASELINE = ("baseline", "baseline_from", "baseline_to")
"""Parameters that say what the page Changes compares with."""
SAVINGS = ("savings_baseline", "savings_from", "savings_to")
"""What cost savings on the page Losses are measured against: names of its own, since on the way back Streamlit takes
from the address what the page that is left had under the same name, now and then before the other page has read it."""
_RENAMED = {"losses": dict(zip(BASELINE, SAVINGS, strict=True)), "admin": {"section": "admin_section"}}


@dataclass(frozen=True)
class Link:
    """One address: a page and what its query says.

    Attributes
    ----------
    page : str
        Such as ``overview``.
    parameters : tuple of (str, str)
        In their order; names may repeat.
    """

    page: str
    parameters: tuple[tuple[str, str], ...] = ()

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
        return int(value) if value is not None and value.isdecimal() and len(value) < 19 else None

    def view(self, plant: PlantSettings, now: datetime, names: Mapping[int, str]) -> View:
        """The part of the plant that the filters of the pages make of it.

        Parameters
        ----------
        now : datetime
            Aware; what "last 7 days" counts from.
        names : mapping of int to str
            Machines by id, since an address calls them by name.
        """
        first_day, last_day = self._days(plant, now)
        chosen = set(self.get_all("machines"))
        machines = tuple(sorted(key for key, name in names.items() if name in chosen)) or None
        spoken = {value.strip().lower() for value in self.get_all("shifts")}
        shifts = tuple(shift for shift in SHIFTS if shift in spoken)
        return View(first_day, last_day, machines, None if len(shifts) in (0, len(SHIFTS)) else shifts)

    def canonical(self) -> "Link":
        """The same link as the pages write it: words in their letter case, no default, days of one's own said to be so.

        A value that nobody can read stays as it is: the page says so.
        """
        pairs = []
        known = {name.casefold(): name for name in (*PERIODS, CUSTOM, *(shift.capitalize() for shift in SHIFTS))}
        for name, value in self.parameters:
            spoken = known.get(value.strip().casefold(), value) if name in {"period", "shifts"} else value
            if (name, spoken) != ("period", DEFAULT_PERIOD):
                pairs.append((_RENAMED.get(self.page, {}).get(name, name), spoken))
        if self.get("period") is None and any(day_of(self.get(name)) for name in ("from", "to")):
            pairs.insert(0, ("period", CUSTOM))
        return Link(self.page, tuple(pairs))

    def _days(self, plant: PlantSettings, now: datetime) -> tuple[date, date]:
        period = self.canonical().get("period") or DEFAULT_PERIOD
        if period != CUSTOM:
            whole = last_days(plant, now, PERIODS.get(period, PERIODS[DEFAULT_PERIOD]))
            return whole.first_day, whole.last_day
        week, today = last_days(plant, now), production_day(plant, now)
        first, last = (
            min(day_of(self.get(name)) or default, today)
            for name, default in (("from", week.first_day), ("to", week.last_day))
        )
        return min(first, last), max(first, last)

    def keeping_days(self, view: View) -> "Link":
        """The same link with its days written out, so that it does not move on with the calendar."""
        return self.having(**{"period": CUSTOM, "from": view.first_day.isoformat(), "to": view.last_day.isoformat()})


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
    pairs += [("machines", names[key]) for key in view.machines or () if key in names]
    pairs += [("shifts", shift.capitalize()) for shift in view.shifts or ()]
    return Link(page, tuple(pairs)).keeping_days(view)
