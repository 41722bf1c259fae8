"""Receipts of what was made and how well the time was used."""

import pandas as pd

from producflow.domain.losses import TOO_LOW
from producflow.domain.metrics import METRICS
from producflow.reports.receipts.base import (
    LeftOut,
    Receipt,
    Step,
    Term,
    added,
    figure_of,
    known,
    step,
)
from producflow.reports.receipts.ground import Explain, Ground, rejected
from producflow.reports.receipts.wanted import Wanted

NOTHING = "No production was reported in this period."
NO_CAPACITY = "No machine that reported has a rated capacity."
MOST_RATED = 4
"""Machines whose output at rated speed is worked out one by one; with more of them their sum stands as one figure."""

SUMS = {
    "total_output": ("output_quantity", 1),
    "total_defects": ("defect_quantity", 1),
    "downtime_hours": ("downtime_minutes", 60),
    "planned_hours": ("planned_minutes", 60),
}
"""Figures that are plain sums: column, and what divides it."""
RATIOS = ("efficiency_percentage", "oee", "availability", "performance", "quality", "teep", "defect_rate")
OF_CAPACITY = ("oee", "performance", "teep")
OF_PLAN = ("efficiency_percentage", "availability", "oee", "teep")
OF_OUTPUT = ("total_output", "performance", "oee", "teep")
OF_DEFECTS = ("total_defects", "good_output", "quality", "defect_rate", "oee", "teep")
PARTS = {
    "total_output": (),
    "total_defects": ("inspected_output",),
    "downtime_hours": ("planned_minutes",),
    "planned_hours": (),
    "efficiency_percentage": ("credited_minutes", "planned_minutes"),
    "availability": ("run_minutes", "planned_minutes"),
    "performance": ("rated_output", "ideal_output"),
    "quality": ("inspected_output", "defect_quantity"),
    "defect_rate": ("defect_quantity", "inspected_output"),
    "oee": ("availability", "performance", "quality"),
}
"""Columns beside the figure itself in the table by machine."""


def of_production(ground: Ground, wanted: Wanted) -> Receipt:
    """The receipt of a sum or a ratio of production records."""
    report, name = ground.production, wanted.figure
    value = getattr(report.total, name)
    working = sums(ground, name) if name in SUMS else WORKING[name](ground)
    notes = list(filter(None, [report.reporting.sentence(), report.total.without_units()]))
    own = ground.counts["own_efficiency"]
    if name == "efficiency_percentage" and own:
        notes.append(f"{own:,} of the records count with the efficiency that their source states.")
    if name in OF_CAPACITY and report.total.rated_capacity_too_low:
        notes.append(TOO_LOW)
    return ground.receipt(
        wanted,
        figure_of(value, whole=name in ("total_output", "total_defects")),
        why_not=_why_not(ground, name),
        working=() if report.empty else tuple(working),
        used=(ground.records,),
        left_out=left_out(ground, name),
        notes=tuple(notes),
        parts=_parts(ground, name),
    )


def _why_not(ground: Ground, name: str) -> str:
    if ground.production.empty:
        return NOTHING
    if getattr(ground.production.total, name) is not None:
        return ""
    if name in OF_CAPACITY and ground.counts["without_capacity"] == ground.counts["records"]:
        return NO_CAPACITY
    total, counts = ground.production.total, ground.counts
    if name in OF_OUTPUT and counts["without_output"] == counts["records"]:
        return "Nobody reported an output."
    if name in OF_DEFECTS and counts["without_defects"] == counts["records"]:
        return "Nobody reported how much was rejected."
    if name in ("quality", "defect_rate", "oee", "teep", "performance") and not total.total_output:
        return "No unit was made, so there is nothing to divide by."
    return "No time was planned or run, so there is nothing to divide by."


def left_out(ground: Ground, name: str) -> tuple[LeftOut, ...]:
    """What a figure of production records does not count."""
    counts = ground.counts
    found = [missing(ground), never_reported(ground)]
    if name in OF_CAPACITY:
        found.append(
            LeftOut(
                counts["without_capacity"],
                "records are of machines without a rated capacity; performance leaves them out",
            )
        )
    if name in OF_PLAN:
        found.append(LeftOut(counts["without_plan"], "records have no planned time, and weigh nothing"))
    if name in ("quality", "defect_rate"):
        found.append(LeftOut(counts["nothing_made"], "records have an output of 0, and weigh nothing"))
    if name in OF_OUTPUT:
        found.append(LeftOut(counts["without_output"], "records have no output: nobody reported one"))
    if name in OF_DEFECTS:
        found.append(LeftOut(counts["without_defects"], "records have no defects, not even 0: nobody reported any"))
    found.append(
        LeftOut(counts["other_shifts"], "records of these days and machines are of other shifts than the chosen ones")
    )
    return (*found, rejected(ground.records))


def missing(ground: Ground) -> LeftOut:
    """Machine-shifts that were expected to report and did not."""
    due = ground.production.reporting.expected
    due = due.assign(name=due["equipment_id"].map(ground.machines["name"]))
    rows = due[~due["reported"].astype(bool)].sort_values(["date", "shift", "name"], ascending=[False, True, True])
    columns = ["equipment_id", "name", "date", "shift"]
    return LeftOut(len(rows), "machine-shifts were expected to report and did not", ground.cut(rows[columns]))


def never_reported(ground: Ground) -> LeftOut:
    """Machines of which nothing is expected."""
    names = ground.production.reporting.never_reported
    return LeftOut(len(names), f"machines have never reported, so nothing is expected of them: {', '.join(names)}")


def _parts(ground: Ground, name: str) -> pd.DataFrame:
    """The figure machine by machine, with the sums that it follows from."""
    if name not in PARTS:
        return pd.DataFrame()
    rows = ground.production.machines
    rows = rows.assign(planned_hours=rows["planned_minutes"] / 60)
    column = SUMS[name][0] if name in ("total_output", "total_defects") else name
    return rows[["name", *PARTS[name]]].assign(value=rows[column]).reset_index()


def by_machine(ground: Ground, column: str) -> pd.Series:
    """A column of the machines that reported, by their names."""
    rows = ground.production.machines
    named: pd.Series = rows.set_index("name")[column]
    return named


def sums(ground: Ground, name: str) -> list[Step]:
    """A plain sum, machine by machine."""
    column, divided_by = SUMS[name]
    total = getattr(ground.production.total, name)
    unit = "h" if divided_by == 60 else "units"
    return [added(METRICS[name].label, by_machine(ground, column), total, unit, divided_by=divided_by)]


def _sum(ground: Ground, column: str, unit: str = "min") -> Term:
    return Term(known(ground.production.sums[column]), unit)


def run(ground: Ground) -> Step:
    """Planned time less downtime."""
    return step(
        "Run time",
        "{planned} − {down}",
        ground.production.sums["run_minutes"],
        "min",
        planned=_sum(ground, "planned_minutes"),
        down=_sum(ground, "downtime_minutes"),
    )


def availability(ground: Ground) -> list[Step]:
    """Run time ÷ planned time."""
    terms = {"run": _sum(ground, "run_minutes"), "planned": _sum(ground, "planned_minutes")}
    return [run(ground), step("Availability", "{run} ÷ {planned}", ground.production.total.availability, "%", **terms)]


def efficiency(ground: Ground) -> list[Step]:
    """Time credited ÷ planned time."""
    counts = ground.counts
    credited = _sum(ground, "credited_minutes")
    measured = [run(ground)]
    if counts["own_efficiency"]:
        terms = {"own": Term(known(counts["own_minutes"]), "min", "planned time × the efficiency that sources state")}
        if counts["measured_minutes"] is not None:
            terms["measured"] = Term(known(counts["measured_minutes"]), "min", "run time of the other records")
        expression = " + ".join(f"{{{name}}}" for name in terms)
        measured = [Step("Time credited", expression, terms, credited.value, "min")]
    total = ground.production.total.efficiency_percentage
    terms = {"credited": credited, "planned": _sum(ground, "planned_minutes")}
    return [*measured, step("Efficiency", "{credited} ÷ {planned}", total, "%", **terms)]


def performance(ground: Ground) -> list[Step]:
    """Output ÷ what rated speed would have given."""
    rows = ground.production.machines
    rated = rows[rows["ideal_output"].notna()]
    ideal = _sum(ground, "ideal_output", "units")
    working = []
    if 0 < len(rated) <= MOST_RATED:
        terms: dict[str, Term] = {}
        for place, (capacity, ran, name) in enumerate(
            zip(rated["capacity"], rated["run_minutes"], rated["name"], strict=True)
        ):
            terms |= {
                f"c{place}": Term(float(capacity), "units", f"rated capacity of {name}"),
                f"r{place}": Term(float(ran), "min"),
            }
        expression = " + ".join(f"{{c{place}}} ÷ 480 min × {{r{place}}}" for place in range(len(rated)))
        working = [Step("Output at rated speed", expression, terms, ideal.value, "units")]
    terms = {"made": _sum(ground, "rated_output", "units"), "ideal": ideal}
    return [*working, step("Performance", "{made} ÷ {ideal}", ground.production.total.performance, "%", **terms)]


def quality(ground: Ground) -> list[Step]:
    """Good units ÷ units made."""
    terms = {"made": _sum(ground, "inspected_output", "units"), "rejected": _sum(ground, "defect_quantity", "units")}
    return [step("Quality", "({made} − {rejected}) ÷ {made}", ground.production.total.quality, "%", **terms)]


def defect_rate(ground: Ground) -> list[Step]:
    """Rejected units ÷ units made."""
    terms = {"made": _sum(ground, "inspected_output", "units"), "rejected": _sum(ground, "defect_quantity", "units")}
    return [step("Defect rate", "{rejected} ÷ {made}", ground.production.total.defect_rate, "%", **terms)]


def oee(ground: Ground) -> list[Step]:
    """Availability × performance × quality, each worked out."""
    total = ground.production.total
    factors = {name: Term(getattr(total, name), "%") for name in ("availability", "performance", "quality")}
    last = step("OEE", "{availability} × {performance} × {quality}", total.oee, "%", **factors)
    return [*availability(ground), *performance(ground), *quality(ground), last]


def teep(ground: Ground) -> list[Step]:
    """OEE × planned time ÷ calendar time."""
    report = ground.production
    terms = {
        "oee": Term(report.total.oee, "%"),
        "planned": _sum(ground, "planned_minutes"),
        "calendar": Term(report.reporting.calendar_minutes, "min"),
    }
    return [*oee(ground), step("TEEP", "{oee} × {planned} ÷ {calendar}", report.total.teep, "%", **terms)]


WORKING = {
    "efficiency_percentage": efficiency,
    "availability": availability,
    "performance": performance,
    "quality": quality,
    "defect_rate": defect_rate,
    "oee": oee,
    "teep": teep,
}


def good_output(ground: Ground, wanted: Wanted) -> Receipt:
    """Units made − rejected units."""
    made, rejects = (known(ground.production.sums[name]) for name in ("inspected_output", "defect_quantity"))
    value = None if made is None or rejects is None else float(made - rejects)
    terms = {"made": _sum(ground, "inspected_output", "units"), "rejected": _sum(ground, "defect_quantity", "units")}
    return ground.receipt(
        wanted,
        value,
        why_not=NOTHING if value is None else "",
        working=() if value is None else (step("Good output", "{made} − {rejected}", value, "units", **terms),),
        used=(ground.records,),
        left_out=left_out(ground, wanted.figure),
        notes=(ground.production.reporting.sentence(),),
    )


EXPLAINED: dict[str, Explain] = {
    **dict.fromkeys([*SUMS, *RATIOS], of_production),
    "good_output": good_output,
}
