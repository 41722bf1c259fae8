"""The register of machines."""

from producflow.domain.rules import MACHINE_STATUSES
from producflow.imports.kinds.kind import MACHINE, Field, Kind
from producflow.store.importing.target import Table, Within
from producflow.vocabulary.words import names

KIND = Kind(
    Table(
        "equipment",
        ("name",),
        folded=True,
        defaults={"status": "operational"},
        follows=(Within("name", "parent"),),
    ),
    "Machines",
    (
        Field("name", "Name", "text", required=True, names=(*names("equipment.name"), *MACHINE.names)),
        Field("type", "Type", "text", names=names("equipment.type")),
        Field("location", "Location", "text", names=names("equipment.location")),
        Field("area", "Area", "text", names=names("equipment.area")),
        Field("production_line", "Line", "text", names=names("equipment.production_line")),
        Field("parent", "Part of", "text", names=names("equipment.parent")),
        Field("status", "Status", "choice", choices=MACHINE_STATUSES, names=names("equipment.status")),
        Field("capacity", "Capacity", "number", names=names("equipment.capacity")),
        Field("installation_date", "Installed", "day", names=names("equipment.installation_date")),
        Field("last_maintenance", "Last maintenance", "instant", names=names("equipment.last_maintenance")),
        Field("health_score", "Health", "number", names=names("equipment.health_score")),
        Field("retired_on", "Retired", "day", names=names("equipment.retired_on")),
    ),
    aliases=("machines",),
    page=("equipment", "the equipment page"),
)
