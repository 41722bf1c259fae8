"""Receipts of what came in and what did not, machine-shift by machine-shift."""

from producflow.domain import coverage as domain
from producflow.reports.receipts.base import MACHINE_SHIFTS, LeftOut, Receipt, Term, Used, known, step, worked
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.receipts.production import missing, never_reported

EXPECTED = (
    "A machine is expected to report every shift of the working calendar that is over, from the day it was installed "
    "or first reported, whichever is known to be earlier."
)
CELLS = ["equipment_id", "name", "date", "shift"]


def coverage(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Machine-shifts that reported ÷ those expected to; the missing ones are listed."""
    found = context.production.reporting.coverage
    value = known(found.percentage)
    terms = {"reported": Term(found.reported), "expected": Term(found.expected)}
    return context.receipt(
        wanted,
        value,
        why_not="" if found.expected else "No machine-shift was expected to report.",
        working=(worked(wanted.metric, value, terms),) if found.expected else (),
        used=(context.records,),
        left_out=(
            missing(context),
            LeftOut(found.unexpected, "machine-shifts reported without being expected to"),
            never_reported(context),
            rejected(context.records),
        ),
        notes=(EXPECTED,),
    )


def missing_shifts(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Machine-shifts that were due and of which no record came in."""
    found = context.missing.reporting.coverage
    value = float(context.missing.count(domain.MISSING))
    terms = {"expected": Term(found.expected, "due"), "reported": Term(found.reported, "reported")}
    return context.receipt(
        wanted,
        value,
        working=(step(wanted.metric.label, "{expected} − {reported}", value, "", **terms),),
        used=(_cells(context, domain.MISSING, "machine-shifts without a record"),),
        left_out=(never_reported(context), _reported(context, wanted, value)),
        notes=(EXPECTED,),
    )


def marked_shifts(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Machine-shifts that reported late, or that may be counted twice."""
    value = float(context.missing.count(wanted.figure))
    notes = {
        domain.LATE: f"Late: the first record came in more than {context.plant.report_grace_hours:g} h after the shift "
        "ended. What ended before the plant's very first record came in was loaded later, and is not late.",
        domain.DUPLICATE: "Several records of one machine and shift whose planned time adds up to more than the shift "
        "has, or a file that had one of its rows more than once, which was counted once.",
    }
    return context.receipt(
        wanted,
        value,
        used=(_cells(context, wanted.figure, f"machine-shifts that are {wanted.figure}"), context.records),
        left_out=(_reported(context, wanted, value), missing(context)),
        notes=(notes[wanted.figure],),
    )


def _cells(context: ReceiptContext, state: str, what: str) -> Used:
    cells = context.missing.cells
    rows = cells[cells["state"] == state] if state == domain.MISSING else cells[cells[state]]
    return Used(MACHINE_SHIFTS, len(rows), context.cut(rows[CELLS]), what=what)


def _reported(context: ReceiptContext, wanted: FigureRef, value: float) -> LeftOut:
    reported = context.missing.count(domain.REPORTED) - (0 if wanted.figure == domain.MISSING else int(value))
    return LeftOut(reported, f"machine-shifts reported and are not {wanted.metric.label.lower()}")


EXPLAINED: dict[str, Explain] = {
    "coverage": coverage,
    domain.MISSING: missing_shifts,
    domain.LATE: marked_shifts,
    domain.DUPLICATE: marked_shifts,
}
