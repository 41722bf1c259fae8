"""Pages on what was made and lost: overview, losses, shifts."""

import math
from datetime import datetime

from producflow.printing.sheet import Panel, Rows, Sheet, Tile
from producflow.printing.words import Shown, listed, rows, tile
from producflow.reports import comparison, control_charts, production
from producflow.reports.losses import MACHINE, REASON, Losses
from producflow.reports.losses import losses as losses_of
from producflow.reports.overview import overview as overview_of
from producflow.reports.periods import last_shift
from producflow.reports.plant import plant_settings
from producflow.reports.production import Production
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.charts import comparison as compared
from producflow.ui.charts import losses as loss_charts
from producflow.ui.charts import production as charts
from producflow.ui.text import counted

ROWS = 10
NOTHING = "No production was reported in this period."
NOT_SET = "costs are not set"

OUTPUT = Shown("Output", "units")
EFFICIENCY = Shown("Efficiency", "%", 1)
OEE = Shown("OEE", "%", 1)
DEFECT_RATE = Shown("Defect rate", "%", 2)
DOWNTIME = Shown("Downtime", "h", 1)
FACTORS = {name: Shown(name.capitalize(), "%", 1) for name in ("availability", "performance", "quality")}
MACHINES = {
    "name": Shown("Machine", words=True),
    "output_quantity": OUTPUT,
    "efficiency_percentage": EFFICIENCY,
    "oee": OEE,
    **FACTORS,
    "defect_rate": DEFECT_RATE,
    "downtime_hours": DOWNTIME,
}


def overview(store: Store, view: View, now: datetime, zone: str) -> Sheet:
    """How is the plant?"""
    as_of = last_shift(plant_settings(store), now)[2]
    report = production.metrics(store, view, as_of)
    present = overview_of(store, view, as_of, now)
    attention = list(present.attention["name"]) if len(present.attention) else []
    alerts = tile(Shown("Active alerts"), present.active_alerts, previous=present.active_before)
    return Sheet(
        title="How is the plant?",
        view="",
        says=_says(report, f"Needs attention: {listed(attention)}." if attention else "No machine needs attention."),
        tiles=(*_tiles(report), alerts, _savings(report), _coverage(report)),
        panels=()
        if report.empty
        else (
            Panel("Efficiency by day", charts.efficiency_trend(report)),
            Panel("Output and defects", charts.output_and_defects(report)),
            Panel("Where the planned time went", loss_charts.tree(losses_of(store, view, as_of), 0)),
            Panel("Downtime by reason", charts.downtime_pareto(report)),
        ),
        rows=() if report.empty else (_machines(report, zone),),
    )


def losses(store: Store, view: View, now: datetime, zone: str) -> Sheet:
    """Where did the time and the money go?"""
    as_of = last_shift(plant_settings(store), now)[2]
    report, found = production.metrics(store, view, as_of), losses_of(store, view, as_of)
    if report.empty or found.empty:
        return Sheet("Where did the time and the money go?", "", says=_says(report), tiles=_tiles(report))
    return Sheet(
        title="Where did the time and the money go?",
        view="",
        says=_says(report),
        tiles=(*_lost(found, report), *_tiles(report)[2:], _savings(report)),
        panels=(
            Panel("From planned to fully productive time", loss_charts.tree(found, 5), wide=True),
            Panel("Lost time by reason", loss_charts.pareto(found, REASON, "hours")),
            Panel("Lost time by machine", loss_charts.pareto(found, MACHINE, "hours")),
        ),
        rows=(rows("Losses by machine", found.by(MACHINE), _loss_columns(report.plant.currency), zone, ROWS),),
    )


def _lost(found: Losses, report: Production) -> tuple[Tile, ...]:
    lost, currency = found.of(None), report.plant.currency
    why = NOT_SET if report.plant.downtime_hour_cost is None or report.plant.defect_unit_cost is None else ""
    return (
        tile(Shown("Lost time", "h", 1), float(lost["minutes"].sum()) / 60),
        tile(Shown("Cost of losses", currency), float(lost["money"].sum(min_count=1)), note=why),
        tile(Shown("Cost of downtime", currency), report.costs.downtime, note=why),
        tile(Shown("Cost of rejects", currency), report.costs.quality, note=why),
    )


def _loss_columns(currency: str) -> dict[str, Shown]:
    return {"label": Shown("Machine", words=True), "hours": Shown("Lost", "h", 1), "money": Shown("Cost", currency)}


def shifts_page(store: Store, view: View, now: datetime, zone: str) -> Sheet:
    """Which shift, and is the difference real?"""
    report = production.metrics(store, view, last_shift(plant_settings(store), now)[2])
    if report.empty:
        return Sheet("Which shift, and is the difference real?", "", says=_says(report), tiles=_tiles(report))
    found = comparison.compare(store, view)
    limits = control_charts.chart(store, view)
    by_shift = report.shifts.rename_axis("shift").reset_index()
    by_shift["name"] = by_shift["shift"].str.capitalize()
    columns = {**MACHINES, "name": Shown("Shift", words=True)}
    own = found.machines
    rates = {name: Shown(name.capitalize(), "%", 2) for name in ("morning", "afternoon", "night")}
    return Sheet(
        title="Which shift, and is the difference real?",
        view="",
        says=_says(
            report,
            f"Defect rate: {found.defects.verdict}. {comparison.explain(found.defects)} {comparison.evidence(found)}",
            f"Efficiency: {found.efficiency.verdict}. {comparison.explain_efficiency(found.efficiency)}",
        ),
        tiles=(*_tiles(report)[:4], *_factors(report)[:3], _coverage(report)),
        panels=(
            Panel("Efficiency by day and shift", charts.day_by_shift(report), wide=True),
            Panel(limits.title, compared.control_chart(limits, zone), wide=True),
        ),
        rows=(
            rows("By shift", by_shift, columns, zone, ROWS),
            rows("Defect rate by machine", own, {"name": Shown("Machine", words=True), **rates}, zone, ROWS - 3),
        ),
    )


def _says(report: Production, *sentences: str) -> tuple[str, ...]:
    nothing = NOTHING if report.empty else ""
    flag = "The rated capacity is too low: more was made than rated speed allows." * report.total.rated_capacity_too_low
    return tuple(filter(None, [nothing, " ".join(filter(None, [*sentences, flag]))]))


def _tiles(report: Production) -> tuple[Tile, ...]:
    now, before = report.total, report.previous
    no_capacity = now.records_without_capacity
    left_out = f"without {counted(no_capacity, 'record', 'records')} that lack a capacity" if no_capacity else ""
    return (
        tile(OUTPUT, now.total_output, previous=before.total_output),
        tile(EFFICIENCY, now.efficiency_percentage, previous=before.efficiency_percentage),
        tile(OEE, now.oee, previous=before.oee, note=left_out),
        tile(DEFECT_RATE, now.defect_rate, previous=before.defect_rate),
        tile(DOWNTIME, now.downtime_hours, previous=before.downtime_hours),
    )


def _factors(report: Production) -> tuple[Tile, ...]:
    now, before = report.total, report.previous
    return tuple(tile(shown, getattr(now, name), previous=getattr(before, name)) for name, shown in FACTORS.items())


def _savings(report: Production) -> Tile:
    found = report.savings
    shown = Shown("Cost savings", report.plant.currency)
    return tile(shown, None if found.why_not else found.total, note=found.why_not or "")


def _coverage(report: Production) -> Tile:
    found = report.reporting.coverage
    ratio = None if math.isnan(found.ratio) else 100 * found.ratio
    return tile(Shown("Reports received", "%"), ratio, note=f"{found.reported:,} of {found.expected:,} due")


def _machines(report: Production, zone: str) -> Rows:
    by_output = report.machines.sort_values("output_quantity", ascending=False, na_position="last")
    return rows("Machines", by_output, MACHINES, zone, ROWS)
