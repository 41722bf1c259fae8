"""What no constraint of the database guards."""

from typing import Any, Literal

from producflow.store.database import Session

Check = Literal["duplicates", "numbers", "references", "values", "hourly", "latest", "frozen"]


def problems(session: Session, check: Check) -> list[dict[str, Any]]:
    """Rows that break a rule."""
    return session.rows(f"integrity/{check}")


def counts(session: Session) -> dict[str, int]:
    """Rows of each table."""
    return {row["entity"]: row["rows_found"] for row in session.rows("integrity/table_counts")}
