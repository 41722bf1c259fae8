"""Receipts of what a smaller loss would have brought, in hours, units and money."""

import pandas as pd

from producflow.domain.scenario import smaller
from producflow.reports.losses import CAN_SHRINK, step_name
from producflow.reports.receipts.base import LeftOut, Receipt, Step, Term, added, known, step
from producflow.reports.receipts.context import Explain, ReceiptContext
from producflow.reports.receipts.figure_ref import FigureRef, smaller_of
from producflow.reports.receipts.losses import behind
from producflow.reports.receipts.production import missing

OF_SCENARIO = {"time_won": "hours", "units_won": "units", "money_saved": "money"}
WHOLE = 100.0
MOST_NAMED = 6


def of_smaller(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """The whole loss machine by machine, and the share of it that is won."""
    asked = smaller_of(wanted)
    if asked is None:
        return context.receipt(wanted, None, why_not="It is not said which loss were smaller, and by how much.")
    key, percentage = asked
    report = context.losses
    part = report.of(key)
    if part.empty or part["kind"].iloc[0] not in CAN_SHRINK:
        return context.receipt(wanted, None, why_not=f"There is no loss “{step_name(key)}” in this period.")
    name = OF_SCENARIO[wanted.figure]
    found, whole = report.scenario(key, percentage), report.scenario(key, WHOLE)
    value, all_of_it = known(getattr(found, name)), known(getattr(whole, name))
    why = " ".join(dict.fromkeys(sentence for sentence in part["why_not"] if sentence))
    return context.receipt(
        wanted,
        value,
        why_not="" if value is not None else (why if name == "money" and why else "Nobody knows a machine's rate."),
        working=() if value is None else _working(context, wanted, part, percentage, value, all_of_it),
        used=behind(context, key),
        left_out=(
            LeftOut(found.without_rate if name == "units" else 0, "machines are left out: nobody knows their rate"),
            missing(context),
        ),
        notes=(f"If “{step_name(key)}” were smaller by {percentage:g} %.", *found.assumptions),
    )


def _working(
    context: ReceiptContext,
    wanted: FigureRef,
    part: pd.DataFrame,
    percentage: float,
    value: float,
    all_of_it: float | None,
) -> tuple[Step, ...]:
    metric = wanted.metric
    unit, name = metric.unit_in(context.plant.currency), OF_SCENARIO[wanted.figure]
    losses = context.losses
    of_machines = {
        str(losses.names[machine]): getattr(smaller(own, losses.machines, WHOLE), name)
        for machine, own in part.groupby("equipment_id")
    }
    whole, share = metric.terms or ("all", "share")
    terms = {whole: Term(all_of_it, unit), share: Term(percentage, "%")}
    by_machine = pd.Series(of_machines, dtype="float64")
    return (
        added("All of it", by_machine, all_of_it, unit, most=MOST_NAMED),
        step(metric.label, metric.working or "{all} × {share}", value, unit, **terms),
    )


EXPLAINED: dict[str, Explain] = dict.fromkeys(OF_SCENARIO, of_smaller)
