"""What the receipts of one view stand on, read once however many of them are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import pandas as pd

from producflow.domain.goals import Goal
from producflow.domain.plant import PlantSettings
from producflow.reports import downtime, targets
from producflow.reports.alarm_load import AlarmLoad, alarm_load
from producflow.reports.losses import Losses, losses
from producflow.reports.maintenance import Maintenance, maintenance_in
from producflow.reports.missing import Missing, missing
from producflow.reports.periods import as_of
from producflow.reports.plant import in_force, known_machines
from producflow.reports.produced import Produced
from producflow.reports.receipts.base import RECORDS, LeftOut, Receipt, Source, Used
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import receipts as queries


@dataclass(frozen=True)
class RowRange:
    """Which of the rows behind a figure to list."""

    skip: int = 0
    limit: int = 0


@dataclass
class ReceiptContext:
    """Reports and rows of one view."""

    session: Session
    view: View
    now: datetime
    """Aware. Figures of production are as of the newest shift that is over then, as on the pages."""
    baseline: View | None = None
    """What cost savings are measured against; the period before by default."""
    page: RowRange = RowRange()
    """Which rows to list."""
    whole: View | None = None
    """What the view was narrowed from to a bar or a cell: what a shift is compared with."""

    @cached_property
    def plant(self) -> PlantSettings:
        """In force."""
        return in_force(self.session)

    @cached_property
    def as_of(self) -> datetime:
        """End of the newest shift that is over."""
        return as_of(self.plant, self.now)

    @cached_property
    def production(self) -> Produced:
        """What the report that pages and API show is put together from; of most parts a receipt has no need."""
        machines = known_machines(self.session)
        return Produced(self.session, self.view, self.plant, machines, self.as_of, self.baseline)

    @cached_property
    def rates(self) -> pd.DataFrame:
        """Rated speeds of single products that count, see the question ``receipts/rates``."""
        return queries.rates(self.session, self.view.parameters())

    @cached_property
    def goals(self) -> Mapping[str, Goal]:
        """What figures of production should have come to."""
        return targets.goals(self.session, self.view, self.as_of)

    @cached_property
    def losses(self) -> Losses:
        """The report of the losses page."""
        return losses(self.session, self.view, self.as_of)

    @cached_property
    def missing(self) -> Missing:
        """The report of the page that shows what is missing."""
        return missing(self.session, self.view, self.as_of)

    @property
    def all_shifts(self) -> View:
        """The view with all shifts that are compared."""
        return replace(self.view, shifts=self.view.shifts if self.whole is None else self.whole.shifts)

    @cached_property
    def maintenance(self) -> Maintenance:
        """The report that the maintenance page shows."""
        return maintenance_in(self.session, replace(self.view, shifts=None), self.now)

    @cached_property
    def alarm_load(self) -> AlarmLoad:
        """The load of alarms that the maintenance page shows."""
        return alarm_load(self.session, self.view, self.now)

    @cached_property
    def machines(self) -> pd.DataFrame:
        """All machines, indexed by their numbers; see the question ``production_machines``."""
        return self.production.machines.set_index("equipment_id")

    @cached_property
    def counts(self) -> dict[str, int]:
        """See the question ``receipt_counts``."""
        return queries.counts(self.session, self.view.parameters())

    @cached_property
    def stops(self) -> pd.DataFrame:
        """Stops of the view, cut to it; see :func:`producflow.reports.downtime.stops`."""
        return downtime.stops(self.session, self.view, self.plant, self.as_of)

    @cached_property
    def records(self) -> Used:
        """Production records of the view."""
        return self.records_of(self.view)

    def records_of(self, view: View, what: str = "") -> Used:
        """Production records of another view."""
        parameters = view.parameters()
        total = queries.counts(self.session, parameters)["records"]
        sources = _sources(queries.sources(self.session, RECORDS, parameters))
        rows = queries.records(self.session, parameters, self.page.skip, self.page.limit)
        return Used(RECORDS, total, rows, sources, what)

    def listed(self, table: str, rows: pd.DataFrame, what: str = "") -> Used:
        """Rows at hand: a page of them, and the imports that all of them came from."""
        ids = rows["id"].drop_duplicates().astype("int64").tolist() if "id" in rows else []
        return Used(table, len(rows), self.cut(rows), self.sources_of(table, ids), what)

    def sources_of(self, table: str, ids: Sequence[int]) -> tuple[Source, ...]:
        """Imports that rows came from; none for tables that are not imported."""
        if not ids or table not in queries.IMPORTED:
            return ()
        return _sources(queries.sources(self.session, table, self.view.parameters(), ids))

    def cut(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The page of rows that was asked for."""
        return rows.iloc[self.page.skip : self.page.skip + self.page.limit].reset_index(drop=True)

    def receipt(self, wanted: FigureRef, value: float | None, **more: object) -> Receipt:
        """A receipt of this view, with what is left out of nothing."""
        found = Receipt(wanted, self.view, self.as_of, self.plant.currency, value, **more)  # type: ignore[arg-type]
        return replace(found, left_out=tuple(each for each in found.left_out if each.count))


Explain = Callable[[ReceiptContext, FigureRef], Receipt]
"""What makes the receipt of a figure."""


def rejected(*used: Used) -> LeftOut:
    """Rows that the files behind a figure held and that were rejected."""
    sources = {source.batch_id: source.rejected for each in used for source in each.sources}
    return LeftOut(
        sum(sources.values()), "rows of the same files were rejected when they were imported, whatever they were of"
    )


def _sources(rows: list[dict[str, object]]) -> tuple[Source, ...]:
    return tuple(Source(**row) for row in rows)  # type: ignore[arg-type]
