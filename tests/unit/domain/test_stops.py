"""Stops of a machine: when they ended, and time that counts once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain.shifts import WorkingCalendar
from producflow.domain.states import account
from producflow.domain.stops import Unended, closed, counted_minutes, pieces

DAY = datetime(2026, 3, 2, tzinfo=UTC)
NOW = pd.Timestamp(DAY + timedelta(days=1))


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def stops(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Machine, start, end, planned, seen again; hours of the day, what is left out at the end is missing."""
    names = ["equipment_id", "started_at", "ended_at", "planned", "seen_again"]
    frame = pd.DataFrame([(*row, *[None] * (len(names) - len(row))) for row in rows], columns=names)
    for name in ("started_at", "ended_at", "seen_again"):
        moments = [pd.NaT if pd.isna(hour) else at(hour) for hour in frame[name]]
        frame[name] = pd.Series(moments, dtype="datetime64[us, UTC]")
    return frame.assign(id=range(len(frame)), planned=frame["planned"].fillna(value=False).astype(bool))


def reports(*rows: tuple[int, float, float, float]) -> pd.DataFrame:
    """Machine, start of the shift of eight hours, planned minutes, downtime."""
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "starts", "planned_minutes", "downtime_minutes"])
    starts = pd.Series([at(hour) for hour in frame["starts"]], dtype="datetime64[us, UTC]")
    return frame.assign(starts=starts, ends=starts + pd.Timedelta(hours=8))


def hours_of(found: pd.DataFrame) -> list[float]:
    return [(moment - DAY) / timedelta(hours=1) for moment in found["ended_at"]]


def test_what_overlaps_counts_once_and_the_stop_that_began_last_has_the_time() -> None:
    # 08–10 and 09–11 are three hours: one of the first stop, two of the second.
    assert counted_minutes(stops((1, 8, 10), (1, 9, 11))).tolist() == [60.0, 120.0]


def test_an_unplanned_stop_has_the_time_before_a_planned_one() -> None:
    # Maintenance 08–12, a breakdown 09–10 in it, and a pause planned 09:30–11 that began last: 2.5, 1, 0.5 h.
    found = counted_minutes(stops((1, 8, 12, True), (1, 9, 10), (1, 9.5, 11, True)))
    assert found.tolist() == [120.0, 60.0, 60.0]


def test_stops_of_different_machines_do_not_meet() -> None:
    assert counted_minutes(stops((1, 8, 10), (2, 9, 11), (1, 9, 11))).tolist() == [60.0, 120.0, 120.0]


@pytest.mark.parametrize(
    ("seen", "shifts", "ended", "assumed"),
    [
        (None, [], 24.0, False),  # nothing was heard of the machine: it lasts until now
        (9.0, [], 9.0, True),  # the next stop or state
        (30.0, [], 24.0, False),  # that is yet to come
        (None, [(1, 6, 480, 45)], 8.75, True),  # its own shift had 45 min of downtime in all
        (None, [(1, 6, 480, 400)], 24.0, False),  # 400 min are more than the 360 from eight to the shift's end
        (None, [(1, 6, 480, 480), (1, 14, 480, 480), (1, 22, 480, 0)], 24.0, False),  # the night is not over by now
        (None, [(1, 6, 480, 480), (1, 14, 480, 30)], 14.5, True),
        (None, [(1, -2, 480, 0), (2, 6, 480, 0)], 24.0, False),  # a shift before it, and another machine
        (None, [(1, 14, 240, 240)], 24.0, False),  # down for all that was planned
        (13.0, [(1, 6, 480, 30)], 8.5, True),  # whichever came first
    ],
)
def test_an_open_stop_ends_at_the_next_sign_of_life(
    seen: float | None, shifts: list[tuple[int, float, float, float]], ended: float, *, assumed: bool
) -> None:
    found = closed(stops((1, 8, None, False, seen)), reports(*shifts), NOW)
    assert (hours_of(found), found["assumed"].tolist(), found["lasts"].tolist()) == ([ended], [assumed], [not assumed])


def test_a_reported_end_stands_and_the_others_are_counted() -> None:
    found = closed(stops((1, 8, 9), (1, 10, None, False, 11), (1, 11, None)), reports((1, 6, 480, 0)), NOW)
    assert hours_of(found) == [9.0, 10.0, 11.0]  # the shift of 06–14 had no downtime at all
    assert str(Unended.of(found)) == (
        "2 stops have no reported end; counted: 2 until the machine's next sign of life (a later stop or state, or a "
        "shift with less downtime)."
    )
    assert str(Unended.of(found[:1])) == ""


some_stops = st.lists(
    st.tuples(st.sampled_from([1, 2]), st.integers(0, 40), st.integers(0, 20), st.booleans()),
    max_size=8,
    unique_by=lambda row: row[:2],
)


@pytest.mark.long
@given(some_stops)
def test_every_minute_has_the_owner_that_the_rule_names_and_states_say_the_same(rows: list[tuple[Any, ...]]) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    frame = stops(*[(machine, start / 60, (start + lasts) / 60, planned) for machine, start, lasts, planned in rows])
    expected = [0] * len(rows)
    for machine in (1, 2):
        for minute in range(60):
            there = [
                (not planned, start, place)
                for place, (whose, start, lasts, planned) in enumerate(rows)
                if whose == machine and start <= minute < start + lasts
            ]
            if there:
                expected[max(there)[2]] += 1
    assert counted_minutes(frame).tolist() == expected
    for whose, own in frame.groupby("equipment_id"):
        states = own.assign(state=own["planned"].map({True: "planned_stop", False: "stopped"}), reason="", product="")
        told = account(states.assign(output_quantity=None, defect_quantity=None), WorkingCalendar("UTC")).records
        assert told["downtime_minutes"].sum() == sum(counted_minutes(frame)[frame["equipment_id"] == whose])
    cut = pieces(frame)
    assert (cut["end"] > cut["start"]).all()
