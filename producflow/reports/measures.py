"""Figures whose change can be split, the causes it is split into, and how both are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from producflow.domain.bridges import bridge, ratios, sums
from producflow.domain.bridges.bridge import Bridge
from producflow.domain.metrics import METRICS, PERCENT, Metric
from producflow.reports.figures import MINUTES_PER_HOUR

Split = Callable[[pd.DataFrame, pd.DataFrame], Bridge]


@dataclass(frozen=True)
class Measure:
    """A figure whose change can be split."""

    metric: Metric
    split: Split

    @property
    def change_unit(self) -> str:
        """Unit of a change: percentage points where the figure is in percent."""
        return "pts" if self.metric.unit == "%" else self.metric.unit

    @property
    def scale(self) -> float:
        """From the unit of the bridge, a fraction or minutes, to the shown one."""
        return {"%": PERCENT, "h": 1 / MINUTES_PER_HOUR}.get(self.metric.unit, 1.0)

    def told(self, value: float) -> str:
        """A value of the figure in words: ``23,140 units``, ``78.2 %``."""
        return f"{value:,.{self.metric.digits}f} {self.metric.unit}"

    def told_change(self, value: float) -> str:
        """A change of it in words: ``+1,204 units``, ``−0.8 pts``."""
        shown = f"{abs(value):,.{self.metric.digits}f}"
        sign = "" if float(shown.replace(",", "")) == 0 else "+" if value > 0 else "−"
        return f"{sign}{shown} {self.change_unit}"


SPLITS: Mapping[str, Split] = {
    "total_output": sums.output_bridge,
    "good_output": partial(sums.output_bridge, good=True),
    "oee": ratios.oee_bridge,
    "efficiency_percentage": partial(
        ratios.ratio_bridge, metric=METRICS["efficiency_percentage"], cause=bridge.AVAILABILITY
    ),
    "defect_rate": partial(ratios.ratio_bridge, metric=METRICS["defect_rate"], cause=bridge.QUALITY),
    "downtime_hours": sums.downtime_bridge,
}

MEASURES: Mapping[str, Measure] = {name: Measure(METRICS[name], split) for name, split in SPLITS.items()}
"""By name, as in the API and in addresses."""

CAUSES = {
    bridge.PLANNED: METRICS["planned_hours"].label,
    bridge.MIX: "Machine mix",
    bridge.AVAILABILITY: METRICS["availability"].label,
    bridge.PERFORMANCE: METRICS["performance"].label,
    bridge.QUALITY: METRICS["quality"].label,
    bridge.APPEARED: "Machines only now",
    bridge.GONE: "Machines only before",
    bridge.UNSPLIT: "Not split",
    bridge.MISSING: "Missing reports",
}
"""What people read for each cause."""

MEANT = {
    bridge.PLANNED: "More or less planned time in all, had all reports come in.",
    bridge.MIX: "Which machines had that time: it moved between machines that are faster or slower, better or worse.",
    bridge.AVAILABILITY: "Run time ÷ planned time of each machine.",
    bridge.PERFORMANCE: "Units per minute of run time of each machine.",
    bridge.QUALITY: "Good units ÷ all units of each machine.",
    bridge.APPEARED: "Machines that were not expected to report before, and did now.",
    bridge.GONE: "Machines that reported before, and are not expected to any more.",
    bridge.UNSPLIT: "Machines that report units without any run time, which no cause can explain.",
    bridge.MISSING: "Machine-shifts that were due and did not report, now or before. Whether the machines stood or the "
    "reports got lost, nobody can tell from here.",
}
