"""Receipts of what was made and how well the time was used."""

import pandas as pd

from producflow.domain.losses import TOO_LOW
from producflow.domain.metrics import INPUTS, METRICS, WORKED_OUT, Metric, shown_as
from producflow.domain.production import SHIFT_MINUTES
from producflow.reports import targets
from producflow.reports.plant import machine_names
from producflow.reports.receipts.base import (
    LeftOut,
    Receipt,
    Step,
    Term,
    added,
    figure_of,
    known,
)
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.spelling import exactly

NOTHING = "No production was reported in this period."
NO_CAPACITY = "No machine that reported has a rated capacity."
BESIDE = {"total_defects": ("inspected_output",), "downtime_hours": ("planned_minutes",)}
"""What plain sums are part of: columns beside them."""
MADE = {"output_quantity", "rated_output"}
MOST_RATES_TOLD = 12
HOURS = SHIFT_MINUTES / 60
"""Of the shift that capacities are stated for. [h]"""
MOST_RATED = 4
"""Machines whose output at rated speed is worked out one by one; with more of them their sum stands as one figure."""


def of_production(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """The receipt of a sum or a ratio of production records."""
    report, metric = context.production, wanted.metric
    value, inputs = getattr(report.figures, metric.name), _inputs(metric)
    notes = list(filter(None, [report.reporting.sentence(), report.figures.without_units()]))
    own = context.counts["own_efficiency"]
    if "credited_minutes" in inputs and own:
        notes.append(f"{own:,} of the records count with the efficiency that their source states.")
    if "ideal_output" in inputs and report.figures.rated_capacity_too_low:
        notes.append(TOO_LOW)
    if "ideal_output" in inputs and len(context.rates):
        notes.append(_rates_in_words(context.rates))
    if metric.name in context.goals:
        notes.append(targets.in_words(context.goals[metric.name], machine_names(context.session)))
    return context.receipt(
        wanted,
        figure_of(value, whole=not metric.working),
        why_not=_why_not(context, metric),
        working=() if report.empty else tuple(working(context, metric)),
        used=(context.records,),
        left_out=left_out(context, metric),
        notes=tuple(notes),
        parts=_parts(context, metric),
    )


def _inputs(metric: Metric) -> tuple[str, ...]:
    """What it is worked out from; a plain sum is of its own column."""
    return metric.inputs or (metric.of_rows,)


def _why_not(context: ReceiptContext, metric: Metric) -> str:
    if context.production.empty:
        return NOTHING
    if getattr(context.production.figures, metric.name) is not None:
        return ""
    inputs = _inputs(metric)
    if "ideal_output" in inputs and context.counts["without_capacity"] == context.counts["records"]:
        return NO_CAPACITY
    total, counts = context.production.figures, context.counts
    if not MADE.isdisjoint(inputs) and counts["without_output"] == counts["records"]:
        return "Nobody reported an output."
    if "defect_quantity" in inputs and counts["without_defects"] == counts["records"]:
        return "Nobody reported how much was rejected."
    if not {"inspected_output", "rated_output"}.isdisjoint(inputs) and not total.total_output:
        return "No unit was made, so there is nothing to divide by."
    return "No time was planned or run, so there is nothing to divide by."


def left_out(context: ReceiptContext, metric: Metric) -> tuple[LeftOut, ...]:
    """What a figure of production records does not count."""
    counts, inputs = context.counts, _inputs(metric)
    found = [missing(context), never_reported(context)]
    if "ideal_output" in inputs:
        found.append(
            LeftOut(
                counts["without_capacity"],
                "records are of machines without a rated capacity; performance leaves them out",
            )
        )
    if "planned_minutes" in inputs and metric.unit == "%":
        found.append(LeftOut(counts["without_plan"], "records have no planned time, and weigh nothing"))
    if "inspected_output" in metric.terms and metric.unit == "%":
        found.append(LeftOut(counts["nothing_made"], "records have an output of 0, and weigh nothing"))
    if not MADE.isdisjoint(inputs):
        found.append(LeftOut(counts["without_output"], "records have no output: nobody reported one"))
    if "defect_quantity" in inputs:
        found.append(LeftOut(counts["without_defects"], "records have no defects, not even 0: nobody reported any"))
    found.append(
        LeftOut(counts["other_shifts"], "records of these days and machines are of other shifts than the chosen ones")
    )
    return (*found, rejected(context.records))


def missing(context: ReceiptContext) -> LeftOut:
    """Machine-shifts that were expected to report and did not."""
    due = context.production.reporting.expected
    due = due.assign(name=due["equipment_id"].map(context.machines["name"]))
    rows = due[~due["reported"].astype(bool)].sort_values(["date", "shift", "name"], ascending=[False, True, True])
    columns = ["equipment_id", "name", "date", "shift"]
    return LeftOut(len(rows), "machine-shifts were expected to report and did not", context.cut(rows[columns]))


def never_reported(context: ReceiptContext) -> LeftOut:
    """Machines of which nothing is expected."""
    names = context.production.reporting.never_reported
    return LeftOut(len(names), f"machines have never reported, so nothing is expected of them: {', '.join(names)}")


def _parts(context: ReceiptContext, metric: Metric) -> pd.DataFrame:
    """The figure machine by machine, with what it follows from, or what it is part of."""
    rows = context.production.by_machine
    if metric.of_rows not in rows:
        return pd.DataFrame()
    beside = BESIDE.get(metric.name) or (metric.terms if len(metric.terms) > 1 else ())
    return rows[["name", *beside]].assign(value=rows[metric.of_rows]).reset_index()


def working(context: ReceiptContext, metric: Metric) -> list[Step]:
    """What it is worked out from, each worked out before it where that takes a step; sums machine by machine."""
    value, [column, *others] = getattr(context.production.figures, metric.name), _inputs(metric)
    if not others:
        by_machine = context.production.by_machine.set_index("name")[column]
        hours = {"divided_by": 60} if metric.unit == "h" else {}
        return [added(metric.label, by_machine, value, metric.unit, **hours)]
    before = [made for term in metric.terms for made in _before(context, term)]
    terms = {term: _term(context, term) for term in metric.terms}
    return [*before, Step(metric.label, metric.working, terms, known(value), metric.unit)]


def _before(context: ReceiptContext, term: str) -> list[Step]:
    if term in METRICS:
        return working(context, METRICS[term])
    return OF_INPUTS[term](context) if term in OF_INPUTS else []


def _term(context: ReceiptContext, name: str) -> Term:
    report, unit = context.production, shown_as(name).unit
    if name in METRICS:
        return Term(getattr(report.figures, name), unit)
    if name == "calendar_minutes":
        return Term(report.reporting.calendar_minutes, unit)
    return Term(known(report.everything[name]), unit)


def _run(context: ReceiptContext) -> list[Step]:
    """Planned time less downtime."""
    terms = {name: _term(context, name) for name in ("planned_minutes", "downtime_minutes")}
    run = INPUTS["run_minutes"]
    value = known(context.production.everything[run.name])
    return [Step(run.label, "{planned_minutes} − {downtime_minutes}", terms, value, run.unit)]


def _credited(context: ReceiptContext) -> list[Step]:
    """Run time, or of records whose source states an efficiency, planned time weighted with it."""
    counts, credited = context.counts, INPUTS["credited_minutes"]
    if not counts["own_efficiency"]:
        return _run(context)
    terms = {"own": Term(known(counts["own_minutes"]), "min", "planned time × the efficiency that sources state")}
    if counts["measured_minutes"] is not None:
        terms["measured"] = Term(known(counts["measured_minutes"]), "min", "run time of the other records")
    expression = " + ".join(f"{{{name}}}" for name in terms)
    return [Step(credited.label, expression, terms, known(context.production.everything[credited.name]), credited.unit)]


def _ideal(context: ReceiptContext) -> list[Step]:
    """What rated speed would have given, one by one for few machines."""
    rows = context.production.by_machine
    rated = rows[rows["ideal_output"].notna()]
    if not 0 < len(rated) <= MOST_RATED:
        return []
    terms: dict[str, Term] = {}
    for place, (capacity, ran, name) in enumerate(
        zip(rated["capacity"], rated["run_minutes"], rated["name"], strict=True)
    ):
        terms |= {
            f"c{place}": Term(float(capacity), "units", f"rated capacity of {name}"),
            f"r{place}": Term(float(ran), "min"),
        }
    expression = " + ".join(f"{{c{place}}} ÷ 480 min × {{r{place}}}" for place in range(len(rated)))
    return [Step("Output at rated speed", expression, terms, _term(context, "ideal_output").value, "units")]


def _rated(context: ReceiptContext) -> list[Step]:
    """Output in units of the machines' capacity, where products have a rated speed of their own."""
    rates = context.rates
    if not 0 < len(rates) <= MOST_RATED:
        return []
    value, terms, parts = _term(context, "rated_output").value, {}, []
    rest = (value or 0.0) - float(rates["rated_output"].sum())
    # Where nothing is left, sums of floats still differ in their last bits.
    if round(rest, 6):
        terms["rest"] = Term(rest, "units", "at the machine's own speed")
        parts.append("{rest}")
    for place, row in enumerate(rates.to_dict("records")):
        terms |= {
            f"o{place}": Term(float(row["output_quantity"]), "units", f"{row['product']} on {row['name']}"),
            f"c{place}": Term(float(row["capacity"]), "units"),
            f"p{place}": Term(float(row["product_capacity"]), "units"),
        }
        parts.append(f"{{o{place}}} × {{c{place}}} ÷ {{p{place}}}")
    return [Step("Output in units of the rated capacity", " + ".join(parts), terms, value, "units")]


def _rates_in_words(rates: pd.DataFrame) -> str:
    """At which speed each product was rated, and since when."""
    told = [
        f"{row['product']} on {row['name']} {exactly(row['product_capacity'] / HOURS, 'units/h')} "
        f"since {row['rate_from']:%-d %b %Y}"
        for row in rates.head(MOST_RATES_TOLD).to_dict("records")
    ]
    more = len(rates) - len(told)
    return f"Rated speeds of single products: {'; '.join(told)}{f'; and {more:,} more' if more else ''}."


OF_INPUTS = {
    "run_minutes": _run,
    "credited_minutes": _credited,
    "ideal_output": _ideal,
    "rated_output": _rated,
}
"""How those inputs come about that take a step of their own."""
EXPLAINED: dict[str, Explain] = dict.fromkeys(
    ("total_output", "total_defects", *(metric.name for metric in WORKED_OUT)), of_production
)
