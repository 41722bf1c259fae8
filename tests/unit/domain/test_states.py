"""Intervals become production records and stops: nothing is lost, nothing counts twice."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producflow.domain.shifts import WorkingCalendar
from producflow.domain.states import Account, account

UTC = WorkingCalendar("UTC")
BERLIN = WorkingCalendar("Europe/Berlin")
COLUMNS = ["started_at", "ended_at", "state", "reason", "product", "output_quantity", "defect_quantity"]


def intervals(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of start, end, state, reason, product, output, defects; what is left out at the end is missing."""
    frame = pd.DataFrame([(*row, *[None] * (len(COLUMNS) - len(row))) for row in rows], columns=COLUMNS)
    return frame.assign(
        started_at=pd.to_datetime(frame["started_at"], utc=True),
        ended_at=pd.to_datetime(frame["ended_at"], utc=True),
        output_quantity=frame["output_quantity"].astype("float64"),
        defect_quantity=frame["defect_quantity"].astype("float64"),
    )


def records(found: Account) -> list[tuple[Any, ...]]:
    """Date, shift, product, output, defects, downtime, planned."""
    rows = found.records.assign(date=found.records["date"].dt.strftime("%d"))
    return [tuple(None if pd.isna(value) else value for value in row.values()) for row in rows.to_dict("records")]


def stops(found: Account) -> list[tuple[Any, ...]]:
    """Start, end, reason, planned."""
    times = {name: found.stops[name].dt.strftime("%d %H:%M").fillna("lasts") for name in ("started_at", "ended_at")}
    return [tuple(row.values()) for row in found.stops.assign(**times).to_dict("records")]


def test_an_order_across_midnight_and_two_shifts_is_divided_by_time() -> None:
    # 20:00 to 02:00 is 2 h of the afternoon and 4 h of the night that began on the 10th: 90 units are 30 and 60.
    found = account(intervals(("2026-03-10 20:00", "2026-03-11 02:00", "producing", None, "A", 90, 3)), UTC)
    assert records(found) == [
        ("10", "afternoon", "A", 30, 1, 0.0, 120.0),
        ("10", "night", "A", 60, 2, 0.0, 240.0),
    ]
    assert stops(found) == []


def test_a_stop_of_two_days_is_one_stop_and_downtime_of_every_shift() -> None:
    found = account(intervals(("2026-03-10 13:00", "2026-03-12 07:00", "stopped", "bearing")), UTC)
    assert stops(found) == [("10 13:00", "12 07:00", "bearing", False)]
    # 1 h of a morning, then five whole shifts, then 1 h of a morning: 42 h.
    assert [(row[0], row[1], row[5]) for row in records(found)] == [
        ("10", "afternoon", 480.0),
        ("10", "morning", 60.0),
        ("10", "night", 480.0),
        ("11", "afternoon", 480.0),
        ("11", "morning", 480.0),
        ("11", "night", 480.0),
        ("12", "morning", 60.0),
    ]
    assert found.records["downtime_minutes"].sum() == 42 * 60


@pytest.mark.parametrize(("night", "minutes"), [("2026-03-28", 420.0), ("2026-10-24", 540.0)])
def test_a_night_in_which_clocks_change_has_the_minutes_that_passed(night: str, minutes: float) -> None:
    starts, ends = BERLIN.bounds(datetime.fromisoformat(night).date(), "night")
    found = account(intervals((starts, ends, "producing", None, "A", 100)), BERLIN)
    assert [row[1:] for row in records(found)] == [("night", "A", 100, None, 0.0, minutes)]


def test_stops_inside_an_order_take_their_time_from_it_and_units_follow_the_time_produced() -> None:
    # The order runs 10 h with a stop of 2 h: 8 h in the morning, no, 6 + 2: 06–14 less 12–14 is 6 h, then 14–16 2 h.
    found = account(
        intervals(
            ("2026-03-10 06:00", "2026-03-10 16:00", "producing", None, "A", 80),
            ("2026-03-10 12:00", "2026-03-10 14:00", "stopped", "jam", "A", 80),
        ),
        UTC,
    )
    assert records(found) == [
        ("10", "afternoon", "A", 20, None, 0.0, 120.0),
        ("10", "morning", "A", 60, None, 120.0, 480.0),
    ]
    assert stops(found) == [("10 12:00", "10 14:00", "jam", False)]
    assert (found.overlaps, found.overlap_minutes, found.uncounted_output) == (1, 120.0, 80)


def test_of_overlapping_states_off_has_the_time_then_stops_then_planned_stops() -> None:
    found = account(
        intervals(
            ("2026-03-10 06:00", "2026-03-10 14:00", "producing"),
            ("2026-03-10 07:00", "2026-03-10 10:00", "planned_stop", "setup"),
            ("2026-03-10 08:00", "2026-03-10 09:00", "stopped", "jam"),
            ("2026-03-10 13:00", "2026-03-10 14:00", "off"),
        ),
        UTC,
    )
    assert records(found) == [("10", "morning", "", None, None, 180.0, 420.0)]  # nobody reported units
    assert stops(found) == [
        ("10 07:00", "10 08:00", "setup", True),
        ("10 08:00", "10 09:00", "jam", False),
        ("10 09:00", "10 10:00", "setup", True),
    ]
    assert found.overlap_minutes == 180 + 60 + 60


def test_two_orders_in_one_shift_are_two_records_and_a_stop_goes_with_the_one_before_it() -> None:
    found = account(
        intervals(
            ("2026-03-10 06:00", "2026-03-10 09:00", "producing", None, "A", 30, 1),
            ("2026-03-10 09:00", "2026-03-10 10:00", "planned_stop", "changeover"),
            ("2026-03-10 10:00", "2026-03-10 14:00", "producing", None, "B", 44),
        ),
        UTC,
    )
    assert records(found) == [
        ("10", "morning", "A", 30, 1, 60.0, 240.0),
        ("10", "morning", "B", 44, None, 0.0, 240.0),
    ]


def test_orders_at_the_same_time_share_the_time_and_keep_their_units() -> None:
    found = account(
        intervals(
            ("2026-03-10 06:00", "2026-03-10 08:00", "producing", None, "A", 10),
            ("2026-03-10 06:00", "2026-03-10 08:00", "producing", None, "B", 20),
        ),
        UTC,
    )
    assert found.records["planned_minutes"].sum() == 120
    assert dict(zip(found.records["product"], found.records["output_quantity"], strict=True)) == {"A": 10, "B": 20}


def test_without_an_end_a_state_lasts_until_the_next_and_the_last_stop_still_does() -> None:
    found = account(
        intervals(
            ("2026-03-10 06:00", None, "producing", None, "A", 5),
            ("2026-03-10 07:00", None, "stopped", "jam"),
            ("2026-03-10 07:30", None, "stopped", "jam"),
            ("2026-03-10 08:00", None, "producing", None, "A", 6),
            ("2026-03-10 09:00", None, "stopped", "motor"),
        ),
        UTC,
    )
    assert records(found) == [("10", "morning", "A", 11, None, 60.0, 180.0)]
    assert stops(found) == [("10 07:00", "10 08:00", "jam", False), ("10 09:00", "lasts", "motor", False)]


def test_a_producing_state_that_nothing_ends_has_units_but_no_time() -> None:
    found = account(intervals(("2026-03-10 06:00", None, "producing", None, "A", 5)), UTC)
    assert records(found) == [("10", "morning", "A", 5, None, 0.0, 0.0)]
    assert found.open_ended == 1


def test_rejects_that_a_stop_repeats_are_left_out_and_counted() -> None:
    found = account(
        intervals(
            ("2026-02-09 06:00", "2026-02-09 09:00", "producing", None, "", 100, 3),
            ("2026-02-09 07:00", "2026-02-09 07:30", "stopped", None, "", 0, 3),
        ),
        UTC,
    )
    assert records(found) == [("09", "morning", "", 100, 3, 30.0, 180.0)]
    assert (found.uncounted_output, found.uncounted_defects) == (0, 3)


def test_defects_never_exceed_output_in_any_piece() -> None:
    # A tenth of the time in the morning, four tenths to 18:00 … one good and one bad unit are rounded apart.
    rows = intervals(("2026-03-10 13:00", "2026-03-11 12:00", "producing", None, "A", 2, 1))
    found = account(rows, UTC)
    assert (found.records["defect_quantity"] <= found.records["output_quantity"]).all()
    assert (found.records["output_quantity"].sum(), found.records["defect_quantity"].sum()) == (2, 1)


def test_nothing_becomes_nothing() -> None:
    found = account(intervals(), UTC)
    assert found.records.empty
    assert found.stops.empty


MOMENTS = st.integers(0, 6 * 24 * 60).map(
    lambda minute: datetime.fromisoformat("2026-03-27T00:00Z") + timedelta(minutes=minute)
)
LENGTHS = st.integers(0, 30 * 60).map(lambda minutes: timedelta(minutes=minutes))
ROWS = st.builds(
    lambda start, length, state, product, output, defects: (
        start, start + length, state, None, product, output, min(defects, output),
    ),
    MOMENTS,
    LENGTHS,
    st.sampled_from(["producing", "stopped", "planned_stop", "off"]),
    st.sampled_from(["", "A", "B"]),
    st.integers(0, 1000),
    st.integers(0, 1000),
)  # fmt: skip


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, max_size=8), st.sampled_from([UTC, BERLIN]))
def test_no_minute_and_no_unit_is_lost_or_counted_twice(
    rows: list[tuple[object, ...]], calendar: WorkingCalendar
) -> None:
    found = account(intervals(*rows), calendar)
    # Minute by minute, the slow way: what is claimed by any row, and by which state.
    claimed: dict[datetime, set[str]] = {}
    for start, end, state, *_ in rows:
        minute = start
        while minute < end:  # type: ignore[operator]
            claimed.setdefault(minute, set()).add(str(state))  # type: ignore[arg-type]
            minute += timedelta(minutes=1)  # type: ignore[operator]
    planned = [states for states in claimed.values() if "off" not in states]
    down = [states for states in planned if states & {"stopped", "planned_stop"}]
    assert found.records["planned_minutes"].sum() == pytest.approx(len(planned))
    assert found.records["downtime_minutes"].sum() == pytest.approx(len(down))
    producing = [row for row in rows if row[2] == "producing"]
    assert found.records["output_quantity"].sum() == sum(int(str(row[5])) for row in producing)
    assert found.records["defect_quantity"].sum() == sum(int(str(row[6])) for row in producing)
    assert (found.records["defect_quantity"] <= found.records["output_quantity"]).all()
    assert (found.records["downtime_minutes"] <= found.records["planned_minutes"]).all()
    lasted = (found.stops["ended_at"] - found.stops["started_at"]).dt.total_seconds().sum() / 60
    assert lasted == pytest.approx(len(down))
    assert not found.records.duplicated(["date", "shift", "product"]).any()
    assert not found.stops.duplicated("started_at").any()
