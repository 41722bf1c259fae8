"""Days of rows that state only a time of day, from that of the first row, as SQL."""

from collections.abc import Sequence

from producflow.store.importing.cells import Cell, raw_text
from producflow.store.importing.notations import literal
from producflow.store.importing.times import TIMES
from producflow.store.importing.times_of_day import is_time_of_day, time_of_day

HALF = "INTERVAL 12 HOUR"
"""The times have gone round midnight where they go back, or on, by more than that."""


def days_of_rows(rows: str, clock: Cell, whose: Sequence[str]) -> str:
    """SQL of rows of cells with ``day_of_row``: a day more wherever the times of a machine go round midnight.

    In a file that begins with the newest it is a day less.

    Parameters
    ----------
    clock : Cell
        Of the times; it says the day of the first row.
    whose : sequence of str
        SQL of what tells apart the machines, and sensors.
    """
    text = raw_text(clock)
    on_a_day = f"'2000-01-01 ' || {time_of_day(text)}"
    time = f"CASE WHEN {is_time_of_day(text)} THEN {TIMES['iso'].local(on_a_day)} END"
    within = f"PARTITION BY {', '.join(whose) or '1'} ORDER BY line"
    return (
        f"(WITH timed AS (SELECT *, {time} AS time_said FROM {rows}), "
        f"moved AS (SELECT *, time_said - lag(time_said) OVER ({within}) AS moved_by FROM timed), "
        f"way AS (SELECT count_if(moved_by < INTERVAL 0 HOUR AND moved_by > -{HALF}) "
        f"> count_if(moved_by > INTERVAL 0 HOUR AND moved_by < {HALF}) AS newest_first FROM moved) "
        f"SELECT moved.*, DATE {literal(f'{clock.day}')} + (CASE WHEN newest_first "
        f"THEN -count_if(coalesce(moved_by > INTERVAL 0 HOUR, false)) OVER ({within}) "
        f"ELSE count_if(coalesce(moved_by < INTERVAL 0 HOUR, false)) OVER ({within}) END)::INTEGER AS day_of_row "
        "FROM moved, way)"
    )


def with_day(text: str) -> str:
    """SQL of a time of day with the day of its row before it; another text itself."""
    return f"CASE WHEN {is_time_of_day(text)} THEN day_of_row::VARCHAR || ' ' || {time_of_day(text)} ELSE {text} END"
