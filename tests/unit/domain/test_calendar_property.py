"""Calendar × records × coverage: nothing that was reported is lost, and no minute is planned twice."""

from datetime import date, time, timedelta
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producflow.domain.coverage import MISSING, Matched, expected_shifts, states
from producflow.domain.coverage_counts import counted, in_cells
from producflow.domain.patterns import SINCE_EVER, Change, InvalidCalendarError, Pattern, Slot
from producflow.domain.schedule import Plan, Schedule
from producflow.domain.shifts import WorkingCalendar

pytestmark = pytest.mark.long

FIRST, DAYS = date(2026, 3, 20), 20  # the clock goes forward in between
LAST = FIRST + timedelta(days=DAYS - 1)
NAMES = ("early", "late", "night", "weekend")
NOW = pd.Timestamp("2026-05-01", tz="UTC")


@st.composite
def patterns(draw: st.DrawFn, valid_from: date) -> Pattern:
    cycle = draw(st.integers(1, 9))
    slots = []
    for day in range(cycle):
        starts = draw(st.lists(st.integers(0, 47), max_size=3, unique=True))
        names = draw(st.permutations(NAMES))
        slots += [
            Slot(day, name, time(start // 2, 30 * (start % 2)), draw(st.integers(60, 600)))
            for name, start in zip(names, sorted(starts), strict=False)
        ]
    slots = slots or [Slot(0, "early", time(6), 480)]
    return Pattern(valid_from, tuple(slots), cycle, FIRST + timedelta(days=draw(st.integers(-30, 30))))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    first = FIRST + timedelta(days=draw(st.integers(-2, DAYS)))
    last = first + timedelta(days=draw(st.integers(0, 4)))
    if draw(st.booleans()):
        return Change(first, last, "closed")
    start = time(draw(st.integers(0, 23)))
    return Change(first, last, "extra", draw(st.sampled_from(NAMES)), start, draw(st.integers(30, 720)))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Patterns, changes and one machine of its own, drawn until they can be."""
    later = FIRST + timedelta(days=draw(st.integers(1, DAYS)))
    try:
        own = (draw(patterns(SINCE_EVER)), draw(patterns(later)))[: draw(st.integers(1, 2))]
        plan = Plan((draw(patterns(later)),), (draw(changes()),)) if draw(st.booleans()) else None
        machines = () if plan is None else ((2, plan),)
        schedule = Schedule(own, tuple(draw(st.lists(changes(), max_size=3))), machines)
    except InvalidCalendarError:
        schedule = Schedule()
    return WorkingCalendar(draw(st.sampled_from(("UTC", "Europe/Berlin", "America/New_York"))), schedule)


@settings(max_examples=60, deadline=None)
@given(calendars(), st.randoms(use_true_random=False))
def test_nothing_that_was_reported_is_lost_and_coverage_is_what_the_cells_say(
    calendar: WorkingCalendar, random: Random
) -> None:
    since = pd.Series({1: pd.Timestamp(FIRST), 2: pd.Timestamp(FIRST + timedelta(days=3)), 3: pd.Timestamp(FIRST)})
    expected = expected_shifts(calendar, pd.Timestamp(FIRST), pd.Timestamp(LAST), since, NOW)
    # Any shift that the plant knows may report on any day that a machine is in service, planned or not.
    every = [
        (machine, FIRST + timedelta(days=day), shift)
        for machine in since.index
        for day in range(DAYS)
        for shift in calendar.names
        if random.random() < 0.4 and pd.Timestamp(FIRST + timedelta(days=day)) >= since[machine]
    ]
    told = pd.DataFrame(every, columns=["equipment_id", "date", "shift"]).astype({"date": "datetime64[us]"})
    facts: dict[str, Any] = {"first_stored": NOW, "records": 1, "planned_minutes": 480.0, "repeated": 0}
    cells = states(expected, told.assign(**facts), calendar, 24.0)
    found = Matched(told, expected).coverage
    # By hand: sets of what was wanted and what came.
    wanted = {(row[0], row[1].date(), row[2]) for row in expected.iloc[:, :3].itertuples(index=False)}
    came = {(row[0], row[1].date(), row[2]) for row in told.itertuples(index=False)}
    assert (found.reported, found.expected, found.unexpected) == (
        len(wanted & came),
        len(wanted),
        len(came - wanted),
    )
    assert len(cells) == len(wanted | came)
    assert int((cells["state"] == MISSING).sum()) == len(wanted - came)
    assert (cells["end"] >= cells["start"]).all()
    # The count in the store's way, group of machines by group, says the same.
    counts = []
    for _, chosen in calendar.among(since.index):
        own = told[told["equipment_id"].isin(chosen)]
        counts.append(own.groupby(["date", "shift"], as_index=False).size().rename(columns={"size": "reported"}))
    again, minutes = counted(calendar, pd.Timestamp(FIRST), pd.Timestamp(LAST), since, counts, NOW)
    assert again == found
    assert np.isclose(minutes, ((cells["end"] - cells["start"]).dt.total_seconds() / 60).sum())
    # And so does the count shift by shift, of what is planned and of what is over by some time in between.
    noon = pd.Timestamp(FIRST, tz="UTC") + pd.Timedelta(days=DAYS / 2)
    of_shifts = in_cells(calendar, pd.Timestamp(FIRST), pd.Timestamp(LAST), since, noon)
    for name, until in (("planned", None), ("due", noon)):
        listed = expected_shifts(calendar, pd.Timestamp(FIRST), pd.Timestamp(LAST), since, until)
        sizes = listed.astype({"date": "datetime64[us]"}).groupby(["date", "shift"]).size()
        assert of_shifts.loc[of_shifts[name] > 0, name].to_dict() == sizes.to_dict()


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 2), st.lists(st.integers(0, DAYS * 24 * 60 - 1), min_size=1, max_size=20))
def test_every_instant_lies_in_one_shift_and_no_minute_is_planned_twice(
    calendar: WorkingCalendar, machine: int, minutes: list[int]
) -> None:
    own = calendar.of_machine(machine)
    # By the end too: a stretch of no length may begin where another one does, and comes before it.
    planned = own.planned(FIRST, LAST).sort_values(["start", "end"], ignore_index=True)
    assert (planned["start"].iloc[1:].array >= planned["end"].iloc[:-1].array).all()
    assert (planned["minutes"] <= 25 * 60).all()
    moments = pd.Series(pd.Timestamp(FIRST, tz="UTC") + pd.to_timedelta(pd.Series(minutes), unit="min"))
    where = own.shift_of(moments)
    assert where.notna().all(axis=None)
    # What is planned belongs to the shift that is planned.
    for moment, day, shift in zip(moments, where["date"], where["shift"], strict=True):
        inside = planned[(planned["start"] <= moment) & (moment < planned["end"])]
        for row in inside.itertuples():
            assert (row.date, row.shift) == (day, shift)
    # A split says the same as the instants at which its pieces begin, and loses no time.
    ends = moments + pd.Timedelta(hours=31)
    pieces = own.split(moments, ends)
    assert np.isclose(pieces["minutes"].sum(), len(moments) * 31 * 60)
    again = own.shift_of(pieces["started_at"])
    assert again["shift"].tolist() == pieces["shift"].tolist()
    assert again["date"].tolist() == pieces["date"].tolist()


@settings(max_examples=40, deadline=None)
@given(calendars(), st.integers(0, DAYS - 6), st.integers(1, 5))
def test_a_day_is_the_same_whatever_is_asked_beside_it(calendar: WorkingCalendar, first: int, days: int) -> None:
    start = FIRST + timedelta(days=first)
    end = start + timedelta(days=days)
    whole = calendar.spans(FIRST, LAST)
    part = whole[whole["date"].between(pd.Timestamp(start), pd.Timestamp(end))].reset_index(drop=True)
    pd.testing.assert_frame_equal(calendar.spans(start, end), part)
    edges = calendar.days(FIRST, LAST)
    assert (edges["end"].iloc[:-1].array == edges["start"].iloc[1:].array).all()


@settings(max_examples=30, deadline=None)
@given(calendars(), st.data())
def test_a_pattern_that_holds_later_changes_no_day_before(calendar: WorkingCalendar, data: st.DataObject) -> None:
    schedule = calendar.schedule
    later = LAST + timedelta(days=2)
    try:
        pattern = data.draw(patterns(later))
        new = WorkingCalendar(calendar.zone, Schedule((*schedule.patterns, pattern), schedule.changes))
    except InvalidCalendarError:
        return
    old = WorkingCalendar(calendar.zone, Schedule(schedule.patterns, schedule.changes))
    pd.testing.assert_frame_equal(
        new.planned(FIRST, LAST).astype({"shift": "object"}), old.planned(FIRST, LAST).astype({"shift": "object"})
    )
