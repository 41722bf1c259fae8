"""The calls, one module a subject."""

from producflow.api.routes import equipment, export, imports, keys, maintenance, people, production, readings, state
from producflow.api.rules import Routes

SUBJECTS: tuple[Routes, ...] = (
    people.routes,
    keys.routes,
    equipment.routes,
    readings.routes,
    maintenance.routes,
    production.routes,
    imports.routes,
    export.routes,
    state.routes,
)
