"""What no constraint of the database guards."""

from typing import Any, Literal

from producflow.store.database import Session

Check = Literal["duplicates", "values", "hourly", "latest", "frozen"]


def problems(session: Session, check: Check) -> list[dict[str, Any]]:
    """Rows that break a rule."""
    return session.rows(f"integrity/{check}")
