"""The calls, one module a subject."""

from producflow.api.routes import (
    annotations,
    comparing,
    equipment,
    export,
    frozen,
    imports,
    keys,
    losses,
    maintenance,
    people,
    production,
    profiles,
    provenance,
    readings,
    receipts,
    reports,
    shifts,
    state,
    targets,
    thresholds,
    upkeep,
)
from producflow.api.routing import Routes

# Matched in this order, so the calls that machines make many times a second come first.
SUBJECTS: tuple[Routes, ...] = (
    readings.routes,
    equipment.routes,
    production.routes,
    comparing.routes,
    shifts.routes,
    maintenance.routes,
    upkeep.routes,
    annotations.routes,
    thresholds.routes,
    targets.routes,
    people.routes,
    keys.routes,
    imports.routes,
    profiles.routes,
    provenance.routes,
    export.routes,
    frozen.routes,
    receipts.routes,
    losses.routes,
    reports.routes,
    state.routes,
)
READING_ORDER = (
    *(
        "People",
        "Equipment",
        "Readings",
        "Maintenance",
        "Limits",
        "Goals",
        "Annotations",
        "Production",
        "Imports",
        "Export",
    ),
    *("Frozen links", "Reports"),
    *("API keys", "State"),
)
"""In which the documentation lists the subjects."""
