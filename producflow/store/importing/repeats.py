"""Rows with one key in common: what tells them apart in the file, and how they can all be kept."""

from collections.abc import Sequence

from producflow.store.database import Session

MILLISECOND = 1_000  # µs
COLUMNS_COMPARED = 50


def told_apart(session: Session, columns: Sequence[int]) -> tuple[int, list[int]]:
    """How many rows repeat an earlier one in all that is read, but differ in some columns; and those, the surest first.

    Parameters
    ----------
    columns : sequence of int
        Positions of columns that become nothing, from 0.
    """
    compared = list(columns)[:COLUMNS_COMPARED]
    differ = [f"a.c{at} IS DISTINCT FROM b.c{at}" for at in compared]
    if not differ:
        return 0, []
    each_of = ", ".join(f"count_if({each}) AS d{at}" for at, each in enumerate(differ))
    [row] = session.composed(
        f"SELECT count_if({' OR '.join(differ)}) AS n, {each_of} "
        "FROM import_duplicates d JOIN import_cells a ON a.line = d.line JOIN import_cells b ON b.line = d.same_as "
        "WHERE NOT d.rejected"
    ).to_pylist()
    counts = {at: row[f"d{place}"] for place, at in enumerate(compared) if row[f"d{place}"]}
    return row["n"], sorted(counts, key=lambda at: -counts[at])


def conflicts(session: Session) -> int:
    """How many rows have the key of an earlier one and say something else. [rows]"""
    return len(session.composed("SELECT line FROM import_plan WHERE action = 'conflict'"))


def apart(clock: str, key: Sequence[str]) -> str:
    """SQL of a clock that is a millisecond later for each further row of one key; the very same row stays the same.

    Parameters
    ----------
    key : sequence of str
        SQL of the key, the clock included; ``first_twin`` is the line of the first row with the same cells.
    """
    turn = f"dense_rank() OVER (PARTITION BY {', '.join(key)} ORDER BY first_twin) - 1"
    return f"{clock} + to_microseconds({MILLISECOND} * ({turn}))"
