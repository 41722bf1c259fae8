"""A machine's sensors against their limits, and what happened to it, all on one axis of time."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from producflow.domain.thresholds import Limits
from producflow.reports.equipment import History
from producflow.reports.excursions import Crossed
from producflow.reports.sensors import Course, Series
from producflow.ui.charts import beyond
from producflow.ui.charts.base import ACCENT, AXIS, MARGIN, NEUTRAL, PRIORITY, wall_clock
from producflow.ui.charts.stacked import Row, stacked
from producflow.ui.text import plotly, sensor

SENSOR_HEIGHT = 170
LANES_HEIGHT = 150
FEW = 60
"""Up to so many points each is marked."""
LANES = ("Jobs", "Alerts", "Downtime")
"""From bottom to top."""
RANGE_COLOUR = "rgba(47, 127, 214, 0.28)"


def course(report: Course, timezone: str | None = None, crossed: Crossed | None = None) -> go.Figure:
    """Draw a machine's sensors one above the other, downtime, alerts and jobs below, with one axis of time.

    Parameters
    ----------
    timezone : str, optional
        On whose clock its instants are drawn; the plant's unless given.
    crossed : Crossed, optional
        A limit to draw as a line, however far from the readings it is.
    """
    report = replace(report, timezone=timezone or report.timezone)
    rows = []
    for series in report.series:
        row = _sensor(series, report.timezone)
        if crossed is not None and crossed.sensor_type == series.sensor_type and not series.empty:
            beyond.draw_crossed(row, crossed)
        rows.append(row)
    rows.append(_lanes(report.history, report.timezone))
    height = sum(row.share for row in rows)
    span = pd.Series(pd.to_datetime([report.history.starts, report.history.ends], utc=True))
    return stacked(
        rows,
        34 / height if report.series else 0,
        AXIS | {"type": "date", "range": wall_clock(span, report.timezone).tolist()},
        {"title": {"text": f"Time [{report.timezone}]"}, "showticklabels": True},
        height=height + 34 * (len(rows) - 1) + 70,
        margin=MARGIN | {"t": 28},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        hoverdistance=50,  # px; a finger is not exact
        barmode="overlay",
        separators=".,",
    )


def heading(series: Series) -> str:
    """Name, unit and warning limits of a sensor: ``Pressure [PSI], warning outside 50–60``."""
    unit = f" [{plotly(series.unit)}]" if series.unit else ""
    words = outside(series.limits.warn_low, series.limits.warn_high)
    limits = f", warning {words}" if words else "" if _any(series.limits) else ", no limits set"
    silent = ": no readings" if series.empty else ""
    return f"<b>{plotly(sensor(series.sensor_type))}</b>{unit}{limits}{silent}"


def outside(low: float | None, high: float | None) -> str:
    """Where a limit begins: ``above 80``, ``outside 50–60``; empty without limits."""
    if low is not None and high is not None:
        return f"outside {low:g}–{high:g}"
    if high is not None:
        return f"above {high:g}"
    return "" if low is None else f"below {low:g}"


def _any(limits: Limits) -> bool:
    return any(limit is not None for limit in (limits.warn_low, limits.warn_high, limits.crit_low, limits.crit_high))


def _sensor(series: Series, timezone: str) -> Row:
    frame = series.frame
    times = wall_clock(frame["timestamp"], timezone)
    traces = [_line(times, series)] if series.step is None else [_range(times, frame), _line(times, series)]
    row = Row(traces, SENSOR_HEIGHT, dict(AXIS), heading(series))
    if series.empty:
        row.yaxis |= {"showticklabels": False, "range": [0, 1]}
        return row
    low, high = beyond.visible(series)
    row.yaxis |= {"range": [low, high], "nticks": 5}
    for band in beyond.bands(series.limits, low, high):
        beyond.draw_band(row, band)
    return row


def _line(times: pd.Series, series: Series) -> go.Scatter:
    frame, unit = series.frame, plotly(series.unit or "")
    value = frame["value"]
    alone = value.notna() & value.shift(1).isna() & value.shift(-1).isna()
    marked = alone | (len(frame) <= FEW)
    spread = "" if series.step is None else f"<br>%{{customdata[0]:.4g}} to %{{customdata[1]:.4g}} {unit}"
    what = "" if series.step is None else "mean "
    return go.Scatter(
        x=times,
        y=value,
        customdata=frame[["minimum", "maximum"]],
        name=plotly(sensor(series.sensor_type)),
        # Only points with a mark can be clicked, so every point has one, and most are too small to be seen.
        mode="lines+markers",
        line={"color": ACCENT, "width": 1.5},
        marker={"color": ACCENT, "size": np.where(marked, 5, 1.5)},
        unselected={"marker": {"opacity": 1}},
        connectgaps=False,
        hovertemplate=f"%{{x|%-d %b %Y, %H:%M}}<br>{what}%{{y:.4g}} {unit}{spread}<extra></extra>",
    )


def _range(times: pd.Series, frame: pd.DataFrame) -> go.Scatter:
    """Lowest to highest reading of each bucket; each stretch between gaps is a shape of its own."""
    x: list[Any] = []
    y: list[Any] = []
    for _, part in frame.assign(time=times).groupby(frame["value"].isna().cumsum()):
        stretch = part.dropna(subset=["value"])
        if len(stretch) > 1:
            x += [*stretch["time"], *stretch["time"][::-1], None]
            y += [*stretch["maximum"], *stretch["minimum"][::-1], None]
    return go.Scatter(
        x=x, y=y, fill="toself", fillcolor=RANGE_COLOUR, mode="lines", line={"width": 0}, hoverinfo="skip"
    )


def _lanes(history: History, timezone: str) -> Row:
    span = wall_clock(pd.Series(pd.to_datetime([history.starts, history.ends], utc=True)), timezone)
    # Plotly draws no axis for a chart without any trace.
    ends = go.Scatter(x=span, y=[LANES[0], LANES[-1]], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    traces = [ends, *_stops(history, timezone), *_alerts(history, timezone), *_jobs(history, timezone)]
    named = {"type": "category", "categoryorder": "array", "categoryarray": LANES, "range": [-0.5, 2.5]}
    return Row(traces, LANES_HEIGHT, AXIS | named | {"tickvals": LANES}, "Downtime, alerts and jobs")


def _bars(lane: str, starts: pd.Series, ends: pd.Series, timezone: str, colours: Any, words: list[str]) -> go.Bar:
    begin, end = wall_clock(starts, timezone), wall_clock(ends, timezone)
    return go.Bar(
        base=begin,
        x=(end - begin).dt.total_seconds() * 1000,
        y=[lane] * len(begin),
        orientation="h",
        width=0.6,
        marker={"color": colours, "line": {"color": colours, "width": 1}},  # a line keeps short ones visible
        hovertext=words,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _stops(history: History, timezone: str) -> list[go.Bar]:
    stops = history.stops
    if stops.empty:
        return []
    colours = np.where(stops["planned"].astype(bool), NEUTRAL, ACCENT).tolist()
    words = [
        f"{'Planned' if planned else 'Unplanned'} downtime{_unended(lasts, assumed)}: "
        f"{plotly(reason) or 'no reason given'}<br>{start:%-d %b %Y, %H:%M}, {minutes:,.0f} min"
        for planned, lasts, assumed, reason, start, minutes in zip(
            stops["planned"],
            stops["lasts"],
            stops["assumed"],
            stops["reason"],
            wall_clock(stops["started_at"], timezone),
            stops["minutes"],
            strict=True,
        )
    ]
    return [_bars("Downtime", stops["started_at"], stops["ended_at"], timezone, colours, words)]


def _unended(lasts: bool, assumed: bool) -> str:
    return ", still on" if lasts else ", end assumed" if assumed else ""


def _alerts(history: History, timezone: str) -> list[go.Bar]:
    alerts = history.alerts
    if alerts.empty:
        return []
    first, last = pd.Timestamp(history.starts), pd.Timestamp(min(history.ends, history.now))
    starts = alerts["started_at"].where(alerts["started_at"] >= first, first)
    ends = alerts["closed_at"].fillna(alerts["resolved_at"])
    ends = ends.where(ends <= last, last)
    words = [
        f"{priority.capitalize()} alert, {status}: {plotly(title)}<br>since {start:%-d %b %Y, %H:%M}"
        for priority, status, title, start in zip(
            alerts["priority"],
            alerts["status"],
            alerts["title"],
            wall_clock(alerts["started_at"], timezone),
            strict=True,
        )
    ]
    return [_bars("Alerts", starts, ends, timezone, [PRIORITY[each] for each in alerts["priority"]], words)]


def _jobs(history: History, timezone: str) -> list[go.Scatter]:
    jobs = history.jobs
    if jobs.empty:
        return []
    done = jobs["completed_date"].notna()
    when = wall_clock(jobs["completed_date"].fillna(jobs["scheduled_date"]), timezone)
    words = [
        f"{kind.capitalize()} job {'finished' if over else 'due'}: {plotly(text)}<br>{moment:%-d %b %Y, %H:%M}"
        for kind, over, text, moment in zip(jobs["maintenance_type"], done, jobs["description"], when, strict=True)
    ]
    return [
        go.Scatter(
            x=when,
            y=["Jobs"] * len(jobs),
            mode="markers",
            marker={
                "color": ACCENT,
                "size": 11,
                "symbol": np.where(done, "diamond", "diamond-open").tolist(),
                "line": {"width": 1.5, "color": ACCENT},
            },
            hovertext=words,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ]
