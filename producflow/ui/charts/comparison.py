"""Charts that tell a difference from noise: the funnel, and control charts."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from producflow.domain import fairness
from producflow.domain.comparison import LEAST_EXPECTED, REAL
from producflow.domain.patterns import spoken
from producflow.reports.comparison import Comparison
from producflow.reports.control_charts import ControlChart
from producflow.ui.charts.base import NEUTRAL, SHIFTS, STATUS, figure, line, wall_clock
from producflow.ui.text import plotly

POINTS = 80
"""Points of a funnel's edge."""


def funnel(found: Comparison) -> go.Figure:
    """Rejects of every machine and shift against the machine's own average, by volume; noise stays in the funnel."""
    points = found.funnel
    largest = float(points["expected"].max())
    expected = np.geomspace(max(float(points["expected"].min()) / 1.5, LEAST_EXPECTED), largest * 1.15, POINTS)
    total = float(points["defects"].sum()) / float(points["output"].sum())
    sigma = np.sqrt(found.dispersion * (1 - total) / expected)
    traces: list[go.Scatter] = [
        *_edge(expected, fairness.WIDE * sigma, "99.8 % limits", "dash"),
        *_edge(expected, fairness.NARROW * sigma, "95 % limits", "dot"),
        line(expected[[0, -1]], [1.0, 1.0], "The machine's average", "%{y:.1f}", color=NEUTRAL, markers=False),
    ]
    for place, shift in enumerate(found.shifts.index):
        for real in (False, True):
            part = points[(points["shift"] == shift) & ((points["verdict"] == REAL) == real)]
            if len(part):
                named = real and bool((points.loc[points["shift"] == shift, "verdict"] == REAL).all())
                traces.append(_compared(part, shift, place, marked=real, named=named or not real))
    if (points["verdict"] == REAL).any():
        outline = {"symbol": "circle-open", "size": 12, "color": STATUS["critical"], "line": {"width": 2}}
        traces.append(
            go.Scatter(x=[None], y=[None], mode="markers", name="Outlined: a real difference", marker=outline)
        )
    return figure(
        *traces,
        x_title="Rejects expected [units]",
        y_title="Rejects ÷ expected [-]",
        legend=True,
        height=380,
        xaxis={"type": "log", "tickformat": ",~s", "tickvals": _ticks(float(expected[0]), float(expected[-1]))},
    )


def _ticks(lowest: float, highest: float) -> list[float]:
    """1, 2 and 5 times the powers of ten; over many of them the powers alone, so that no label covers another."""
    powers = [10.0**power for power in range(math.floor(math.log10(lowest)), math.ceil(math.log10(highest)) + 1)]
    steps = (1, 2, 5) if len(powers) <= 4 else (1,)
    return [step * power for power in powers for step in steps if lowest <= step * power <= highest]


def _edge(x: np.ndarray, reach: np.ndarray, name: str, dash: str) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=x,
            y=np.clip(1 + sign * reach, 0, None),
            mode="lines",
            name=name,
            showlegend=sign > 0,
            line={"color": NEUTRAL, "width": 1, "dash": dash},
            hoverinfo="skip",
        )
        for sign in (1, -1)
    ]


def _compared(part: pd.DataFrame, shift: str, place: int, *, marked: bool, named: bool) -> go.Scatter:
    told = [
        f"{plotly(row['name'])}: {row['defects']:,.0f} rejects, {row['expected']:,.0f} expected"
        for row in part.to_dict("records")
    ]
    verdict = f", {REAL}" if marked else ""
    return go.Scatter(
        x=part["expected"],
        y=part["ratio"],
        mode="markers",
        name=plotly(spoken(shift)),
        legendgroup=shift,
        showlegend=named,
        marker=_mark(place, marked=marked),
        customdata=told,
        hovertemplate=f"%{{customdata}}, %{{y:.2f}} times{verdict}<extra>{plotly(spoken(shift))}</extra>",
    )


def _mark(place: int, *, marked: bool) -> dict[str, object]:
    """A symbol and a colour per shift, by its place among them; what stands out is larger and outlined."""
    symbol, colour = SHIFTS[place % len(SHIFTS)]
    return {
        "symbol": symbol,
        "size": 12 if marked else 7,
        "color": colour,
        "line": {"width": 2 if marked else 0, "color": STATUS["critical"]},
    }


def control_chart(found: ControlChart, timezone: str) -> go.Figure:
    """Every shift in time order, with the limits between which the process keeps it by itself; signals are outlined.

    Parameters
    ----------
    timezone : str
        Zone in which the starts of the shifts are drawn.
    """
    points = found.points.assign(start=wall_clock(found.points["start"], timezone))
    digits = found.kind.metric.digits
    traces = [
        _limit(points, "ucl", "Control limits", digits, shown=True),
        _limit(points, "lcl", "Control limits", digits, shown=False),
        line(points["start"], points["center"], "Average", f"%{{y:.{digits}f}} %", color=NEUTRAL, markers=False),
    ]
    for place, shift in enumerate(points.sort_values("start")["shift"].drop_duplicates()):
        for signal, suffix in ((False, ""), (True, ", signal")):
            part = points[(points["shift"] == shift) & ((points["rule"] != "") == signal) & points["value"].notna()]
            if len(part):
                traces.append(_samples(part, f"{plotly(spoken(shift))}{suffix}", place, digits, marked=signal))
    return figure(
        *traces,
        x_title=f"Start of the shift [{timezone}]",
        y_title=found.kind.metric.heading,
        legend=True,
        height=380,
        xaxis={"tickformat": "%-d<br>%b"},
    )


def _limit(points: pd.DataFrame, column: str, name: str, digits: int, *, shown: bool) -> go.Scatter:
    return go.Scatter(
        x=points["start"],
        y=points[column],
        mode="lines",
        name=name,
        showlegend=shown,
        line={"color": NEUTRAL, "width": 1, "dash": "dash", "shape": "hvh"},
        connectgaps=True,
        hovertemplate=f"%{{y:.{digits}f}} %<extra>{name}</extra>",
    )


def _samples(part: pd.DataFrame, name: str, place: int, digits: int, *, marked: bool) -> go.Scatter:
    told = [
        f"{row['date']:%-d %b %Y}: {row['value']:.{digits}f} % of {row['output_quantity']:,.0f} units"
        + (f", rule {row['rule']}" if row["rule"] else "")
        for row in part.to_dict("records")
    ]
    return go.Scatter(
        x=part["start"],
        y=part["value"],
        mode="markers",
        name=name,
        marker=_mark(place, marked=marked),
        customdata=told,
        hovertemplate="%{customdata}<extra>" + name + "</extra>",
    )
