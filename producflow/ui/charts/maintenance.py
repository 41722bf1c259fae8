"""Charts of schedule, failures and cost of maintenance."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from producflow.domain.metrics import METRICS
from producflow.reports.upkeep import Upkeep
from producflow.ui.charts.base import ACCENT, AXIS, HEIGHT, MARGIN, NEUTRAL, STATUS, figure
from producflow.ui.charts.notes import DAYS, MONTHS, WEEKS
from producflow.ui.charts.stacked import Row, stacked
from producflow.ui.text import plotly

SCHEDULE_DAYS = 30
"""How far the schedule looks back and ahead. [days]"""

# Kinds of work are no statuses, so they have colours of their own.
KINDS = {
    "preventive": ("Preventive", ACCENT),
    "corrective": ("Corrective", NEUTRAL),
    "emergency": ("Emergency", "#7A67D8"),
}

MARKS = {
    "overdue": ("Overdue", "x", STATUS["critical"]),
    "in_progress": ("In progress", "diamond", STATUS["warning"]),
    "scheduled": ("Scheduled", "circle", ACCENT),
    "completed": ("Completed", "circle-open", NEUTRAL),
}
"""Word, symbol and colour of a job on the schedule."""


def schedule(report: Upkeep) -> go.Figure:
    """Jobs of each machine around today: what is overdue, under way, planned and done."""
    today = pd.Timestamp(report.today)
    reach = pd.Timedelta(days=SCHEDULE_DAYS + 1)  # a day more, so that no mark is cut
    jobs = report.around_today(SCHEDULE_DAYS)
    traces = [_jobs(jobs[jobs["mark"] == mark], mark) for mark in MARKS if (jobs["mark"] == mark).any()]
    machines = sorted(jobs["machine"].map(plotly).unique(), reverse=True)
    dotted = {"color": NEUTRAL, "width": 1, "dash": "dot"}
    return figure(
        *traces,
        legend=True,
        height=max(260, 34 * len(machines) + 130),
        meta={"time": DAYS},
        xaxis={"tickformat": "%-d<br>%b", "range": [today - reach, today + reach], "type": "date"},
        yaxis={
            "categoryorder": "array",
            "categoryarray": machines,
            "type": "category",
            "ticklabelstandoff": 6,
            "range": [-0.5, len(machines)],  # the word "today" stands above the marks
        },
        shapes=[{"type": "line", "x0": today, "x1": today, "y0": 0, "y1": 1, "yref": "y domain", "line": dotted}],
        annotations=[
            {"text": "today", "x": today, "xanchor": "left", "xshift": 4, "y": 1, "yref": "paper", "yanchor": "top"}
            | {"showarrow": False}
        ],
    )


def _jobs(jobs: pd.DataFrame, mark: str) -> go.Scatter:
    word, symbol, colour = MARKS[mark]
    return go.Scatter(
        x=jobs["day"],
        y=jobs["machine"].map(plotly),
        mode="markers",
        name=word,
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 1, "color": colour}},
        cliponaxis=False,
        customdata=jobs[["description", "maintenance_type"]].map(plotly),
        hovertemplate="%{x|%-d %b %Y}: %{customdata[0]} (%{customdata[1]})<extra>" + word + "</extra>",
    )


def reliability_trend(report: Upkeep) -> go.Figure:
    """Failures above, MTBF below, on one axis of weeks or months; no failure leaves a gap in MTBF.

    Without any run time there is no MTBF, and the failures stand alone.
    """
    trend = report.trend
    monthly = bool(trend["monthly"].any())
    when = "%{x|%b %Y}" if monthly else "Week from %{x|%-d %b %Y}"
    bars = go.Bar(
        x=trend["starts"],
        y=trend["failures"],
        name="Failures",
        marker={"color": NEUTRAL},
        hovertemplate=when + ": %{y} failures<extra></extra>",
    )
    dates: dict[str, Any] = {"tickformat": "%b %Y" if monthly else "%-d %b", "type": "date"}
    meta = {"time": MONTHS if monthly else WEEKS}
    if trend["operating_hours"].isna().all():
        return figure(bars, y_title="Failures", xaxis=dates, meta=meta)
    points = go.Scatter(
        x=trend["starts"],
        y=trend["mtbf_hours"],
        name=METRICS["mtbf_hours"].label,
        mode="lines+markers",
        line={"color": ACCENT, "width": 2},
        connectgaps=False,
        customdata=trend[["failures_timed", "operating_hours"]],
        hovertemplate=when + ": MTBF %{y:.1f} h (%{customdata[0]} failures in %{customdata[1]:,.0f} h)<extra></extra>",
    )
    axis = AXIS | {"rangemode": "tozero"}
    rows = [
        Row([bars], 0.45, axis | {"title": {"text": "Failures"}}),
        Row([points], 0.55, axis | {"title": {"text": METRICS["mtbf_hours"].heading}}),
    ]
    house = {"height": HEIGHT, "margin": MARGIN, "showlegend": False, "bargap": 0.25, "dragmode": False}
    return stacked(rows, 0.1, {"automargin": True, "fixedrange": True, **dates}, {}, meta=meta, **house)


def cost_by_month(report: Upkeep) -> go.Figure:
    """What the finished jobs cost, month by month and by kind of work."""
    currency = report.plant.currency
    traces = []
    for kind, (name, colour) in KINDS.items():
        part = report.costs[report.costs["maintenance_type"] == kind]
        if len(part):
            traces.append(
                go.Bar(
                    x=part["month"],
                    y=part["cost"],
                    name=name,
                    marker={"color": colour},
                    customdata=part[["jobs", "with_cost"]],
                    hovertemplate="%{x|%b %Y}: %{y:,.0f} "
                    f"{currency} (%{{customdata[1]}} of %{{customdata[0]}} jobs state a cost)<extra>{name}</extra>",
                )
            )
    months: dict[str, Any] = {"tickformat": "%b %Y", "type": "date"}
    if report.costs["month"].nunique() <= 12:
        months["dtick"] = "M1"
    return figure(
        *traces, y_title=f"Cost [{currency}]", legend=True, barmode="stack", xaxis=months, meta={"time": MONTHS}
    )
