"""Which alert stands for which stage of an episode, when the readings behind both have changed."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.alarms import PRIORITIES
from producflow.domain.thresholds import RANK

NONE = -1
"""Position of an alert whose readings no longer show any episode of its own."""

# What lasts ends later than anything that has ended.
_NEVER = np.datetime64("9999-12-31", "us")


def covered(stages: pd.DataFrame, closed: pd.DataFrame) -> pd.Series:
    """Tell how urgent a stage was when a person closed it.

    Parameters
    ----------
    stages : DataFrame, shape (n,)
        Of one sensor of one machine, as :func:`producflow.domain.stages.stages` gives them.
    closed : DataFrame, shape (m,)
        Alerts of the same sensor that people closed: `level`, `priority`, `started_at`, `seen_until` (the newest
        reading then, or the one that was back inside).

    Returns
    -------
    Series of str, shape (n,)
        The highest priority among the alerts that speak for the stage; missing where there is none, so that the stage
        is news.

    Notes
    -----
    A person who closes an alert has seen what its sensor showed from its start until then: every stage that overlaps
    that time and is no graver than the alert. One that is graver, or began later, they have not.
    """
    starts, ends = _micros(stages["started_at"]), _ends(stages["ended_at"])
    ranks = stages["level"].map(RANK).to_numpy()
    best = np.full(len(stages), NONE)
    for alert in closed.to_dict("records"):
        first, last = (np.datetime64(alert[name].tz_localize(None), "us") for name in ("started_at", "seen_until"))
        theirs = (ends > first) & (starts <= last) & (ranks <= RANK[alert["level"]])
        best = np.where(theirs, np.maximum(best, PRIORITIES.index(alert["priority"])), best)
    return pd.Series(pd.array(PRIORITIES, dtype="str").take(best, allow_fill=True), index=stages.index)


def match(stages: pd.DataFrame, alerts: pd.DataFrame) -> pd.Series:
    """Find for each alert the stage of an episode that it stands for: one of its own level, see :func:`_match`.

    Parameters
    ----------
    stages, alerts : DataFrame
        As for :func:`_match`, with `level`.

    Returns
    -------
    Series of int64, shape (m,)
        Position of the stage in `stages`, or `NONE`; none twice.
    """
    position = pd.Series(NONE, index=alerts.index, dtype="int64")
    for level, theirs in alerts.groupby("level"):
        places = np.flatnonzero(stages["level"] == level)
        found = _match(stages.iloc[places], theirs)
        position[theirs.index] = np.append(places, NONE)[found]  # NONE, being -1, picks the last
    return position


def _match(episodes: pd.DataFrame, alerts: pd.DataFrame) -> pd.Series:
    """Find for each alert of one level the stage that it stands for, called an episode here.

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
    # Episodes never overlap: the first that ends after the alert's start is the earliest that can overlap it.
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
    # NaT goes last: alerts that nobody dealt with come after those that somebody did.
    first_say = candidates.sort_values(["handled_at", "started_at"], ascending=[False, True], kind="stable")
    beaten = first_say["episode"].duplicated().reindex(alerts.index)
    return candidates["episode"].mask(beaten, NONE).astype("int64")


def _micros(instants: pd.Series) -> npt.NDArray[np.datetime64]:
    return instants.to_numpy(dtype="datetime64[us]")


def _ends(instants: pd.Series) -> npt.NDArray[np.datetime64]:
    ends = _micros(instants)
    return np.where(np.isnat(ends), _NEVER, ends)
