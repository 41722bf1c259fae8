"""Where rows came from."""

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore
from producflow.api.fields import PathId
from producflow.api.rules import Routes
from producflow.api.schemas.provenance import RowProvenance
from producflow.reports import provenance

routes = Routes("Imports")


class Table(StrEnum):
    """Tables whose rows know where they came from."""

    PRODUCTION_RECORDS = "production_records"
    SENSOR_READINGS = "sensor_readings"
    MAINTENANCE_LOGS = "maintenance_logs"
    DOWNTIME_EVENTS = "downtime_events"
    EQUIPMENT = "equipment"
    STATE_INTERVALS = "state_intervals"


@routes.get("/provenance/{table}/{row_id}", Permission.VIEW, response_model=RowProvenance, errors=(404,))
def read_provenance(table: Table, row_id: PathId, store: AppStore) -> Any:
    """Where a row came from: the import, the file and the line, who brought it, and what happened to it since."""
    found = provenance.of_row(store, table.value, row_id)
    told = asdict(found) | {"derived_from": [{"table": name, "id": number} for name, number in found.derived_from]}
    return RowProvenance.model_validate(told)
