"""What became of predictions once their horizon was over, and what may be stated of new ones because of that."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.predictions import confidence
from producflow.domain.predictions.foretelling import STEP
from producflow.domain.predictions.trend import TREND

JOB, STOP, EXCURSION, NOTHING, NOT_KNOWN = "job", "stop", "excursion", "nothing", "not known"
HALF = 0.5
"""Of a horizon in which nothing happened there must be so many levels, or nobody knows. [-]"""
DAY = pd.Timedelta(days=1)
LONGEST = pd.Timedelta(days=31)
"""No horizon is longer."""


def judged(made: Mapping[str, Any], levels: pd.Series, failures: pd.DataFrame) -> dict[str, Any]:
    """Judge a prediction whose horizon is over.

    Parameters
    ----------
    made : mapping
        By :data:`producflow.domain.predictions.foretelling.COLUMNS`.
    levels : Series
        Of its sensor, see :class:`producflow.domain.predictions.foretelling.Sensor`.
    failures : DataFrame
        Of its machine: `failed_at` [UTC, naive] and `what`: `JOB` (corrective or emergency, finished) or `STOP`
        (unplanned, begun, of `LONG_STOP_MINUTES` or more).

    Returns
    -------
    dict
        `came_true` (missing: too little is known of its horizon); `what` (the first that happened within the horizon:
        `JOB`, `STOP` or `EXCURSION`), `happened_at`; `window_held` (whether the limit was crossed in the window;
        missing without a window, or where a job kept it from being crossed); `chance`: share of horizons of the same
        length, begun on any day that is known of the machine, in which something happened too, which is what somebody
        would state who looks at no sensor. [0 to 1]
    """
    begin, end = made["made_at"], made["horizon_ends_at"]
    over = pd.DatetimeIndex(levels.index) + STEP
    beyond = _beyond(made, levels)
    crossed = over[beyond & ~beyond.shift(fill_value=False)]
    happened = [(at, EXCURSION) for at in _within(pd.DatetimeIndex(over[beyond]), begin, end)[:1]]
    for what in (JOB, STOP):
        of_kind = pd.DatetimeIndex(failures.loc[failures["what"] == what, "failed_at"])
        happened += [(at, what) for at in _within(of_kind, begin, end)[:1]]
    inside = levels[(over > begin) & (over <= end)]
    known = len(inside) > 0 and inside.notna().sum() >= HALF * ((end - begin) / STEP - 1)
    happened_at, what = min(happened, default=(None, NOTHING if known else NOT_KNOWN))
    events = np.sort(np.concatenate([crossed.to_numpy(), failures["failed_at"].to_numpy(dtype="datetime64[ns]")]))
    return {
        "came_true": True if happened else (False if known else None),
        "what": what,
        "happened_at": happened_at,
        "window_held": _held(made, {name: at for at, name in happened}, known=known),
        "chance": _chance(events, over[0], begin, end),
    }


def _beyond(made: Mapping[str, Any], levels: pd.Series) -> pd.Series:
    """Levels beyond its limit; none of a prediction that is of no limit."""
    if pd.isna(made["limit_value"]):
        return pd.Series(False, index=levels.index)
    above: pd.Series = levels > made["limit_value"]
    return above if made["limit_name"].endswith("_high") else levels < made["limit_value"]


def _within(instants: pd.DatetimeIndex, begin: pd.Timestamp, end: pd.Timestamp) -> pd.DatetimeIndex:
    return instants[(instants > begin) & (instants <= end)].sort_values()


def _held(made: Mapping[str, Any], happened: Mapping[str, pd.Timestamp], *, known: bool) -> bool | None:
    if made["method"] != TREND:
        return None
    crossed = happened.get(EXCURSION)
    if crossed is None:
        return None if JOB in happened or not known else False
    return bool(made["until_from"] <= crossed <= made["until_to"])


def _chance(events: Any, known_from: pd.Timestamp, begin: pd.Timestamp, end: pd.Timestamp) -> float | None:
    """Only of what was known when the horizon ended, and of horizons that were over by then."""
    starts = pd.date_range(known_from, end - (end - begin), freq=DAY).to_numpy()
    if not len(starts):
        return None
    first, last = (np.searchsorted(events, at, side="right") for at in (starts, starts + (end - begin).to_numpy()))
    return float(np.mean(last > first))


def stated(made: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """What is stated of predictions by what had become of like ones when each was made.

    Parameters
    ----------
    made : DataFrame
        `method`, `version`, `made_at`, `score`.
    outcomes : DataFrame
        Those of which it is known: `method`, `version`, `made_at`, `score`, `came_true` (yes/no).

    Returns
    -------
    DataFrame, indexed like `made`
        `confidence` (missing with too few) [0 to 1], `outcomes`, `outcomes_true` [count].

    Notes
    -----
    Only outcomes of predictions count that were made so long ago that each of their time is known: those that are known
    sooner had short horizons, which come true less often.
    """
    rows = []
    known = outcomes["made_at"].astype("datetime64[ns]") + LONGEST
    for each in made.to_dict("records"):
        same = (outcomes["method"] == each["method"]) & (outcomes["version"] == each["version"])
        like = outcomes[same & (known <= each["made_at"])]
        scores, true = like["score"].to_numpy(dtype=np.float64), like["came_true"].to_numpy(dtype=bool)
        learned = confidence.learned(scores, true)
        rows.append((learned.of(np.array([each["score"]]))[0], learned.outcomes, learned.true))
    found = pd.DataFrame(rows, index=made.index, columns=["confidence", "outcomes", "outcomes_true"])
    return found.astype({"confidence": "float64", "outcomes": "int64", "outcomes_true": "int64"})
