"""Receipts of what came in and what did not, machine-shift by machine-shift."""

from producflow.domain import coverage as domain
from producflow.reports.receipts.base import MACHINE_SHIFTS, LeftOut, Receipt, Term, Used, known, step, worked
from producflow.reports.receipts.ground import Explain, Ground, rejected
from producflow.reports.receipts.production import missing, never_reported
from producflow.reports.receipts.wanted import Wanted

CELLS = ["equipment_id", "name", "date", "shift"]


def coverage(ground: Ground, wanted: Wanted) -> Receipt:
    """Machine-shifts that reported ÷ those expected to; the missing ones are listed."""
    found = ground.production.reporting.coverage
    value = known(found.percentage)
    terms = {"reported": Term(found.reported), "expected": Term(found.expected)}
    return ground.receipt(
        wanted,
        value,
        why_not="" if found.expected else "No machine-shift was expected to report.",
        working=(worked(wanted.metric, value, terms),) if found.expected else (),
        used=(ground.records,),
        left_out=(
            missing(ground),
            LeftOut(found.unexpected, "machine-shifts reported without being expected to"),
            never_reported(ground),
            rejected(ground.records),
        ),
        notes=(
            "A machine is expected to report every shift that is over, from the day it was installed or first "
            "reported, whichever is known to be earlier.",
        ),
    )


def missing_shifts(ground: Ground, wanted: Wanted) -> Receipt:
    """Machine-shifts that were due and of which no record came in."""
    found = ground.missing.reporting.coverage
    value = float(ground.missing.count(domain.MISSING))
    terms = {"expected": Term(found.expected, "due"), "reported": Term(found.reported, "reported")}
    return ground.receipt(
        wanted,
        value,
        working=(step(wanted.metric.label, "{expected} − {reported}", value, "", **terms),),
        used=(_cells(ground, domain.MISSING, "machine-shifts without a record"),),
        left_out=(never_reported(ground), _reported(ground, wanted, value)),
        notes=(
            "A machine is expected to report every shift that is over, from the day it was installed or first "
            "reported, whichever is known to be earlier.",
        ),
    )


def marked_shifts(ground: Ground, wanted: Wanted) -> Receipt:
    """Machine-shifts that reported late, or that may be counted twice."""
    value = float(ground.missing.count(wanted.figure))
    notes = {
        domain.LATE: f"Late: the first record came in more than {ground.plant.report_grace_hours:g} h after the shift "
        "ended. What ended before the plant's very first record came in was loaded later, and is not late.",
        domain.DUPLICATE: "Several records of one machine and shift whose planned time adds up to more than the shift "
        "has, or a file that had one of its rows more than once, which was counted once.",
    }
    return ground.receipt(
        wanted,
        value,
        used=(_cells(ground, wanted.figure, f"machine-shifts that are {wanted.figure}"), ground.records),
        left_out=(_reported(ground, wanted, value), missing(ground)),
        notes=(notes[wanted.figure],),
    )


def _cells(ground: Ground, state: str, what: str) -> Used:
    cells = ground.missing.cells
    rows = cells[cells["state"] == state] if state == domain.MISSING else cells[cells[state]]
    return Used(MACHINE_SHIFTS, len(rows), ground.cut(rows[CELLS]), what=what)


def _reported(ground: Ground, wanted: Wanted, value: float) -> LeftOut:
    reported = ground.missing.count(domain.REPORTED) - (0 if wanted.figure == domain.MISSING else int(value))
    return LeftOut(reported, f"machine-shifts reported and are not {wanted.metric.label.lower()}")


EXPLAINED: dict[str, Explain] = {
    "coverage": coverage,
    domain.MISSING: missing_shifts,
    domain.LATE: marked_shifts,
    domain.DUPLICATE: marked_shifts,
}
