"""What is counted of one production record; :mod:`producflow.domain.metrics` says what the sums come to.

Each function takes scalars or Series alike, in full precision. Missing in, missing out (NaN). The macros of the
database that are called the same say the same, see ``tests/integration/test_summed_per_record.py``.
"""

import math

from producflow.domain._ratio import Numbers, known

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


def rated_output(output: Numbers, capacity: Numbers, product_capacity: Numbers) -> Numbers:
    """Units made, counted in units of the machine's capacity: a product that takes twice as long counts twice.

    Parameters
    ----------
    output : float or Series, shape (n,)
        Units of one product. [units]
    capacity : float or Series, shape (n,)
        Units a 480-minute shift can make at rated speed, of the machine. [units/480 min]
    product_capacity : float or Series, shape (n,)
        The same of this product; missing where it has no rated speed of its own. [units/480 min]

    Returns
    -------
    float or Series, shape (n,)
        Missing where the machine has no capacity above 0. [units]

    Notes
    -----
    Σ of this ÷ Σ `ideal_output` is Σ (ideal minutes a unit * units) ÷ Σ run time, the effectiveness of ISO 22400-2:2014
    for a machine that makes several products, whatever its capacity is stated for.
    """
    machine, product = rated_capacity(capacity), rated_capacity(product_capacity)
    if isinstance(product, float):
        own = machine if math.isnan(product) else product
        return known(output) * (machine / own)
    return known(output) * (machine / product.fillna(machine))


def rated_capacity(capacity: Numbers) -> Numbers:
    """Return the capacity where there is one.

    0 or less means that nobody stated it, not a machine that makes nothing, so it is missing. [units/480 min]
    """
    stated = known(capacity)
    if isinstance(stated, float):
        return stated if stated > 0 else math.nan
    return stated.where(stated > 0)
