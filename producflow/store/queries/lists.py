"""Pages of lists, for programs: one question each, in an order that stays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from producflow.store.database import Session


def alerts(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Alerts, newest first; filters are `priority`, `machines`, `status` and `state` (of ISA-18.2)."""
    return session.rows("alerts/page", skip=skip, limit=limit, **filters)


def logs(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Maintenance jobs, newest first; filters are `machines` and `status`."""
    return session.rows("jobs/page", skip=skip, limit=limit, **filters)


def records(
    session: Session,
    machines: Sequence[int] | None,
    shift: str | None,
    days: tuple[date | None, date | None],
    skip: int,
    limit: int,
) -> list[dict[str, Any]]:
    """Production records of a span of days, newest first."""
    return session.rows(
        "production/page",
        machines=None if machines is None else list(machines),
        shift=shift,
        first_day=days[0],
        last_day=days[1],
        skip=skip,
        limit=limit,
    )
