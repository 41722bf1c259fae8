"""The plainest ISO times, which most files have and nothing else: SQL that knows no other form of them.

To plan SQL that reads all forms of ISO times takes longer than to read a short file by it.
"""

from collections.abc import Sequence

from producflow.store.importing.notations import plain_time
from producflow.store.importing.times import TIMES, Fold, TimeNotation, in_zone


class _Plain(TimeNotation):
    def local(self, raw: str) -> str:
        return f"CASE WHEN {plain_time(raw)} THEN try_cast({raw} AS TIMESTAMP) END"

    def wall_clock(self, raw: str) -> str:
        return self.local(raw)

    def utc(self, raw: str, zone: str, folds: Sequence[Fold] = (), second: str = "false") -> str:
        if zone == "UTC":
            return self.local(raw)
        return f"list_transform([{self.local(raw)}], lambda x: {in_zone('x', zone, folds, second)})[1]"

    def day(self, raw: str, zone: str) -> str:
        del zone
        return f"({self.local(raw)})::DATE"


PLAIN = _Plain("plain", TIMES["iso"].called, TIMES["iso"].example)
"""No notation of a mapping's: what ``iso`` is read by where a whole column has no other form."""


def notation_of(written: str) -> TimeNotation:
    """How times are read that are written so: as one of :data:`TIMES`, or ``plain``."""
    return PLAIN if written == PLAIN.name else TIMES[written]
