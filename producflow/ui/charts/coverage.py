"""What came in and what did not: machines by shifts."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from producflow.domain.coverage import DUPLICATE, LATE, MISSING, REPORTED
from producflow.domain.metrics import METRICS
from producflow.reports.missing import Missing
from producflow.ui.charts.base import NEUTRAL, STATUS, figure
from producflow.ui.charts.notes import SHIFTS
from producflow.ui.text import plotly

# Each state has a colour, a symbol and a word; in the order of their codes.
LOOK = {
    REPORTED: ("#8FB8E8", "square", "Reported"),
    LATE: (STATUS["warning"], "triangle-up", METRICS[LATE].label),
    DUPLICATE: ("#7A67D8", "diamond", METRICS[DUPLICATE].label),
    MISSING: (STATUS["critical"], "x", METRICS[MISSING].label),
}
TICKS = 8
"""Days that are named at most: so many have room on a phone beside the names of machines."""
SYMBOLS_UP_TO = 95
"""Columns up to which a symbol has room in its cell."""


def grid(found: Missing) -> go.Figure:
    """One row per machine, one column per shift; what was not due is left empty."""
    cells = found.cells
    columns = cells[["date", "shift", "start", "end"]].drop_duplicates().sort_values("start", ignore_index=True)
    across = pd.Series(columns.index, index=pd.MultiIndex.from_frame(columns[["date", "shift"]]))
    rows = {machine: place for place, machine in enumerate(found.names)}
    names = [plotly(name) for name in found.names.values()]
    codes = {state: code for code, state in enumerate(LOOK)}
    x = across.reindex(pd.MultiIndex.from_frame(cells[["date", "shift"]])).to_numpy(dtype="int64")
    y = cells["equipment_id"].map(rows).to_numpy(dtype="int64")
    z = np.full((len(rows), len(columns)), np.nan)
    z[y, x] = cells["state"].map(codes).to_numpy(dtype="float64")
    told = np.full(z.shape, "", dtype=object)
    told[y, x] = [_told(row) for row in cells.to_dict("records")]
    traces: list[go.Heatmap | go.Scatter] = [
        go.Heatmap(
            z=z,
            x=columns.index,
            y=names,
            customdata=told,
            zmin=-0.5,
            zmax=len(LOOK) - 0.5,
            colorscale=_steps(),
            showscale=False,
            xgap=1 if len(columns) <= SYMBOLS_UP_TO else 0,
            ygap=2,
            hoverongaps=False,
            hovertemplate="%{y}, %{customdata}<extra></extra>",
        )
    ]
    for state, (colour, symbol, word) in LOOK.items():
        here = (cells["state"] == state).to_numpy()
        inside = state != REPORTED and len(columns) <= SYMBOLS_UP_TO and here.any()
        # The legend's own mark; those in the cells are white, and need no second entry.
        traces.append(
            go.Scatter(
                x=[None],
                y=[None],
                mode="markers",
                name=f"{word} ({int(here.sum()):,})",
                marker={"color": colour, "symbol": symbol, "size": 11},
            )
        )
        if inside:
            traces.append(
                go.Scatter(
                    x=x[here],
                    y=[names[row] for row in y[here]],
                    mode="markers",
                    showlegend=False,
                    marker={"color": "#FFFFFF", "symbol": symbol, "size": 6},
                    hoverinfo="skip",
                )
            )
    begin = [*columns["start"], columns["end"].iloc[-1]]
    return figure(
        *traces,
        height=max(190, 32 * len(rows) + 100),
        legend=True,
        meta={"time": SHIFTS, "starts": [each.isoformat() for each in begin]},
        xaxis=_days(columns),
        yaxis={"autorange": "reversed", "ticklabelstandoff": 6, "type": "category", "showgrid": False},
    )


def _told(row: Mapping[Hashable, Any]) -> str:
    """A cell in words."""
    words = [str(row["state"])]
    if row["late"]:
        words.append(f"{row['hours_late']:,.0f} h too late")
    if row["counted_twice"]:
        words.append("planned time of several records exceeds the shift")
    if row["repeated"]:
        words.append(f"{row['repeated']} repeated rows in its file")
    return f"{row['date']:%a %-d %b %Y}, {row['shift']}: {', '.join(words)}"


def _steps() -> list[list[float | str]]:
    """A colour scale of plain steps, one per state."""
    count = len(LOOK)
    return [[(code + end) / count, colour] for code, (colour, _, _) in enumerate(LOOK.values()) for end in (0, 1)]


def _days(columns: pd.DataFrame) -> dict[str, object]:
    """Ticks at the first shift of a day, not more than have room."""
    firsts = columns.drop_duplicates("date")
    chosen = firsts.iloc[:: max(1, -(-len(firsts) // TICKS))]
    months = chosen["date"].dt.strftime("%b")
    begins = months != months.shift()  # named once: below every day the names would overlap
    labels = [
        f"{day:%-d}<br>{day:%b}" if first else f"{day:%-d}" for day, first in zip(chosen["date"], begins, strict=True)
    ]
    return {"tickvals": list(chosen.index), "ticktext": labels, "showgrid": False, "linecolor": NEUTRAL}
