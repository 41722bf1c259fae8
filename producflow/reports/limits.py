"""Which limits hold for a machine's sensor: its own, else the plant's."""

import pandas as pd

from producflow.domain.readings import LIMITS as NAMES
from producflow.domain.readings import in_force
from producflow.store.database import Session
from producflow.store.queries import readings as queries

LIMITS = list(NAMES)
PAIR = ["equipment_id", "sensor_type"]
NOWHERE = -1
"""Place of limits that nobody set."""


def limits_of(session: Session, pairs: pd.DataFrame) -> pd.DataFrame:
    """Limits in force for machines' sensors.

    Parameters
    ----------
    pairs : DataFrame, shape (n, ≥2)
        `equipment_id` and `sensor_type`, each pair once.

    Returns
    -------
    DataFrame, shape (n, columns)
        The pairs with `warn_low`, `warn_high`, `crit_low`, `crit_high`, `deadband`, `delay`, `off_delay`, `unit`, all
        missing where nobody set any, and `own`: whether they are the machine's own.
    """
    rows = queries.limits(session)
    machines = (None if pd.isna(machine) else int(machine) for machine in rows["equipment_id"])
    places = {key: place for place, key in enumerate(zip(machines, rows["sensor_type"], strict=True))}
    wanted = [(int(machine), sensor) for machine, sensor in zip(*(pairs[name] for name in PAIR), strict=True)]
    chosen = [in_force(places, *key, NOWHERE) for key in wanted]
    found = rows[[*LIMITS, "deadband", "delay", "off_delay", "unit"]].reindex(chosen).set_axis(pairs.index)
    own = pd.Series([key in places for key in wanted], index=pairs.index, dtype="bool")
    return pd.concat([pairs[PAIR].astype({"equipment_id": "int64"}), found], axis="columns").assign(own=own)
