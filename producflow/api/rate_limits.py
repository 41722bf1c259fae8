"""How many calls are answered before a caller is asked to slow down: per caller, and per network address.

The counts live in this process, which is the only one that serves the plant, and are gone when it restarts; the
lock-out of guessed passwords is another matter and lives in the database (producflow/access/attempts.py).
"""

import math
import time
from enum import StrEnum, auto

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from producflow.errors import TooManyAttempts
from producflow.settings import Settings

CALLERS_AT_ONE_ADDRESS = 5
"""A plant often sits behind one address: it gets so many times what one caller gets."""


class Rate(StrEnum):
    """Kinds of calls, each with a limit of its own."""

    READ = auto()
    WRITE = auto()
    BULK = auto()
    SIGN_IN = auto()


class Limiter:
    """Counts calls over a sliding minute.

    Parameters
    ----------
    settings : Settings
        Say how many calls a minute of each kind one caller may make; 0 is without limit.
    """

    def __init__(self, settings: Settings) -> None:
        per_minute = {
            Rate.READ: settings.rate_reads,
            Rate.WRITE: settings.rate_writes,
            Rate.BULK: settings.rate_bulk,
            Rate.SIGN_IN: settings.rate_sign_ins,
        }
        self._caller = {rate: _item(calls) for rate, calls in per_minute.items()}
        self._address = {
            rate: _item(calls if rate is Rate.SIGN_IN else calls * CALLERS_AT_ONE_ADDRESS)
            for rate, calls in per_minute.items()
        }
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())

    def caller(self, rate: Rate, who: str, *, count: bool = True) -> None:
        """Count a call of a signed-in person or a key; or only ask whether there may be one more.

        Raises
        ------
        TooManyAttempts
        """
        self._count(self._caller[rate], rate, f"caller:{who}", count=count)

    def address(self, rate: Rate, where: str, *, count: bool = True) -> None:
        """Count a call from a network address, whoever it is from; or only ask whether there may be one more.

        Raises
        ------
        TooManyAttempts
        """
        self._count(self._address[rate], rate, f"address:{where}", count=count)

    def _count(self, item: RateLimitItem | None, rate: Rate, who: str, *, count: bool) -> None:
        if item is None or (self._window.hit if count else self._window.test)(item, rate, who):
            return
        wait = max(1, math.ceil(self._window.get_window_stats(item, rate, who).reset_time - time.time()))
        raise TooManyAttempts(
            f"More than {item.amount:,} calls of this kind in a minute; try again in {wait} "
            f"second{'s' if wait > 1 else ''}.",
            retry_after=wait,
        )


def _item(calls: int) -> RateLimitItem | None:
    return RateLimitItemPerMinute(calls) if calls else None
