"""Pages on what to make of the figures: why one changed, and what is missing of them."""

from datetime import datetime

from producflow.domain.coverage import DUPLICATE, LATE, MISSING
from producflow.printing.sheet import Panel, Sheet
from producflow.printing.words import Shown, rows, tile
from producflow.reports import baselines
from producflow.reports import changes as report
from producflow.reports.links import Link
from producflow.reports.missing import missing as of_view
from producflow.reports.periods import last_shift
from producflow.reports.plant import plant_settings
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.charts import changes as charts
from producflow.ui.charts import coverage as coverage_charts

ROWS = 12
COVERAGE = {
    "name": Shown("Machine", words=True),
    "coverage": Shown("Reports received", "%", 1),
    "expected": Shown("Due", "shifts"),
    "missing": Shown("Missing", "shifts"),
    "late": Shown("Late", "shifts"),
    "duplicate": Shown("Duplicate", "shifts"),
}
GAPS = {
    "name": Shown("Machine", words=True),
    "span": Shown("When", words=True),
    "next_step": Shown("What to do next", words=True),
    "shifts": Shown("Missing", "shifts"),
}


def changes(store: Store, view: View, now: datetime, zone: str, link: Link) -> Sheet:
    """Why did it change?"""
    by_label = {told.label: name for name, told in report.MEASURES.items()}
    measure = by_label.get(link.get("figure") or "", "total_output")
    as_of = last_shift(plant_settings(store), now)[2]
    found = report.changes(store, view, baselines.of_link(link, view), measure, as_of)
    told = report.MEASURES[measure]
    shown = Shown(told.label, told.unit, told.digits)
    change = Shown("Difference", told.change_unit, told.digits)
    columns = {"name": Shown("Machine", words=True), "total": Shown("In all", told.change_unit, told.digits)}
    columns |= {
        cause: Shown(label, told.change_unit, told.digits)
        for cause, label in report.CAUSES.items()
        if cause in found.machines.columns
    }
    reached, before = found.reached, found.reached_before
    return Sheet(
        title="Why did it change?",
        view="",
        says=tuple(
            filter(
                None,
                [
                    f"Compared with {baselines.words(view, found.base)}.",
                    report.sentence(found),
                    report.missing_note(found),
                ],
            )
        ),
        tiles=(
            tile(shown, found.now, note=f"{reached.reported:,} of {reached.expected:,} shifts reported"),
            tile(
                Shown("Before", told.unit, told.digits),
                found.before,
                note=f"{before.reported:,} of {before.expected:,} shifts reported",
            ),
            tile(change, found.difference),
        ),
        panels=()
        if found.parts.empty
        else (
            Panel("By cause", charts.by_cause(found), wide=True),
            Panel("By machine", charts.by_machine(found), wide=True),
        ),
        rows=() if found.parts.empty else (rows("By machine and cause", found.machines, columns, zone, ROWS),),
    )


def coverage(store: Store, view: View, now: datetime, zone: str) -> Sheet:
    """What is missing?"""
    found = of_view(store, view, last_shift(plant_settings(store), now)[2])
    reached = found.reporting.coverage
    counts = {"Missing": MISSING, "Late": LATE, "Duplicate": DUPLICATE}
    return Sheet(
        title="What is missing?",
        view="",
        says=(found.reporting.sentence(),),
        tiles=(
            tile(Shown("Reports received", "%", 1), 100 * reached.ratio),
            *(tile(Shown(label, "shifts"), found.count(state)) for label, state in counts.items()),
        ),
        panels=() if found.cells.empty else (Panel("Every machine and shift", coverage_charts.grid(found), wide=True),),
        rows=(
            rows("By machine", found.machines, COVERAGE, zone, ROWS),
            rows("What to do next", found.gaps, GAPS, zone, ROWS),
        ),
    )
