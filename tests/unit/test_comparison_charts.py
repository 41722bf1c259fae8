"""What the funnel and the control charts draw."""

import math

import pandas as pd
import pytest

from producflow.reports import comparison, control_charts
from producflow.reports.view import View
from producflow.ui.charts import comparison as charts

DAYS = pd.date_range("2026-03-02", periods=12, freq="D", unit="us")
MINUTES = ["planned_minutes", "run_minutes", "credited_minutes", "downtime_minutes", "rated_output", "ideal_output"]


def chart(rules: str = "Limits only") -> control_charts.ControlChart:
    """Nights at 22:00 in Berlin, that is 21:00 UTC; the last one rejects 30 % instead of 2 or 4 %."""
    defects = [20, 40] * 5 + [20, 300]
    sums = pd.DataFrame(
        {
            "date": DAYS,
            "shift": "night",
            "output_quantity": 1000,
            "inspected_output": 1000,
            "good_quantity": [1000 - each for each in defects],
            "defect_quantity": defects,
        }
    )
    starts = (DAYS + pd.Timedelta(hours=21)).tz_localize("UTC")
    spans = pd.DataFrame({"date": DAYS, "shift": "night", "start": starts, "planned": True})
    view = View(DAYS[0].date(), DAYS[-1].date())
    made = pd.DataFrame(columns=MINUTES, index=sums.index)
    return control_charts.of_sums(
        sums.join(made.astype("float64")).set_index(["date", "shift"]),
        spans,
        view,
        control_charts.KINDS["Defect rate, p chart"],
        rules,
    )


def test_times_are_those_of_the_zone_that_the_axis_names() -> None:
    drawn = charts.control_chart(chart(), "Europe/Berlin")
    assert drawn.layout.xaxis.title.text == "Start of the shift [Europe/Berlin]"
    for trace in drawn.data:
        assert all(pd.Timestamp(at).hour == 22 for at in trace.x)
        assert all(pd.Timestamp(at).tzinfo is None for at in trace.x)


def test_limits_and_signals_of_a_p_chart_by_hand() -> None:
    drawn = {trace.name: trace for trace in charts.control_chart(chart(), "UTC").data}
    # 5 × 60 + 20 + 300 = 620 rejects of 12,000
    center = 620 / 12_000
    upper = center + 3 * math.sqrt(center * (1 - center) / 1000)
    assert list(drawn["Average"].y) == pytest.approx([100 * center] * 12)
    bound = {trace.y[0] for trace in charts.control_chart(chart(), "UTC").data if trace.name == "Control limits"}
    assert max(bound) == pytest.approx(100 * upper)
    # 2 % is 3.165 % below the centre, beyond 3 × 0.7 %; 4 % is not; so six and the last are signals
    assert list(drawn["Night, signal"].y) == pytest.approx([2.0] * 6 + [30.0])
    assert list(drawn["Night"].y) == pytest.approx([4.0] * 5)
    assert "rule 1" in drawn["Night, signal"].customdata[-1]


def test_a_funnel_names_each_shift_once_and_outlines_what_is_real() -> None:
    # One machine, 12 days of 1,000 in each shift: 10 rejects a day in the morning, 30 at night, 20 expected of each.
    rows = [(1, day, shift, 1000, made) for shift, made in (("morning", 10), ("night", 30)) for day in DAYS]
    counted = pd.DataFrame(rows, columns=["equipment_id", "date", "shift", "output_quantity", "defect_quantity"])
    counted = counted.assign(planned_minutes=480.0, credited_minutes=430.0)
    found = comparison.of_samples(counted, pd.Series({1: "A <b>"}), ("morning", "night"))
    drawn = charts.funnel(found)
    points = {trace.name: trace for trace in drawn.data if trace.mode == "markers"}
    assert list(points) == ["Morning", "Night", "Outlined: a real difference"]
    assert (points["Night"].x[0], points["Night"].y[0]) == (240.0, 1.5)
    assert points["Night"].customdata[0] == "A &lt;b&gt;: 360 rejects, 240 expected"
    upper = next(trace for trace in drawn.data if trace.name == "95 % limits")
    for at, high in zip(upper.x, upper.y, strict=True):
        assert high == pytest.approx(1 + 1.959964 * math.sqrt(0.98 / at))


@pytest.mark.parametrize(
    ("span", "ticks"), [((60, 1100), [100, 200, 500, 1000]), ((5, 900_000), [10, 100, 1000, 10_000, 100_000])]
)
def test_ticks_of_a_funnel_do_not_crowd(span: tuple[float, float], ticks: list[float]) -> None:
    assert charts._ticks(*span) == ticks
