"""When a key or a link was used last, to the minute: not with a write at every call."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from producflow.store.database import Store, Transaction

NOTED_EVERY = timedelta(minutes=1)

_noted: dict[str, datetime] = {}
_lock = threading.Lock()


def note(
    store: Store,
    keep: Callable[[Transaction, str, datetime], None],
    fingerprint: str,
    last: datetime | None,
    now: datetime,
) -> None:
    """Keep the time of a use, unless it is known to the minute.

    Parameters
    ----------
    keep : callable
        Writes it, for the row of that fingerprint.
    last : datetime or None
        What the row says.
    """
    with _lock:
        newest = max((at for at in (last, _noted.get(fingerprint)) if at is not None), default=None)
        if newest is not None and now - newest < NOTED_EVERY:
            return
        _noted[fingerprint] = now
    store.write(keep, fingerprint, now, changes_data=False)
