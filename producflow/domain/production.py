"""Efficiency, defect rate, OEE and its factors.

Every function takes sums and returns a fraction (0 to 1, above 1 where the rated capacity is too low) in full
precision; callers turn fractions to percent and round for display. Each takes scalars or Series alike.
Missing in, missing out (NaN), and nothing to divide by is missing too.
"""

import math
from typing import overload

import pandas as pd

from producflow.domain._ratio import Numbers, known, ratio

SHIFT_MINUTES = 480.0
"""Length of the shift that a machine's capacity is stated for. [min]"""


def run_time(planned_minutes: Numbers, downtime_minutes: Numbers) -> Numbers:
    """Time a machine was meant to run and did.

    Parameters
    ----------
    planned_minutes, downtime_minutes : float or Series, shape (n,)
        [min]

    Returns
    -------
    float or Series, shape (n,)
        Missing where either is missing. Negative where downtime exceeds planned time: such rows are rejected
        at the door, and are not hidden here. [min]

    Notes
    -----
    ISO 22400-2:2014, actual production time from planned busy time and down time.
    """
    return known(planned_minutes) - known(downtime_minutes)


def credited_run_minutes(
    planned_minutes: Numbers, downtime_minutes: Numbers, reported_efficiency_percentage: Numbers
) -> Numbers:
    """Run time that counts towards efficiency, record by record.

    Parameters
    ----------
    planned_minutes, downtime_minutes : float or Series, shape (n,)
        One production record each. [min]
    reported_efficiency_percentage : float or Series, shape (n,)
        What the source itself says, missing where it says nothing. [%]

    Returns
    -------
    float or Series, shape (n,)
        planned * reported ÷ 100 where the source reports an efficiency, else planned - downtime. Missing
        where neither can be worked out; leave such records out of Σ planned as well. [min]

    Notes
    -----
    Σ of this ÷ Σ planned is the efficiency, so a reported value stands for its record and weighs by planned
    minutes. Availability never uses it: that one is about downtime alone.
    """
    reported = known(planned_minutes) * known(reported_efficiency_percentage) / 100
    measured = run_time(planned_minutes, downtime_minutes)
    if isinstance(reported, float):
        return measured if math.isnan(reported) else reported
    return reported.fillna(measured)


def efficiency(credited_minutes: Numbers, planned_minutes: Numbers) -> Numbers:
    """Share of the planned time that was used.

    Parameters
    ----------
    credited_minutes : float or Series, shape (n,)
        Σ of `credited_run_minutes`. [min]
    planned_minutes : float or Series, shape (n,)
        Σ of planned minutes over the same records. [min]

    Returns
    -------
    float or Series, shape (n,)
        Missing where nothing was planned. [-]

    Notes
    -----
    SPEC section 3. Equal to availability where no source reports its own figure.
    """
    return ratio(credited_minutes, planned_minutes)


def defect_rate(defects: Numbers, output: Numbers) -> Numbers:
    """Share of produced units that were rejected.

    Parameters
    ----------
    defects : float or Series, shape (n,)
        Rejected units. [units]
    output : float or Series, shape (n,)
        All units made, good and rejected. [units]

    Returns
    -------
    float or Series, shape (n,)
        0 to 1; missing where nothing was produced. [-]

    Notes
    -----
    A ratio of sums, never a mean of ratios: add the counts up first. Complement of the quality ratio of
    ISO 22400-2:2014.
    """
    return ratio(defects, output)


def availability(run_minutes: Numbers, planned_minutes: Numbers) -> Numbers:
    """Share of the planned time in which the machine ran.

    Parameters
    ----------
    run_minutes, planned_minutes : float or Series, shape (n,)
        Sums over the same records. [min]

    Returns
    -------
    float or Series, shape (n,)
        Missing where nothing was planned. [-]

    Notes
    -----
    ISO 22400-2:2014, availability.
    """
    return ratio(run_minutes, planned_minutes)


def ideal_output(capacity: Numbers, run_minutes: Numbers) -> Numbers:
    """Units the machine would have made in its run time at rated speed.

    Parameters
    ----------
    capacity : float or Series, shape (n,)
        Units a 480-minute shift can make at rated speed. [units/480 min]
    run_minutes : float or Series, shape (n,)
        [min]

    Returns
    -------
    float or Series, shape (n,)
        Missing where the machine has no capacity above 0. [units]
    """
    return rated_capacity(capacity) / SHIFT_MINUTES * known(run_minutes)


def rated_capacity(capacity: Numbers) -> Numbers:
    """Return the capacity where there is one.

    0 or less means that nobody stated it, not a machine that makes nothing, so it is missing. [units/480 min]
    """
    stated = known(capacity)
    if isinstance(stated, float):
        return stated if stated > 0 else math.nan
    return stated.where(stated > 0)


def performance(output: Numbers, ideal: Numbers) -> Numbers:
    """Output against what rated speed would have given in the same run time.

    Parameters
    ----------
    output : float or Series, shape (n,)
        Σ of all units made, only over records whose machine has a capacity. [units]
    ideal : float or Series, shape (n,)
        Σ of `ideal_output` over the same records. [units]

    Returns
    -------
    float or Series, shape (n,)
        Above 1 it stays as it is: see `rated_capacity_too_low`. Missing without ideal output. [-]

    Notes
    -----
    ISO 22400-2:2014, effectiveness (performance rate in Nakajima's terms).
    """
    return ratio(output, ideal)


@overload
def rated_capacity_too_low(performance_ratio: float) -> bool: ...
@overload
def rated_capacity_too_low(performance_ratio: pd.Series) -> pd.Series: ...
def rated_capacity_too_low(performance_ratio: float | pd.Series) -> bool | pd.Series:
    """Tell whether performance is above 1, so that the capacity cannot be right; missing is not flagged."""
    return performance_ratio > 1


def quality(output: Numbers, defects: Numbers) -> Numbers:
    """Share of produced units that were good.

    Parameters
    ----------
    output, defects : float or Series, shape (n,)
        All units made, and those of them that were rejected. [units]

    Returns
    -------
    float or Series, shape (n,)
        Missing where nothing was produced. [-]

    Notes
    -----
    ISO 22400-2:2014, quality ratio.
    """
    return ratio(known(output) - known(defects), output)


def oee(availability_ratio: Numbers, performance_ratio: Numbers, quality_ratio: Numbers) -> Numbers:
    """Overall equipment effectiveness: availability * performance * quality.

    Parameters
    ----------
    availability_ratio, performance_ratio, quality_ratio : float or Series, shape (n,)
        [-]

    Returns
    -------
    float or Series, shape (n,)
        Missing where a factor is missing. [-]

    Notes
    -----
    ISO 22400-2:2014, overall equipment effectiveness index.
    """
    return known(availability_ratio) * known(performance_ratio) * known(quality_ratio)


def teep(oee_ratio: Numbers, planned_minutes: Numbers, calendar_minutes: Numbers) -> Numbers:
    """Total effective equipment performance: OEE * planned time ÷ calendar time.

    Parameters
    ----------
    oee_ratio : float or Series, shape (n,)
        [-]
    planned_minutes, calendar_minutes : float or Series, shape (n,)
        Calendar time is all the time there was: machines * elapsed minutes of the period. [min]

    Returns
    -------
    float or Series, shape (n,)
        [-]
    """
    return known(oee_ratio) * ratio(planned_minutes, calendar_minutes)
