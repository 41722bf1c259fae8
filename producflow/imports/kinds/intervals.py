"""Fields of what lasts from a start to an end: stops, and machine states."""

from producflow.imports.kinds.kind import Field
from producflow.store.importing.target import EndsAfter
from producflow.vocabulary.words import names

_STOP = names("intervals.stop")
_TIME = [name for name in names("sensor_readings.timestamp") if name not in names("times.day")]
"""What a row of a log calls its time, which is when what it says begins; a day alone does not say that."""
START = Field("started_at", "Start", "instant", required=True, of=_STOP,
              names=tuple(dict.fromkeys((*names("intervals.started_at"), *_TIME))))  # fmt: skip
END = Field("ended_at", "End", "instant", names=names("intervals.ended_at"), of=_STOP)
DURATION = Field("duration", "Duration (min)", "number", unit="min", stored=False, sums=True,
                 names=names("intervals.duration"), of=_STOP)  # fmt: skip
REASON = Field("reason", "Reason", "text", names=names("intervals.reason"), of=_STOP)
LASTS = EndsAfter("ended_at", "started_at", "duration")
APART = "let one of them begin a second later"
