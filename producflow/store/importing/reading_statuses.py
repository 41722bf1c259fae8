"""The status of readings that are to be written; only those beyond a limit are looked at one by one."""

from collections.abc import Iterator

import pandas as pd

from producflow.store.database import Session, Transaction
from producflow.store.importing.applying import kind_of_plan
from producflow.store.importing.lineage import count
from producflow.store.session import question

ROWS_AT_ONCE = 500_000


def touched(session: Session) -> pd.DataFrame:
    """Sensors that the plan writes to: equipment_id, sensor_type, first, last."""
    return session.frame("importing/touched")


def inside(transaction: Transaction, limits: pd.DataFrame) -> None:
    """Take in which values of each sensor need no further look, and their status.

    Parameters
    ----------
    limits : DataFrame
        `equipment_id`, `sensor_type`, `low`, `high` (both included) [our unit], `status`; one row per sensor.
    """
    with transaction.staged("limits", limits):
        transaction.compose("CREATE TEMP TABLE import_inside AS SELECT * FROM limits")


def unclassified(session: Session) -> Iterator[pd.DataFrame]:
    """The readings to be written that are not inside, in pieces: line, equipment_id, sensor_type, value."""
    session.compose(question("importing/open_unclassified"))
    for start in range(0, count(session, "SELECT 1 FROM import_unclassified"), ROWS_AT_ONCE):
        yield session.frame("importing/unclassified", after=start, until=start + ROWS_AT_ONCE)


def classified(transaction: Transaction, statuses: pd.DataFrame) -> None:
    """Put the status of each reading into the plan; ``statuses`` has line and status of those that are not inside."""
    with transaction.staged("statuses", statuses):
        transaction.compose(
            "CREATE TEMP TABLE import_statuses AS SELECT line::BIGINT AS line, status::VARCHAR AS status FROM statuses"
        )
    transaction.compose(f"ALTER {kind_of_plan(transaction)} import_plan RENAME TO import_planned")
    transaction.compose(question("importing/show_statuses"))
