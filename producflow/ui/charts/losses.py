"""Charts of where the planned time and the money went."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from producflow.domain.metrics import METRICS
from producflow.domain.shares import cumulative_percentage, percentage
from producflow.reports.losses import Losses, together
from producflow.ui.charts.base import ACCENT, NEUTRAL, ON_BAR, STATUS, figure
from producflow.ui.text import number, plotly

COLOURS = {"total": NEUTRAL, "productive": STATUS["normal"], "not split": NEUTRAL}
MOST_BARS = 12
ROW, FRAME = 30, 70
"""Height of a bar with its share of the frame, and of what is around the bars. [px]"""


def tree(report: Losses, most_reasons: int = 7) -> go.Figure:
    """Where the planned time went, step by step, from all of it to what was fully productive.

    Parameters
    ----------
    most_reasons : int
        Of more of them the longest are shown, and the others as one step; 0: all downtime is one step.
    """
    steps = _shown(report.tree(), most_reasons)
    whole = steps["hours"].iloc[0]
    lost = steps["hours"].where(~steps["kind"].isin(["total", "productive"]), 0.0)
    base = (whole - lost.cumsum()).where(lost != 0, 0.0)
    told = [f"{hours:,.1f} h · {share:.1f} %" for hours, share in zip(steps["hours"], _share(steps), strict=True)]
    bars = go.Bar(
        x=steps["hours"],
        y=steps["step"].map(plotly),
        base=base,
        orientation="h",
        marker={"color": [COLOURS.get(kind, ACCENT) for kind in steps["kind"]]},
        text=told,
        textposition=["auto" if begin == 0 else "none" for begin in base],
        insidetextanchor="end",
        insidetextfont={"color": ON_BAR},
        cliponaxis=False,
        customdata=steps["key"],
        hovertemplate="%{y}: %{text} of planned time<extra></extra>",
    )
    return figure(
        bars,
        x_title="Machine hours [h]",
        height=FRAME + ROW * len(steps),
        xaxis={"range": [0, whole * 1.02], "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "ticklabelstandoff": 6, "type": "category"},
        annotations=[
            _beside(place, begin, begin + hours, whole, text)
            for place, (begin, hours, text) in enumerate(zip(base, steps["hours"], told, strict=True))
            if begin != 0
        ],
    )


def _beside(place: int, begin: float, end: float, whole: float, text: str) -> dict[str, Any]:
    """A text on the side of a bar that has more room: on a phone there is hardly any on the other."""
    left, right = sorted((begin, end))
    on_left = left > whole - right
    side = {"x": left, "xanchor": "right", "xshift": -3} if on_left else {"x": right, "xanchor": "left", "xshift": 3}
    return {**side, "y": place, "text": text, "showarrow": False}


def _shown(steps: pd.DataFrame, most_reasons: int) -> pd.DataFrame:
    """The steps, with reasons for which there is no room put together."""
    reasons = steps.index[steps["kind"] == "downtime"]
    rest = reasons[most_reasons:]
    if len(rest) < 2:
        return steps
    name = f"{len(rest):,} other reasons" if most_reasons else "Downtime"
    hours = steps["hours"][rest].sum()
    other = pd.DataFrame({"key": [together(most_reasons)], "step": [name], "hours": [hours], "kind": ["downtime"]})
    return pd.concat([steps[: rest[0]], other, steps[rest[-1] + 1 :]], ignore_index=True)


def _share(steps: pd.DataFrame) -> pd.Series:
    return percentage(steps["hours"], float(steps["hours"].iloc[0]))


def _most(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The most of them, and what there is no room for put together, without a key."""
    rest = rows[MOST_BARS:]
    if len(rest) < 2:
        return rows
    others = pd.DataFrame({"key": [""], "label": [f"{len(rest):,} others"], measure: [rest[measure].sum()]})
    return pd.concat([rows[:MOST_BARS][["key", "label", measure]], others], ignore_index=True)


def pareto(report: Losses, dimension: str, measure: str, key: str | None = None) -> go.Figure:
    """Lost time or money by reason, machine or shift, the most on top, with the share that the bars so far make up.

    Parameters
    ----------
    dimension : str
        ``reason``, ``machine`` or ``shift``.
    measure : str
        ``hours`` or ``money``.
    key : str, optional
        Of this step of the tree only.
    """
    rows = report.by(dimension, key).sort_values(measure, ascending=False, kind="stable", na_position="last")
    rows = _most(rows[rows[measure].fillna(0) != 0], measure)
    unit = "h" if measure == "hours" else report.plant.currency
    so_far = cumulative_percentage(rows[measure])
    texts = [
        f"{number(value, 1 if unit == 'h' else 0, unit)} · {share:.0f} %"
        for value, share in zip(rows[measure], so_far, strict=True)
    ]
    bars = go.Bar(
        x=rows[measure],
        y=rows["label"].map(plotly),
        orientation="h",
        marker={"color": ACCENT},
        text=texts,
        textposition="auto",
        insidetextanchor="end",
        insidetextfont={"color": ON_BAR},
        cliponaxis=False,
        customdata=rows["key"].astype(str),
        hovertemplate="%{y}: %{text} up to here<extra></extra>",
    )
    most = float(rows[measure].max()) if len(rows) else 1.0
    least = min(0.0, float(rows[measure].min())) if len(rows) else 0.0
    return figure(
        bars,
        x_title=f"{METRICS['lost_hours'].label if measure == 'hours' else 'Cost'} [{unit}]",
        height=FRAME + ROW * max(len(rows), 2),
        xaxis={"range": [least * 1.1, most * 1.3]},
        yaxis={"autorange": "reversed", "ticklabelstandoff": 6, "type": "category"},
    )
