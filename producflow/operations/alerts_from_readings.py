"""Alerts that readings raise: made to match the readings whenever those change.

One alert stands for one stage of an episode beyond the limits (ISA-18.2; see :mod:`producflow.domain.stages`): what
goes on beyond a critical limit is a new alert, and so is what becomes more urgent than it was when a person closed it.
What a person closed is never written again. After a change only the stretch between the nearest readings back inside,
before and after it, is looked at again: a reading back inside by the deadband ends every episode, so nothing beyond it
can be affected.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from producflow.access import audit
from producflow.access.roles import SYSTEM
from producflow.domain import alarms, stages
from producflow.domain.alert_matching import NONE, covered, match
from producflow.domain.thresholds import CRITICAL, Limits
from producflow.domain.units import canonical_unit
from producflow.reports.limits import PAIR
from producflow.store.database import Session, Transaction
from producflow.store.queries import alerts as queries
from producflow.store.queries import readings as readings_queries

READINGS_AT_ONCE = 2_000_000

LIMITS = [field.name for field in fields(Limits)]

_GONE = "The readings behind this alert were added to, removed or corrected, or its limits were changed."


class _Outcome(NamedTuple):
    """What the readings of some sensors show now; written together with those of all others."""

    found: pd.DataFrame
    """Stages, with their `pair`."""
    alert: npt.NDArray[np.int64]
    """Which alert stands for each of them; `NONE`: it is news."""
    unfounded: pd.DataFrame
    """Alerts without a stage any more."""
    ended: Sequence[tuple[int, datetime]] = ()
    """Alerts of before the first reading kept that have ended, and when."""


class Changes(NamedTuple):
    """What alerts are to become."""

    wanted: pd.DataFrame
    """What the alert of each stage is to say, and its `id`; `NONE`: it is news."""
    unfounded: pd.DataFrame
    ended: Sequence[tuple[int, datetime]]


def reconcile(transaction: Transaction, touched: pd.DataFrame | pa.Table) -> None:
    """Make the alerts raised by readings match the readings.

    Parameters
    ----------
    transaction : Transaction
        The one that changed the readings; their hourly roll-up and latest readings are up to date in it.
    touched : DataFrame or Table, shape (n, 4)
        `equipment_id`, `sensor_type`, `first`, `last`: the span within which readings of a sensor were added, changed
        or removed, or its limits changed. [UTC]

    Notes
    -----
    - A new stage raises one alert: `predictive` for a warning, `emergency` beyond a critical limit. It is active while
      the stage lasts, and is resolved at the reading that came back, or that went on beyond the critical limit; one
      long past is resolved from the start.
    - An alert whose stage has changed keeps its id and what people did with it; its priority follows how far and
      how long. Without a new reading nothing is known to go on, so its duration runs to the newest reading.
    - One that a person closed speaks for what they had seen (see :func:`producflow.domain.alert_matching.covered`) and
      is never touched; what has become more urgent since is raised beside it. One that a person opened again is
      resolved by a person only.
    - One without a stage any more is removed if nobody dealt with it (acknowledged it, opened it again, or entered a
      job for it), else it is resolved and says why.
    - Alerts without a sensor type were entered by a person or a program, and are never touched.
    """
    change(transaction, changes(transaction, touched))


def changes(session: Session, touched: pd.DataFrame | pa.Table) -> Changes | None:
    """Look what :func:`reconcile` is to change, see there; None: nothing."""
    pairs = queries.pairs(session, touched)
    if pairs.empty:
        return None
    windows = queries.windows(session, _with_bounds(pairs))
    kept_from = readings_queries.kept_from(session)
    across = pd.DataFrame(columns=["pair"])
    if kept_from is not None:  # nothing is known of before, so alerts of before stay as they are
        first = pd.Timestamp(kept_from)
        windows["opens"] = windows["opens"].where(windows["opens"] >= first, first)
        from_before = windows.loc[windows["opens"] == first, ["pair", *PAIR]]
        across = queries.across(session, kept_from).merge(from_before, on=PAIR).drop_duplicates("pair", keep="last")
    standing = queries.in_windows(session, windows)
    hours = queries.hours(session, windows)
    windows = windows.set_index("pair")
    nothing_known = pd.DataFrame(
        {"pair": standing["pair"], "timestamp": standing["started_at"], "value": standing["pair"].astype("float64")}
    )[:0]
    outcomes, left = [], standing
    for readings in _readings(session, hours):
        # Most sensors of a kind have the same limits, and pandas takes as long for one of them as for a hundred.
        own = windows.loc[readings["pair"].unique()]
        for _, alike in own.groupby(LIMITS, dropna=False):
            theirs = readings[readings["pair"].isin(alike.index)].reset_index(drop=True)
            mine = left["pair"].isin(alike.index)
            outcomes.append(_outcome(alike, theirs, left[mine], across))
            left = left[~mine]
    # Alerts of sensors of which no reading is left: without a stage, whatever the limits are.
    outcomes.append(_outcome(windows, nothing_known, left, across[:0]))
    return _changes(windows, outcomes)


def _changes(windows: pd.DataFrame, outcomes: Sequence[_Outcome]) -> Changes:
    """The changes of all sensors at once: each statement by itself is planned for longest."""
    wanted = unfounded = windows[:0]
    parts = [outcome.found.assign(id=outcome.alert) for outcome in outcomes if len(outcome.found)]
    if parts:
        found = pd.concat(parts).sort_values(["pair", "started_at"], kind="stable", ignore_index=True)
        wanted = _wanted(found.join(windows[[*PAIR, "unit"]], on="pair")).assign(id=found["id"])
    gone = [outcome.unfounded for outcome in outcomes if len(outcome.unfounded)]
    if gone:
        unfounded = pd.concat(gone).sort_values("pair", kind="stable").join(windows["last"], on="pair")
    return Changes(wanted, unfounded, [each for outcome in outcomes for each in outcome.ended])


def change(transaction: Transaction, found: Changes | None) -> None:
    """Raise, change and withdraw alerts; nobody has changed any since that was found."""
    if found is None:
        return
    for alert_id, ended_at in found.ended:
        queries.end(transaction, alert_id, ended_at)
    if len(found.wanted):
        news = found.wanted["id"] == NONE
        _raise(transaction, found.wanted[news].drop(columns="id"))
        if not news.all():
            queries.update_found(transaction, found.wanted[~news])
    if len(found.unfounded):
        _withdraw(transaction, found.unfounded)


def _with_bounds(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add between which values a reading is inside, and inside by the deadband; without limits all of them are."""
    low = pairs[["warn_low", "crit_low"]].max(axis="columns").fillna(-np.inf)
    high = pairs[["warn_high", "crit_high"]].min(axis="columns").fillna(np.inf)
    deadband, off_delay = pairs["deadband"].fillna(0), pairs["off_delay"].fillna(0)
    inside = {"inside_low": low + deadband, "inside_high": high - deadband}
    unit = pairs["unit"].fillna(pairs["sensor_type"].map(canonical_unit)).fillna("")
    return pairs.assign(beyond_low=low, beyond_high=high, off_delay=off_delay, unit=unit, **inside)


def _readings(session: Session, hours: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Readings of each pair in time order, all of a pair at once and a bounded number in memory."""
    sizes = hours.groupby("pair")["n"].sum()
    turns = sizes.cumsum().sub(1).floordiv(READINGS_AT_ONCE)
    for _, pairs in turns.groupby(turns):
        readings = queries.readings(session, hours[hours["pair"].isin(pairs.index)])
        if not readings.empty:
            yield readings.sort_values(["pair", "timestamp"], ignore_index=True)


def _outcome(windows: pd.DataFrame, readings: pd.DataFrame, standing: pd.DataFrame, across: pd.DataFrame) -> _Outcome:
    """Find the stages of sensors with the same limits, and the alerts that stand for them."""
    first: Mapping[Any, Any] = windows.iloc[0].to_dict()
    limits = Limits.from_row(first)
    opens, closes, readings = _unaffected_outside(windows, limits, readings)
    found = stages.stages(readings["timestamp"], readings["value"], limits, readings["pair"])
    found = found.rename(columns={"sensor": "pair"})
    ended: list[tuple[int, datetime]] = []
    for alert in across[across["pair"].isin(windows.index)].to_dict("records"):
        # Narrowed, the window begins at a reading back inside, and the alert of before ended there or earlier.
        if opens[alert["pair"]] == windows["opens"][alert["pair"]]:
            found = _one_by_one(found, alert["pair"], partial(_after, ended, limits, alert, readings))
    if standing.empty:
        return _Outcome(found, np.full(len(found), NONE), standing, ended)
    # A closed alert speaks for what its sensor showed until `seen_until`, and so may reach in from before the window.
    reach = standing["started_at"].where(~standing["closed"], standing[["started_at", "seen_until"]].max(axis=1))
    opened, closed = standing["pair"].map(opens), standing["pair"].map(closes)
    standing = standing[(opened.isna() | (reach >= opened)) & (closed.isna() | (standing["started_at"] <= closed))]
    for pair, closed_ones in standing[standing["closed"]].groupby("pair"):
        found = _one_by_one(found, pair, partial(_news, limits, readings, closed_ones))
    standing = standing[~standing["closed"]]
    alert_of, unfounded = np.full(len(found), NONE), []
    for pair, theirs in standing.groupby("pair"):
        places = np.flatnonzero(found["pair"] == pair)
        position = match(found.iloc[places], theirs).to_numpy()
        alert_of[places[position[position != NONE]]] = theirs["id"].to_numpy()[position != NONE]
        unfounded.append(theirs[position == NONE])
    return _Outcome(found, alert_of, pd.concat(unfounded) if unfounded else standing, ended)


def _one_by_one(found: pd.DataFrame, pair: Any, changed: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Change the stages of one sensor among those of others."""
    own = found["pair"] == pair
    parts = [part for part in (found[~own], changed(found[own].reset_index(drop=True))) if not part.empty]
    return pd.concat(parts, ignore_index=True).astype(found.dtypes) if parts else found[:0]


def _after(
    ended: list[tuple[int, datetime]],
    limits: Limits,
    alert: Mapping[Any, Any],
    readings: pd.DataFrame,
    found: pd.DataFrame,
) -> pd.DataFrame:
    """Stages that are no more part of an alert that began before the first reading kept; it ends where they do."""
    ended_at, own = alert["ended_at"], readings[readings["pair"] == alert["pair"]]
    back = own.loc[alarms.ending(own["timestamp"], own["value"], limits), "timestamp"]
    inside_at = ended_at if not pd.isna(ended_at) else back.iloc[0] if not back.empty else pd.NaT
    first = found.iloc[0] if len(found) else None
    goes_on = first is not None and (pd.isna(inside_at) or first["started_at"] < inside_at)
    if first is not None and goes_on:
        # What goes on beyond the critical limit is an alarm of its own (ISA-18.2), also where the warning is of before.
        graver = first["level"] == CRITICAL and alert["level"] != CRITICAL
        inside_at = first["started_at"] if graver else first["ended_at"]
        found = found if graver else found.iloc[1:]
    if pd.isna(ended_at) and not pd.isna(inside_at):
        ended.append((int(alert["id"]), inside_at.to_pydatetime()))
    return found


def _news(limits: Limits, readings: pd.DataFrame, closed: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Stages that no person closed, and what became more urgent after one did."""
    own = readings[readings["pair"] == closed["pair"].iloc[0]]
    parts = []
    for (_, stage), priority in zip(found.iterrows(), covered(found, closed), strict=True):
        whole = stage.to_frame().T
        values = (own["timestamp"], own["value"], limits)
        parts.append(whole if pd.isna(priority) else stages.graver(stage, *values, than=priority))
    left = [part for part in parts if part is not None]
    return pd.concat(left, ignore_index=True).astype(found.dtypes) if left else found[:0]


def _unaffected_outside(
    windows: pd.DataFrame, limits: Limits, readings: pd.DataFrame
) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Narrow the windows to the nearest readings that end every episode before and after what changed."""
    when, pair = readings["timestamp"], readings["pair"].to_numpy()
    stamps, edges = when.to_numpy(dtype="datetime64[us]"), windows.loc[pair, ["first", "last"]]
    earlier, later = (
        stamps < edges["first"].to_numpy("datetime64[us]"),
        stamps > edges["last"].to_numpy("datetime64[us]"),
    )
    fresh = alarms.firsts(pair)
    alone = fresh | alarms.firsts(later.astype("int64"))  # what comes after says so by itself
    out, back = alarms.beyond(readings["value"], limits), alarms.back_inside(readings["value"], limits)
    settled = alarms.settled(when, out, back, limits.off_delay, alone)
    # Below, of several positions that are assigned to one sensor the last one stays: hence the reversed order.
    before, after = np.flatnonzero(settled & earlier), np.flatnonzero(settled & later)[::-1]
    begins, number = np.flatnonzero(fresh), np.cumsum(fresh) - 1
    ends = np.append(begins[1:], len(pair)) - 1
    begins[number[before]], ends[number[after]] = before, after  # the last one before, and the first one after
    opens, closes = windows["opens"].copy(), windows["closes"].copy()
    opens[pair[before]], closes[pair[after]] = when.iloc[before].array, when.iloc[after].array
    place = np.arange(len(pair))
    return opens, closes, readings[(place >= begins[number]) & (place <= ends[number])]


def _wanted(found: pd.DataFrame) -> pd.DataFrame:
    """What the alert of each stage is to say; `found` with whose it is and its unit, one row per stage."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "equipment_id": found["equipment_id"],
            "sensor_type": found["sensor_type"],
            "type": np.where(found["level"] == CRITICAL, "emergency", "predictive"),
            "priority": alarms.priority(found["level"], found["peak_exceedance"], found["minutes"]),
            "title": [stages.title(row["sensor_type"], row, row["unit"]) for row in rows],
            "description": [stages.description(row, row["unit"]) for row in rows],
            "started_at": found["started_at"],
            "ended_at": found["ended_at"],
            "peak_value": found["peak_value"],
        }
    )


def _raise(transaction: Transaction, new: pd.DataFrame) -> None:
    status = np.where(new["ended_at"].notna(), "resolved", "active")
    transaction.append("maintenance_alerts", new.assign(status=status, resolved_at=new["ended_at"]))


def _withdraw(transaction: Transaction, unfounded: pd.DataFrame) -> None:
    handled = unfounded["handled_at"].notna()
    if not handled.all():
        queries.remove(transaction, unfounded.loc[~handled, "id"])
    for row in unfounded[handled].to_dict("records"):
        before = queries.by_id(transaction, row["id"])
        # Every later change of readings in its window finds it without a stage again; it is said and noted once.
        if before is not None and before["description"] != _GONE:
            queries.withdraw(transaction, row["id"], _GONE, row["last"].to_pydatetime(), datetime.now(UTC))
            after = queries.by_id(transaction, row["id"])
            audit.record(transaction, SYSTEM, "withdraw", "maintenance_alerts", row["id"], before=before, after=after)
