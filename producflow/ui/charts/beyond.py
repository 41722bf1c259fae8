"""What lies beyond a sensor's limits: bands in its chart, and the line of a limit that was crossed."""

from collections.abc import Mapping
from typing import Any

from producflow.domain.thresholds import Limits
from producflow.reports.excursions import Crossed
from producflow.reports.sensors import Series
from producflow.ui.charts.base import STATUS
from producflow.ui.charts.stacked import Row
from producflow.ui.text import plotly

NEAR = 2.0
"""A limit farther from the readings than this many times their range is named but not drawn: they would be flat. [-]"""
BAND_OPACITY = 0.16


def visible(series: Series) -> tuple[float, float]:
    """Range of the axis: all readings, and the limits that are not too far from them."""
    lowest, highest = float(series.frame["minimum"].min()), float(series.frame["maximum"].max())
    spread = max(highest - lowest, 0.02 * max(abs(highest), abs(lowest)), 1e-9)
    limits = series.limits
    low = min([lowest, *_near((limits.warn_low, limits.crit_low), lowest, spread)])
    high = max([highest, *_near((limits.warn_high, limits.crit_high), highest, spread)])
    margin = 0.14 * max(high - low, spread)
    return low - margin, high + margin


def _near(limits: tuple[float | None, ...], reading: float, spread: float) -> list[float]:
    return [limit for limit in limits if limit is not None and abs(limit - reading) <= NEAR * spread]


def bands(limits: Limits, low: float, high: float) -> list[dict[str, Any]]:
    """Regions beyond the limits, cut to what is visible."""
    wanted = (
        ("warning", limits.warn_high, high if limits.crit_high is None else limits.crit_high, "above"),
        ("critical", limits.crit_high, high, "above"),
        ("warning", low if limits.crit_low is None else limits.crit_low, limits.warn_low, "below"),
        ("critical", low, limits.crit_low, "below"),
    )
    bands = []
    for status, begin, end, side in wanted:
        if begin is None or end is None:
            continue
        limit = begin if side == "above" else end
        bottom, top = max(begin, low), min(end, high)
        if top > bottom:
            bands.append({"status": status, "bottom": bottom, "top": top, "words": f"{status} {side} {limit:g}"})
    return bands


def draw_band(row: Row, band: Mapping[str, Any]) -> None:
    """Draw a region beyond a limit, with its words."""
    bottom, top = band["bottom"], band["top"]
    filled = {"fillcolor": STATUS[band["status"]], "opacity": BAND_OPACITY, "line": {"width": 0}, "layer": "below"}
    row.shapes.append(filled | {"type": "rect", "x0": 0, "x1": 1, "y0": bottom, "y1": top})
    place = {"x": 0, "xanchor": "left", "y": (bottom + top) / 2, "yanchor": "middle"}
    row.annotations.append(place | {"text": band["words"], "font": {"size": 11}, "showarrow": False})


def draw_crossed(row: Row, crossed: Crossed) -> None:
    """Draw the limit that was crossed, and make room for it and its words."""
    low, high = row.yaxis["range"]
    margin = 0.1 * (max(high, crossed.value) - min(low, crossed.value))
    row.yaxis["range"] = [min(low, crossed.value - margin), max(high, crossed.value + margin)]
    dashed = {"color": STATUS[crossed.level], "width": 2, "dash": "dash"}
    row.shapes.append({"type": "line", "x0": 0, "x1": 1, "y0": crossed.value, "y1": crossed.value, "line": dashed})
    words = f"{crossed.level} limit {crossed.value:g} {plotly(crossed.unit or '')}".rstrip()
    place = {"x": 1, "xanchor": "right", "y": crossed.value, "yanchor": "bottom" if crossed.upper else "top"}
    row.annotations.append(place | {"text": words, "font": {"size": 12}, "showarrow": False})
