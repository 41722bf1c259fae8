"""Chart of the alarm load."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from producflow.domain.alarms import PRIORITIES
from producflow.reports.alarm_load import AlarmLoad
from producflow.reports.spelling import word
from producflow.ui.charts.base import PRIORITY, figure
from producflow.ui.charts.notes import DAYS

DAY = 24 * 3_600_000
"""[ms]"""
FEW, FEW_ALARMS = 7, 5
"""Up to so many days, and alarms, each has its own mark on the axis."""


def by_day(load: AlarmLoad) -> go.Figure:
    """Alarms of each production day by priority; a day without readings in planned shifts is left empty."""
    days = load.days[load.days["hours"] > 0]
    traces = [
        go.Bar(
            x=days["date"],
            y=days[priority],
            name=word(priority),
            marker={"color": PRIORITY[priority]},
            hovertemplate="%{x|%-d %b %Y}: %{y:,} of " + priority + " priority<extra></extra>",
        )
        for priority in PRIORITIES
    ]
    dates: dict[str, Any] = {"type": "date", "tickformat": "%-d %b"}
    if len(load.days):
        half = pd.Timedelta(hours=12)  # a day's bar stands on its midnight
        first, last = load.days["date"].iloc[0], load.days["date"].iloc[-1]
        dates["range"] = [(first - half).isoformat(), (last + half).isoformat()]
    if len(load.days) <= FEW:
        dates["dtick"] = DAY
    most = days[list(PRIORITIES)].sum(axis="columns").max()
    counts = {"dtick": 1} if most <= FEW_ALARMS else {}
    return figure(
        *traces, yaxis=counts, y_title="Alarms", legend=True, barmode="stack", xaxis=dates, meta={"time": DAYS}
    )
