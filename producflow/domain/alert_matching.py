"""Which alert stands for which episode, when the readings behind both have changed."""

import numpy as np
import numpy.typing as npt
import pandas as pd

NONE = -1
"""Position of an alert whose readings no longer show any episode of its own."""

# What lasts ends later than anything that has ended.
_NEVER = np.datetime64("9999-12-31", "us")


def match(episodes: pd.DataFrame, alerts: pd.DataFrame) -> pd.Series:
    """Find for each alert the episode that it stands for.

    Parameters
    ----------
    episodes : DataFrame, shape (n,)
        Of one sensor of one machine, in time order and never overlapping, as `alarms.episodes` gives them:
        `started_at`, `ended_at` (NaT while it lasts).
    alerts : DataFrame, shape (m,)
        Alerts of the same sensor, as they were before the readings changed: `started_at`, `ended_at`, and
        `handled_at` (when a person last did something with it, NaT if nobody did).

    Returns
    -------
    Series of int64, shape (m,)
        Position of the episode in `episodes`, or `NONE`; no episode twice.

    Notes
    -----
    An alert belongs to the earliest episode that overlaps it: had the readings come in order, that is the one
    it would have been raised for, and what came after readings back inside is news. Where several alerts
    overlap one episode, because readings show that the condition never ended between them, the one that people
    dealt with last keeps it, else the oldest; the others have none.
    """
    starts, ends = _micros(episodes["started_at"]), _ends(episodes["ended_at"])
    position = np.searchsorted(ends, _micros(alerts["started_at"]), side="right")
    found = position < len(ends)
    found[found] = starts[position[found]] < _ends(alerts["ended_at"])[found]
    candidates = pd.DataFrame(
        {
            "episode": np.where(found, position, NONE),
            "handled_at": alerts["handled_at"].to_numpy(dtype="datetime64[us]"),
            "started_at": _micros(alerts["started_at"]),
        },
        index=alerts.index,
    )
    first_say = candidates.sort_values(["handled_at", "started_at"], ascending=[False, True], kind="stable")
    beaten = first_say["episode"].duplicated().reindex(alerts.index)
    return candidates["episode"].mask(beaten, NONE).astype("int64")


def _micros(instants: pd.Series) -> npt.NDArray[np.datetime64]:
    return instants.to_numpy(dtype="datetime64[us]")


def _ends(instants: pd.Series) -> npt.NDArray[np.datetime64]:
    ends = _micros(instants)
    return np.where(np.isnat(ends), _NEVER, ends)
