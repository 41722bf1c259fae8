"""The first rows of a file as they stand in it."""

import pandas as pd

from producflow.imports.reading.cells import Staged
from producflow.store.database import Session, Store
from producflow.store.importing.checking import first_cells
from producflow.store.importing.leaving import open_cells

ROWS = 10


def first_rows(store: Store, staged: Staged, rows: int = ROWS) -> pd.DataFrame:
    """The first rows of a file, each cell still the text that it was.

    Returns
    -------
    DataFrame, shape (at most rows, 1 + columns)
        ``line`` and the file's columns in its order.
    """

    def work(session: Session) -> pd.DataFrame:
        open_cells(session, staged.cells, staged.ragged)
        return first_cells(session, rows)

    return store.read(work).set_axis(["line", *staged.columns], axis="columns")
