"""How figures came about."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.asked import Call
from producflow.api.dependencies import Limit, ShiftName, Skip
from producflow.api.routing import Routes
from producflow.api.schemas.receipts import Receipt
from producflow.domain.metrics import METRICS
from producflow.reports import receipts
from producflow.reports.receipts import FigureRef

routes = Routes("Production")
Figure = StrEnum("Figure", {name.upper(): name for name in sorted(METRICS)})  # type: ignore[misc]
Key = Annotated[
    str | None,
    Query(
        max_length=250,
        description="Of lost_hours and loss_cost: one step of the loss tree, as /production/losses names it. Of "
        "time_won, units_won and money_saved: that step smaller by a percentage, such as `50 % of speed`.",
    ),
]


@routes.get("/receipts/{figure}", Permission.VIEW, response_model=Receipt, errors=(404,))
def read_receipt(
    figure: Figure,
    call: Call,
    skip: Skip = 0,
    limit: Limit = 100,
    shift: ShiftName = None,
    key: Key = None,
) -> Any:
    """How a figure came about, with the records behind it: what `explain` tells of the figures of other calls.

    Of the last seven production days up to now unless a period is given. `skip` and `limit` page through the records,
    of each kind. Shifts do not apply to maintenance, nor a period to what stands now, such as open alerts.
    """
    wanted = FigureRef(str(figure), shift=shift, key=key)
    page = receipts.RowRange(skip, limit)
    told = call.store.answers.ask(receipts.receipt, wanted, call.view, call.now, None, page)
    return Receipt.of(told, call.link(told))
