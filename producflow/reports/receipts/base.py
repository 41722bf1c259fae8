"""What a receipt is made of: the formula with its figures, what it rests on, and what it leaves out."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from producflow.domain.metrics import Metric
from producflow.reports.links import Link, link_to
from producflow.reports.receipts.figure_ref import RECEIPT, FigureRef
from producflow.reports.spelling import exactly
from producflow.reports.view import View

RECORDS, STOPS, JOBS, ALERTS, MACHINES, PREDICTIONS = (
    *("production_records", "downtime_events", "maintenance_logs", "maintenance_alerts", "equipment", "predictions"),
)
MACHINE_SHIFTS, FAILURES = "machine_shifts", "failures"
"""What is counted where no row of a single table stands behind it."""
CALLED = {
    RECORDS: ("production record", "production records"),
    STOPS: ("stop", "stops"),
    JOBS: ("job", "jobs"),
    ALERTS: ("alert", "alerts"),
    MACHINES: ("machine", "machines"),
    PREDICTIONS: ("prediction", "predictions"),
    MACHINE_SHIFTS: ("machine-shift", "machine-shifts"),
    FAILURES: ("failure", "failures"),
}


@dataclass(frozen=True)
class Term:
    """One figure of a formula."""

    value: float | None
    unit: str = ""
    """``%`` stands for hundredths: 50 % is a half."""
    of: str = ""
    """What it is of, such as a machine's name; empty where the formula says it already."""

    @property
    def told(self) -> str:
        """The figure with its unit, as exact as one can read it: ``2,106.5 min``."""
        return f"{exactly(self.value, self.unit)} ({self.of})" if self.of else exactly(self.value, self.unit)


@dataclass(frozen=True)
class Step:
    """One line of the working, with the actual figures in it."""

    label: str
    """What it works out."""
    expression: str
    """With the names of its terms in braces: ``{run} ÷ {planned}``."""
    terms: Mapping[str, Term]
    value: float | None
    """What it comes to; computed by the report, not from the terms here."""
    unit: str

    @property
    def worked(self) -> str:
        """The expression with its figures: ``2,106.5 min ÷ 2,400 min``."""
        return re.sub(r"\{(\w+)\}", lambda found: self.terms[found[1]].told, self.expression)

    @property
    def told(self) -> str:
        """The whole line: ``2,106.5 min ÷ 2,400 min = 87.77 %``."""
        return f"{self.worked} = {exactly(self.value, self.unit)}"


def known(value: object) -> float | None:
    """A figure, or None where it is missing."""
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[call-overload, arg-type]


def step(label: str, expression: str, value: object, unit: str, **terms: Term) -> Step:
    """One line of the working, see :class:`Step`."""
    return Step(label, expression, terms, known(value), unit)


def worked(metric: Metric, value: object, terms: Mapping[str, Term], currency: str = "") -> Step:
    """The line that works a metric out, by its own formula."""
    return Step(metric.label, metric.working, terms, known(value), metric.unit_in(currency))


def added(label: str, addends: pd.Series, value: object, unit: str, *, divided_by: float = 1, most: int = 6) -> Step:
    """A sum whose parts stand in it by name, or as one figure where there are more than `most` of them.

    Parameters
    ----------
    addends : Series, indexed by what each is of
    value : float or None
        What the report says.
    unit : str
        Of the sum; the addends are in minutes where it is ``h`` and `divided_by` is 60.
    """
    there = addends.dropna()
    inner = "min" if divided_by == 60 else unit
    terms = {f"a{place}": Term(float(each), inner, str(name)) for place, (name, each) in enumerate(there.items())}
    if len(there) > most or len(there) < 2:
        terms = {"a0": Term(known(there.sum(min_count=1)), inner, "" if len(there) < 2 else f"{len(there):,} parts")}
    sums = " + ".join(f"{{{name}}}" for name in terms)
    if divided_by != 1:
        sums = f"{sums} ÷ {divided_by:g}" if len(terms) == 1 else f"({sums}) ÷ {divided_by:g}"
    return Step(label, sums, terms, known(value), unit)


@dataclass(frozen=True)
class Source:
    """An import that rows came from."""

    batch_id: int | None
    """None: a person or a program entered them."""
    file_name: str | None
    kind: str | None
    imported_at: datetime | None
    imported_by: str | None
    """Of the import."""
    rows: int
    """Behind the figure."""
    lines: str
    """Of the file, in ranges: ``2–106, 110``."""
    more: int
    """Ranges that are not spelled out."""
    rejected: int
    """Rows of the file that were rejected, whatever they were of."""


@dataclass(frozen=True)
class Used:
    """Rows that a figure rests on."""

    table: str
    """Where they are stored; `MACHINE_SHIFTS` and `FAILURES` are counted, not stored."""
    total: int
    rows: pd.DataFrame
    """Some of them, see :func:`producflow.reports.receipts.receipt`."""
    sources: tuple[Source, ...] = ()
    """Of all of them, the import with most rows first."""
    what: str = ""
    """Which of them, where that has to be said: ``unplanned stops``."""

    @property
    def called(self) -> str:
        """How many, in words."""
        one, many = CALLED[self.table]
        return f"{self.total:,} {self.what or (one if self.total == 1 else many)}"


@dataclass(frozen=True)
class LeftOut:
    """Something that a figure does not count, and why."""

    count: int
    what: str
    """What they are and why they are left out; follows the count."""
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Some of them, where they can be listed."""


@dataclass(frozen=True)
class Receipt:
    """How a figure came about."""

    wanted: FigureRef
    view: View
    """What it is of."""
    as_of: datetime
    """The instant it was computed for; aware."""
    currency: str
    value: float | None
    """In full precision; the very one that pages and API answer."""
    why_not: str = ""
    """Why there is none."""
    working: tuple[Step, ...] = ()
    """The last one is the figure itself."""
    used: tuple[Used, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    """What else one has to know to trust it."""
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The same figure of each machine, with the sums that it follows from; empty where there is no such thing."""
    in_unit: str = ""
    """Where it is answered in another unit than the figure's own."""

    @property
    def metric(self) -> Metric:
        """What the figure is called and means."""
        return self.wanted.metric

    @property
    def unit(self) -> str:
        """[-]"""
        return self.in_unit or self.metric.unit_in(self.currency)

    def link(self, page: str, names: Mapping[int, str], frozen: str | None = None) -> Link:
        """The address that opens it on a page."""
        more = {} if frozen is None else {"frozen": frozen}
        shift = self.wanted.shift if self.view.shifts != (self.wanted.shift,) else None  # compared with all shifts
        bare = FigureRef(self.wanted.figure, shift=shift, key=self.wanted.key, until=self.view.last_shifts)
        return link_to(page, self.view, names, **{RECEIPT: str(bare)}, **more)


def in_minutes(found: Receipt) -> Receipt:
    """The same receipt of hours, for whoever answers the figure in minutes."""
    hours = found.value
    if hours is None:
        return found
    last = step(found.metric.label, "{hours} × 60", hours * 60, "min", hours=Term(hours, "h"))
    return replace(found, value=hours * 60, working=(*found.working, last), in_unit="min")


def figure_of(value: object, *, whole: bool = False) -> float | None:
    """A figure for :class:`Receipt`: NaN is None."""
    number = known(value)
    return None if number is None or math.isnan(number) else (round(number) if whole else number)
