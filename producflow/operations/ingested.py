"""How many rows came in from outside, for /metrics."""

from prometheus_client import Counter

ROWS = Counter("producflow_rows_ingested", "Rows stored, by table and by the way they came.", ["table", "way"])


def count(table: str, way: str, rows: int) -> None:
    """Count rows once they are committed.

    Parameters
    ----------
    way : str
        ``single``, ``batch`` or ``import``.
    rows : int
        Those that are new or changed.
    """
    ROWS.labels(table, way).inc(rows)
