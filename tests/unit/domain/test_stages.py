"""An episode in stages: passing the critical limit is news, with the limit, time and count that belong to it."""

from dataclasses import replace

import pandas as pd
import pytest

from producflow.domain import alarms
from producflow.domain.alert_matching import covered
from producflow.domain.stages import description, graver, stages, title
from producflow.domain.thresholds import DEFAULT_LIMITS, Limits

HOT = Limits(warn_high=80, crit_high=85, deadband=1)
BAND = Limits(50, 60, 45, 65, deadband=2)
START = pd.Timestamp("2026-03-10T20:35Z")


def every_minute(values: list[float | None]) -> tuple[pd.Series, pd.Series]:
    times = pd.Series(pd.date_range(START, periods=len(values), freq="min"))
    return times, pd.Series(values, dtype="float64")


def minute(n: int) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=n)


def test_a_warning_that_becomes_critical_by_hand() -> None:
    found = stages(*every_minute([81, 82, 85, 85.5, 84.5, 90, 82, 79.5, 79]), HOT)
    assert found["level"].tolist() == ["warning", "critical"]
    assert found["started_at"].tolist() == [minute(0), minute(3)]  # 85 is on the limit, not beyond it
    assert found["ended_at"].tolist() == [minute(3), minute(8)]
    assert found["went_on"].tolist() == [True, False]
    assert found["limit"].tolist() == [80, 85]
    assert found["n_beyond"].tolist() == [3, 2]
    assert found["peak_value"].tolist() == [85, 90]
    assert found["peak_exceedance"].tolist() == [1.0, 2.0]
    assert found["minutes"].tolist() == [3, 5]
    assert title("temperature", found.iloc[1], "°C") == "Temperature above 85 °C"
    assert description(found.iloc[1], "°C") == (
        "Farthest reading 90 °C; 2 readings beyond the limit. Back inside after 5 min."
    )


def test_critical_from_the_start_is_one_stage() -> None:
    found = stages(*every_minute([70, 90, 81, 82]), HOT)
    assert found["level"].tolist() == ["critical"]
    assert found["n_beyond"].tolist() == [1]
    assert found["ended_at"].isna().tolist() == [True]


def test_hovering_at_the_critical_limit_is_one_stage_and_passing_it_anew_another() -> None:
    found = stages(*every_minute([81, 85.2, 84.8, 85.2, 84.5, 86, 84, 83, 86]), HOT)
    assert found["started_at"].tolist() == [minute(0), minute(1), minute(8)]  # 84 is back inside by the deadband
    assert found["level"].tolist() == ["warning", "critical", "critical"]
    assert "Beyond the critical limit again after 7 min" in description(found.iloc[1], None)


def test_the_other_side_is_named_with_its_own_count() -> None:
    [stage] = [row for _, row in stages(*every_minute([48, 62, 61, 49, 55]), BAND).iterrows()]
    assert title("pressure", stage, "PSI") == "Pressure below 50 PSI"
    assert description(stage, "PSI") == (
        "Farthest reading 48 PSI; 2 readings beyond the limit, 2 readings above 60 PSI. Back inside after 4 min."
    )


def test_within_an_episode_nothing_critical_waits_for_the_delay() -> None:
    slow = Limits(warn_high=80, crit_high=85, deadband=1, delay=120)
    found = stages(*every_minute([81, 81, 90, 81, 70]), slow)
    assert found["started_at"].tolist() == [minute(0), minute(2)]
    # A spike before the run that lasts belongs to nothing, and hides nothing.
    wide = Limits(warn_high=80, crit_high=85, deadband=6, delay=120)
    found = stages(*every_minute([86, 79.5, 81, 81, 81, 86, 70]), wide)
    assert found["started_at"].tolist() == [minute(2), minute(5)]
    assert found["level"].tolist() == ["warning", "critical"]


def test_nothing_beyond_has_no_stages() -> None:
    assert stages(*every_minute([70, None]), HOT).empty
    assert stages(*every_minute([]), HOT).empty
    assert stages(*every_minute([1, 1000]), Limits()).empty


def test_graver_begins_where_the_priority_rises_above_the_one_that_was_closed() -> None:
    readings = every_minute([81, 81, 83, 84, 70])  # exceedance 0.2, 0.2, 0.6, 0.8: low, low, medium, medium
    [stage] = [row for _, row in stages(*readings, HOT).iterrows()]
    rest = graver(stage, *readings, HOT, "low")
    assert rest is not None
    assert (rest["started_at"][0], rest["ended_at"][0], rest["n_beyond"][0]) == (minute(2), minute(4), 2)
    assert title("temperature", rest.iloc[0], "°C") == "Temperature still above 80 °C"
    assert graver(stage, *readings, HOT, "medium") is None


def test_graver_by_time_alone() -> None:
    times = pd.Series([START, minute(59), minute(60), minute(480)])
    values = pd.Series([81.0, 81.0, 81.0, 81.0])
    [stage] = [row for _, row in stages(times, values, HOT).iterrows()]
    for than, since in (("low", minute(60)), ("medium", minute(480))):
        rest = graver(stage, times, values, HOT, than)
        assert rest is not None
        assert rest["started_at"][0] == since
    assert graver(stage, times, values, HOT, "high") is None
    assert alarms.priority("warning", 0.2, 480.0) == "high"


@pytest.mark.parametrize(
    ("level", "seen", "expected"),
    [("warning", 1, ["low", None]), ("critical", 1, ["low", None]), ("critical", 4, ["low", "low"])],
)
def test_what_is_closed_speaks_for_what_was_seen_and_is_no_graver(
    level: str, seen: int, expected: list[str | None]
) -> None:
    found = stages(*every_minute([81, 82, 83, 84, 90]), HOT)
    closed = pd.DataFrame(
        {"level": [level], "priority": ["low"], "started_at": [minute(0)], "seen_until": [minute(seen)]}
    )
    said = covered(found, closed)
    assert [None if pd.isna(priority) else priority for priority in said] == expected


def test_texts() -> None:
    vibration = DEFAULT_LIMITS["vibration"]

    def of(sensor: str, value: float, limits: Limits, unit: str | None) -> tuple[str, str]:
        stage = stages(*every_minute([value]), limits).iloc[0]
        return title(sensor, stage, unit), description(stage, unit)

    assert of("vibration", 2.834, vibration, "mm/s")[0] == "Vibration above 2.5 mm/s"
    assert of("vibration", 2.3, vibration, "mm/s")[0] == "Vibration above 2 mm/s"
    assert of("speed", 1100, DEFAULT_LIMITS["speed"], "RPM")[0] == "Speed below 1,200 RPM"
    assert of("oil_level", 3.8, Limits(warn_high=3), None) == (
        "Oil level above 3",
        "Farthest reading 3.8; 1 reading beyond the limit. "
        "Not back inside by the last reading, less than a minute after the first.",
    )


@pytest.mark.parametrize("limits", [BAND, replace(BAND, delay=60, off_delay=120)])
def test_sensors_at_once_are_as_each_by_itself(limits: Limits) -> None:
    """Of each, readings that begin and end beyond, come back, and hover at both limits."""
    own: list[list[float | None]] = [
        [62, 62, 63],
        [66, 61, 61, 57, 56, 55, 62, 66],
        [55, 55, 55],
        [40, 48, 51, 57, 57, 57, 62, 62, 62],
    ]
    several = [every_minute(values) for values in own]
    sensors = pd.Series([number for number, values in enumerate(own) for _ in values])
    parts = ([times for times, _ in several], [values for _, values in several], [sensors])
    rows = pd.concat([pd.concat(part, ignore_index=True) for part in parts], axis="columns", ignore_index=True)
    mixed = rows.sample(frac=1, random_state=1)
    found = stages(mixed[0], mixed[1], limits, mixed[2])
    alone = [stages(*each, limits).assign(sensor=number) for number, each in enumerate(several)]
    pd.testing.assert_frame_equal(found, pd.concat([each for each in alone if len(each)], ignore_index=True))
