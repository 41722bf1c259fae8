"""How often came true what was stated."""

import plotly.graph_objects as go

from producflow.reports.predictions import TrackRecord
from producflow.ui.charts.base import ACCENT, NEUTRAL, figure


def reliability(found: TrackRecord) -> go.Figure:
    """Share that came true against the confidence that was stated, with bounds: good is what touches the diagonal."""
    bins = found.bins * {"predictions": 1, "stated": 100, "came_true": 100, "lower": 100, "upper": 100}
    diagonal = go.Scatter(
        x=[0, 100], y=[0, 100], mode="lines", name="As stated", line={"color": NEUTRAL, "dash": "dot"}, hoverinfo="skip"
    )
    points = go.Scatter(
        x=bins["stated"],
        y=bins["came_true"],
        name="As it came",
        mode="markers",
        marker={"color": ACCENT, "size": 10},
        error_y={
            "type": "data",
            "array": bins["upper"] - bins["came_true"],
            "arrayminus": bins["came_true"] - bins["lower"],
            "color": ACCENT,
            "thickness": 1.5,
        },
        customdata=bins[["predictions", "lower", "upper"]],
        hovertemplate="%{customdata[0]:.0f} predictions stated %{x:.0f} % on average; %{y:.0f} % came true "
        "(%{customdata[1]:.0f} to %{customdata[2]:.0f} %)<extra></extra>",
    )
    return figure(
        diagonal,
        points,
        x_title="Stated confidence [%]",
        y_title="Came true [%]",
        legend=True,
        xaxis={"range": [0, 104], "dtick": 20},
        yaxis={"range": [0, 104]},
    )
