"""The two charts of the first screen: unplanned stops, and days against the goal."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from producflow.domain.metrics import METRICS
from producflow.domain.shares import percentage
from producflow.reports.production import Production
from producflow.ui.charts.base import ACCENT, NEUTRAL, figure
from producflow.ui.text import counted, number, plain, plotly

FEW = 5
"""Reasons that have a bar each; what is left is summed up in one more."""
HEIGHT = 164
SAID_ABOVE = 22
"""Room for the words above the bars. [px]"""
OUTPUT = METRICS["total_output"]


def unplanned(report: Production) -> pd.DataFrame:
    """Unplanned stops by reason, the longest first: `reason`, `hours`, `stops`; what is beyond `FEW` is one row."""
    rows = report.downtime[~report.downtime["planned"].astype(bool)]
    rows = rows.groupby("reason", as_index=False)[["hours", "stops"]].sum()
    rows = rows.sort_values("hours", ascending=False, kind="stable", ignore_index=True)
    rest = rows.iloc[FEW:]
    if len(rest) < 2:
        return rows
    others = {"reason": others_called(len(rest)), "hours": rest["hours"].sum(), "stops": rest["stops"].sum()}
    return pd.concat([rows.head(FEW), pd.DataFrame([others])], ignore_index=True)


def others_called(count: int) -> str:
    """What the bar of all other reasons is called."""
    return f"{count} other reasons"


def stops_title(report: Production) -> str:
    """The longest reason in words: ``Unplanned stops 9.9 h: material shortage 2.5 h``."""
    rows = unplanned(report)
    if rows.empty:
        return "Unplanned stops: none recorded"
    total, longest = (number(hours, 1, "h") for hours in (rows["hours"].sum(), rows["hours"][0]))
    return f"Unplanned stops {total}: {plain(rows['reason'][0])} {longest}"


def stops(report: Production) -> go.Figure:
    """Hours of unplanned stops by reason, the longest on top and in the accent colour."""
    rows = unplanned(report)
    shares = percentage(rows["hours"], float(rows["hours"].sum()))
    text = [
        f"{number(hours, 1, 'h')} · {share:.0f} % · {count:.0f}×"
        for hours, share, count in zip(rows["hours"], shares, rows["stops"], strict=True)
    ]
    bars = go.Bar(
        x=rows["hours"],
        y=rows["reason"].map(plotly),
        orientation="h",
        text=text,
        textposition="outside",
        cliponaxis=False,
        marker={"color": [ACCENT, *[NEUTRAL] * (len(rows) - 1)]},
        hovertemplate="%{y}: %{x:.1f} h<extra></extra>",
    )
    return figure(
        bars,
        height=HEIGHT,
        xaxis={"visible": False, "range": [0, 1.75 * max(rows["hours"].max(), 0.1)]},
        yaxis={"autorange": "reversed", "type": "category", "ticklabelstandoff": 6},
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
    )


def days_title(report: Production) -> str:
    """How many of the days that are over met the goal, in words."""
    goal, shifts = report.goals.get(OUTPUT.name), report.closed.shifts
    if goal is None:
        return "Output of each day: no goal set"
    gaps = goal.gaps.reindex(report.trend.index).dropna()
    if gaps.empty:
        return "Output against goal, so far" if report.running else "Output against goal"
    each = f"{plain(shifts[0])} shift" if shifts is not None and len(shifts) == 1 else "day"
    met, all_of = int((gaps >= 0).sum()), counted(len(gaps), each, f"{each}s")
    if len(gaps) == 1:
        return f"{all_of} against goal: {'reached' if met else 'not reached'}"
    reached = "none" if not met else "all" if met == len(gaps) else f"{met}"
    return f"{all_of} against goal: {reached} reached it"


def days(report: Production, running: date | None = None) -> go.Figure:
    """Output of each day against its goal: bars hang from the goal, so that their length is the gap itself.

    Parameters
    ----------
    running : date, optional
        The production day that is not over: it is hatched, and hangs from the goal of what is over of it.
    """
    goal, output = report.goals.get(OUTPUT.name), report.days[OUTPUT.of_rows]
    wanted = None if goal is None else goal.days.reindex(report.days.index)
    values = output if goal is None else goal.gaps.reindex(report.days.index)
    so_far = [pd.Timestamp(day).date() == running for day in report.days.index]
    text = [_label(value, wanted is not None, late) for value, late in zip(values, so_far, strict=True)]
    many = len(values) > FEW + FEW
    bars = go.Bar(
        x=[_day(day, made, wanted is not None) for day, made in output.items()],
        y=values,
        customdata=[pd.Timestamp(day).date().isoformat() for day in report.days.index],
        text=None if many else text,
        textposition="outside",
        cliponaxis=False,
        marker={
            "color": ACCENT,
            "pattern": {
                "shape": ["/" if late else "" for late in so_far],
                "fgcolor": ACCENT,
                "bgcolor": "rgba(0,0,0,0)",
            },
        },
        hovertemplate="%{customdata}: %{y:+,.0f} units against the goal<extra></extra>"
        if wanted is not None
        else "%{customdata}: %{y:,.0f} units<extra></extra>",
    )
    known = [0.0, *values.dropna()]
    lowest, highest = min(known), max(known)
    room = 0.28 * ((highest - lowest) or 1.0)
    below = room * (lowest < 0) * (1.6 if any(so_far) else 1.0)  # "so far" is a second line
    layout: dict[str, Any] = {
        "yaxis": {"visible": False, "range": [lowest - below, highest + room]},
        "xaxis": {"type": "category", "tickangle": 0, "nticks": 8 if many else None},
        "margin": {"l": 4, "r": 4, "t": 4 if wanted is None else SAID_ABOVE, "b": 4},
        "bargap": 0.45,
    }
    drawn = figure(bars, height=HEIGHT, **layout)
    if wanted is not None:
        drawn.add_hline(y=0, line={"color": NEUTRAL, "width": 2, "dash": "dash"})
        told = wanted.dropna().unique()
        shifts = report.closed.shifts
        each = "day" if shifts is None else f"{shifts[0]} shift" if len(shifts) == 1 else "day's chosen shifts"
        said = f"goal {number(told[0])} a {each}" if len(told) == 1 else "goal of each day"
        # Above the chart: on the line itself it would lie under the bars that rise from it.
        above = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
        drawn.add_annotation(**above, showarrow=False, text=f"Dashed line: {said}")
    return drawn


def _day(day: Any, made: float, against: bool) -> str:
    """A day below its bar; where the bar is the gap, with what was made."""
    name = f"{pd.Timestamp(day):%a %-d}"
    return f"{name}<br>{number(made)}" if against and not pd.isna(made) else name


def _label(value: float, against: bool, so_far: bool) -> str:
    if pd.isna(value):
        return "no report"
    sign = "+" if against and value > 0 else ""
    return f"{sign}{number(value)}" + ("<br>so far" if so_far else "")
