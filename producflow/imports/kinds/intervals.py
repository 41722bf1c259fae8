"""Fields of what lasts from a start to an end: stops, and machine states."""

from producflow.imports.kinds.kind import Field
from producflow.store.importing.target import EndsAfter
from producflow.vocabulary.words import names

_STOP = names("intervals.stop")
START = Field("started_at", "Start", "instant", required=True, names=names("intervals.started_at"), of=_STOP)
END = Field("ended_at", "End", "instant", names=names("intervals.ended_at"), of=_STOP)
DURATION = Field("duration", "Duration (min)", "number", unit="min", stored=False, sums=True,
                 names=names("intervals.duration"), of=_STOP)  # fmt: skip
REASON = Field("reason", "Reason", "text", names=names("intervals.reason"), of=_STOP)
LASTS = EndsAfter("ended_at", "started_at", "duration")
APART = "let one of them begin a second later"
