"""What stands around the numbers of one staged column, counted over the whole file."""

from producflow.store.database import Session
from producflow.store.importing.cells import Place, trimmed
from producflow.store.importing.column_profile import DISTINCT_SHOWN
from producflow.store.importing.dress import around, bare, unit
from producflow.store.importing.durations import notation


def units_in_cells(session: Session, column: Place) -> list[tuple[str, int]]:
    """Units that stand behind the numbers of a column, and in how many of its cells, the most frequent first."""
    cells = f"(SELECT {trimmed(column)} AS x FROM import_cells)"
    rows = session.composed(
        f"SELECT u, count(*) AS n FROM (SELECT {unit('x')} AS u FROM {cells}) "
        f"WHERE u IS NOT NULL GROUP BY u ORDER BY n DESC, u LIMIT {DISTINCT_SHOWN}"
    ).to_pylist()
    return [(row["u"], row["n"]) for row in rows]


def dresses(session: Session, column: Place, dress: str, most: int) -> tuple[int, list[tuple[str, int]]]:
    """How many numbers of a column have something around them, and what, the most frequent first. [cells]"""
    cells = f"(SELECT {trimmed(column)} AS x FROM import_cells)"
    rows = session.composed(
        f"SELECT {around('x')} AS said, count(*) AS n, sum(n) OVER ()::BIGINT AS total FROM {cells} "
        f"WHERE x <> {bare('x', dress)} GROUP BY said ORDER BY n DESC, said LIMIT {most}"
    ).to_pylist()
    return (rows[0]["total"] if rows else 0), [(row["said"], row["n"]) for row in rows]


def parts_of_units(session: Session, column: Place, number_format: str) -> bool:
    """Whether a number of a column of whole things is none, in a notation."""
    value = notation(number_format).value(bare("x", "pieces"))
    return bool(
        session.composed(
            f"SELECT 1 FROM (SELECT {value} AS n FROM (SELECT {trimmed(column)} AS x FROM import_cells)) "
            "WHERE n <> floor(n) LIMIT 1"
        )
    )
