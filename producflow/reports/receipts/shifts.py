"""The receipt of a shift's defect rate as if it had run everybody's machines."""

from dataclasses import replace

from producflow.domain.metrics import METRICS
from producflow.reports.comparison import compare
from producflow.reports.periods import closed
from producflow.reports.receipts.base import Receipt, Term, added, known, step, worked
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.receipts.production import NOTHING, missing

MOST_NAMED = 6


def adjusted(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Rejects ÷ those expected at each machine's own rate × rate of all; of one shift, or of all of them."""
    everything = closed(context.plant, context.all_shifts, context.as_of)
    compared = compare(context.session, everything)
    shifts, cells = compared.shifts, compared.funnel
    chosen = shifts if wanted.shift is None else shifts[shifts.index == wanted.shift]
    own = cells if wanted.shift is None else cells[cells["shift"] == wanted.shift]
    made, rejects = float(shifts["output"].sum()), float(shifts["defects"].sum())
    rate = known(METRICS["defect_rate"].of(defect_quantity=rejects, inspected_output=made))
    defects, expected = float(chosen["defects"].sum()), float(chosen["expected_defects"].sum())
    value = known(chosen["adjusted_defect_rate"].iloc[0]) if wanted.shift is not None and len(chosen) else None
    if wanted.shift is None:
        value = rate
    of_all = {"rejected": Term(rejects, "units"), "made": Term(made, "units")}
    of_shift = Term(defects, "units")
    terms = {"shift_defects": of_shift, "standardised_defects": Term(expected, "units"), "defect_rate": Term(rate, "%")}
    working = (
        step("Defect rate of all shifts", "{rejected} ÷ {made}", rate, "%", **of_all),
        added(
            "Rejects expected at each machine's own rate",
            own.groupby("name", sort=False)["expected"].sum(),
            expected,
            "units",
            most=MOST_NAMED,
        ),
        worked(wanted.metric, value, terms),
    )
    used = context.records_of(everything)
    which = "all shifts together, so nothing is adjusted" if wanted.shift is None else f"the {wanted.shift} shift"
    found = context.receipt(
        wanted,
        value,
        why_not="" if value is not None else NOTHING if not made else "No unit was rejected, or none was made then.",
        working=working if value is not None and expected else (),
        used=(used,),
        left_out=(missing(context), rejected(used)),
        notes=(
            f"Of {which}. A machine's own rate is its rejects ÷ its output over all shifts that are compared, so the "
            "records of all of them count.",
        ),
    )
    return replace(found, view=everything)


EXPLAINED: dict[str, Explain] = {"adjusted_defect_rate": adjusted}
