"""Charts one above the other: where each stands, what belongs to which, and that none is checked twice."""

import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseFigure

from producflow.ui.charts.base import figure
from producflow.ui.charts.stacked import Row, stacked


def two() -> go.Figure:
    band = {"type": "rect", "x0": 0, "x1": 1, "y0": 5, "y1": 6}
    words = {"x": 0, "y": 5.5, "text": "too much"}
    upper = Row([go.Scatter(x=[1, 2], y=[3, 4])], 3, {"range": [0, 9]}, "Above", [band], [words])
    lower = Row([go.Bar(x=[1, 2], y=[5, 6])], 1, {"title": {"text": "units"}}, "Below")
    return stacked([upper, lower], 0.2, {"type": "date"}, {"showticklabels": True}, height=300)


def test_rows_share_the_height_from_top_to_bottom() -> None:
    layout = two().layout
    assert layout.yaxis.domain == pytest.approx((0.4, 1.0))  # three quarters of the 0.8 that are left
    assert layout.yaxis2.domain == pytest.approx((0.0, 0.2))
    assert (layout.yaxis.range, layout.yaxis2.title.text, layout.height) == ((0, 9), "units", 300)


def test_all_follow_the_axis_of_the_last_row_which_alone_has_words() -> None:
    layout = two().layout
    assert (layout.xaxis.matches, layout.xaxis.showticklabels, layout.xaxis.anchor) == ("x2", False, "y")
    assert (layout.xaxis2.matches, layout.xaxis2.showticklabels, layout.xaxis2.anchor) == (None, True, "y2")
    assert {layout.xaxis.type, layout.xaxis2.type} == {"date"}


def test_what_a_row_shows_lies_in_its_own_axes() -> None:
    drawn = two()
    assert [(trace.xaxis, trace.yaxis) for trace in drawn.data] == [("x", "y"), ("x2", "y2")]
    assert [(shape.xref, shape.yref) for shape in drawn.layout.shapes] == [("x domain", "y")]
    told = [(each.text, each.xref, each.yref) for each in drawn.layout.annotations]
    assert told == [("Above", "paper", "paper"), ("Below", "paper", "paper"), ("too much", "x domain", "y")]
    assert [each.y for each in drawn.layout.annotations] == pytest.approx([1.0, 0.2, 5.5])


def test_a_chart_is_put_together_before_plotly_checks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """To change a chart costs ten times as much as to make it: each change looks at all of it again."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("was changed after it was made")

    for name in ("update_layout", "add_trace", "_process_multiple_axis_spanning_shapes", "_add_annotation_like"):
        monkeypatch.setattr(BaseFigure, name, refused)
    assert len(two().data) == 2
    drawn = figure(go.Bar(x=[1], y=[2]), y_title="units", xaxis={"type": "date"}, legend=True, meta={"time": "days"})
    assert (drawn.layout.yaxis.title.text, drawn.layout.xaxis.type, drawn.layout.margin.t) == ("units", "date", 32)
    assert drawn.layout.xaxis.fixedrange  # the house's own choices stay beside those of a chart
