"""Notes of people on charts over time: a line where it happened, with its number, or the words along it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from producflow.ui.charts.base import HEIGHT, NEUTRAL
from producflow.ui.text import local, plotly

INSTANTS, DAYS, WEEKS, MONTHS = "instants", "days", "weeks", "months"
"""What one point of an axis of time stands for; a chart may say so as ``layout.meta["time"]``."""
SHIFTS = "shifts"
"""One column per shift, at 0, 1, 2 …; ``layout.meta["starts"]`` says when each begins (UTC), and when the last ends."""

PAPER, INK = "#E3E9F2", "#10161D"
"""Like a slip of paper: the same on light and dark, so that the words keep their contrast."""
NEAR = 0.025
"""Notes nearer to each other than this share of the axis have one label. [-]"""
CHARACTER = 6.2
"""Width of a letter along the line. [px]"""
ROOMY = 500
"""Height from which a chart has room for words; on a smaller one they would hide what it shows. [px]"""


@dataclass(frozen=True)
class Axis:
    """An axis of time: what its points stand for, where they are, and where it begins and ends."""

    unit: str
    points: pd.DatetimeIndex
    first: Any
    last: Any


def noted(drawn: go.Figure, notes: pd.DataFrame, timezone: str) -> go.Figure:
    """Put notes on a chart that was just drawn, if its x is time.

    Parameters
    ----------
    drawn : Figure
        Is changed; ``layout.meta["notes"]`` says in words what was put on it.
    notes : DataFrame
        As of :func:`producflow.reports.annotations.notes`. A small chart shows only their numbers (`id`): the words
        stand beside it and in the hover.
    timezone : str
        On whose clock the chart shows instants.

    Returns
    -------
    Figure
        The same.
    """
    axis = None if notes.empty else axis_of(drawn)
    if axis is None:
        return drawn
    placed = _placed(notes, axis, timezone)
    for note in placed.dropna(subset=["until"]).to_dict("records"):
        drawn.add_shape(
            type="rect",
            x0=note["at"],
            x1=note["until"],
            y0=0,
            y1=1,
            yref="paper",
            fillcolor=NEUTRAL,
            opacity=0.18,
            line_width=0,
            layer="below",
        )
    for group in _groups(placed, NEAR * (axis.last - axis.first)):
        _mark(drawn, group, axis)
    if len(placed):
        meta = drawn.layout.meta or {}
        drawn.update_layout(meta={**meta, "notes": list(placed["words"])})
    return drawn


def axis_of(drawn: go.Figure) -> Axis | None:
    """The axis of time of a chart, or None if it has none."""
    if not drawn.data or drawn.layout.xaxis.type not in (None, "date"):
        return None
    meta = drawn.layout.meta or {}
    if meta.get("time") == SHIFTS:
        starts = pd.to_datetime(list(meta["starts"]), utc=True)
        return Axis(SHIFTS, starts, 0, len(starts) - 2)
    points = _points(drawn)
    span = drawn.layout.xaxis.range
    if points is None and (span is None or drawn.layout.xaxis.type is None):
        return None
    known = pd.DatetimeIndex([]) if points is None else points
    first, last = (known[0], known[-1]) if span is None else (pd.Timestamp(span[0]), pd.Timestamp(span[1]))
    unit = meta.get("time") or _unit(known)
    return Axis(unit, known, first, last)


def _points(drawn: go.Figure) -> pd.DatetimeIndex | None:
    """All x of a chart, where they are times."""
    found: list[Any] = []
    for trace in drawn.data:
        x = getattr(trace, "x", None)
        # Of bars that lie, x is how long they are.
        if x is None or len(x) == 0 or getattr(trace, "orientation", None) == "h":
            continue
        times = pd.Series(x).dropna()
        if pd.api.types.is_numeric_dtype(times):
            return None
        read = pd.to_datetime(times, errors="coerce", format="ISO8601")
        if read.isna().any():
            return None
        found.append(read if read.dt.tz is None else read.dt.tz_localize(None))
    return pd.DatetimeIndex(pd.concat(found).drop_duplicates().sort_values()) if found else None


def _unit(points: pd.DatetimeIndex) -> str:
    if points.empty or (points != points.normalize()).any():
        return INSTANTS
    if (points.day == 1).all():
        return MONTHS
    return WEEKS if (points.day_of_week == 0).all() and len(points) > 1 else DAYS


def _placed(notes: pd.DataFrame, axis: Axis, timezone: str) -> pd.DataFrame:
    """Where each note lies on an axis (`at`, `until`), and its `words`; those outside are left out."""
    if axis.unit == INSTANTS:
        starts, ends = (notes[name].dt.tz_convert(timezone).dt.tz_localize(None) for name in ("starts_at", "ends_at"))
    elif axis.unit == SHIFTS:
        starts, ends = (_column(notes[name], axis.points) for name in ("starts_at", "ends_at"))
        ends = ends.where(ends > starts)
    else:
        starts, last = notes["first_day"], notes["last_day"]
        ends = last.where(last > starts)
        if axis.unit in (WEEKS, MONTHS):
            starts, ends = _into(starts, axis), _into(ends, axis)
            ends = ends.where(ends > starts)
    placed = pd.DataFrame({"at": starts, "until": ends}, index=notes.index)
    placed["words"] = [_words(note, timezone) for note in notes.to_dict("records")]
    placed["text"], placed["number"] = notes["text"], notes["id"].map(str)
    placed = placed[placed["at"].notna() & (placed["at"] <= axis.last)]
    placed = placed[placed["until"].fillna(placed["at"]) >= axis.first].copy()
    placed["at"] = placed["at"].where(placed["at"] >= axis.first, axis.first)
    placed["until"] = placed["until"].mask(placed["until"] > axis.last, axis.last)
    found: pd.DataFrame = placed.sort_values("at", kind="stable", ignore_index=True)
    return found


def _into(days: pd.Series, axis: Axis) -> pd.Series:
    """The week or month that a day falls into."""
    passed = days.dt.day - 1 if axis.unit == MONTHS else days.dt.day_of_week
    first: pd.Series = days - pd.to_timedelta(passed, unit="D")
    return first


def _column(instants: pd.Series, starts: pd.DatetimeIndex) -> pd.Series:
    """The shift that an instant falls into: -1 before the first one, their number after the last."""
    found = starts.searchsorted(instants.dt.as_unit(starts.unit), side="right") - 1
    return pd.Series(found, index=instants.index, dtype="float64").where(instants.notna())


def _words(note: dict[Any, Any], timezone: str) -> str:
    """A note in one line: ``7 · 12 Mar 2026, 14:05: New tool fitted (Press 1, Ann)``."""
    until = "" if pd.isna(note["ends_at"]) else f" to {local(note['ends_at'], timezone)}"
    about = "whole plant" if pd.isna(note["machine"]) else note["machine"]
    when = f"{local(note['starts_at'], timezone)}{until}"
    return f"{note['id']} · {when}: {note['text']} ({about}, {note['created_by_name']})"


def _groups(placed: pd.DataFrame, near: Any) -> Iterator[pd.DataFrame]:
    """Notes that have one label, since theirs would lie on each other."""
    begins = placed["at"].diff().gt(near).cumsum()
    yield from (group for _, group in placed.groupby(begins, sort=True))


def _mark(drawn: go.Figure, group: pd.DataFrame, axis: Axis) -> None:
    at = group["at"].iloc[0]
    for moment in group["at"].unique():
        drawn.add_shape(
            type="line", x0=moment, x1=moment, y0=0, y1=1, yref="paper", line={"color": NEUTRAL, "width": 1.5}
        )
    height = drawn.layout.height or HEIGHT
    short = height < ROOMY
    room = int((height - 90) / CHARACTER)
    more = f" +{len(group) - 1}" if len(group) > 1 else ""
    words = _cut(str(group["text"].iloc[0]), room - len(more)) + more
    near_the_end = (at - axis.first) > 0.9 * (axis.last - axis.first)
    drawn.add_annotation(
        x=at,
        y=1,
        xref="x",
        yref="paper",
        text=plotly(", ".join(group["number"]) if short else words),
        hovertext="<br>".join(plotly(words) for words in group["words"]),
        textangle=0 if short else -90,
        showarrow=False,
        xanchor="right" if near_the_end else "left",
        yanchor="top",
        xshift=-2 if near_the_end else 2,
        font={"size": 11, "color": INK},
        bgcolor=PAPER,
        bordercolor=NEUTRAL,
        borderpad=2,
        opacity=0.92,
    )


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
