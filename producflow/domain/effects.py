"""Did a maintenance job help: what a machine was like in the days before it, against the days after it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain.metrics import METRICS

NOT_OVER = "the days after it are not over"
NOT_REPORTED = "downtime is not known for the days before and after"
NO_COST = "the job states no cost"
NOTHING_RECOVERED = "no downtime was recovered"


def recovered_hours(
    downtime_before: pd.Series, downtime_after: pd.Series, planned_before: pd.Series, planned_after: pd.Series
) -> pd.Series:
    """Downtime that a machine had less after a job than it would have had at the rate before it.

    Parameters
    ----------
    downtime_before, downtime_after : Series, shape (n,)
        Unplanned downtime in the days before and after; missing: not known. [h]
    planned_before, planned_after : Series, shape (n,)
        Planned time of the production records of those days; both missing for a machine that reports no production,
        whose days count as equally long. [h]

    Returns
    -------
    Series, shape (n,)
        Below 0 where it stood still more than before; missing where anything that it needs is. [h]

    Notes
    -----
    Before ÷ planned before × planned after − after: as in cost savings, shifts that nobody reported neither make nor
    lose hours. No standard defines it.
    """
    silent = planned_before.isna() & planned_after.isna()
    return METRICS["recovered_hours"].of(  # type: ignore[no-any-return]
        downtime_before=downtime_before,
        downtime_after=downtime_after,
        planned_before=planned_before.mask(silent, 1.0),
        planned_after=planned_after.mask(silent, 1.0),
    )


def why_not(jobs: pd.DataFrame) -> pd.Series:
    """Say why the cost of a recovered hour is not computable.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥3)
        `over` (whether the days after it are over), `recovered_hours` [h], `cost` [currency].

    Returns
    -------
    Series of str, shape (n,)
        Empty where it is.
    """
    reasons = pd.Series("", index=jobs.index, dtype="str")
    reasons = reasons.mask(jobs["recovered_hours"] <= 0, NOTHING_RECOVERED)
    reasons = reasons.mask(jobs["cost"].isna(), NO_COST)
    reasons = reasons.mask(jobs["recovered_hours"].isna(), NOT_REPORTED)
    return reasons.mask(~jobs["over"], NOT_OVER)


def repaired(jobs: pd.DataFrame, stops: pd.DataFrame) -> pd.Series:
    """Reason of the failure that each job repaired.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥3)
        `equipment_id`, `began_at`, `finished_at`.
    stops : DataFrame
        Unplanned ones: `equipment_id`, `started_at`, `ended_at` (missing while it lasts), `reason`.

    Returns
    -------
    Series, shape (n,)
        That of the stop during which the work was done: the newest one that began before the job was finished, if it
        was not over before the job began. Missing where there is none, or it has no reason.
    """
    left, right = _in_order(jobs, "finished_at"), _in_order(stops, "started_at")
    found = pd.merge_asof(
        left.reset_index(names="job"),
        # merge_asof asks for the very same types on both sides, down to the unit of time.
        right.astype({"started_at": left["finished_at"].dtype, "equipment_id": left["equipment_id"].dtype}),
        left_on="finished_at",
        right_on="started_at",
        by="equipment_id",
        suffixes=("", "_of_stop"),
    ).set_index("job")
    during = found["started_at"].notna() & (found["ended_at"].isna() | (found["ended_at"] >= found["began_at"]))
    reasons: pd.Series = found["reason"].where(during).reindex(jobs.index)
    return reasons


def repeat_failures(jobs: pd.DataFrame, failures: pd.DataFrame, days: int, now: pd.Timestamp) -> pd.DataFrame:
    """Tell whether a machine failed again within some days of a job.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥3)
        `equipment_id`, `finished_at`, `repairs` (reason of the failure that it repaired; missing: none is known).
    failures : DataFrame
        `equipment_id`, `failed_at` and `reason`, of the time after the jobs too; see
        :func:`producflow.domain.reliability.failures_from`.
    days : int
        [d]
    now : Timestamp
        Nothing is known of the time after it.

    Returns
    -------
    DataFrame, indexed like `jobs`
        `failed_again` (yes, no, or missing while the days are not over and nothing has failed), `days_until` [d] and
        `reason` of the first failure within them.

    Notes
    -----
    After a repair only a failure of the same reason counts; after other work, such as a service, every failure of the
    machine does. It must have begun after the job was finished.
    """
    known = failures.dropna(subset=["reason"])
    again = _next(jobs[jobs["repairs"].notna()], known.assign(repairs=known["reason"]), ["equipment_id", "repairs"])
    any_other = _next(jobs[jobs["repairs"].isna()], failures, ["equipment_id"])
    found = pd.concat([again, any_other]) if len(again) and len(any_other) else again if len(again) else any_other
    waited = (found["failed_at"] - found["finished_at"]).dt.total_seconds() / 86_400
    within = waited <= days
    over = found["finished_at"] + pd.Timedelta(days=days) <= now
    failed = within.astype("boolean").mask(~within & ~over)
    return pd.DataFrame(
        {"failed_again": failed, "days_until": waited.where(within), "reason": found["reason"].where(within)}
    ).reindex(jobs.index)


def _next(jobs: pd.DataFrame, failures: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The first failure after each job."""
    left, right = _in_order(jobs[["finished_at", *by]], "finished_at"), _in_order(failures, "failed_at")
    if left.empty or right.empty:  # pandas cannot match text columns without a row
        return left.assign(failed_at=pd.Series(pd.NaT, index=left.index, dtype=left["finished_at"].dtype), reason=None)
    kinds = {"failed_at": left["finished_at"].dtype} | {name: left[name].dtype for name in by}
    return pd.merge_asof(
        left.reset_index(names="job"),
        right[list(dict.fromkeys(["failed_at", "reason", *by]))].astype(kinds),
        left_on="finished_at",
        right_on="failed_at",
        by=by,
        direction="forward",
        allow_exact_matches=False,
    ).set_index("job")


def _in_order(rows: pd.DataFrame, moment: str) -> pd.DataFrame:
    return rows.dropna(subset=[moment]).sort_values(moment, kind="stable")


def others_near(jobs: pd.DataFrame) -> pd.Series:
    """Count the other finished jobs of the same machine whose day lies in the days that a job is judged by.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥4)
        `equipment_id`, `finished_day`, and `first_day` to `last_day`: the days before and after it, its own between.

    Returns
    -------
    Series of int, shape (n,)
        What one of them did cannot be told from what the others did. [count]
    """
    if jobs.empty:
        return pd.Series(0, index=jobs.index, dtype="int64")
    finished, first, last = (
        jobs[name].to_numpy(dtype="datetime64[D]").astype("int64") for name in ("finished_day", "first_day", "last_day")
    )
    # All machines on one line of days, each on a stretch of its own that no other machine's days reach.
    stretch = int(last.max() - first.min()) + 1
    place = stretch * pd.factorize(jobs["equipment_id"])[0]
    done = np.sort(finished + place)
    # Less one: the job itself is among them.
    counted = done.searchsorted(last + place, side="right") - done.searchsorted(first + place, side="left") - 1
    return pd.Series(counted, index=jobs.index, dtype="int64")


@dataclass(frozen=True)
class Recovered:
    """What the jobs of a period recovered together."""

    hours: float
    cost: float
    cost_per_hour: float
    """Of the jobs that count; NaN where there is none, or nothing was recovered. [h, currency, currency/h]"""
    jobs: int
    """Jobs that count: the days after them are over, downtime and cost are known, and no other job of the machine was
    finished in the same days."""
    not_over: int
    not_reported: int
    without_cost: int
    not_alone: int
    """Jobs left out, each counted for the first reason that applies."""


def recovered(jobs: pd.DataFrame) -> Recovered:
    """Sum up the jobs that can be judged each by itself.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥4)
        `over` (yes/no), `recovered_hours` [h], `cost` [currency], `others` [count].
    """
    over, known, priced = jobs["over"], jobs["recovered_hours"].notna(), jobs["cost"].notna()
    alone = jobs["others"] == 0
    left = jobs[over & known & priced & alone]
    counts = (~over, over & ~known, over & known & ~priced, over & known & priced & ~alone)
    not_over, not_reported, without_cost, not_alone = (int(each.sum()) for each in counts)
    hours, cost = (float(left[name].sum(min_count=1)) for name in ("recovered_hours", "cost"))
    per_hour = METRICS["cost_per_recovered_hour"].of(cost=cost, recovered_hours=hours)
    return Recovered(hours, cost, per_hour, len(left), not_over, not_reported, without_cost, not_alone)
