"""How figures came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, Limit, Minute, Plant, Skip
from producflow.api.lookups import machine_must_exist
from producflow.api.periods import From, Period, To
from producflow.api.routes.frozen import FrozenToken
from producflow.api.routes.maintenance import MachineId
from producflow.api.rules import Routes
from producflow.api.schemas.production import Shift
from producflow.api.schemas.receipts import Receipt
from producflow.domain.metrics import MAINTENANCE, METRICS
from producflow.domain.plant import PlantSettings
from producflow.reports import frozen as frozen_links
from producflow.reports import receipts
from producflow.reports.frozen import Frozen
from producflow.reports.links import Link
from producflow.reports.plant import machine_names, plant_settings
from producflow.reports.receipts import Wanted
from producflow.reports.view import View
from producflow.store.database import Store

K = TypeVar("K")
routes = Routes("Production")
IN_MINUTES = "total_downtime"
"""The one field that answers a figure of hours in minutes (SPEC section 4)."""
Figure = StrEnum("Figure", {name.upper(): name for name in sorted(METRICS)})  # type: ignore[misc]
Explain = Annotated[
    bool,
    Query(description="Also answer how each figure came about: formula, figures, records, imports, what is left out."),
]
Key = Annotated[
    str | None,
    Query(
        max_length=250,
        description="Of lost_hours and loss_cost: one step of the loss tree, as /production/losses names it. Of "
        "time_won, units_won and money_saved: that step smaller by a percentage, such as `50 % of speed`.",
    ),
]


@dataclass(frozen=True)
class Asked:
    """Which rows a call is answered from, and of which part of the plant.

    Attributes
    ----------
    store : Store
        The plant's own, or that of a frozen link.
    plant : PlantSettings
    view : View
    now : datetime
    kept : Frozen, optional
    """

    store: Store
    plant: PlantSettings
    view: View
    now: datetime
    kept: Frozen | None = None

    def explained(self, figures: Mapping[K, Wanted]) -> dict[K, Receipt]:
        """Receipts of some figures, by the names of an answer's fields."""
        found = self.store.answers.ask(receipts.receipts, tuple(figures.values()), self.view, self.now)
        told = {
            name: receipts.in_minutes(each) if name == IN_MINUTES else each
            for name, each in zip(figures, found, strict=True)
        }
        return {name: Receipt.of(each, self.link(each)) for name, each in told.items()}

    def link(self, found: receipts.Receipt) -> Link:
        """Where the dashboard shows a receipt."""
        page = "maintenance" if found.metric.group == MAINTENANCE else "overview"
        if self.kept is None:
            return found.link(page, self.store.answers.ask(machine_names))
        link = found.link(self.kept.link.page, self.store.answers.ask(machine_names), self.kept.token)
        machine = self.kept.link.machine
        return link if machine is None else link.having(machine=str(machine))


def asked(
    store: Store,
    plant: PlantSettings,
    now: datetime,
    period: tuple[Any, Any],
    machine: int | None = None,
    token: str | None = None,
) -> Asked:
    """What a call means by its period, its machine and its frozen link."""
    kept = None
    if token is not None:
        kept = frozen_links.find(store, token)
        store, now = frozen_links.opened(store, kept), kept.frozen_at
        plant = store.answers.ask(plant_settings)
    machine_must_exist(store, machine)
    if kept is not None and period == (None, None) and machine is None:
        return Asked(store, plant, kept.view, now, kept)
    view = Period(plant, *period).view(now, None if machine is None else (machine,))
    return Asked(store, plant, view, now, kept)


@routes.get("/receipts/{figure}", Permission.VIEW, response_model=Receipt, errors=(404,))
def read_receipt(
    figure: Figure,
    store: AppStore,
    plant: Plant,
    now: Minute,
    skip: Skip = 0,
    limit: Limit = 100,
    start: From = None,
    to: To = None,
    equipment_id: MachineId = None,
    shift: Shift | None = None,
    key: Key = None,
    frozen: FrozenToken = None,
) -> Any:
    """How a figure came about, with the records behind it: what `explain` tells of the figures of other calls.

    Of the last seven complete production days unless a period is given. `skip` and `limit` page through the records, of
    each kind. Shifts do not apply to maintenance, nor a period to what stands now, such as open alerts.
    """
    found = asked(store, plant, now, (start, to), equipment_id, frozen)
    wanted = Wanted(str(figure), shift=shift, key=key)
    page = receipts.Page(skip, limit)
    told = found.store.answers.ask(receipts.receipt, wanted, found.view, found.now, None, page)
    return Receipt.of(told, found.link(told))
