"""Does the stored data hold together?"""

from dataclasses import dataclass

from producflow.store.database import Session, Store


@dataclass(frozen=True)
class Finding:
    """One thing that was checked.

    Attributes
    ----------
    what : str
        What ought to be.
    problems : tuple of str
        What is not so, one sentence each; empty: all is well.
    """

    what: str
    problems: tuple[str, ...]


def counts(session: Session) -> dict[str, int]:
    """Rows of each table."""
    return {row["entity"]: row["rows_found"] for row in session.rows("table_counts")}


def check(store: Store) -> list[Finding]:
    """Check everything that no constraint of the database guards, on one state of it."""
    return store.read(_findings)


def _findings(session: Session) -> list[Finding]:
    twice = session.rows("check_duplicates")
    dangling = session.rows("check_references")
    hours = session.rows("check_hourly")
    latest = session.rows("check_latest")
    values = session.rows("check_values")
    return [
        Finding(
            "every natural key occurs once",
            tuple(f"{row['entity']}: {row['natural_key']} occurs {row['rows_found']} times" for row in twice),
        ),
        Finding(
            "every reference exists",
            tuple(
                f"{row['entity']}: {row['rows_found']} rows point at {row['target']} {row['pointed_at']}, which is not "
                "there"
                for row in dangling
            ),
        ),
        Finding("every value keeps to the rules", tuple(f"{r['entity']} {r['id']}: {r['problem']}" for r in values)),
        Finding(
            "hourly sums equal their readings",
            tuple(f"machine {r['equipment_id']}, {r['sensor_type']}, {r['hour']:%Y-%m-%d %H:%M} UTC" for r in hours),
        ),
        Finding(
            "latest readings are the newest",
            tuple(f"machine {r['equipment_id']}, {r['sensor_type']}" for r in latest),
        ),
    ]
