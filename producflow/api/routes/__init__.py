"""The calls, one module a subject."""

from producflow.api.routes import equipment, maintenance, people, production, readings, state
from producflow.api.rules import Routes

SUBJECTS: tuple[Routes, ...] = (
    people.routes,
    equipment.routes,
    readings.routes,
    maintenance.routes,
    production.routes,
    state.routes,
)
