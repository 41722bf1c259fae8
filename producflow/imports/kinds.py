"""What a file may hold: the kinds of rows and their fields; what the world calls them is in ``vocabulary/``."""

from dataclasses import dataclass
from typing import Literal

from producflow.domain.rules import JOB_STATUSES, JOB_TYPES, MACHINE_STATUSES, SHIFTS, STATES
from producflow.vocabulary.words import names

FieldType = Literal["machine", "text", "sensor", "number", "count", "instant", "day", "choice", "boolean"]


@dataclass(frozen=True)
class Field:
    """One field of a kind.

    Attributes
    ----------
    name : str
        Of the table's column; ``equipment`` stands for ``equipment_id``.
    label : str
        In plain words.
    type : str
        How a cell is read.
    required : bool
        The file must have it, and a row without it is rejected.
    blank : bool
        A row may be without it all the same: nobody reported it there, so it is missing.
    names : tuple of str
        What headers call it, as :func:`producflow.imports.text.fold` writes them.
    of : tuple of str
        Words for the thing it is a part of, which may stand before its name: ``downtime`` before ``end time``.
    choices : tuple of str
        The only values of a choice.
    unit : str, optional
        In which we keep it: one of :data:`producflow.domain.units.QUANTITIES`. Other units of it are converted.
    stored : bool
        Whether the table has a column of it; otherwise others follow from it.
    """

    name: str
    label: str
    type: FieldType
    required: bool = False
    names: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    unit: str | None = None
    stored: bool = True
    blank: bool = False
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of rows, and the table they go to.

    Attributes
    ----------
    name : str
        Of the table.
    label : str
        In plain words.
    fields : tuple of Field
        All that a file may bring.
    key : tuple of str
        Fields that name a row.
    clock : str, optional
        The field that says when: rows lie in its order.
    across : str, optional
        The field that may be spread over columns: a column per sensor, a column per machine.
    cell : str, optional
        The field whose values then stand in those columns.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    clock: str | None = None
    across: str | None = None
    cell: str | None = None

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)

    @property
    def required(self) -> tuple[Field, ...]:
        """Fields that a row cannot do without."""
        return tuple(field for field in self.fields if field.required)


MACHINE = Field("equipment", "Machine", "machine", required=True, names=names("machine"))

READINGS = Kind(
    "sensor_readings",
    "Sensor readings",
    (
        MACHINE,
        Field("sensor_type", "Sensor type", "sensor", required=True, names=names("sensor_readings.sensor_type")),
        Field("timestamp", "Time", "instant", required=True, names=names("sensor_readings.timestamp")),
        Field("value", "Value", "number", required=True, names=names("sensor_readings.value")),
        Field("unit", "Unit", "text", names=names("sensor_readings.unit")),
    ),
    key=("equipment", "sensor_type", "timestamp"),
    clock="timestamp",
    across="sensor_type",
    cell="value",
)

_PRODUCT = Field("product", "Product", "text", names=names("production_records.product"))
_OUTPUT_NAMES = names("production_records.output_quantity")
_DEFECT_NAMES = names("production_records.defect_quantity")

PRODUCTION = Kind(
    "production_records",
    "Production records",
    (
        MACHINE,
        Field("date", "Production day", "day", required=True, names=names("production_records.date")),
        Field("shift", "Shift", "choice", required=True, choices=SHIFTS, names=names("production_records.shift")),
        _PRODUCT,
        Field("output_quantity", "Output", "count", required=True, names=_OUTPUT_NAMES),
        Field("defect_quantity", "Defects", "count", required=True, names=_DEFECT_NAMES, blank=True),
        Field("downtime_minutes", "Downtime (min)", "number", required=True, unit="min",
              names=names("production_records.downtime_minutes")),
        Field("planned_minutes", "Planned time (min)", "number", unit="min",
              names=names("production_records.planned_minutes")),
        Field("efficiency_percentage", "Efficiency (%)", "number", unit="%",
              names=names("production_records.efficiency_percentage")),
    ),
    key=("equipment", "date", "shift", "product"),
    clock="date",
    across="shift",
)  # fmt: skip

LOGS = Kind(
    "maintenance_logs",
    "Maintenance jobs",
    (
        MACHINE,
        Field("maintenance_type", "Type", "choice", required=True, choices=JOB_TYPES,
              names=names("maintenance_logs.maintenance_type")),
        Field("description", "Description", "text", required=True, names=names("maintenance_logs.description")),
        Field("status", "Status", "choice", required=True, choices=JOB_STATUSES,
              names=names("maintenance_logs.status")),
        Field("scheduled_date", "Scheduled", "instant", names=names("maintenance_logs.scheduled_date")),
        Field("completed_date", "Completed", "instant", names=names("maintenance_logs.completed_date")),
        Field("cost", "Cost", "number", names=names("maintenance_logs.cost")),
        Field("duration_hours", "Duration (h)", "number", unit="h",
              names=names("maintenance_logs.duration_hours")),
        Field("parts_replaced", "Parts", "text", names=names("maintenance_logs.parts_replaced")),
        Field("external_id", "Job number", "text", names=names("maintenance_logs.external_id")),
    ),
    key=("external_id", "equipment", "maintenance_type", "scheduled_date", "description"),
    clock="scheduled_date",
)  # fmt: skip

EQUIPMENT = Kind(
    "equipment",
    "Machines",
    (
        Field("name", "Name", "text", required=True, names=(*names("equipment.name"), *MACHINE.names)),
        Field("type", "Type", "text", names=names("equipment.type")),
        Field("location", "Location", "text", names=names("equipment.location")),
        Field("status", "Status", "choice", choices=MACHINE_STATUSES,
              names=names("equipment.status")),
        Field("capacity", "Capacity", "number", names=names("equipment.capacity")),
        Field("installation_date", "Installed", "day", names=names("equipment.installation_date")),
        Field("last_maintenance", "Last maintenance", "instant", names=names("equipment.last_maintenance")),
        Field("health_score", "Health", "number", names=names("equipment.health_score")),
    ),
    key=("name",),
)  # fmt: skip

_STOP = names("intervals.stop")
_START = Field("started_at", "Start", "instant", required=True, names=names("intervals.started_at"), of=_STOP)
_END = Field("ended_at", "End", "instant", names=names("intervals.ended_at"), of=_STOP)
_DURATION = Field("duration", "Duration (min)", "number", unit="min", stored=False,
                  names=names("intervals.duration"), of=_STOP)  # fmt: skip
_REASON = Field("reason", "Reason", "text", names=names("intervals.reason"), of=_STOP)

DOWNTIME = Kind(
    "downtime_events",
    "Downtime events",
    (
        MACHINE,
        _START,
        _END,
        _DURATION,
        _REASON,
        Field("planned", "Planned stop", "boolean", required=True, names=names("downtime_events.planned")),
    ),
    key=("equipment", "started_at"),
    clock="started_at",
)

INTERVALS = Kind(
    "state_intervals",
    "Machine states",
    (
        MACHINE,
        _START,
        _END,
        _DURATION,
        Field("state", "State", "choice", required=True, choices=STATES, names=names("state_intervals.state")),
        _REASON,
        _PRODUCT,
        Field("output_quantity", "Output", "count", names=_OUTPUT_NAMES),
        Field("defect_quantity", "Defects", "count", names=_DEFECT_NAMES),
    ),
    key=("equipment", "started_at", "product", "producing"),
    clock="started_at",
    across="equipment",
    cell="state",
)

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (READINGS, PRODUCTION, LOGS, EQUIPMENT, DOWNTIME, INTERVALS)
}  # fmt: skip

ALIASES = {
    "readings": "sensor_readings",
    "sensors": "sensor_readings",
    "production": "production_records",
    "maintenance": "maintenance_logs",
    "logs": "maintenance_logs",
    "machines": "equipment",
    "downtime": "downtime_events",
    "states": "state_intervals",
    "intervals": "state_intervals",
}
