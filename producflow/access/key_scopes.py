"""What an API key may be used for: kinds of calls, each with what it takes of what roles may do."""

from collections.abc import Collection
from enum import StrEnum, auto

from producflow.access.roles import Permission


class Kind(StrEnum):
    """A kind of calls."""

    READ = auto()
    READINGS = auto()
    PRODUCTION = auto()
    MAINTENANCE = auto()
    IMPORTS = auto()
    EXPORTS = auto()
    PLANT = auto()


P = Permission
ALLOWS: dict[Kind, frozenset[Permission]] = {
    Kind.READ: frozenset({P.VIEW}),
    Kind.READINGS: frozenset({P.POST_READINGS}),
    Kind.PRODUCTION: frozenset({P.RECORD_PRODUCTION, P.CORRECT_ENTRIES, P.ANNOTATE, P.HAND_OVER}),
    Kind.MAINTENANCE: frozenset({P.WORK_ALERTS, P.WORK_LOGS}),
    Kind.IMPORTS: frozenset({P.IMPORT}),
    Kind.EXPORTS: frozenset({P.EXPORT, P.FREEZE}),
    Kind.PLANT: frozenset(
        {
            *(P.MANAGE_EQUIPMENT, P.MANAGE_THRESHOLDS, P.MANAGE_TARGETS, P.MANAGE_PLANT, P.MANAGE_SCREENS),
            *(P.MANAGE_MESSAGES, P.SUBSCRIBE, P.READ_AUDIT, P.SEE_BACKUPS),
        }
    ),
}
"""Nothing lets a key manage people or keys, whatever its role: it could make itself anything."""


def allowed(kinds: Collection[str] | None) -> frozenset[Permission]:
    """What these kinds of calls take; None is all of them."""
    return frozenset().union(*(ALLOWS[kind] for kind in Kind if kinds is None or kind in kinds))
