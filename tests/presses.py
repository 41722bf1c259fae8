"""Many machines beside those of a plant."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pandas import DataFrame

from producflow.access.roles import COMMAND_LINE
from producflow.operations import readings
from producflow.store.database import Session, Store

WANTING = 7
"""So many of them are reported as a warning; all others run."""


def add_presses(store: Store, names: Sequence[str], now: datetime) -> None:
    """Add presses of these names, each with a reading of five minutes ago."""
    status = ["warning" if place < WANTING else "operational" for place in range(len(names))]
    store.write(lambda transaction: transaction.append("equipment", DataFrame({"name": names, "status": status})))
    known = {row["name"]: row["id"] for row in store.read(Session.rows, "equipment/all")}
    machines = DataFrame({"equipment_id": [known[name] for name in names]})
    said = machines.assign(sensor_type="temperature", value=60.0, timestamp=now - timedelta(minutes=5))
    readings.add(store, COMMAND_LINE, said)
