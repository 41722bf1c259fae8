"""A month of what is due, day by day: readable on a phone, since a day shows signs and counts, and tells the rest."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go

from producflow.reports.upkeep import Upkeep
from producflow.ui.charts.base import ACCENT, figure
from producflow.ui.charts.maintenance import MARKS
from producflow.ui.text import plotly

DAYS_OF_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROW_HEIGHT = 64
SIGNS = {"overdue": "✕", "in_progress": "◆", "scheduled": "●"}

Place: TypeAlias = dict[date, tuple[int, int]]
"""Column and row of each day."""
Due: TypeAlias = dict[date, pd.Series]
"""Marks of the jobs of each day that has any."""


def month(report: Upkeep, first: date) -> go.Figure:
    """The days of a month as they hang on a wall, with how many jobs are due on each.

    Parameters
    ----------
    first : date
        First day of the month.
    """
    days = [first + timedelta(days=n) for n in range(monthrange(first.year, first.month)[1])]
    before = first.weekday()
    place = {day: ((n + before) % 7, (n + before) // 7) for n, day in enumerate(days)}
    rows = place[days[-1]][1] + 1
    due = due_by_day(report, first, days[-1])
    return figure(
        _cells(days, place, due),
        _signs(days, place, due),
        height=ROW_HEIGHT * rows + 60,
        xaxis={
            "tickvals": list(range(7)),
            "ticktext": list(DAYS_OF_WEEK),
            "side": "top",
            "range": [-0.5, 6.5],
            "showgrid": False,
        },
        yaxis={"range": [rows - 0.5, -0.5], "showticklabels": False, "showgrid": False},
        plot_bgcolor="rgba(0,0,0,0)",
        shapes=_squares(place, due, report.today),
        annotations=_numbers(place, report.today),
    )


NOTHING = pd.Series(dtype="str")
FRAME, BUSY = "rgba(125, 133, 144, 0.35)", "rgba(47, 127, 214, 0.12)"


def due_by_day(report: Upkeep, first: date, last: date) -> Due:
    """Marks of the open jobs that are due on each day: ``overdue``, ``in_progress`` or ``scheduled``."""
    jobs = marked(report)
    jobs = jobs[jobs["due_day"].between(pd.Timestamp(first), pd.Timestamp(last))]
    return {pd.Timestamp(str(day)).date(): group["mark"] for day, group in jobs.groupby("due_day")}


def marked(report: Upkeep) -> pd.DataFrame:
    """Open jobs with `mark`: overdue whatever its status, else its status."""
    jobs = report.open_jobs
    return jobs.assign(mark=jobs["status"].mask(jobs["overdue_days"].notna(), "overdue"))


def _counts(marks: pd.Series) -> list[tuple[str, int]]:
    counts = marks.value_counts()
    return [(mark, int(counts[mark])) for mark in SIGNS if mark in counts]


def _cells(days: list[date], place: Place, due: Due) -> go.Scatter:
    """What can be clicked of each day, and what it tells."""
    words = []
    for day in days:
        told = ", ".join(f"{count} {MARKS[mark][0].lower()}" for mark, count in _counts(due.get(day, NOTHING)))
        words.append(f"{day:%a %-d %b %Y}: {told or 'nothing is due'}")
    return go.Scatter(
        x=[place[day][0] for day in days],
        y=[place[day][1] for day in days],
        mode="markers",
        marker={"symbol": "square", "size": 44, "color": ACCENT, "opacity": 0},
        unselected={"marker": {"opacity": 0}},
        selected={"marker": {"opacity": 0.25}},
        customdata=[day.isoformat() for day in days],
        hovertext=[plotly(each) for each in words],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _signs(days: list[date], place: Place, due: Due) -> go.Scatter:
    """How many jobs are due on each day, by their signs; only the signs are coloured."""
    busy = [day for day in days if day in due]
    return go.Scatter(
        x=[place[day][0] for day in busy],
        y=[place[day][1] + 0.14 for day in busy],
        mode="text",
        text=[
            " ".join(
                f'<span style="color:{MARKS[mark][2]}">{SIGNS[mark]}</span>{count}' for mark, count in _counts(due[day])
            )
            for day in busy
        ],
        textfont={"size": 14},
        hoverinfo="skip",
        showlegend=False,
    )


def _squares(place: Place, due: Due, today: date) -> list[dict[str, Any]]:
    """The days' squares, filled where something is due."""
    return [
        {
            "type": "rect",
            "x0": column - 0.48,
            "x1": column + 0.48,
            "y0": row - 0.46,
            "y1": row + 0.46,
            "layer": "below",
            "line": {"width": 2, "color": ACCENT} if day == today else {"width": 1, "color": FRAME},
            "fillcolor": BUSY if day in due else "rgba(0,0,0,0)",
        }
        for day, (column, row) in place.items()
    ]


def _numbers(place: Place, today: date) -> list[dict[str, Any]]:
    """The days' numbers."""
    return [
        {
            "x": column,
            "y": row - 0.27,
            "text": f"<b>{day.day}</b>" if day == today else str(day.day),
            "showarrow": False,
            "font": {"size": 12},
        }
        for day, (column, row) in place.items()
    ]
