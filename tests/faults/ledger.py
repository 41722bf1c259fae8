"""What the server said it has saved, kept by whoever was told, and compared with what is there afterwards."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.reports import integrity
from producflow.store.database import Session, Store, Transaction

MACHINES = 8
Reading = tuple[int, str, datetime]
Record = tuple[int, date, str]


@dataclass
class Ledger:
    """Everything acknowledged so far.

    Attributes
    ----------
    readings : dict
        Value of each reading by its key.
    refused : dict
        Readings that were refused: none of them may be there.
    outputs : dict
        Outputs that a record may show: the acknowledged one, and one whose answer never came.
    """

    readings: dict[Reading, float] = field(default_factory=dict)
    refused: dict[Reading, float] = field(default_factory=dict)
    outputs: dict[Record, set[int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def differences(self, store: Store) -> list[str]:
        """Acknowledged rows that are not there as they were acknowledged, and refused ones that are."""
        stored = store.read(
            Session.frame, "exports/sensor_readings", machines=None, sensor_type=None, **{"from": None, "to": None}
        )
        found = dict(
            zip(
                zip(
                    stored["equipment_id"].tolist(),
                    stored["sensor_type"].tolist(),
                    [at.to_pydatetime() for at in stored["timestamp"]],
                    strict=True,
                ),
                stored["value"].tolist(),
                strict=True,
            )
        )
        wrong = [
            f"{key} is {found.get(key)}, not {value}" for key, value in self.readings.items() if found.get(key) != value
        ]
        wrong += [
            f"{key} was refused and is there" for key in self.refused if key in found and key not in self.readings
        ]
        records = store.read(
            Session.rows, "exports/production_records", machines=None, shift=None, **{"from": None, "to": None}
        )
        outputs = {(row["equipment_id"], row["date"], row["shift"]): row["output_quantity"] for row in records}
        wrong += [
            f"{key} has output {outputs.get(key)}, not one of {allowed}"
            for key, allowed in self.outputs.items()
            if outputs.get(key) not in allowed
        ]
        return wrong


def new_plant(database: Path, *, machines: int = MACHINES) -> str:
    """A plant with machines and an API key of a manager; answers the key."""
    store = Store.open(database)

    def work(transaction: Transaction) -> None:
        transaction.append("equipment", pd.DataFrame({"name": [f"Press {n + 1}" for n in range(machines)]}))

    store.write(work)
    key, _ = api_keys.create(store, COMMAND_LINE, "faults", "manager")
    store.close()
    return key


def must_hold(database: Path, ledger: Ledger | None = None) -> None:
    """The database opens, nothing acknowledged is missing, nothing is half there, and everything fits together."""
    store = Store.open(database)
    try:
        wrong = [] if ledger is None else ledger.differences(store)
        assert wrong == [], wrong[:10]
        problems = {found.what: found.problems[:5] for found in integrity.check(store) if found.problems}
        assert problems == {}
    finally:
        store.close()


def rows_of(database: Path, batch: int | None = None) -> dict[str, Any]:
    """Newest import, whether it is in force, and how many rows it has."""
    store = Store.open(database)
    try:
        batches = store.read(Session.rows, "imports/all", batch_id=batch)
        if not batches:
            return {"batch": 0, "rows": 0, "undone": False, "added": 0}
        newest = batches[0]
        counted = store.read(
            lambda session: session.composed(
                "SELECT (SELECT count(*) FROM sensor_readings WHERE batch_id = $batch) AS n", batch=newest["id"]
            )
        )
        return {
            "batch": newest["id"],
            "rows": int(counted["n"][0].as_py()),
            "undone": newest["undone_at"] is not None,
            "added": newest["rows_added"],
        }
    finally:
        store.close()


def instant(seconds: float) -> datetime:
    """A moment of the ledger's own year, to the microsecond."""
    return datetime.fromtimestamp(1_767_225_600 + round(seconds, 6), UTC)
