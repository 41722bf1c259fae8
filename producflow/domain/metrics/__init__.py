"""What every figure is called and what it means: one catalogue for tiles, columns, receipts, the API and the docs.

Standard names are those of ISO 22400-2:2014 where it defines the figure.
"""

from producflow.domain.metrics import maintenance, money, plant, production
from producflow.domain.metrics.metric import CURRENCY as CURRENCY
from producflow.domain.metrics.metric import MAINTENANCE as MAINTENANCE
from producflow.domain.metrics.metric import Metric as Metric

METRICS = {
    metric.name: metric for metric in (*production.METRICS, *money.METRICS, *maintenance.METRICS, *plant.METRICS)
}
"""Every metric by its name."""
BY_COLUMN = {metric.of_rows: metric for metric in METRICS.values()}
"""Every metric by its column in tables of sums and ratios."""


def of_column(column: str) -> Metric | None:
    """The metric that a column of a table shows; None for others."""
    return BY_COLUMN.get(column) or METRICS.get(column)
