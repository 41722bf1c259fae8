"""Receipts: of any figure the formula with the actual figures in it, the rows it rests on, and those it leaves out.

The figures themselves come from the reports that pages, exports and API show; nothing is computed a second time here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from producflow.reports.receipts import (
    coverage,
    effects,
    losses,
    maintenance,
    money,
    plant,
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
from producflow.reports.receipts.ground import Explain, Ground
from producflow.reports.receipts.ground import Page as Page
from producflow.reports.receipts.wanted import RECEIPT as RECEIPT
from producflow.reports.receipts.wanted import Wanted as Wanted
from producflow.reports.receipts.wanted import smaller_wanted as smaller_wanted
from producflow.reports.receipts.wanted import step_wanted as step_wanted
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.reading import reads

EXPLAINED: dict[str, Explain] = {
    **production.EXPLAINED,
    **money.EXPLAINED,
    **maintenance.EXPLAINED,
    **effects.EXPLAINED,
    **losses.EXPLAINED,
    **scenario.EXPLAINED,
    **coverage.EXPLAINED,
    **shifts.EXPLAINED,
    **plant.EXPLAINED,
}
"""What makes the receipt of each figure."""
FIRST, NONE = Page(limit=500), Page()
"""Which rows a page lists of each kind, and that none are wanted."""


def receipt(
    store: Store, wanted: Wanted, view: View, now: datetime, baseline: View | None = None, page: Page = FIRST
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
    page : Page
        Which of the rows that it used to list.
    """
    return receipts(store, [wanted], view, now, baseline, page)[0]


@reads
def receipts(
    session: Session,
    wanted: Sequence[Wanted],
    view: View,
    now: datetime,
    baseline: View | None = None,
    page: Page = NONE,
) -> list[Receipt]:
    """Receipts of several figures, see :func:`receipt`; what they share is read once."""
    grounds: dict[View, Ground] = {}
    found = []
    for each in wanted:
        narrowed = each.within(view)
        if narrowed not in grounds:
            grounds[narrowed] = Ground(session, narrowed, now, _against(narrowed, baseline), page, view)
        found.append(EXPLAINED[each.figure](grounds[narrowed], each))
    return found


def _against(view: View, baseline: View | None) -> View | None:
    """The baseline's days, of the machines and shifts that the view is narrowed to."""
    if baseline is None:
        return None
    return replace(view, first_day=baseline.first_day, last_day=baseline.last_day)
