"""Charts one above the other on one axis of time, which stands below the last one.

Plotly's own ``make_subplots`` and ``add_hrect`` look through the whole chart for each thing that is put on it: half the
time of a machine's page. Here all is put together first, and checked once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go


@dataclass
class Row:
    """One of the charts.

    Attributes
    ----------
    traces : list of plotly traces
        What it shows.
    share : float
        Of the height, against those of the others. [-]
    yaxis : dict
        Of Plotly's layout.
    heading : str, optional
        Words above it.
    shapes, annotations : list of dict
        Of Plotly's layout; their x is a share of its width, their y a value.
    """

    traces: list[Any]
    share: float
    yaxis: dict[str, Any]
    heading: str | None = None
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)


def stacked(rows: Sequence[Row], apart: float, xaxis: dict[str, Any], last_xaxis: dict[str, Any], **layout: Any) -> Any:
    """Put charts one above the other.

    Parameters
    ----------
    rows : sequence of Row
        From top to bottom.
    apart : float
        Room between two of them, as a share of the height. [-]
    xaxis, last_xaxis : dict
        Of Plotly's layout: what all axes of time have, and what only the last one has.
    **layout
        Anything else of Plotly's layout.

    Returns
    -------
    Figure
    """
    room = (1 - apart * (len(rows) - 1)) / sum(row.share for row in rows)
    last, traces, axes = len(rows), [], {}
    headings, shapes, annotations = [], [], []
    top = 1.0
    for place, row in enumerate(rows, start=1):
        number = "" if place == 1 else str(place)
        here = {"xref": f"x{number} domain", "yref": f"y{number}"}
        bottom = 0.0 if place == last else top - room * row.share
        below = last_xaxis if place == last else {"matches": f"x{last}", "showticklabels": False}
        axes[f"xaxis{number}"] = {"anchor": f"y{number}", "domain": [0.0, 1.0], **xaxis, **below}
        axes[f"yaxis{number}"] = {"anchor": f"x{number}", "domain": [bottom, top], **row.yaxis}
        for trace in row.traces:
            trace.update(xaxis=f"x{number}", yaxis=f"y{number}")
        traces += row.traces
        headings += [] if row.heading is None else [_heading(row.heading, top)]
        shapes += [shape | here for shape in row.shapes]
        annotations += [words | here for words in row.annotations]
        top = bottom - apart
    layout |= axes | {"shapes": shapes, "annotations": headings + annotations}
    return go.Figure(data=traces, layout=layout)


def _heading(words: str, top: float) -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yref": "paper", "yanchor": "bottom"}
    return place | {"text": words, "showarrow": False, "font": {"size": 13}}
