"""What a call asks about: which rows, which part of the plant, as of when; and how its figures came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, Query

from producflow.api.dependencies import AppStore, FrozenToken, Minute, Plant
from producflow.api.lookups import Machines
from producflow.api.periods import From, Named, Period, To
from producflow.api.schemas.receipts import Receipt
from producflow.domain.metrics import MAINTENANCE
from producflow.domain.plant import PlantSettings
from producflow.reports import frozen as frozen_links
from producflow.reports import receipts
from producflow.reports.frozen import Frozen
from producflow.reports.levels import Register
from producflow.reports.links import Link
from producflow.reports.periods import as_of, closed
from producflow.reports.plant import machine_names, plant_settings
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.store.database import Store

K = TypeVar("K")
IN_MINUTES = "total_downtime"
"""The one field that answers a figure of hours in minutes (SPEC section 4)."""
Explain = Annotated[
    bool,
    Query(description="Also answer how each figure came about: formula, figures, records, imports, what is left out."),
]

Level = Literal["machine", "line", "area", "plant"]
Parts = Annotated[
    Level | None, Query(description="Also answer, as `parts`, what each machine, line, area or plant came to.")
]


@dataclass(frozen=True)
class Asked:
    """Which rows a call is answered from, and of which part of the plant."""

    store: Store
    """The plant's own, or that of a frozen link."""
    plant: PlantSettings
    view: View
    now: datetime
    kept: Frozen | None = None

    @property
    def as_of(self) -> datetime:
        """End of the last shift that has ended, as of when pages are told."""
        return as_of(self.plant, self.now)

    @property
    def closed(self) -> View:
        """The part of the view whose shifts are over: nothing is judged by half a shift."""
        return closed(self.plant, self.view, self.as_of)

    @property
    def names(self) -> Register:
        """Machines, and where each belongs."""
        return self.store.answers.ask(machine_names)

    def explained(self, figures: Mapping[K, FigureRef]) -> dict[K, Receipt]:
        """Receipts of some figures, by the names of an answer's fields."""
        found = self.store.answers.ask(receipts.receipts, tuple(figures.values()), self.view, self.now)
        told = {
            name: receipts.in_minutes(each) if name == IN_MINUTES else each
            for name, each in zip(figures, found, strict=True)
        }
        return {name: Receipt.of(each, self.link(each)) for name, each in told.items()}

    def explanation(self, figures: Mapping[str, FigureRef], *, wanted: bool) -> dict[str, Any]:
        """What an answer has more where its caller wants to know how its figures came about."""
        return {"explained": self.explained(figures)} if wanted else {}

    def link(self, found: receipts.Receipt) -> Link:
        """Where the dashboard shows a receipt."""
        page = "maintenance" if found.metric.group == MAINTENANCE else "overview"
        if self.kept is None:
            return found.link(page, self.names)
        link = found.link(self.kept.link.page, self.names, self.kept.token)
        machine = self.kept.link.machine
        return link if machine is None else link.having(machine=str(machine))


def asked(
    store: AppStore,
    plant: Plant,
    now: Minute,
    machines: Machines,
    start: From = None,
    to: To = None,
    period: Named = None,
    frozen: FrozenToken = None,
) -> Asked:
    """What a call means by its period, its machine and its frozen link; the link's own unless others are given.

    Raises
    ------
    NotFound
        If there is no such machine or frozen link.
    InvalidInput
        If there is no such area or line, the period ends before it begins, is too long, or is given twice.
    """
    kept = None
    if frozen is not None:
        kept = frozen_links.find(store, frozen)
        store, now = frozen_links.opened(store, kept), kept.frozen_at
        plant = store.answers.ask(plant_settings)
    if kept is not None and start is None and to is None and period is None and not machines.given:
        return Asked(store, plant, kept.view, now, kept)
    view = Period(plant, start, to, period).view(now, machines.of(store))
    return Asked(store, plant, view, now, kept)


Call = Annotated[Asked, Depends(asked)]
"""What calls of a period take: ``from``, ``to`` or ``period``, ``equipment_id``, ``area``, ``line``, ``frozen``."""
