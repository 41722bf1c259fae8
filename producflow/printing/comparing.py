"""Pages that compare: why a figure changed."""

from datetime import datetime

from producflow.printing.sheet import Panel, Sheet
from producflow.printing.words import Shown, rows, tile
from producflow.reports import baselines
from producflow.reports import changes as report
from producflow.reports.links import Link
from producflow.reports.periods import last_shift
from producflow.reports.plant import plant_settings
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.charts import changes as charts

ROWS = 12


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
