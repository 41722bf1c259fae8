"""Parquet files of the staging folder, as SQL sees them."""

from pathlib import Path

import pyarrow.parquet as pq

from producflow.store.database import Session
from producflow.store.importing.notations import literal

FEW_CELLS = 100_000


def opened(session: Session, name: str, path: Path) -> None:
    """Let SQL see the rows of a file under a name: in a temporary table where they are few, else where they lie.

    To look at the file again takes longer than all else that a question about few rows costs.
    """
    shape = pq.read_metadata(path)
    made = "TABLE" if shape.num_rows * shape.num_columns <= FEW_CELLS else "VIEW"
    session.compose(f"CREATE OR REPLACE TEMP {made} {name} AS SELECT * FROM read_parquet({literal(str(path))})")
