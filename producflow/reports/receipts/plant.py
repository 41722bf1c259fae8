"""Receipts of what is counted of machines, and of what people say of them."""

from producflow.reports.receipts.base import MACHINES, LeftOut, Receipt, Used, known
from producflow.reports.receipts.context import Explain, ReceiptContext
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.store.queries.equipment import overview


def reporting_machines(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Machines with at least one production record."""
    rows = context.production.by_machine
    there = rows[rows["records"].fillna(0) > 0].reset_index()[["equipment_id", "name", "records"]]
    return context.receipt(
        wanted,
        float(context.production.figures.active_equipment),
        used=(Used(MACHINES, len(there), context.cut(there), what="machines with records"), context.records),
        left_out=(LeftOut(len(rows) - len(there), "machines reported nothing in this period"),),
        notes=(context.production.reporting.sentence(),),
    )


def all_machines(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Machines that are looked at, all of them or those of one status."""
    rows = context.production.by_machine.reset_index()[["equipment_id", "name", "status"]]
    status = wanted.figure.removeprefix("equipment_")
    there = rows if wanted.figure == "total_equipment" else rows[rows["status"] == status]
    return context.receipt(
        wanted,
        float(len(there)),
        used=(Used(MACHINES, len(there), context.cut(there)),),
        left_out=(LeftOut(len(rows) - len(there), "machines are reported to have another status"),),
    )


def health_score(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """What people or another system entered for one machine."""
    rows = overview(context.session)[["equipment_id", "name", "health_score"]]
    there = rows if context.view.machines is None else rows[rows["equipment_id"].isin(context.view.machines)]
    value = known(there["health_score"].iloc[0]) if len(there) == 1 else None
    nothing = "Nobody entered one." if len(there) == 1 else "It is of one machine; choose one."
    return context.receipt(
        wanted,
        value,
        why_not="" if value is not None else nothing,
        used=(Used(MACHINES, len(there), context.cut(there)),),
        notes=("It is shown as it was entered, whatever the period, and nothing is computed from it.",),
    )


STATUSES = ("operational", "warning", "critical", "maintenance")
EXPLAINED: dict[str, Explain] = {
    "active_equipment": reporting_machines,
    "equipment_count": reporting_machines,
    "total_equipment": all_machines,
    **{f"equipment_{status}": all_machines for status in STATUSES},
    "health_score": health_score,
}
