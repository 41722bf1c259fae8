"""Frozen links: the numbers as they were, and what has changed since."""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from producflow.domain.plant import PlantSettings
from producflow.errors import NotFound, existing
from producflow.pages import OF_A_SHIFT
from producflow.reports.links import PERIODS, Link
from producflow.reports.periods import LAST_SHIFT, as_of, named
from producflow.reports.plant import in_force
from producflow.reports.production import told_of
from producflow.reports.view import View
from producflow.store import frozen as kept
from producflow.store.database import Session, Store
from producflow.store.queries import frozen as queries
from producflow.store.reading import reads

TOLD = (
    *("total_output", "efficiency_percentage", "oee", "availability", "performance", "quality", "defect_rate"),
    "downtime_hours",
)
"""What a frozen link remembers of what it came to."""
OPEN_AT_ONCE = 4

_open: OrderedDict[str, kept.FrozenStore] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Frozen:
    """A frozen link."""

    id: int
    token: str
    """Its number, and what its address carries."""
    link: Link
    """Page and query that it was made of."""
    view: View
    """What that meant then."""
    note: str
    """What its maker calls it."""
    frozen_at: datetime
    """The "now" of everything that it shows; aware."""
    data_version: int
    schema_version: int
    audit_id: int
    rows_kept: int
    """State of the database then, and how many rows of it are kept."""
    figures: dict[str, float | None]
    """Those of `TOLD`, see :class:`producflow.reports.figures.Figures`, and `coverage` [%]."""
    created_by: int | None
    created_by_name: str
    """Who made it."""
    created_at: datetime
    removed_at: datetime | None

    @property
    def address(self) -> str:
        """Where it is opened, to be put behind the address of the server."""
        return self.link.having(frozen=self.token).address

    def holds(self, link: Link) -> bool:
        """Whether an address is of the page, and of the machine, that it is of.

        Every link keeps all small tables, so one of the page Shifts shows the handover that once stood there.
        """
        pages = {self.link.page, OF_A_SHIFT} if self.link.page == "shifts" else {self.link.page}
        return link.page in pages and link.machine == self.link.machine


def of_row(row: Mapping[str, Any]) -> Frozen:
    """A frozen link from its row."""
    machines, shifts = row["machines"], row["shifts"]
    view = View(
        row["first_day"],
        row["last_day"],
        None if machines is None else tuple(machines),
        None if shifts is None else tuple(shifts),
    )
    same = (
        *("id", "token", "note", "frozen_at", "data_version", "schema_version", "audit_id", "rows_kept"),
        *("created_by", "created_by_name", "created_at", "removed_at"),
    )
    return Frozen(
        link=Link.of(row["page"], row["query"]),
        view=view,
        figures=json.loads(row["figures"]),
        **{name: row[name] for name in same},
    )


def find(store: Store, token: str) -> Frozen:
    """The frozen link that a token stands for.

    Raises
    ------
    NotFound
        If there is none, or it was removed.
    """
    found = store.answers.ask(_kept_as, token)
    if found is None:
        raise NotFound(
            "There is no such frozen link; its address may be cut off, so ask whoever sent it for all of it."
        )
    if found.removed_at is not None:
        raise NotFound(
            f"This frozen link of {found.created_by_name} was removed on {found.removed_at:%-d %b %Y}; whoever "
            "made it, or a manager, can bring it back for 30 days."
        )
    return found


def _kept_as(store: Store, token: str) -> Frozen | None:
    row = store.read(queries.by_token, token)
    return None if row is None else of_row(row)


def period_of(called: str, plant: PlantSettings, now: datetime, kept: Frozen | None = None) -> View:
    """The whole plant over a period by what pages call it; on a frozen link its own period is what it meant then.

    Parameters
    ----------
    called : str
        In :data:`producflow.reports.links.PERIODS`.
    """
    name = PERIODS[called]
    if kept is None or kept.link.period != called:
        return named(plant, now, name)
    return View(kept.view.first_day, kept.view.last_day, shifts=kept.view.shifts if name == LAST_SHIFT else None)


def view_of(
    link: Link, plant: PlantSettings, now: datetime, names: Mapping[int, str], kept: Frozen | None = None
) -> View:
    """What an address means, see :meth:`producflow.reports.links.Link.view`, on a frozen link too."""
    view = link.view(plant, now, names)
    if kept is None or link.period not in PERIODS:
        return view
    period = period_of(link.period, plant, now, kept)
    shifts = view.shifts if period.shifts is None else period.shifts
    return replace(view, first_day=period.first_day, last_day=period.last_day, shifts=shifts)


def numbered(store: Store, frozen_id: int) -> Frozen:
    """The frozen link of a number, a removed one too.

    Raises
    ------
    NotFound
    """
    row = existing(store.read(queries.by_id, frozen_id), "frozen link", frozen_id)
    return of_row(row)


def everything(store: Store) -> list[Frozen]:
    """All frozen links, newest first, removed ones left out."""
    return [of_row(row) for row in store.read(queries.everything)]


def opened(store: Store, found: Frozen) -> Store:
    """The rows of a frozen link as a store: every report of it is as it was when they were frozen."""
    with _lock:
        if found.token not in _open:
            pieces = store.read(queries.pieces, found.id)
            _open[found.token] = kept.thaw(store.path, found.data_version, found.schema_version, pieces)
        _open.move_to_end(found.token)
        while len(_open) > OPEN_AT_ONCE:
            _open.popitem(last=False)  # whoever still reads it keeps it; then it goes
        return _open[found.token]


@reads
def figures_of(session: Session, view: View, now: datetime) -> dict[str, float | None]:
    """What a view comes to, see :func:`figures_of`."""
    until = as_of(in_force(session), now)
    told = told_of(session, view, until)
    return {name: told[name] for name in TOLD} | {"coverage": told["coverage"]["percentage"]}


@dataclass(frozen=True)
class Since:
    """What has happened since a link was frozen."""

    imports: int
    undone: int
    edits: int
    """Imports committed, imports taken back, and other changes by people and programs. [count]"""
    changed: bool
    """Whether anything at all was written since."""
    figures: dict[str, float | None]
    """As :attr:`Frozen.figures`, of the same view and instant from the rows that are stored now."""
    then: dict[str, float | None]
    """The same from the kept rows, computed now: it differs from what the link remembers only where ProducFlow itself
    computes otherwise than it did."""


def since(store: Store, token: str) -> Since:
    """Compare a frozen link with the present.

    Parameters
    ----------
    store : Store
        The plant's own, not the link's.
    """
    found = find(store, token)
    then = opened(store, found).answers.ask(figures_of, found.view, found.frozen_at)
    figures = store.answers.ask(figures_of, found.view, found.frozen_at)

    def ask(session: Session) -> Since:
        state = queries.state(session)
        return Since(
            **queries.since(session, found.audit_id),
            changed=state["data_version"] != found.data_version,
            figures=figures,
            then=then,
        )

    return store.read(ask)
