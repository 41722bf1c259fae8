"""A figure as a tile: value, unit, goal, gap and sign, change, and a line through its days with the goal dashed.

Half as tall as a metric of Streamlit's with the same in it. All words in it are ours, so it may be HTML; what people
typed never stands in it.
"""

import math
from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from producflow.domain.change import Change
from producflow.domain.goals import MET, MISSED, Goal
from producflow.domain.metrics import FIRST, METRICS, Metric
from producflow.reports import since
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef
from producflow.reports.sentences import held
from producflow.ui import components, context, kept
from producflow.ui.text import counted, number

ROW = 114
"""Height of a tile, known before it is drawn, so that nothing jumps. [px]"""
KINDS = {MET: "good", MISSED: "bad"}
"""Verdicts that have a colour; a miss within noise has none."""
SPOKEN = {MET: "met", MISSED: "missed"}


def show(report: Production) -> None:
    """The four figures of a report; each is the way to its receipt."""
    with st.grid(4, min_column_width=150, gap="xsmall", row_height=ROW):
        for name in FIRST:
            _tile(METRICS[name], report)


def _tile(metric: Metric, report: Production) -> None:
    with st.container(border=True, key=f"figure-{metric.name}", gap=None, height="stretch"):
        if context.reader() is not None:  # on paper a button leaves no trace
            st.markdown(metric.label)
        else:
            components.how(FigureRef(metric.name), metric.label, place="tile_", side="right")
        st.markdown(kept.made(_inner, report, metric), unsafe_allow_html=True)


def _trend(metric: Metric, report: Production) -> pd.Series:
    """The figure of each day; the place of a day that is not over stays free, where the goal goes on."""
    return report.trend[metric.of_rows].reindex(report.days.index)


def _inner(report: Production, metric: Metric) -> str:
    value, goal, trend = getattr(report.total, metric.name), report.goals.get(metric.name), _trend(metric, report)
    missing = value is None or math.isnan(value)
    figure = f"<b>{number(value, metric.digits)}</b> <small>{escape(metric.unit)}</small>"
    shown = "not available" if missing else figure
    kind = KINDS.get(goal.verdict or "", "") if goal is not None else ""
    changed = _changed(metric, report.changes[metric.name])
    days = counted(int(trend.notna().sum()), "day", "days")
    return (
        f'<div class="pf"><span>{shown}</span><em>{days}</em>{_line(trend, goal, kind)}'
        f'<div><span class="{kind}">{_against(goal, value, metric)}</span><br><i>{changed}</i></div></div>'
    )


def _against(goal: Goal | None, value: float | None, metric: Metric) -> str:
    """The goal with its sign and the gap: ``Goal 18,000 ✗ −2.0 %``; and of when, where the figure has gone on since."""
    told, sign, off = held(goal)
    if goal is not None and goal.verdict is not None:
        sign = f'<span role="img" aria-label="{SPOKEN.get(goal.verdict, goal.verdict)}">{sign}</span>'
    # Goals are held against shifts that are over: what the running one has brought is in the figure, not in the gap.
    since_then = off and goal is not None and number(goal.now, metric.digits) != number(value, metric.digits)
    return " ".join(filter(None, [told, sign, off, "<u>by shift end</u>" if since_then else ""]))


def _changed(metric: Metric, change: Change) -> str:
    """What became of it since the stretch before; “real” only where the noise test says so."""
    delta = since.delta(change, metric.unit, metric.digits)
    if delta is None:
        return "nothing to compare with"
    if not delta:
        return "as before"
    shown = escape(delta.replace("-", "−"))
    if not change.real:
        return f"{shown}, usual spread"
    better = metric.direction * (change.amount or 0.0)
    kind = "good" if better > 0 else "bad" if better < 0 else ""
    return f'<span class="{kind}">{shown}, a real change</span>'


def _line(trend: pd.Series, goal: Goal | None, kind: str) -> str:
    """A line through the days in the colour of the text, so in both themes; a day without reports is a gap."""
    values = [float(value) for value in trend]
    goals = [] if goal is None else [float(value) for value in goal.days.reindex(trend.index)]
    known = [value for value in (*values, *goals) if math.isfinite(value)]
    newest = [place for place, value in enumerate(values) if math.isfinite(value)]
    if len(newest) < 2:
        return ""
    low, height = min(known), (max(known) - min(known)) or 1.0

    def path(points: Sequence[float]) -> str:
        wide, pen, pieces = 100 / (len(points) - 1), "M", []
        for place, value in enumerate(points):
            if math.isfinite(value):
                pieces.append(f"{pen}{place * wide:.1f} {28 - 24 * (value - low) / height:.1f}")
            pen = "L" if math.isfinite(value) else "M"
        return " ".join(pieces)

    still = 'fill="none" stroke="currentColor" vector-effect="non-scaling-stroke"'
    dashed = f'<path d="{path(goals)}" {still} stroke-dasharray="3 3" opacity=".6"/>' if goals else ""
    x, y = 100 * newest[-1] / (len(values) - 1), 28 - 24 * (values[newest[-1]] - low) / height
    told = [values[place] for place in newest]
    alt = f"{len(told)} days, lowest {min(told):,.1f}, highest {max(told):,.1f}, newest {told[-1]:,.1f}"
    return (
        f'<svg viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label="{alt}">{dashed}'
        f'<path d="{path(values)}" {still} stroke-width="1.8"/>'
        f'<path class="{kind}" d="M{x:.1f} {y:.1f}h0" {still} stroke-width="7" stroke-linecap="round"/></svg>'
    )
