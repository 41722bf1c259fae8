"""The calls, one module a subject."""

from producflow.api.routes import people, state
from producflow.api.rules import Routes

SUBJECTS: tuple[Routes, ...] = (people.routes, state.routes)
