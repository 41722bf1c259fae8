"""Notes on charts: where they lie on axes of instants, days, weeks and months, and what they say."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from producflow.ui.charts.notes import MONTHS, SHIFTS, WEEKS, axis_of, noted

BERLIN = "Europe/Berlin"


def note(starts: str, ends: str | None = None, text: str = "New tool fitted", number: int = 7) -> pd.DataFrame:
    """A note; its production days are those of its UTC instants."""
    begins, over = (pd.to_datetime(pd.Series([each]), utc=True) for each in (starts, ends))
    first = begins.dt.tz_localize(None).dt.normalize()
    return pd.DataFrame(
        {
            "id": number,
            "machine": "Press 1",
            "starts_at": begins,
            "ends_at": over,
            "text": text,
            "created_by_name": "Ann",
        }
    ).assign(first_day=first, last_day=over.dt.tz_localize(None).dt.normalize().fillna(first))


def chart(*x: str, **layout: Any) -> go.Figure:
    return go.Figure(go.Scatter(x=list(x), y=[1.0] * len(x)), layout={"height": 600, **layout})


DAYS = ("2026-03-10", "2026-03-11", "2026-03-12")
HOURS = ("2026-03-10T06:30", "2026-03-12T06:00")
MONDAYS = ("2026-03-02", "2026-03-09", "2026-03-16")
FIRSTS = ("2026-01-01", "2026-02-01", "2026-03-01")


@pytest.mark.parametrize(
    ("x", "meta", "at"),
    [
        (DAYS, None, "2026-03-11"),
        (HOURS, None, "2026-03-11T15:05"),  # half past two UTC, by a clock in Berlin
        (MONDAYS, {"time": WEEKS}, "2026-03-09"),
        (FIRSTS, {"time": MONTHS}, "2026-03-01"),
    ],
    ids=["days", "instants", "weeks", "months"],
)
def test_a_note_lies_where_the_axis_has_its_time(x: tuple[str, ...], meta: Any, at: str) -> None:
    drawn = noted(chart(*x, meta=meta), note("2026-03-11T14:05"), BERLIN)
    [line] = drawn.layout.shapes
    assert (line.type, pd.Timestamp(line.x0), line.x1) == ("line", pd.Timestamp(at), line.x0)
    [label] = drawn.layout.annotations
    assert label.text == "New tool fitted"
    assert drawn.layout.meta["notes"] == ["7 · 11 Mar 2026, 15:05: New tool fitted (Press 1, Ann)"]


def test_what_lasted_is_a_band_cut_to_the_axis() -> None:
    drawn = noted(chart(*DAYS), note("2026-03-08T10:00", "2026-03-11T10:00"), "UTC")
    band = next(shape for shape in drawn.layout.shapes if shape.type == "rect")
    assert (pd.Timestamp(band.x0), pd.Timestamp(band.x1)) == (pd.Timestamp("2026-03-10"), pd.Timestamp("2026-03-11"))


@pytest.mark.parametrize("when", ["2026-03-09T23:59", "2026-03-13T00:00"])
def test_notes_of_another_time_are_left_out(when: str) -> None:
    drawn = noted(chart(*DAYS), note(when), "UTC")
    assert not drawn.layout.shapes
    assert drawn.layout.meta is None


def test_charts_without_time_stay_as_they_are() -> None:
    numbers = go.Figure(go.Bar(x=[3.0, 4.0], y=["Press", "Mill"], orientation="h"), layout={"xaxis": {"range": [0, 5]}})
    words = go.Figure(go.Bar(x=["Jam", "Tool"], y=[1, 2]))
    for drawn in (numbers, words, go.Figure()):
        assert axis_of(drawn) is None
        assert not noted(drawn, note("2026-03-11T10:00"), "UTC").layout.shapes


def test_notes_close_together_share_a_label_that_tells_all_of_them() -> None:
    oil = note("2026-03-11T12:00", text="<b>Oil</b> changed", number=12)
    both = pd.concat([note("2026-03-11T10:00"), oil], ignore_index=True)
    for height, text in ((600, "New tool fitted +1"), (300, "7, 12")):
        drawn = noted(chart(*DAYS, height=height), both, "UTC")
        [label] = drawn.layout.annotations
        assert label.text == text
        assert "12 · 11 Mar 2026, 12:00: &lt;b&gt;Oil&lt;/b&gt; changed" in label.hovertext
        assert len(drawn.layout.meta["notes"]) == 2


def test_a_long_note_is_cut_to_the_height_of_the_chart() -> None:
    drawn = noted(chart(*DAYS), note("2026-03-11T10:00", text="word " * 50), "UTC")
    label = drawn.layout.annotations[0].text
    assert label.endswith("…")
    assert len(label) <= 510 / 6  # px of plot in px a letter


@pytest.mark.parametrize(
    ("starts", "ends", "columns"),
    [
        ("2026-03-10T05:59", None, []),
        ("2026-03-10T06:00", None, [0]),
        ("2026-03-10T21:59", None, [1]),
        ("2026-03-11T05:59", None, [3]),
        ("2026-03-11T06:00", None, []),
        ("2026-03-09T00:00", "2026-03-10T15:00", [0, 1]),
        ("2026-03-10T23:00", "2026-03-20T00:00", [3, 3]),
    ],
)
def test_on_a_grid_of_shifts_a_note_lies_in_the_shift_of_its_time(
    starts: str, ends: str | None, columns: list[int]
) -> None:
    begin = ["2026-03-10T06:00+00:00", "2026-03-10T14:00+00:00", "2026-03-10T22:00+00:00", "2026-03-10T22:30+00:00"]
    grid = go.Figure(go.Heatmap(x=[0, 1, 2, 3], y=["Press"], z=[[0, 1, 2, 3]]), layout={"height": 200})
    grid.update_layout(meta={"time": SHIFTS, "starts": [*begin, "2026-03-11T06:00+00:00"]})
    drawn = noted(grid, note(starts, ends), BERLIN)
    assert [x for shape in drawn.layout.shapes if shape.type == "line" for x in (shape.x0,)] == columns[:1]
    assert [x for shape in drawn.layout.shapes if shape.type == "rect" for x in (shape.x0, shape.x1)] == (
        columns if ends else []
    )
