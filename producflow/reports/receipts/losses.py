"""Receipts of the steps of the loss tree, in minutes and money."""

import pandas as pd

from producflow.domain import losses as domain
from producflow.domain.metrics import METRICS
from producflow.domain.production import SHIFT_MINUTES
from producflow.reports.losses import Losses, rows_behind, step_name
from producflow.reports.receipts.base import (
    MACHINE_SHIFTS,
    STOPS,
    LeftOut,
    Receipt,
    Step,
    Term,
    Used,
    added,
    known,
    step,
)
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.receipts.money import overlaps
from producflow.reports.receipts.production import missing
from producflow.store.queries import production as production_queries

NOTHING = "Nothing was planned in this period."
MOST_NAMED = 4
MOST_REASONS = 40
UNITS = ("rated_output", "rated_defects")
OF_UNITS = {"speed": "rated_output", "quality": "rated_defects", "productive": "good"}


def lost(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Hours of one step of the tree, or of all losses."""
    report = context.losses
    key = "productive" if wanted.figure == "productive_hours" else wanted.key
    part = report.of(key)
    value = None if report.empty else part["minutes"].sum() / 60
    used = behind(context, key)
    return context.receipt(
        wanted,
        known(value),
        why_not=NOTHING if report.empty else "",
        working=() if report.empty else _worked(context, report, key, value),
        used=used,
        left_out=(*_left_out(context, key), missing(context), rejected(*used)),
        notes=_notes(context, report, key),
        parts=_parts(context, part, "minutes", 60),
    )


def cost(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Money of one step of the tree, or of all losses."""
    report, key = context.losses, wanted.key
    part = report.of(key)
    # The sum of nothing known is missing, not 0.
    value = known(part["money"].sum(min_count=1))
    why = " ".join(dict.fromkeys(sentence for sentence in part["why_not"] if sentence))
    used = behind(context, key)
    # What took no time costs nothing, whether it can be worked out or not.
    uncounted = part[part["money"].isna() & (part["minutes"] != 0)]
    hours = uncounted["minutes"].sum() / 60
    return context.receipt(
        wanted,
        value,
        why_not=(why or NOTHING) if value is None else "",
        working=() if value is None else _priced(context, part, value),
        used=used,
        left_out=(
            LeftOut(len(uncounted), f"parts of the tree ({hours:,.1f} h) have no cost. {why}"),
            *_left_out(context, key),
            missing(context),
            rejected(*used),
        ),
        notes=_notes(context, report, key),
        parts=_parts(context, part, "money", 1),
    )


def behind(context: ReceiptContext, key: str | None) -> tuple[Used, ...]:
    """Stops, machine-shifts and records behind a step of the tree."""
    if key in ("unexplained", "beyond"):
        rows = rows_behind(context.session, context.view, context.as_of, key)
        return (Used(MACHINE_SHIFTS, len(rows), context.cut(rows)), context.records)
    stops = _stops(context, key)
    if stops is not None:
        inside = stops[stops["reported"].astype(bool)].drop(columns="reported")
        what = "stops, cut to the shifts that they fall into"
        return (context.listed(STOPS, inside, what), context.records)
    return (context.records,)


def _stops(context: ReceiptContext, key: str | None) -> pd.DataFrame | None:
    """Stops behind a step of downtime, or behind all losses; None for every other step."""
    reasons = context.losses.reasons(key)
    if key is not None and reasons is None:
        return None
    rows = rows_behind(context.session, context.view, context.as_of, "stops")
    return rows if reasons is None else rows[rows["reason"].isin(reasons)]


def _worked(context: ReceiptContext, report: Losses, key: str | None, value: object) -> tuple[Step, ...]:
    label = METRICS["lost_hours"].label if key is None else step_name(key)
    if key is None:
        steps = report.tree()
        lost_steps = steps[~steps["kind"].isin(["total", "productive", "not split"])]
        return (added(label, lost_steps.set_index("step")["minutes"], value, "h", divided_by=60, most=10),)
    part = report.of(key)
    if key in OF_UNITS:
        return _of_units(context, key, float(part["minutes"].sum()), value)
    if key in ("unexplained", "beyond"):
        rows = rows_behind(context.session, context.view, context.as_of, key)
        terms = {
            "recorded": Term(float(rows["downtime_minutes"].sum()), "min", "downtime of these shifts by their records"),
            "stopped": Term(float(rows["explained_minutes"].sum()), "min", "by their stops"),
        }
        return (step(label, "({recorded} − {stopped}) ÷ 60", value, "h", **terms),)
    if len(report.reasons(key) or ()) > 1:
        return (added(label, part.groupby("reason")["minutes"].sum(), value, "h", divided_by=60, most=MOST_REASONS),)
    by_machine = part.groupby("equipment_id")["minutes"].sum().rename(report.names.to_dict())
    return (added(label, by_machine, value, "h", divided_by=60),)


def split_machines(context: ReceiptContext) -> pd.DataFrame:
    """Sums of the machine-shifts whose run time is split: those of which capacity, output and defects are known."""
    shifts = production_queries.loss_records(context.session, context.view.parameters())
    shifts = shifts[shifts["capacity"] > 0].dropna(subset=["planned_minutes", "downtime_minutes", *UNITS])
    shifts = shifts.assign(run_minutes=shifts["planned_minutes"] - shifts["downtime_minutes"])
    rows = shifts.groupby("equipment_id").agg(dict.fromkeys(("run_minutes", *UNITS), "sum") | {"capacity": "first"})
    return rows.assign(name=context.machines["name"].reindex(rows.index)).sort_values("name")


def _of_units(context: ReceiptContext, key: str, minutes: float, value: object) -> tuple[Step, ...]:
    """What follows from units and the time that rated speed needs for each."""
    rows = split_machines(context)
    units = rows["rated_output"] - rows["rated_defects"] if key == "productive" else rows[OF_UNITS[key]]
    ideal = units * SHIFT_MINUTES / rows["capacity"]
    named = {"speed": "all units", "quality": "rejected units", "productive": "good units"}[key]
    terms: dict[str, Term] = {}
    if 0 < len(rows) <= MOST_NAMED:
        for place, (made, capacity, name) in enumerate(zip(units, rows["capacity"], rows["name"], strict=True)):
            terms[f"u{place}"] = Term(float(made), "units", str(name))
            terms[f"c{place}"] = Term(float(capacity), "units")
        expression = " + ".join(f"{{u{place}}} × 480 min ÷ {{c{place}}}" for place in range(len(rows)))
        first = Step(f"Time that rated speed needs for {named}", expression, terms, known(ideal.sum()), "min")
    else:
        first = added(f"Time that rated speed needs for {named}", ideal.set_axis(rows["name"]), ideal.sum(), "min")
    if key != "speed":
        return (first, step(step_name(key), "{ideal} ÷ 60", value, "h", ideal=Term(minutes, "min")))
    ran = Term(float(rows["run_minutes"].sum()), "min", "run time of machines with a rated capacity")
    terms = {"ran": ran, "ideal": Term(float(ideal.sum()), "min")}
    return (first, step(step_name(key), "({ran} − {ideal}) ÷ 60", value, "h", **terms))


def _priced(context: ReceiptContext, part: pd.DataFrame, value: float) -> tuple[Step, ...]:
    counted, plant = part[part["money"].notna()], context.plant
    by_unit = counted["kind"] == "quality"
    working, sums = [], {}
    for name, rows, unit, expression in (
        ("hours", counted[~by_unit], "h", "{hours} × {price}"),
        ("rejects", counted[by_unit], "units", "{rejects} × {price}"),
    ):
        if rows.empty:
            continue
        amount = rows["minutes"].sum() / 60 if name == "hours" else rows["defects"].sum()
        price = plant.downtime_hour_cost if name == "hours" else plant.defect_unit_cost
        terms = {name: Term(float(amount), unit), "price": Term(price, f"{plant.currency}/{unit.removesuffix('s')}")}
        label = "Hours that cost money" if name == "hours" else "Rejects"
        sums[name] = Term(known(rows["money"].sum()), plant.currency)
        working.append(step(label, expression, rows["money"].sum(), plant.currency, **terms))
    if len(working) == 1:
        return tuple(working)
    return (*working, step(METRICS["loss_cost"].label, "{hours} + {rejects}", value, plant.currency, **sums))


def _left_out(context: ReceiptContext, key: str | None) -> tuple[LeftOut, ...]:
    rows = _stops(context, key)
    if rows is None:
        return ()
    outside = rows[~rows["reported"].astype(bool)].drop(columns="reported")
    hours = outside["minutes"].sum() / 60
    return (
        LeftOut(
            len(outside),
            f"parts of stops ({hours:,.1f} h) lie in shifts that no production record reports, so nothing of them was "
            "planned",
            context.cut(outside),
        ),
    )


def _notes(context: ReceiptContext, report: Losses, key: str | None) -> tuple[str, ...]:
    kind = key if key in domain.NOTES else ""
    found = [domain.NOTES[kind]] if kind else []
    if report.beyond and (key is None or report.reasons(key) is not None):
        found.append(domain.DOUBLE)
    stops = _stops(context, key)
    return tuple(found if stops is None else [*found, *overlaps(stops)])


def _parts(context: ReceiptContext, part: pd.DataFrame, column: str, divided_by: float) -> pd.DataFrame:
    sums = part.groupby("equipment_id")[column].sum(min_count=1) / divided_by
    rows = sums.rename("value").reset_index()
    rows = rows.assign(name=rows["equipment_id"].map(context.machines["name"]))
    most_first = rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    return most_first[["equipment_id", "name", "value"]]


EXPLAINED: dict[str, Explain] = {"lost_hours": lost, "productive_hours": lost, "loss_cost": cost}
