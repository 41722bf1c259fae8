"""What every figure is called, means and comes from: one place for tiles, columns, receipts, the API and the docs.

Standard names are those of ISO 22400-2:2014 where it defines the figure.
"""

from producflow.domain.metrics import alarms, inputs, maintenance, money, plant, production
from producflow.domain.metrics.metric import BY_COLUMN as BY_COLUMN
from producflow.domain.metrics.metric import CURRENCY as CURRENCY
from producflow.domain.metrics.metric import INPUTS as INPUTS
from producflow.domain.metrics.metric import MAINTENANCE as MAINTENANCE
from producflow.domain.metrics.metric import METRICS as METRICS
from producflow.domain.metrics.metric import PERCENT as PERCENT
from producflow.domain.metrics.metric import Input as Input
from producflow.domain.metrics.metric import Metric as Metric
from producflow.domain.metrics.metric import of_column as of_column
from producflow.domain.metrics.metric import shown_as as shown_as

METRICS |= {
    metric.name: metric
    for metric in (*production.METRICS, *money.METRICS, *maintenance.METRICS, *alarms.METRICS, *plant.METRICS)
}
BY_COLUMN |= {metric.of_rows: metric for metric in METRICS.values()}
INPUTS |= {each.name: each for each in inputs.INPUTS}
_SUMS = {*("output_quantity", "defect_quantity"), *(each.name for each in inputs.OF_RECORDS)}
WORKED_OUT = tuple(metric for metric in METRICS.values() if metric.working and set(metric.inputs) <= _SUMS)
"""Metrics that follow from sums of production records."""
FIRST = ("total_output", "oee", "defect_rate", "downtime_hours")
"""The four that answer how the plant is."""
ADDED_UP = ("total_output", "good_output", "total_defects", "downtime_hours")
"""Sums over machine-shifts: with fewer reports there is less of them."""
TARGETED = (
    *("total_output", "total_defects"),
    *(metric.name for metric in WORKED_OUT if metric.better and "calendar_minutes" not in metric.inputs),
)
"""Metrics that may have a goal: they have a direction, and what single shifts came to tells noise from a miss."""
OF_A_HUNDRED = tuple(name for name in TARGETED if METRICS[name].unit == "%" and name != "performance")
"""Shares that cannot pass 100 %; performance does where the rated speed is too low."""
