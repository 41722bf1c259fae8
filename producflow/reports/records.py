"""Production records one by one, each with the efficiency that stands for it."""

import math
from collections.abc import Mapping
from typing import Any

from producflow.domain import production
from producflow.domain.metrics import METRICS


def with_efficiency(record: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the efficiency of a record whose source states none.

    Parameters
    ----------
    record : mapping
        A row of ``production_records``.

    Returns
    -------
    dict
        The row with `efficiency_percentage` [%], None where nothing was planned, and `efficiency_reported`, which tells
        whether the source stated it.
    """
    reported, planned = record["efficiency_percentage"], record["planned_minutes"]
    credited = production.credited_run_minutes(
        planned, record["downtime_minutes"], math.nan if reported is None else reported
    )
    stands = METRICS["efficiency_percentage"].of(credited_minutes=credited, planned_minutes=planned)
    if reported is not None:
        stands = reported  # as it came, whatever dividing and multiplying would do to its last digit
    return dict(record) | {
        "efficiency_percentage": None if math.isnan(stands) else stands,
        "efficiency_reported": reported is not None,
    }
