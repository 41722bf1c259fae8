"""Which limits hold for a machine's sensor: its own, else the plant's."""

import pandas as pd

from producflow.store.database import Session
from producflow.store.queries import readings as queries

LIMITS = ["warn_low", "warn_high", "crit_low", "crit_high"]
PAIR = ["equipment_id", "sensor_type"]


def limits_of(session: Session, pairs: pd.DataFrame) -> pd.DataFrame:
    """Limits in force for machines' sensors.

    Parameters
    ----------
    pairs : DataFrame, shape (n, ≥2)
        `equipment_id` and `sensor_type`, each pair once.

    Returns
    -------
    DataFrame, shape (n, columns)
        The pairs with `warn_low`, `warn_high`, `crit_low`, `crit_high`, `deadband`, `delay`, `unit`, all missing where
        nobody set any, and `own`: whether they are the machine's own.
    """
    rows = queries.limits(session)
    columns = ["sensor_type", *LIMITS, "deadband", "delay", "unit"]
    default = rows.loc[rows["equipment_id"].isna(), columns]
    own = rows.loc[rows["equipment_id"].notna(), ["equipment_id", *columns]].astype({"equipment_id": "int64"})
    mine = pairs[PAIR].merge(own.assign(own=True), on=PAIR, how="left").set_index(pairs.index)
    plants = pairs[PAIR].merge(default, on="sensor_type", how="left").set_index(pairs.index)
    has_own = mine["own"].eq(True)
    found = plants.where(~has_own, mine[plants.columns])
    return found.astype({"equipment_id": "int64"}).assign(own=has_own)
