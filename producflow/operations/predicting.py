"""Predictions: made by the clock from stored readings, never while these come in; judged once, and never rewritten.

Whatever is stored and has not been looked at is looked at, forward in time: the newest readings each time, and at the
first look all of a machine's history, so that a plant begins with a track record. What was made so is marked.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain.plant import PlantSettings
from producflow.domain.predictions import LONG_STOP_MINUTES, judging
from producflow.domain.predictions.foretelling import COLUMNS, STEP, Sensor, Span, foretold
from producflow.domain.predictions.looks import Bools
from producflow.domain.predictions.trend import STEP_HOURS, smoothed
from producflow.domain.thresholds import Limits
from producflow.errors import existing
from producflow.operations import parting
from producflow.operations.checks import one_of
from producflow.operations.marking import StoppedError, mark
from producflow.operations.shelving import STOPS_BACK
from producflow.reports import downtime
from producflow.reports.limits import limits_of
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import predictions as queries

VERDICTS = ("useful", "false", "too late")
AT_ONCE = 50
"""Machines whose readings are in memory at the same time. [count]"""
LATELY = pd.Timedelta(days=1)
"""What was looked at until then is gone on with. No prediction made since is over yet."""
EVER = datetime(1900, 1, 1, tzinfo=UTC)
KEY = ["equipment_id", "sensor_type", "method", "limit_name", "made_at"]
OUTCOMES = ["came_true", "what", "happened_at", "window_held", "chance"]
LIKE = ["method", "version", "made_at", "score", "came_true"]


@dataclass(frozen=True)
class Predicted:
    """What a run has done."""

    made: int
    judged: int
    """Predictions. [count]"""


def predict(
    store: Store,
    now: datetime | None = None,
    share: float = 1.0,
    rest: Callable[[float], bool] | None = None,
) -> Predicted:
    """Make the predictions that are due, and judge those whose horizon is over.

    Parameters
    ----------
    now : datetime, optional
        Aware; the clock's unless given. Steps of `STEP_HOURS` that are not over by then wait.
    share : float
        Of the time it works, and rests for the others after each sensor: whoever posts readings meanwhile shares the
        interpreter with it. [0 to 1]
    rest : callable, optional
        Waits for so many seconds, and tells whether to stop at once.

    Raises
    ------
    StoppedError
        If it was told to; no prediction is kept, and the next run makes them.

    Notes
    -----
    Reads hourly sums only, some machines at a time; the writer waits for nothing but the rows that are kept in the end.
    Sensors are looked at first, since what cannot be believed of their readings is left out.
    """
    mark(store, now, share, rest)
    at = pd.Timestamp(now or datetime.now(UTC)).tz_convert("UTC").tz_localize(None)
    until = at.floor(f"{STEP_HOURS}h")
    known = _naive(store.read(queries.everything, None))
    extents = _naive(store.read(queries.extents))
    over = (
        (extents["last_hour"] + pd.Timedelta(hours=1))
        .where(lambda each: each < until, until)
        .dt.floor(f"{STEP_HOURS}h")
    )
    first = extents["first_hour"].dt.floor(f"{STEP_HOURS}h")
    fresh = extents["looked_until"].isna() | (over > extents["looked_until"]) | (first < extents["looked_from"])
    due = known[~known["is_over"] & (known["horizon_ends_at"] <= until)]
    looks = extents.assign(first=first, over=over)[fresh & (over > first)]
    made: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any]] = []
    for some, since in _turns(looks, due):
        found, judged = store.read(_looked_at, some, since, looks, known, due, until, share, rest)
        made += found
        outcomes += judged
    if not len(looks) and not outcomes:
        return Predicted(0, 0)
    return store.write(_keep, _stated(made, known, outcomes), pd.DataFrame(outcomes), looks, at, until)


def _turns(looks: pd.DataFrame, due: pd.DataFrame) -> Iterator[tuple[list[int], pd.Timestamp]]:
    """Machines that are looked at together, and from when on their levels are needed.

    To go on, that is the quarter before, and the day that its first level is of. A machine's whole history is needed
    where it was not looked at lately, where older readings have come, and where a prediction is judged, since that is
    held against how often something happens to the machine.
    """
    goes_on = looks["over"] - looks["looked_until"] <= LATELY
    goes_on &= (looks["first"] >= looks["looked_from"]) & ~looks["equipment_id"].isin(due["equipment_id"])
    lately = looks[goes_on]
    whole = sorted({*looks.loc[~goes_on, "equipment_id"], *due["equipment_id"]})
    parts = [(whole, pd.Timestamp(0))]
    if len(lately):
        quarter = lately["looked_until"].min().to_period("Q") - 1
        parts.append((sorted(lately["equipment_id"]), quarter.start_time - pd.Timedelta(days=2)))
    for machines, since in parts:
        for begin in range(0, len(machines), AT_ONCE):
            yield machines[begin : begin + AT_ONCE], since


def _naive(found: pd.DataFrame) -> pd.DataFrame:
    """Instants as the domain's arrays hold them: UTC, without saying so."""
    aware = found.select_dtypes("datetimetz").columns
    return found.assign(**{str(name): found[name].dt.tz_localize(None).astype("datetime64[ns]") for name in aware})


def _looked_at(
    session: Session,
    machines: Sequence[int],
    since: pd.Timestamp,
    looks: pd.DataFrame,
    known: pd.DataFrame,
    due: pd.DataFrame,
    until: pd.Timestamp,
    share: float,
    rest: Callable[[float], bool] | None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Predictions of some machines, and outcomes of these and of earlier ones, the former by `KEY`."""
    plant = in_force(session)
    stops = _stops(session, plant, machines, until)
    means = _naive(queries.means(session, machines, STEP_HOURS, since, until, stops))
    own_looks = looks[looks["equipment_id"].isin(machines)]
    apart = parting.told(session, plant, own_looks, since, until, stops, known)
    failures = _naive(queries.failures(session, machines, LONG_STOP_MINUTES))
    pairs = means[["equipment_id", "sensor_type"]].drop_duplicates(ignore_index=True)
    limits = limits_of(session, pairs).set_index(["equipment_id", "sensor_type"])
    spans = looks.set_index("equipment_id")
    made: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any]] = []
    machine: Any
    sensor_type: Any
    for (machine, sensor_type), own in means.groupby(["equipment_id", "sensor_type"], sort=True):
        began = time.perf_counter()
        levels = _levels(own)
        before = known[(known["equipment_id"] == machine) & (known["sensor_type"] == sensor_type)]
        new: list[dict[str, Any]] = []
        if machine in spans.index:
            sensor = _sensor(machine, sensor_type, limits.loc[(machine, sensor_type)], levels, plant.timezone, before)
            left_out = own.set_index("timestamp")["left_out"].reindex(levels.index, fill_value=0)
            new = foretold(replace(sensor, left_out=left_out), _origins(levels, spans.loc[machine], until))
        new += apart.get((machine, sensor_type), [])
        to_judge: list[Any] = [each for each in new if each["horizon_ends_at"] <= until]
        to_judge += due[due.index.isin(before.index)].to_dict("records")
        own_failures = failures[failures["equipment_id"] == machine]
        outcomes += [each | judging.judged(each, levels, own_failures) for each in to_judge]
        made += new
        if rest is not None and rest((time.perf_counter() - began) * (1 / share - 1)):
            raise StoppedError
    return made, outcomes


def _stops(session: Session, plant: PlantSettings, machines: Sequence[int], until: pd.Timestamp) -> pd.DataFrame:
    """Stops of machines by the one rule of when they ended; one that lasts for longer than any counts no more."""
    now = until.tz_localize("UTC").to_pydatetime()
    found = downtime.recorded(session, plant, EVER, now, now, machines)
    return found[~found["lasts"].astype(bool) | (found["started_at"] >= now - STOPS_BACK)]


def _sensor(
    machine: int, sensor_type: str, limits: pd.Series, levels: pd.Series, zone: str, before: pd.DataFrame
) -> Sensor:
    standing: dict[Any, list[Span]] = {
        key: list(zip(group["made_at"], group["horizon_ends_at"], strict=True))
        for key, group in before.groupby(["method", "limit_name"])
    }
    unit = "" if pd.isna(limits["unit"]) else str(limits["unit"])
    return Sensor(machine, sensor_type, unit, Limits.from_row(dict(limits)), levels, zone, standing)


def _levels(means: pd.Series | pd.DataFrame) -> pd.Series:
    """Levels of one sensor at every step from its first to its last."""
    values = means.set_index("timestamp")["value"]
    whole = values.reindex(pd.date_range(values.index[0], values.index[-1], freq=STEP))
    return pd.Series(smoothed(whole.to_numpy(dtype=np.float64)), index=whole.index)


def _origins(levels: pd.Series, span: pd.Series, until: pd.Timestamp) -> Bools:
    """Steps that were not looked at: of the past one a day, which says as much as four."""
    over = pd.DatetimeIndex(levels.index + STEP)
    fresh = (over <= span["over"]) & ((over > span["looked_until"]) | (over <= span["looked_from"]))
    if pd.isna(span["looked_until"]):
        fresh = over <= span["over"]
    return np.asarray(fresh & ((over.hour == 0) | (over == until)))


def _stated(
    made: Sequence[Mapping[str, Any]], known: pd.DataFrame, outcomes: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Predictions with what may be stated of them, by outcomes that were known when each was made."""
    rows = pd.DataFrame(made, columns=list(COLUMNS)).sort_values(["made_at", "equipment_id"], ignore_index=True)
    if rows.empty:
        return rows
    before = known.loc[known["is_over"], LIKE]
    new = pd.DataFrame(outcomes, columns=LIKE)
    all_ = pd.concat([each for each in (before, new) if len(each)]) if len(before) or len(new) else new
    return rows.join(judging.stated(rows, all_.dropna(subset=["came_true"])))


def _keep(
    transaction: Transaction,
    made: pd.DataFrame,
    outcomes: pd.DataFrame,
    looks: pd.DataFrame,
    at: pd.Timestamp,
    until: pd.Timestamp,
) -> Predicted:
    if len(made):
        inputs = [json.dumps(each) for each in made["inputs"]]
        kept = made.assign(inputs=inputs, hindsight=made["made_at"] < until, created_at=at)
        queries.add(transaction, kept)
    if len(outcomes):
        ids = _naive(queries.everything(transaction, None))[[*KEY, "id"]]
        named = _keyed(outcomes.drop(columns="id", errors="ignore")).merge(_keyed(ids), on=KEY)
        kept = named[OUTCOMES].astype({"came_true": "boolean", "window_held": "boolean", "chance": "float64"})
        kept = kept.assign(prediction_id=named["id"], created_at=at, happened_at=pd.to_datetime(kept["happened_at"]))
        queries.add_outcomes(transaction, kept)
    first, last = (
        looks[["first", "looked_from"]].min(axis="columns"),
        looks[["over", "looked_until"]].max(axis="columns"),
    )
    for machine, begin, end in zip(looks["equipment_id"], first, last, strict=True):
        queries.looked(transaction, int(machine), begin, end)
    return Predicted(len(made), len(outcomes))


def _keyed(found: pd.DataFrame) -> pd.DataFrame:
    """With a name for the limit of what is of none: a missing one is like no other."""
    return found.assign(limit_name=found["limit_name"].astype("object").fillna(""))


def judge(store: Store, actor: Actor, prediction_id: int, verdict: str, now: datetime | None = None) -> dict[str, Any]:
    """Say of a prediction how it was: what a person says counts before what was found; the last word counts.

    Parameters
    ----------
    verdict : str
        One of `VERDICTS`.
    now : datetime, optional
        Aware.

    Returns
    -------
    dict
        The prediction, with what became of it.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
    """
    actor.require(Permission.WORK_ALERTS)
    one_of(verdict, VERDICTS, "verdict")
    at = now or datetime.now(UTC)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.by_id(transaction, prediction_id), "prediction", prediction_id)
        if before["verdict"] == verdict:
            return before
        queries.judge(transaction, prediction_id, verdict, actor.user_id, actor.full_name or actor.email, at)
        after = existing(queries.by_id(transaction, prediction_id), "prediction", prediction_id)
        said = {name: {"verdict": row["verdict"], "words": row["words"]} for name, row in (("b", before), ("a", after))}
        audit.record(transaction, actor, "judge", "predictions", prediction_id, before=said["b"], after=said["a"])
        return after

    return store.write(work)
