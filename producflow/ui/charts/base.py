"""What all charts share: one layout, one accent, the status colours.

Backgrounds, fonts and grid lines come from Streamlit's own Plotly theme, which follows light and dark. The colours
below keep a contrast of 3:1 or more against both backgrounds (WCAG 1.4.11), and status colours stay apart for
colour-blind eyes by lightness as well as hue (after Okabe and Ito, 2008); a word stands beside each of them.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

ACCENT = "#2F7FD6"
"""What the chart is about."""
NEUTRAL = "#7D8590"
"""What it is compared with."""

ON_BAR = "#000000"
"""Words within a bar: on the accent, the neutral and the normal colour black has a contrast of 5, white of 4."""

GOAL = "#B0568F"
"""What it should come to, dashed."""

STATUS = {
    "normal": "#0A8F6A",
    "operational": "#0A8F6A",
    "warning": "#BC8300",
    "critical": "#C9304B",
    "maintenance": "#7A67D8",
    "unknown": NEUTRAL,
}
PRIORITY = {"low": NEUTRAL, "medium": ACCENT, "high": STATUS["warning"], "critical": STATUS["critical"]}
SHIFTS = (
    *(("circle", ACCENT), ("square", NEUTRAL), ("diamond", "#7A67D8")),
    *(("triangle-up", "#1F8A70"), ("cross", "#B8860B"), ("star", "#A6426F")),
)
"""Symbols and colours of shifts, by their place in the day; from the seventh on they come again."""
SCALE = [[0.0, "#DCE8FA"], [0.5, "#6FA0EA"], [1.0, "#1B4AA5"]]
"""Little to much, one hue: readable without colour vision."""

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": False,  # its buttons cover the data on a phone; zoom and click work without
    "responsive": True,
    "scrollZoom": False,
}
"""For ``st.plotly_chart(..., config=CONFIG)``."""

HEIGHT = 300
MARGIN = {"l": 8, "r": 8, "t": 12, "b": 8}
AXIS = {"automargin": True, "fixedrange": True, "zeroline": False}


def figure(
    *traces: Any,
    x_title: str | None = None,
    y_title: str | None = None,
    height: int = HEIGHT,
    legend: bool = False,
    unified: bool = False,
    **layout: Any,
) -> go.Figure:
    """Make a chart in the house's layout.

    Parameters
    ----------
    *traces : plotly traces
        ``go.Bar``, ``go.Scatter`` and so on; hover texts carry the unit.
    x_title, y_title : str, optional
        What an axis shows, with the unit in brackets; for instants the plant's time zone.
    height : int
        [px]
    legend : bool
        Whether to name the traces above the chart; a single trace needs no legend.
    unified : bool
        Whether one hover box shows all traces at the same x.
    **layout
        Anything else of Plotly's layout.

    Returns
    -------
    Figure
        To be drawn and shared between sessions: never change it afterwards.
    """
    house: dict[str, Any] = {
        "height": height,
        "margin": MARGIN | {"t": 32} if legend else MARGIN,
        "showlegend": legend,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}},
        "hovermode": "x unified" if unified else "closest",
        "bargap": 0.25,
        "dragmode": False,  # a finger that scrolls the page must not zoom the chart
        "separators": ".,",
        "xaxis": AXIS | {"title": {"text": x_title}},
        "yaxis": AXIS | {"title": {"text": y_title}},
    }
    for name, value in layout.items():
        house[name] = house[name] | value if isinstance(house.get(name), dict) else value
    return go.Figure(data=list(traces), layout=house)  # at once: to change one costs ten times as much


def wall_clock(instants: pd.Series, timezone: str) -> pd.Series:
    """Wall-clock times of instants in a zone, without it: Plotly knows no zones."""
    there: pd.Series = instants.dt.tz_convert(timezone).dt.tz_localize(None)
    return there


def line(x: Sequence[Any] | Any, y: Sequence[Any] | Any, name: str, hover: str, **options: Any) -> go.Scatter:
    """Draw a line through values in time; gaps stay gaps.

    Parameters
    ----------
    x, y : sequence or Series, shape (n,)
        Missing y breaks the line: what was not reported is not bridged.
    name : str
        What it is, for the legend and the hover.
    hover : str
        Plotly hover template with the unit, such as ``%{y:,.0f} units``.
    **options
        ``color``, ``dash`` (``dot`` for comparisons), ``markers``.
    """
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode="lines+markers" if options.get("markers", True) else "lines",
        line={"color": options.get("color", ACCENT), "width": 2, "dash": options.get("dash", "solid")},
        marker={"size": 5},
        connectgaps=False,
        hovertemplate=f"{hover}<extra>{name}</extra>",
    )
