"""Receipts of unplanned downtime, of what it and rejects cost, and of what was saved."""

import pandas as pd

from producflow.domain import costs
from producflow.domain.losses import ROUNDING
from producflow.domain.metrics import METRICS
from producflow.domain.plant import PlantSettings
from producflow.domain.stops import Unended
from producflow.reports.baselines import words
from producflow.reports.receipts.base import STOPS, LeftOut, Receipt, Step, Term, Used, added, figure_of, step, worked
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.receipts.production import missing
from producflow.reports.view import View

NOTHING = "Neither a stop nor a production record is known for this period."
MINUTES_PER_HOUR = 60


def unplanned(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Hours of the stops that nobody planned."""
    hours = context.production.costs.unplanned_hours
    used = _stopped(context)
    return context.receipt(
        wanted,
        hours,
        why_not="" if hours is not None else NOTHING,
        working=() if hours is None else (unplanned_hours(context),),
        used=used,
        left_out=(*_of_stops(context), rejected(*used)),
        notes=_notes(context),
    )


def unplanned_hours(context: ReceiptContext) -> Step:
    """The stops of each machine added up."""
    minutes = context.production.unplanned
    named = minutes[minutes != 0].rename(context.machines["name"].to_dict())
    hours = context.production.costs.unplanned_hours
    return added(METRICS["unplanned_downtime_hours"].label, named, hours, "h", divided_by=MINUTES_PER_HOUR)


def _stopped(context: ReceiptContext) -> tuple[Used, ...]:
    """Unplanned stops, and the records of the machines that record none."""
    stops = context.stops[~context.stops["planned"].astype(bool)]
    found = [context.listed(STOPS, stops.sort_values("minutes", ascending=False), "unplanned stops")]
    silent = _without_stops(context)
    if silent:
        view = View(context.view.first_day, context.view.last_day, silent, context.view.shifts)
        found.append(context.records_of(view, "records of machines that record no stops"))
    return tuple(found)


def _without_stops(context: ReceiptContext) -> tuple[int, ...]:
    reported = context.production.by_machine["records"].fillna(0) > 0
    silent = reported & ~context.machines["records_stops"].reindex(reported.index).astype(bool)
    return tuple(int(key) for key in reported.index[silent])


def _of_stops(context: ReceiptContext) -> tuple[LeftOut, ...]:
    planned = context.stops[context.stops["planned"].astype(bool)]
    hours = planned["minutes"].sum() / MINUTES_PER_HOUR
    return (
        LeftOut(
            int(planned["id"].nunique()),
            f"stops were planned, so they are not counted ({hours:,.1f} h)",
            context.cut(planned.sort_values("minutes", ascending=False)),
        ),
        missing(context),
    )


def _notes(context: ReceiptContext) -> tuple[str, ...]:
    found = ["Stops are cut to the period; what lies outside is not counted."]
    unplanned_ones = context.stops[~context.stops["planned"].astype(bool)]
    found += overlaps(unplanned_ones)
    if _without_stops(context):
        names = ", ".join(str(context.machines["name"][key]) for key in _without_stops(context))
        found.append(f"No stop is recorded for {names}: all downtime of their production records counts as unplanned.")
    return tuple(found)


def overlaps(stops: pd.DataFrame) -> list[str]:
    """What is told of stops that overlap, or that nobody ended; now is the end of the newest shift that is over."""
    shared = float((stops["own_minutes"] - stops["minutes"]).sum()) / MINUTES_PER_HOUR
    told = [f"Stops overlap; {shared:,.2f} h that several claim count once."] if shared > ROUNDING else []
    return [*told, *filter(None, [str(Unended.of(stops))])]


def downtime_cost(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Hours of unplanned downtime × what one costs."""
    hours, cost = context.production.costs.unplanned_hours, context.production.costs.downtime
    price, currency = context.plant.downtime_hour_cost, context.plant.currency
    terms = {
        "unplanned_downtime_hours": Term(hours, "h"),
        "downtime_hour_cost": Term(price, f"{currency}/h", "cost of an hour of downtime"),
    }
    priced = worked(wanted.metric, cost, terms, currency)
    used = _stopped(context)
    return context.receipt(
        wanted,
        cost,
        why_not=costs.NO_HOUR if price is None else "" if cost is not None else NOTHING,
        working=() if hours is None else (unplanned_hours(context), priced),
        used=used,
        left_out=(*_of_stops(context), rejected(*used)),
        notes=(*_notes(context), "A manager sets the cost of an hour of downtime on the Admin page, under Plant."),
    )


def quality_cost(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Rejected units × what one costs."""
    report, price, currency = context.production, context.plant.defect_unit_cost, context.plant.currency
    named = report.by_machine.set_index("name")["defect_quantity"]
    terms = {
        "total_defects": Term(report.figures.total_defects, "units"),
        "defect_unit_cost": Term(price, f"{currency}/unit", "cost of a rejected unit"),
    }
    working = (
        added(METRICS["total_defects"].label, named, report.figures.total_defects, "units"),
        worked(wanted.metric, report.costs.quality, terms, currency),
    )
    return context.receipt(
        wanted,
        report.costs.quality,
        why_not=costs.NO_UNIT if price is None else "" if report.costs.quality is not None else NOTHING,
        working=() if report.empty else working,
        used=(context.records,),
        left_out=(missing(context), rejected(context.records)),
        notes=("A manager sets the cost of a rejected unit on the Admin page, under Plant.",),
    )


SAVED = ["expected_minutes", "actual_minutes", "expected_defects", "actual_defects"]


def cost_savings(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """What the baseline's rates would have cost − what downtime and rejects did cost."""
    report, plant = context.production, context.plant
    savings, found = report.savings, report.saved
    compared = found[found["comparable"]]
    before = context.records_of(report.against.view, "records of the baseline")
    names = ", ".join(str(context.machines["name"][key]) for key in savings.missing)
    used = (context.records, before, *_stopped(context)[:1])
    parts = compared.assign(value=compared["downtime"] + compared["quality"])
    return context.receipt(
        wanted,
        None if savings.why_not else figure_of(savings.total),
        why_not=savings.why_not,
        working=() if savings.why_not else _steps(compared, savings, plant),
        used=used,
        left_out=(
            LeftOut(savings.left_out, f"machines have no records in the baseline to compare with: {names}"),
            *_of_stops(context),
            rejected(*used),
        ),
        notes=(
            f"The baseline is {words(context.view, report.against.view)}.",
            "Each machine's downtime per planned minute and rejects per unit of the baseline are taken to its planned "
            "time and output of this period, so a busier or a longer period is no loss by itself.",
        ),
        parts=parts.reset_index()[["equipment_id", "name", *SAVED, "value"]] if len(parts) else pd.DataFrame(),
    )


def _steps(compared: pd.DataFrame, savings: costs.Savings, plant: PlantSettings) -> tuple[Step, ...]:
    currency = plant.currency
    stopped = {
        "before": Term(float(compared["expected_minutes"].sum()), "min", "at the baseline's rates"),
        "now": Term(float(compared["actual_minutes"].sum()), "min", "as it was"),
        "price": Term(plant.downtime_hour_cost, f"{currency}/h"),
    }
    rejects = {
        "before": Term(float(compared["expected_defects"].sum()), "units", "at the baseline's rates"),
        "now": Term(float(compared["actual_defects"].sum()), "units", "as it was"),
        "price": Term(plant.defect_unit_cost, f"{currency}/unit"),
    }
    both = {"stops": Term(savings.downtime, currency), "rejects": Term(savings.quality, currency)}
    return (
        step("Saved on downtime", "({before} − {now}) ÷ 60 × {price}", savings.downtime, currency, **stopped),
        step("Saved on rejects", "({before} − {now}) × {price}", savings.quality, currency, **rejects),
        step(METRICS["cost_savings"].label, "{stops} + {rejects}", savings.total, currency, **both),
    )


EXPLAINED: dict[str, Explain] = {
    "unplanned_downtime_hours": unplanned,
    "downtime_cost": downtime_cost,
    "quality_cost": quality_cost,
    "cost_savings": cost_savings,
}
