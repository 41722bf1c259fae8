"""Charts of output, efficiency, losses and shifts."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from producflow.domain.metrics import METRICS
from producflow.domain.patterns import spoken
from producflow.domain.shares import percentage
from producflow.reports.overview import Overview
from producflow.reports.production import Production
from producflow.ui.charts.base import ACCENT, AXIS, GOAL, HEIGHT, MARGIN, NEUTRAL, SCALE, STATUS, figure, line
from producflow.ui.charts.stacked import Row, stacked
from producflow.ui.text import plotly

DAY = 86_400_000
"""A day in the milliseconds of Plotly's date axes."""
REASONS = 12
"""Bars of a Pareto chart; what is left is summed up in one more."""

MOST_MACHINES = 20
"""Bars of a chart by machine."""


def _days(days: pd.Index) -> dict[str, Any]:
    """Axis of production days: one tick a day while they fit."""
    return {"tickformat": "%-d<br>%b", "type": "date"} | ({"dtick": DAY} if len(days) <= 10 else {})


def efficiency_trend(report: Production) -> go.Figure:
    """Efficiency day by day, against that of the previous period; a day without reports is a gap."""
    days = report.days
    traces = [
        line(
            days.index,
            days["efficiency_percentage"],
            METRICS["efficiency_percentage"].label,
            "%{x|%-d %b %Y}: %{y:.1f} %",
        )
    ]
    before = report.previous.efficiency_percentage
    if before is not None:
        whole = pd.Series(before, index=days.index)
        name = f"Previous {report.view.days} days" if report.view.days > 1 else "Day before"
        traces.append(
            line(days.index, whole, name, "%{y:.1f} % in the period before", color=NEUTRAL, dash="dot", markers=False)
        )
    traces += _goal(report, "efficiency_percentage")
    return figure(*traces, y_title=METRICS["efficiency_percentage"].heading, legend=True, xaxis=_days(days.index))


def _goal(report: Production, name: str) -> list[go.Scatter]:
    """The goal of each day as a dashed line; none where there is no goal."""
    goal, metric = report.goals.get(name), METRICS[name]
    if goal is None:
        return []
    hover = f"%{{y:,.{metric.digits}f}} {metric.unit}"
    days = goal.days.reindex(report.days.index)
    drawn = line(days.index, days, "Goal", hover, color=GOAL, dash="dash", markers=False)
    drawn.line.shape = "hvh"  # it changes from one day to the next
    return [drawn]


def output_and_defects(report: Production) -> go.Figure:
    """Output above, rejects below, on one axis of days: each with a scale of its own, none hidden by the other.

    The bar of a day that is not over is hatched, since it is no low day.
    """
    days = report.days
    running = days.index >= pd.Timestamp(report.closed.last_day) if report.running else [False] * len(days)
    so_far = [" so far" if each else "" for each in running]
    rows = []
    for share, metric, colour in ((0.62, METRICS["total_output"], ACCENT), (0.38, METRICS["total_defects"], NEUTRAL)):
        bars = go.Bar(
            x=days.index,
            y=days[metric.of_rows],
            name=metric.label,
            marker={"color": colour, "pattern": {"shape": ["/" if each else "" for each in running]}},
            customdata=so_far,
            hovertemplate="%{x|%-d %b %Y}%{customdata}: %{y:,.0f} units<extra>" + metric.label + "</extra>",
        )
        rows.append(Row([bars, *_goal(report, metric.name)], share, AXIS | {"title": {"text": metric.heading}}))
    dates = {"automargin": True, "fixedrange": True, **_days(days.index)}
    house = {"height": HEIGHT, "margin": MARGIN, "showlegend": False, "bargap": 0.25, "dragmode": False}
    return stacked(rows, 0.08, dates, {}, **house)


def by_machine(report: Production, column: str = "oee") -> go.Figure:
    """A ratio of each machine, the lowest on top; a machine without a value is named without a bar.

    Of many machines only the lowest; all of them stand in the table.
    """
    return ratios(report.machines, column, "machines")


def ratios(found: pd.DataFrame, column: str = "oee", those: str = "") -> go.Figure:
    """The same of rows with `name`, `output_quantity` and, of areas and lines, `goals`."""
    every = found.sort_values(column, ascending=False, na_position="first")
    rows = every.tail(MOST_MACHINES)
    lowest = f", the {len(rows)} lowest of {len(every):,} {those}".rstrip() if len(rows) < len(every) else ""
    values = rows[column]
    goals = rows["goals"].map(lambda held: held[column].value if column in held else None) if "goals" in rows else None
    marked = goals is not None and bool(goals.notna().any())
    bars = go.Bar(
        x=values,
        y=rows["name"].map(plotly),
        orientation="h",
        marker={"color": ACCENT},
        customdata=np.stack([rows.index, rows["output_quantity"]], axis=-1),
        text=[("not available" if pd.isna(value) else f"{value:.1f} %") for value in values],
        textposition="inside" if marked else "outside",  # a mark stands where the bar ends
        insidetextanchor="start",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.1f} %, %{customdata[1]:,.0f} units<extra></extra>",
    )
    marks = go.Scatter(
        x=goals,
        y=bars.y,
        mode="markers",
        marker={"symbol": "line-ns", "size": 22, "line": {"color": GOAL, "width": 3}},
        hovertemplate="Goal %{x:.1f} %<extra></extra>",
    )
    return figure(
        *([bars, marks] if marked else [bars]),
        x_title=f"{METRICS[column].heading}{', the mark is the goal' * marked}{lowest}",
        height=_bars(len(rows)),
        yaxis={"ticklabelstandoff": 6, "type": "category"},
        xaxis=_room_for_labels(values.max(), 1.35),
    )


def _room_for_labels(longest: float, room: float = 1.2) -> dict[str, Any]:
    """Axis from 0 that leaves room for the label at the end of the longest bar."""
    return {"range": [0, room * longest]} if longest > 0 else {"rangemode": "tozero"}


def _bars(count: int) -> int:
    """Height of a chart with so many horizontal bars. [px]"""
    return max(180, 34 * count + 76)


def downtime_pareto(report: Production) -> go.Figure:
    """Hours of stops by reason, the longest on top; planned ones are grey."""
    reasons = report.downtime.assign(reason=report.downtime["reason"].map(plotly))
    longest = reasons.groupby("reason", sort=False)["hours"].sum().sort_values(ascending=False, kind="stable").index
    rest = longest[REASONS:]
    other = f"{len(rest)} other reasons"
    named = reasons.assign(label=reasons["reason"].where(~reasons["reason"].isin(rest), other))
    shown = named.groupby(["label", "planned"], as_index=False)[["hours", "stops"]].sum()
    order = [*longest[:REASONS], *([other] if len(rest) else [])]
    totals = shown.groupby("label")["hours"].sum().reindex(order)
    traces: list[Any] = [
        go.Bar(
            x=part["hours"],
            y=part["label"],
            orientation="h",
            name=name,
            marker={"color": colour},
            customdata=part["stops"],
            hovertemplate="%{y}: %{x:.1f} h in %{customdata} stops<extra>" + name + "</extra>",
        )
        for planned, name, colour in ((False, "Unplanned", ACCENT), (True, "Planned", NEUTRAL))
        if len(part := shown[shown["planned"] == planned])
    ]
    labels = go.Scatter(
        x=totals,
        y=totals.index,
        mode="text",
        text=[
            f" {hours:,.1f} h · {share:.0f} %"
            for hours, share in zip(totals, percentage(totals, float(totals.sum())), strict=True)
        ],
        textposition="middle right",
        showlegend=False,
        cliponaxis=False,
        hoverinfo="skip",
    )
    return figure(
        *traces,
        labels,
        x_title=METRICS["downtime_hours"].heading,
        legend=True,
        height=_bars(len(order)),
        barmode="stack",
        xaxis=_room_for_labels(totals.max(), 1.35),
        yaxis={"categoryorder": "array", "categoryarray": order[::-1], "ticklabelstandoff": 6},
    )


def statuses(overview: Overview) -> go.Figure:
    """How many machines are in which state: as people report it, and as the readings say."""
    rows = {"reported": "Reported by people", "condition": "From the readings"}
    traces = []
    for _, row in overview.statuses[overview.statuses["machines"] > 0].iterrows():
        word = {"operational": "Operational", "maintenance": "In maintenance"}.get(row["status"], row["status"].title())
        traces.append(
            go.Bar(
                x=[row["machines"]],
                y=[rows[row["source"]]],
                orientation="h",
                marker={"color": STATUS[row["status"]], "line": {"width": 1, "color": "rgba(128,128,128,0.35)"}},
                text=f"{row['machines']} {word.lower()}",
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": "#FFFFFF" if row["status"] == "critical" else "#10161D"},
                hovertemplate=f"{row['machines']} {word.lower()}<extra>{rows[row['source']]}</extra>",
            )
        )
    return figure(
        *traces,
        x_title="Machines",
        height=180,
        barmode="stack",
        xaxis={"tickformat": "d"} | ({"dtick": 1} if overview.statuses["machines"].sum() < 24 else {}),
        yaxis={"categoryorder": "array", "categoryarray": list(reversed(rows.values())), "ticklabelstandoff": 6},
    )


def day_by_shift(report: Production, column: str = "efficiency_percentage") -> go.Figure:
    """Heat map of a ratio by production day and shift; a shift without any report is hatched and says so."""
    shifts = list(reversed(report.shifts.index))
    index = pd.MultiIndex.from_product([report.days.index, shifts], names=["date", "shift"])
    shape = (len(report.days), len(shifts))
    grid = report.day_shifts[column].reindex(index).to_numpy().reshape(shape).T
    due = report.reporting.expected.groupby(["date", "shift"])["reported"].agg(["size", "sum"]).reindex(index)
    missing = (due["size"].gt(0) & due["sum"].eq(0)).to_numpy().reshape(shape).T
    heat = go.Heatmap(
        z=grid,
        x=report.days.index,
        y=[plotly(spoken(shift)) for shift in shifts],
        colorscale=SCALE,
        xgap=2,
        ygap=2,
        colorbar={"title": {"text": METRICS[column].heading, "side": "right"}, "thickness": 12, "outlinewidth": 0},
        hovertemplate="%{x|%a %-d %b %Y}, %{y}: %{z:.1f} %<extra></extra>",
        hoverongaps=False,
    )
    rows, columns = np.nonzero(missing)
    marks = go.Scatter(
        x=report.days.index[columns],
        y=[plotly(spoken(shifts[row])) for row in rows],
        mode="markers",
        marker={"symbol": "x-thin", "size": 9, "line": {"width": 2, "color": NEUTRAL}},
        name="Nothing reported",
        hovertemplate="%{x|%a %-d %b %Y}, %{y}: nothing reported<extra></extra>",
    )
    traces = [heat, marks] if len(rows) else [heat]
    return figure(*traces, height=240, legend=bool(len(rows)), xaxis=_days(report.days.index))
