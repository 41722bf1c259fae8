"""The newest readings of a machine, which dashboards and gateways ask for again and again.

An answer stands until the next commit. After one, the oldest reading of the last answer tells how far back to look:
what has come since is newer, so as many readings as were asked for lie after it, unless some were removed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from producflow.api.kept import Kept
from producflow.store.database import Store
from producflow.store.queries import equipment as queries

Rows = list[dict[str, Any]]
ANSWERS = 256
SECONDS = 3_600.0


@dataclass(frozen=True)
class Asked:
    """What was asked for: a machine's sensors, within a period, and how many readings."""

    equipment_id: int
    sensor_type: str | None
    first: datetime | None
    last: datetime | None
    limit: int


class Newest:
    """Answers, and how far back to look for the next ones."""

    def __init__(self) -> None:
        self._answers: Kept[Rows] = Kept(most=ANSWERS, seconds=SECONDS)
        self._since: Kept[datetime] = Kept(most=16 * ANSWERS, seconds=SECONDS)

    def known(self, store: Store, asked: Asked) -> Rows | None:
        """The answer, if nothing was committed since it was given."""
        return self._answers.known(store.commits, (store, asked))

    def ask(self, store: Store, asked: Asked) -> Rows:
        """The answer, from the store."""
        commits = store.commits
        return self._answers.keep(commits, (store, asked), self._ask(store, asked))

    def _ask(self, store: Store, asked: Asked) -> Rows:
        sensors = (asked.equipment_id, asked.sensor_type)
        open_ended = asked.first is None and asked.last is None
        since = self._since.known(0, (store, asked)) if open_ended else None
        found = [] if since is None else store.read(lambda s: queries.readings_since(s, *sensors, since, asked.limit))
        if len(found) < asked.limit:
            found = store.read(lambda s: queries.newest_readings(s, *sensors, asked.first, asked.last, asked.limit))
        if open_ended and len(found) == asked.limit:
            self._since.keep(0, (store, asked), found[-1]["timestamp"])
        return found
