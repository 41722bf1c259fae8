"""Receipts: of any figure the formula with the actual figures in it, the rows it rests on, and those it leaves out.

The figures themselves come from the reports that pages, exports and API show; nothing is computed a second time here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from producflow.reports import lake
from producflow.reports.plant import machine_names
from producflow.reports.receipts import (
    alarms,
    coverage,
    effects,
    losses,
    maintenance,
    money,
    plant,
    predictions,
    production,
    scenario,
    shifts,
)
from producflow.reports.receipts.base import LeftOut as LeftOut
from producflow.reports.receipts.base import Receipt as Receipt
from producflow.reports.receipts.base import Source as Source
from producflow.reports.receipts.base import Step as Step
from producflow.reports.receipts.base import Used as Used
from producflow.reports.receipts.base import in_minutes as in_minutes
from producflow.reports.receipts.context import Explain, ReceiptContext
from producflow.reports.receipts.context import RowRange as RowRange
from producflow.reports.receipts.figure_ref import RECEIPT as RECEIPT
from producflow.reports.receipts.figure_ref import FigureRef as FigureRef
from producflow.reports.receipts.figure_ref import smaller_ref as smaller_ref
from producflow.reports.receipts.figure_ref import step_ref as step_ref
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.reading import reads

EXPLAINED: dict[str, Explain] = {
    **production.EXPLAINED,
    **money.EXPLAINED,
    **maintenance.EXPLAINED,
    **alarms.EXPLAINED,
    **effects.EXPLAINED,
    **predictions.EXPLAINED,
    **losses.EXPLAINED,
    **scenario.EXPLAINED,
    **coverage.EXPLAINED,
    **shifts.EXPLAINED,
    **plant.EXPLAINED,
}
"""What makes the receipt of each figure."""
FIRST, NONE = RowRange(limit=500), RowRange()
"""Which rows a page lists of each kind, and that none are wanted."""


def receipt(
    store: Store, wanted: FigureRef, view: View, now: datetime, baseline: View | None = None, page: RowRange = FIRST
) -> Receipt:
    """Tell how a figure of a view came about.

    Parameters
    ----------
    store : Store
        The plant's own, or that of a frozen link.
    view : View
        Of the page; narrowed to the bar or cell that is wanted.
    now : datetime
        An aware instant. Production is as of the newest shift that is over then, as on the pages.
    baseline : View, optional
        What cost savings are measured against; the period before by default.
    page : RowRange
        Which of the rows that it used to list.
    """
    return receipts(store, [wanted], view, now, baseline, page)[0]


@reads
def receipts(
    session: Session,
    wanted: Sequence[FigureRef],
    view: View,
    now: datetime,
    baseline: View | None = None,
    page: RowRange = NONE,
) -> list[Receipt]:
    """Receipts of several figures, see :func:`receipt`; what they share is read once."""
    grounds: dict[View, ReceiptContext] = {}
    names = machine_names(session)
    found = []
    for each in wanted:
        narrowed = each.within(view, names)
        if narrowed not in grounds:
            grounds[narrowed] = ReceiptContext(session, narrowed, now, _against(narrowed, baseline), page, view)
        told = EXPLAINED[each.figure](grounds[narrowed], each)
        found.append(replace(told, notes=(*told.notes, *lake.notes(session, narrowed.machines))))
    return found


def _against(view: View, baseline: View | None) -> View | None:
    """The baseline's days, of the machines and shifts that the view is narrowed to."""
    if baseline is None:
        return None
    return replace(view, first_day=baseline.first_day, last_day=baseline.last_day, last_shifts=baseline.last_shifts)
