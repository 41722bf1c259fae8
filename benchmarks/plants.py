"""Plants of a chosen size to measure on; the same seed gives the same plant."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from producflow.store.database import Store, Transaction

SEED = 7
SHIFTS = ("morning", "afternoon", "night")
LAST_DAY = date(2026, 6, 30)


def production_records(store: Store, machines: int, records: int) -> None:
    """Fill an empty store with machines and their production records, a record a machine, day and shift.

    Parameters
    ----------
    store : Store
        Empty.
    machines : int
        How many machines.
    records : int
        About how many records in all; whole days backwards from :data:`LAST_DAY`.
    """
    random = np.random.default_rng(SEED)
    days = max(1, records // (machines * len(SHIFTS)))
    n = machines * days * len(SHIFTS)
    made = random.integers(100, 400, n)
    grid = pd.MultiIndex.from_product(
        [[LAST_DAY - timedelta(days=back) for back in range(days)], SHIFTS, range(1, machines + 1)]
    ).to_frame(index=False, name=["date", "shift", "equipment_id"])
    frame = grid.assign(
        date=pd.to_datetime(grid["date"]).dt.date,
        output_quantity=made,
        defect_quantity=random.binomial(made, 0.02),
        downtime_minutes=random.integers(0, 90, n).astype("float64"),
        planned_minutes=480.0,
    )
    names = pd.DataFrame({"name": [f"Machine {number:03d}" for number in range(1, machines + 1)]})
    names = names.assign(capacity=420.0, installation_date=LAST_DAY - timedelta(days=days))

    def fill(transaction: Transaction) -> None:
        transaction.append("equipment", names)
        transaction.append("production_records", frame)

    store.write(fill)
