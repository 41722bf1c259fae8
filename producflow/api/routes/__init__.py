"""The calls, one module a subject."""

from producflow.api.routes import (
    equipment,
    export,
    imports,
    keys,
    maintenance,
    people,
    production,
    profiles,
    provenance,
    readings,
    state,
)
from producflow.api.rules import Routes

# Matched in this order, so the calls that machines make many times a second come first.
SUBJECTS: tuple[Routes, ...] = (
    readings.routes,
    equipment.routes,
    production.routes,
    maintenance.routes,
    people.routes,
    keys.routes,
    imports.routes,
    profiles.routes,
    provenance.routes,
    export.routes,
    state.routes,
)
READING_ORDER = (
    *("People", "Equipment", "Readings", "Maintenance", "Production", "Imports", "Export"),
    *("API keys", "State"),
)
"""In which the documentation lists the subjects."""
