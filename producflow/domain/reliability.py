"""Failures: how often, and how long to repair."""

import numpy as np
import pandas as pd

from producflow.domain._ratio import Numbers, known, ratio
from producflow.domain.metrics import METRICS

FAILURE_TYPES = ("corrective", "emergency")
CONFIDENCE = 0.9
"""How sure the bounds of MTBF and MTTR are: what NIST and the military handbooks use. [-]"""


def mtbf_bounds(
    operating_hours: pd.Series, failures: pd.Series, confidence: float = CONFIDENCE
) -> tuple[pd.Series, pd.Series]:
    """Confidence bounds of MTBF, exact where failures come at a constant rate.

    Parameters
    ----------
    operating_hours : Series, shape (n,)
        Run time, watched until a given moment and not until a given failure. [h]
    failures : Series, shape (n,)
        [-]
    confidence : float
        Probability that the bounds hold the true MTBF. [-]

    Returns
    -------
    lower, upper : Series, shape (n,)
        Both missing without operating time; without a failure the upper one is missing, since there is none. [h]

    Notes
    -----
    2T ÷ χ²((1+c)/2; 2r+2) and 2T ÷ χ²((1−c)/2; 2r): NIST/SEMATECH e-Handbook of Statistical Methods, 8.4.5.1.
    """
    from scipy import special  # at its first use: it takes a twentieth of a start

    hours, count = known(operating_hours), known(failures)
    hours = hours.where(hours > 0)
    # χ²(p; 2k) = 2 Γ⁻¹(k; p); scipy.stats, which names them, takes a second to import.
    lower = hours / special.gammaincinv(count + 1, (1 + confidence) / 2)
    upper = hours / special.gammaincinv(count.where(count > 0), (1 - confidence) / 2)
    return lower, upper


def mttr_bounds(repair_hours: pd.Series, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Confidence bounds of MTTR for repair times that are spread log-normally, as most are: many short, a few long.

    Parameters
    ----------
    repair_hours : Series, shape (n,)
        Each known repair. [h]
    confidence : float
        Probability that the bounds hold the true mean. [-]

    Returns
    -------
    lower, upper : float
        NaN for fewer than two repairs, or where one took no time at all. [h]

    Notes
    -----
    exp(m + s²/2 ± t √(s²/n + s⁴/(2(n−1)))) of the logarithms, t with n−1 degrees of freedom: the modified Cox method,
    U. Olsson, Journal of Statistics Education 13(1), 2005. Repair times as log-normal: MIL-HDBK-472.
    """
    found = _mttr_bounds(repair_hours, pd.Series(0, index=repair_hours.index), confidence)
    if found.empty:
        return float("nan"), float("nan")
    return float(found["mttr_lower"].iloc[0]), float(found["mttr_upper"].iloc[0])


def _mttr_bounds(repair_hours: pd.Series, by: pd.Series, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """`mttr_lower` and `mttr_upper` of each group of repairs, see :func:`mttr_bounds`. [h]"""
    from scipy import special

    hours = known(repair_hours)
    whole = hours.notna().to_numpy()
    # A repair that took no time has no logarithm.
    logs = np.log(hours.where(hours > 0))[whole].groupby(by.to_numpy()[whole])
    count, took_time = logs.size(), logs.count()
    middle, spread = logs.mean(), logs.var(ddof=1)
    # A single repair has no spread; its bounds are left out below, and here it only must not fail.
    quantile = special.stdtrit(np.maximum(count - 1, 1), (1 + confidence) / 2)
    reach = quantile * np.sqrt(spread / count + spread**2 / (2 * (count - 1)))
    bounds = pd.DataFrame({"mttr_lower": middle + spread / 2 - reach, "mttr_upper": middle + spread / 2 + reach})
    return bounds.where((count >= 2) & (took_time == count)).apply(np.exp)


def availability(mtbf_hours: Numbers, mttr_hours: Numbers) -> Numbers:
    """Inherent availability MTBF ÷ (MTBF + MTTR); missing where either is. [-]"""
    return ratio(mtbf_hours, known(mtbf_hours) + known(mttr_hours))


def failures_from(events: pd.DataFrame, logs: pd.DataFrame, records_events: pd.Index | None = None) -> pd.DataFrame:
    """Choose what counts as a failure.

    Parameters
    ----------
    events : DataFrame
        Downtime events of the period: `equipment_id`, `started_at`, `planned` (yes/no; missing counts as unplanned,
        since nobody planned it), `minutes` that count of each (see :func:`producflow.domain.stops.counted_minutes`)
        [min], `assumed` and `lasts` (whether nobody reported its end).
    logs : DataFrame
        Maintenance logs of the period: `equipment_id`, `maintenance_type`, `status`, `completed_date`,
        `duration_hours` [h].
    records_events : Index, optional
        Machines that record downtime events at all, in this period or another. Left out: those in `events`, which
        wrongly takes a machine without an event in the period for one that records none.

    Returns
    -------
    DataFrame
        `equipment_id`, `failed_at`, `repair_hours` (missing where nobody reported the end, or how long it took) [h],
        `reason` (of the stop, or the job's description; missing where the input has none), `source` (`event` or
        `log`), by time.

    Notes
    -----
    SPEC section 3: an unplanned downtime event; or, where a machine records no events, a completed corrective or
    emergency log. Never both for one machine, or each failure would count twice. Stops that overlap are as many
    failures, since ISO 22400-2 counts failure events; but a machine is under repair or it is not, so the time that they
    share is repair time once.
    """
    recording = pd.Index(events["equipment_id"].unique()) if records_events is None else records_events
    stops = events[~events["planned"].astype("boolean").fillna(value=False).astype(bool)]
    from_events = pd.DataFrame(
        {
            "equipment_id": stops["equipment_id"],
            "failed_at": stops["started_at"],
            "repair_hours": (stops["minutes"] / 60).mask(stops["assumed"] | stops["lasts"]),
            "reason": stops.get("reason"),
        }
    ).assign(source="event")
    repairs = repairs_of_failures(logs, recording)
    from_logs = pd.DataFrame(
        {
            "equipment_id": repairs["equipment_id"],
            "failed_at": repairs["completed_date"],
            "repair_hours": known(repairs["duration_hours"]),
            "reason": repairs.get("description"),
        }
    ).assign(source="log")
    filled = [frame for frame in (from_events, from_logs) if not frame.empty]
    if not filled:
        return from_events
    return pd.concat(filled, ignore_index=True).sort_values("failed_at", kind="stable", ignore_index=True)


def repairs_of_failures(logs: pd.DataFrame, recording: pd.Index) -> pd.DataFrame:
    """Those of maintenance logs that count as a failure, see :func:`failures_from`.

    Parameters
    ----------
    logs : DataFrame
        `equipment_id`, `maintenance_type`, `status`.
    recording : Index
        Machines that record stops are told by them alone: else a failure would count twice, as a stop and as its
        repair.
    """
    finished = logs["maintenance_type"].isin(FAILURE_TYPES) & logs["status"].eq("completed")
    return logs[finished & ~logs["equipment_id"].isin(recording)]


def counted(failures: pd.DataFrame, operating_hours: pd.Series) -> pd.DataFrame:
    """Count failures and repairs of each machine: what adds up of :func:`by_machine`."""
    grouped = failures.groupby("equipment_id")["repair_hours"]
    found = pd.DataFrame(
        {"failures": grouped.size(), "repaired": grouped.count(), "repair_hours": grouped.sum(min_count=0)}
    )
    found = found.reindex(operating_hours.index).fillna(0.0)
    found = found.astype({"failures": "int64", "repaired": "int64", "repair_hours": "float64"})
    found.insert(0, "operating_hours", known(operating_hours))
    return found


def by_machine(failures: pd.DataFrame, operating_hours: pd.Series) -> pd.DataFrame:
    """Count failures and work out MTBF, MTTR and availability of each machine.

    Parameters
    ----------
    failures : DataFrame
        As from `failures_from`.
    operating_hours : Series, indexed by machine
        Run time in the same period, of every machine that the answer must hold. [h]

    Returns
    -------
    DataFrame, indexed like `operating_hours`
        `operating_hours`, `failures`, `repaired` (failures with a known repair time), `repair_hours`, `mtbf_hours`,
        `mttr_hours`, their bounds `mtbf_lower`, `mtbf_upper`, `mttr_lower`, `mttr_upper`, and `availability`. Sums of
        its columns give the plant's figures.
    """
    found = counted(failures, operating_hours)
    found["mtbf_hours"] = METRICS["mtbf_hours"].of(found.assign(failures_timed=found["failures"]))
    found["mttr_hours"] = METRICS["mttr_hours"].of(found)
    found["mtbf_lower"], found["mtbf_upper"] = mtbf_bounds(found["operating_hours"], found["failures"])
    bounds = _mttr_bounds(failures["repair_hours"], failures["equipment_id"]).reindex(found.index)
    found["mttr_lower"], found["mttr_upper"] = bounds["mttr_lower"], bounds["mttr_upper"]
    found["availability"] = availability(found["mtbf_hours"], found["mttr_hours"])
    return found
