"""Which of a machine's sensors cannot be believed, and why: notes beside it, never alarms about the machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from producflow.domain.sensor_health import SPIKE
from producflow.store.database import Session
from producflow.store.queries import sensor_faults as queries
from producflow.store.reading import reads

LOOK_BACK = timedelta(days=14)
"""What was over before that is history."""


@dataclass(frozen=True)
class SensorNote:
    """What is the matter with one sensor."""

    sensor_type: str
    kind: str
    """One of `stuck`, `dropout`, `spike`, `drift`, `clock`, `unit`."""
    since: pd.Timestamp
    until: pd.Timestamp | None
    """When it was last seen; None: it lasts."""
    words: str
    """A sentence without its subject, which is the sensor."""
    doubtful: bool
    """Whether what it shows may be the machine's all the same, so that alarms of it stay alarms."""
    believed: bool
    """Whether a person said that it is the machine's."""
    ids: tuple[int, ...]
    """Of the rows that it tells of."""


@reads
def sensor_notes(session: Session, equipment_id: int, now: datetime) -> tuple[SensorNote, ...]:
    """Tell what the clock has noted about a machine's sensors of late.

    Parameters
    ----------
    now : datetime
        Aware; a whole hour, so that the answer can be shared.
    """
    found = queries.of_machines(session, [equipment_id], now - LOOK_BACK)
    notes = [
        SensorNote(
            sensor_type=row["sensor_type"],
            kind=row["kind"],
            since=row["started_at"],
            until=None if pd.isna(row["ended_at"]) else row["ended_at"],
            words=row["words"],
            doubtful=not row["explains"],
            believed=not pd.isna(row["believed_at"]),
            ids=(int(row["id"]),),
        )
        for row in found[found["kind"] != SPIKE].to_dict("records")
    ]
    far = found[found["kind"] == SPIKE]
    for (sensor, believed), spikes in far.groupby(["sensor_type", far["believed_at"].notna()]):
        last = spikes.iloc[-1]
        words = f"showed {len(spikes)} single readings far from all others, the last of {last['low']:.4g}"
        words = words if len(spikes) > 1 else last["words"]
        first, doubtful = spikes["started_at"].iloc[0], not spikes["explains"].all()
        ids = tuple(int(each) for each in spikes["id"])
        notes.append(SensorNote(str(sensor), SPIKE, first, last["ended_at"], words, doubtful, bool(believed), ids))
    return tuple(sorted(notes, key=lambda each: (each.sensor_type, each.since, each.kind)))
