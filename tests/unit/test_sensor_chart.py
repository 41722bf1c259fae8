"""What the sensor chart draws: limits as labelled bands, gaps as gaps, wall-clock times."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from producflow.domain.gaps import with_gaps
from producflow.domain.thresholds import DEFAULT_LIMITS, Limits
from producflow.reports.equipment import History
from producflow.reports.sensors import Course, Series
from producflow.ui.charts import sensors

START = datetime(2026, 3, 10, 6, tzinfo=UTC)


def series(
    *values: float, minutes: list[int], sensor_type: str = "vibration", limits: Limits | None = None, step: int = 0
) -> Series:
    frame = pd.DataFrame({"timestamp": [START + timedelta(minutes=each) for each in minutes], "value": list(values)})
    frame = frame.assign(minimum=frame["value"] - step, maximum=frame["value"] + step, n=1)
    return Series(
        equipment_id=1,
        sensor_type=sensor_type,
        unit="mm/s",
        limits=DEFAULT_LIMITS[sensor_type] if limits is None else limits,
        frame=with_gaps(frame),
        step=timedelta(minutes=1) if step else None,
        readings=len(values),
    )


def drawn(*each: Series) -> object:
    nothing = pd.DataFrame()
    history = History(START, START + timedelta(hours=1), START + timedelta(hours=1), nothing, nothing, nothing)
    return sensors.course(Course(each, history, "Europe/Berlin"))


def words(figure: object) -> list[str]:
    return [each.text for each in figure.layout.annotations]  # type: ignore[attr-defined]


def test_near_limits_are_bands_with_their_words() -> None:
    figure = drawn(series(1.5, 2.1, 2.6, minutes=[0, 1, 2]))
    assert words(figure) == [
        "<b>Vibration</b> [mm/s], warning above 2",
        "Downtime, alerts and jobs",
        "warning above 2",
        "critical above 2.5",
    ]
    low, high = figure.layout.yaxis.range  # type: ignore[attr-defined]
    bands = [(shape.y0, shape.y1) for shape in figure.layout.shapes]  # type: ignore[attr-defined]
    assert bands == [(2.0, 2.5), (2.5, high)]
    assert low < 1.5 < 2.6 < high


def test_limits_far_from_the_readings_are_named_but_do_not_flatten_them() -> None:
    figure = drawn(series(1500, 1510, 1505, minutes=[0, 1, 2], sensor_type="speed"))
    assert words(figure)[0] == "<b>Speed</b> [mm/s], warning outside 1300–1700"
    assert figure.layout.shapes == ()  # type: ignore[attr-defined]


def test_a_sensor_without_limits_says_so() -> None:
    figure = drawn(series(1, 2, 3, minutes=[0, 1, 2], limits=Limits()))
    assert words(figure)[0] == "<b>Vibration</b> [mm/s], no limits set"


def test_gaps_break_the_line_and_the_range() -> None:
    figure = drawn(series(1, 2, 1, 2, 1, 2, minutes=[0, 1, 2, 30, 31, 32], step=1))
    span, line = figure.data[:2]  # type: ignore[attr-defined]
    assert pd.isna(pd.Series(line.y)).tolist() == [False, False, False, True, False, False, False]
    assert line.connectgaps is False
    # Two shapes of three points there and three back, each closed by a missing one.
    assert [position for position, each in enumerate(span.y) if each is None] == [6, 13]


def test_times_are_those_of_the_plants_clock() -> None:
    figure = drawn(series(1, 2, 3, minutes=[0, 1, 2]))
    assert pd.Timestamp(figure.data[0].x[0]) == pd.Timestamp("2026-03-10T07:00")  # type: ignore[attr-defined]
    assert figure.layout.xaxis2.title.text == "Time [Europe/Berlin]"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(50, 60, "outside 50–60"), (None, 80.5, "above 80.5"), (1300, None, "below 1300"), (None, None, "")],
)
def test_limits_in_words(low: float | None, high: float | None, expected: str) -> None:
    assert sensors.outside(low, high) == expected
