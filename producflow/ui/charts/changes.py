"""What a difference is made of: bars that begin where the last one ended, and end at the difference."""

import pandas as pd
import plotly.graph_objects as go

from producflow.reports.changes import Changes
from producflow.reports.measures import CAUSES, MEASURES
from producflow.ui.charts.base import ACCENT, NEUTRAL, figure
from producflow.ui.text import plotly

WORSE = "#B4642D"
"""For the worse: apart from the accent by hue and lightness, and no status colour, since it is no status."""
ROWS = 12
"""Machines with a bar of their own; the rest are summed up in one."""
WHOLE = "In all"


def by_cause(found: Changes) -> go.Figure:
    """One bar per cause."""
    return _waterfall(found, pd.Series(found.causes["amount"].to_numpy(), index=found.causes["label"].astype("object")))


def by_machine(found: Changes) -> go.Figure:
    """One bar per machine, the largest first; what the smallest come to in all stands in one."""
    sums = found.machines.set_index("name")["total"].rename(index=plotly).astype("float64")
    if len(sums) > ROWS:
        rest = sums.iloc[ROWS - 1 :]
        sums = pd.concat([sums.iloc[: ROWS - 1], pd.Series({f"{len(rest)} other machines": rest.sum()})])
    return _waterfall(found, sums)


def _waterfall(found: Changes, parts: pd.Series) -> go.Figure:
    measure = MEASURES[found.measure]
    total = float(found.difference or 0.0)
    values = [*parts.to_list(), total]
    starts = [*(parts.cumsum() - parts).to_list(), 0.0]
    names = [*map(str, parts.index), WHOLE]
    up = measure.metric.better == "up"
    judged = found.change.real
    colours = [NEUTRAL if not judged else ACCENT if (value > 0) == up else WORSE for value in parts] + [NEUTRAL]
    patterns = ["/" if name == CAUSES["missing reports"] else "" for name in names]
    told = [measure.told_change(value) for value in values]
    bars = go.Bar(
        x=values,
        y=names,
        base=starts,
        orientation="h",
        marker={"color": colours, "pattern": {"shape": patterns, "fgcolor": "#FFFFFF", "fillmode": "overlay"}},
        customdata=told,
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    ends = [start + value for start, value in zip(starts, values, strict=True)]
    right = [max(start, end) for start, end in zip(starts, ends, strict=True)]
    low, high = min([0.0, *starts, *ends]), max([0.0, *right])
    room = (high - low) or 1.0
    labels = go.Scatter(
        x=right,
        y=names,
        mode="text",
        text=[f" {text.removesuffix(measure.change_unit)}" for text in told],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    return figure(
        bars,
        labels,
        x_title=f"Change [{measure.change_unit}]",
        height=max(180, 34 * len(names) + 76),
        xaxis={"range": [low - 0.05 * room, high + 0.4 * room]},
        yaxis={"autorange": "reversed", "ticklabelstandoff": 6, "type": "category"},
    )
