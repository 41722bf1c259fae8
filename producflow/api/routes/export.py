"""Whole tables on their way out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import pyarrow as pa
from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.api.dependencies import AppStore, CurrentActor, Plant, ShiftName
from producflow.api.fields import OneOf
from producflow.api.lookups import Machines
from producflow.api.periods import From, Period, To
from producflow.api.rate_limits import Rate
from producflow.api.routing import Routes
from producflow.api.schemas.equipment import SensorType
from producflow.api.schemas.maintenance import Priority
from producflow.domain.rules import JOB_STATUSES, MACHINE_STATUSES
from producflow.errors import InvalidInput
from producflow.operations.alerts import ALERT_MOVES
from producflow.reports.streams import as_csv, as_parquet
from producflow.store.database import Store
from producflow.store.queries import exports

routes = Routes("Export")

COMMA = "comma"
Decimal = Annotated[str, OneOf(("point", COMMA)), Query(description="How numbers are written: 12.5, or 12,5.")]
Table = Annotated[str, OneOf(tuple(exports.FILTERS))]
OF_STATUS = {"equipment": MACHINE_STATUSES, "maintenance_alerts": tuple(ALERT_MOVES), "maintenance_logs": JOB_STATUSES}
IN_DAYS = frozenset({"production_records", "handovers"})


@dataclass(frozen=True)
class Filters:
    """How an export may be narrowed: as the list of the same table, and no further."""

    plant: Plant
    machines: Machines
    status: Annotated[str | None, Query(max_length=20)] = None
    sensor_type: SensorType | None = None
    priority: Priority | None = None
    shift: ShiftName = None
    start: From = None
    to: To = None

    def of(self, store: Store, table: str) -> dict[str, Any]:
        """Values for the filters of a table.

        Raises
        ------
        NotFound
            If there is no such machine.
        InvalidInput
            If there is no such area or line, or a filter is given that the table does not have.
        """
        period = Period(self.plant, self.start, self.to)
        first, last = period.days() if table in IN_DAYS else period.instants()
        given = {
            "status": self.status,
            "machines": self.machines.of(store).machines,
            "sensor_type": None if self.sensor_type is None else self.sensor_type.strip().lower(),
            "priority": self.priority,
            "shift": self.shift,
            "from": first,
            "to": last,
        }
        for name, value in given.items():
            if value is not None and name not in exports.FILTERS[table]:
                raise InvalidInput(f"{table} cannot be narrowed by {name}; leave it out.", name)
        if self.status is not None and self.status not in OF_STATUS[table]:
            raise InvalidInput(f"'{self.status}' is no status of {table}; use {', '.join(OF_STATUS[table])}.", "status")
        return {name: given[name] for name in exports.FILTERS[table]}


Chosen = Annotated[Filters, Depends()]


def _kept_from(store: Store, table: str) -> dict[str, str]:
    """Say from when on an export has all rows, where some were removed by age."""
    kept_from = store.read(exports.kept_from, table)
    return {} if kept_from is None else {"X-Readings-Kept-From": kept_from.isoformat()}


def _stream(
    store: Store,
    actor: Actor,
    table: str,
    filters: Filters,
    write: Callable[[Iterable[pa.Table]], Iterator[bytes]],
    media_type: str,
    ending: str,
) -> StreamingResponse:
    chosen = filters.of(store, table)
    narrowed = {name: value for name, value in chosen.items() if value is not None}
    audit.note(store, actor, "export", table, after={"as": ending} | narrowed)
    return StreamingResponse(
        write(exports.pieces(store, table, chosen)),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{table}.{ending}"'} | _kept_from(store, table),
    )


@routes.get(
    "/export/{table}.csv",
    Permission.EXPORT,
    rate=Rate.BULK,
    errors=(404,),
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The table."}},
)
def export_csv(table: Table, store: AppStore, actor: CurrentActor, filters: Chosen, decimal: Decimal = "point") -> Any:
    """A table as CSV, streamed; text that a spreadsheet would run as a formula begins with an apostrophe.

    With `decimal=comma` numbers are written as 12,5 and cells are separated by semicolons.
    """
    return _stream(
        store, actor, table, filters, partial(as_csv, decimal_comma=decimal == COMMA), "text/csv; charset=utf-8", "csv"
    )


@routes.get(
    "/export/{table}.parquet",
    Permission.EXPORT,
    rate=Rate.BULK,
    errors=(404,),
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}}},
            "description": "The table.",
        }
    },
)
def export_parquet(table: Table, store: AppStore, actor: CurrentActor, filters: Chosen) -> Any:
    """A table as Parquet, streamed; instants are in UTC."""
    return _stream(store, actor, table, filters, as_parquet, "application/vnd.apache.parquet", "parquet")
