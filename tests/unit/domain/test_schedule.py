"""Working calendars by hand: weekends, holidays, rotations, machines that differ, and what cannot be."""

from datetime import date, time

import pandas as pd
import pytest

from producflow.domain import calendar_words, shift_models
from producflow.domain.coverage import Matched, expected_shifts
from producflow.domain.patterns import SINCE_EVER, Change, InvalidCalendarError, Pattern, Slot
from producflow.domain.schedule import Plan, Schedule
from producflow.domain.shifts import WorkingCalendar

FIVE_TWO = shift_models.pattern_of("5 × 2: Monday to Friday, two shifts", SINCE_EVER)
OFFICE = WorkingCalendar("Europe/Berlin", Schedule((FIVE_TWO,)))
MONDAY, SUNDAY = date(2026, 3, 9), date(2026, 3, 15)


def planned(calendar: WorkingCalendar, first: date, last: date) -> list[tuple[str, str]]:
    found = calendar.planned(first, last)
    return [(f"{day:%a}", shift) for day, shift in zip(found["date"], found["shift"], strict=True)]


def instants(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(texts), utc=True, format="ISO8601"))


def test_five_days_of_two_shifts_fully_reported_are_all() -> None:
    # 10 of 21 would be 47.6 % if the plant had to work around the clock.
    expected = expected_shifts(OFFICE, pd.Timestamp(MONDAY), pd.Timestamp(SUNDAY), pd.Series({1: pd.NaT}))
    days = [date(2026, 3, 9 + day) for day in range(5)]
    rows = [(1, day, shift) for day in days for shift in ("morning", "afternoon")]
    found = Matched(pd.DataFrame(rows, columns=["equipment_id", "date", "shift"]), expected).coverage
    assert (found.reported, found.expected, found.unexpected, found.percentage) == (10, 10, 0, 100.0)
    assert expected["planned_minutes"].sum() == 10 * 480


def test_work_that_is_not_planned_still_belongs_to_a_day_and_a_shift() -> None:
    # Winter: Berlin is an hour ahead. Saturday at 11:00, Sunday at 02:00, Monday at 05:59, Tuesday at 23:00.
    found = OFFICE.shift_of(
        instants("2026-03-14T10:00Z", "2026-03-15T01:00Z", "2026-03-16T04:59Z", "2026-03-17T22:00Z")
    )
    assert found["date"].dt.day.tolist() == [14, 14, 15, 17]
    assert found["shift"].tolist() == ["morning", "afternoon", "afternoon", "afternoon"]
    assert OFFICE.bounds(date(2026, 3, 14), "morning") == (
        pd.Timestamp("2026-03-14T05:00Z"),
        pd.Timestamp("2026-03-14T13:00Z"),
    )


def test_holidays_and_an_extra_shift() -> None:
    changes = (
        Change(date(2026, 12, 24), date(2027, 1, 1), "closed", reason="Christmas"),
        Change(date(2026, 12, 19), date(2026, 12, 19), "extra", "morning", reason="Order backlog"),
        Change(date(2026, 12, 22), date(2026, 12, 22), "closed", "afternoon"),
        Change(date(2026, 12, 28), date(2026, 12, 28), "extra", "stocktaking", time(9), 180),
    )
    calendar = WorkingCalendar("Europe/Berlin", Schedule((FIVE_TWO,), changes))
    assert planned(calendar, date(2026, 12, 18), date(2027, 1, 4)) == [
        ("Fri", "morning"),
        ("Fri", "afternoon"),
        ("Sat", "morning"),
        ("Mon", "morning"),
        ("Mon", "afternoon"),
        ("Tue", "morning"),
        ("Wed", "morning"),
        ("Wed", "afternoon"),
        ("Mon", "stocktaking"),
        ("Mon", "morning"),
        ("Mon", "afternoon"),
    ]
    start, end = calendar.bounds(date(2026, 12, 28), "stocktaking")
    assert (start, end) == (pd.Timestamp("2026-12-28T08:00Z"), pd.Timestamp("2026-12-28T11:00Z"))


def test_an_extra_shift_may_move_the_usual_one() -> None:
    early = Change(MONDAY, MONDAY, "extra", "morning", time(4), 600)
    calendar = WorkingCalendar("UTC", Schedule((FIVE_TWO,), (early,)))
    assert calendar.bounds(MONDAY, "morning") == (
        pd.Timestamp("2026-03-09T04:00Z"),
        pd.Timestamp("2026-03-09T14:00Z"),
    )


def test_what_held_before_a_change_stays() -> None:
    twelve = shift_models.pattern_of("7 × 2: every day, two shifts of 12 hours", date(2026, 6, 1))
    calendar = WorkingCalendar("Europe/Berlin", Schedule((FIVE_TWO, twelve)))
    assert planned(calendar, date(2026, 5, 29), date(2026, 6, 1)) == [
        ("Fri", "morning"),
        ("Fri", "afternoon"),
        ("Mon", "day"),
        ("Mon", "night"),
    ]
    assert calendar.names == ("day", "night", "morning", "afternoon")
    # A morning that somebody reports after the change has the time that mornings had.
    start, end = calendar.bounds(date(2026, 6, 2), "morning")
    assert (start, (end - start).total_seconds()) == (pd.Timestamp("2026-06-02T04:00Z"), 480 * 60)
    assert calendar.shift_of(instants("2026-06-02T05:00Z"))["shift"].tolist() == ["day"]


def test_an_old_shift_ends_where_the_new_pattern_begins() -> None:
    old = Pattern(SINCE_EVER, tuple(Slot(day, "late", time(18), 720) for day in range(7)))
    new = Pattern(date(2026, 6, 1), tuple(Slot(day, "early", time(4), 480) for day in range(7)))
    calendar = WorkingCalendar("UTC", Schedule((old, new)))
    assert calendar.bounds(date(2026, 5, 31), "late")[1] == pd.Timestamp("2026-06-01T04:00Z")


def test_four_crews_turn_across_the_end_of_the_year() -> None:
    rotation = shift_models.pattern_of("Four crews: two days, two nights, four off", date(2026, 12, 28))
    calendar = WorkingCalendar("Europe/Berlin", Schedule((rotation,)))
    found = calendar.planned(date(2026, 12, 28), date(2027, 1, 6))
    assert found["shift"].tolist() == list("ADADBABACBCBDCDCADAD")
    assert found["start"].dt.hour.tolist() == [5, 17] * 10
    assert set(found["minutes"]) == {720.0}
    # Each crew works two days, two nights, and has four days off.
    assert [found["date"][found["shift"] == "A"].dt.day.tolist()] == [[28, 29, 30, 31, 5, 6]]
    # On a day of A and D, C that helped out by day still finds its time, and the minutes are not planned twice.
    assert calendar.bounds(date(2026, 12, 28), "C")[0] < calendar.bounds(date(2026, 12, 29), "A")[0]
    assert calendar.planned(date(2027, 1, 5), date(2027, 1, 12))["minutes"].sum() == 8 * 24 * 60


def test_fixed_days_and_nights_two_two_three() -> None:
    rotation = shift_models.pattern_of("Four crews: 2-2-3, fixed days and nights", date(2026, 6, 1))
    found = WorkingCalendar("UTC", Schedule((rotation,))).planned(date(2026, 6, 1), date(2026, 6, 14))
    by_day = "".join(found["shift"][found["start"].dt.hour == 6])
    assert by_day == "AABBAAABBAABBB"
    assert found["shift"].value_counts().to_dict() == dict.fromkeys("ABCD", 7)


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 3, 28), 420.0), (date(2026, 10, 24), 540.0)])
def test_nights_in_which_the_clock_changes(day: date, minutes: float) -> None:
    nights = Pattern(SINCE_EVER, tuple(Slot(on, "night", time(22), 480) for on in range(7)))
    found = WorkingCalendar("Europe/Berlin", Schedule((nights,))).planned(day, day)
    assert found["minutes"].tolist() == [minutes]


def test_shifts_that_overlap_are_planned_once() -> None:
    slots = (Slot(0, "early", time(6), 510), Slot(0, "late", time(14), 510))
    pattern = Pattern(SINCE_EVER, slots, 1)
    found = WorkingCalendar("UTC", Schedule((pattern,))).planned(MONDAY, MONDAY)
    assert found["minutes"].tolist() == [480.0, 510.0]
    assert calendar_words.remarks(pattern) == (
        "early and late overlap by 30 min, which counts for the shift that begins then; 7.5 of 24 h are in no shift, "
        "where work counts for the shift before."
    )


def test_a_machine_of_its_own() -> None:
    furnace = shift_models.pattern_of("7 × 2: every day, two shifts of 12 hours", date(2026, 3, 12))
    closed = Change(date(2026, 3, 13), date(2026, 3, 13), "closed", reason="Friday off")
    works = Change(date(2026, 3, 13), date(2026, 3, 13), "extra", "day")
    calendar = WorkingCalendar("UTC", Schedule((FIVE_TWO,), (closed,), ((7, Plan((furnace,), (works,))),)))
    assert planned(calendar.of_machine(1), date(2026, 3, 12), SUNDAY) == [("Thu", "morning"), ("Thu", "afternoon")]
    assert planned(calendar.of_machine(7), date(2026, 3, 11), date(2026, 3, 14)) == [
        ("Wed", "morning"),
        ("Wed", "afternoon"),
        ("Thu", "day"),
        ("Thu", "night"),
        ("Fri", "day"),
        ("Sat", "day"),
        ("Sat", "night"),
    ]
    expected = expected_shifts(
        calendar, pd.Timestamp(MONDAY), pd.Timestamp(SUNDAY), pd.Series({1: pd.NaT, 7: pd.NaT}, dtype="datetime64[us]")
    )
    # The plant: 4 days of two, Friday off. The furnace: 3 days of two, Thursday two, Friday one, the weekend four.
    assert expected.groupby("equipment_id").size().to_dict() == {1: 8, 7: 13}
    # Every shift has its time on every machine, also one that only another has.
    assert "day" in calendar.of_machine(1).names


def test_a_machine_may_go_back_to_work_as_the_plant() -> None:
    own = shift_models.pattern_of("7 × 2: every day, two shifts of 12 hours", date(2026, 3, 9))
    back = Pattern(date(2026, 3, 11), ())
    schedule = Schedule((FIVE_TWO,), (), ((7, Plan((own, back))),)).of_machine(7)
    assert [(pattern.valid_from, pattern.names) for pattern in schedule.patterns] == [
        (SINCE_EVER, ("morning", "afternoon")),
        (date(2026, 3, 9), ("day", "night")),
        (date(2026, 3, 11), ("morning", "afternoon")),
    ]


def test_in_words() -> None:
    assert calendar_words.pattern_in_words(FIVE_TWO) == "Mon–Fri morning 06:00–14:00, afternoon 14:00–22:00"
    assert calendar_words.pattern_in_words(Schedule().patterns[0]) == (
        "every day morning 06:00–14:00, afternoon 14:00–22:00, night 22:00–06:00"
    )
    mixed = Pattern(SINCE_EVER, (*FIVE_TWO.slots, Slot(5, "morning", time(6), 360)))
    assert calendar_words.pattern_in_words(mixed) == (
        "Mon–Fri morning 06:00–14:00, afternoon 14:00–22:00; Sat morning 06:00–12:00"
    )
    rotation = shift_models.pattern_of("Four crews: two days, two nights, four off", date(2026, 6, 1))
    assert calendar_words.pattern_in_words(rotation).startswith(
        "every 8 days, counted from 1 Jun 2026: day 1–2 A 06:00–18:00, D 18:00–06:00; day 3–4 B"
    )
    closed = Change(date(2026, 12, 24), date(2027, 1, 1), "closed", reason="Christmas")
    assert f"{calendar_words.days_of(closed)} {calendar_words.change_in_words(closed)}" == (
        "24 Dec 2026 to 1 Jan 2027 closed (Christmas)"
    )


def slots(*rows: tuple[int, str, int, int]) -> tuple[Slot, ...]:
    return tuple(Slot(day, name, time(hour), minutes) for day, name, hour, minutes in rows)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(7, "day", 6, 480)], "on day 8 of a cycle of 7 days"),
        ([(0, "", 6, 480)], "no name of a shift"),
        ([(0, " day", 6, 480)], "no name of a shift"),
        ([(0, "day", 6, 0)], "lasts 0 minutes"),
        ([(0, "day", 6, 1441)], "lasts 1441 minutes"),
        ([(0, "day", 6, 480), (0, "Day", 14, 480)], "is there twice"),
        ([(0, "day", 6, 480), (0, "late", 6, 240)], "starts together"),
        ([(0, "day", 6, 720), (0, "late", 8, 240)], "late .08:00–12:00. lies inside the shift day .06:00–18:00."),
    ],
)
def test_patterns_that_cannot_be(rows: list[tuple[int, str, int, int]], words: str) -> None:
    with pytest.raises(InvalidCalendarError, match=words):
        Pattern(SINCE_EVER, slots(*rows))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"from_day": SUNDAY, "until_day": MONDAY, "kind": "closed"}, "swap the days"),
        ({"from_day": MONDAY, "until_day": MONDAY, "kind": "extra"}, "has no name"),
        ({"from_day": MONDAY, "until_day": MONDAY, "kind": "moved"}, "closed or extra"),
        ({"from_day": MONDAY, "until_day": MONDAY, "kind": "closed", "minutes": 60}, "need no start"),
        ({"from_day": MONDAY, "until_day": MONDAY, "kind": "extra", "shift": "x", "minutes": 60}, "or neither"),
        ({"from_day": MONDAY, "until_day": date(2027, 4, 1), "kind": "closed"}, "389 days"),
    ],
)
def test_changes_that_cannot_be(change: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidCalendarError, match=words):
        Change(**change)  # type: ignore[arg-type]


def test_calendars_that_cannot_be() -> None:
    with pytest.raises(InvalidCalendarError, match="at least one shift"):
        Schedule((Pattern(SINCE_EVER, ()),))
    with pytest.raises(InvalidCalendarError, match="from a later day"):
        Schedule((FIVE_TWO, FIVE_TWO))
    with pytest.raises(InvalidCalendarError, match="differ only in letter case"):
        Schedule((FIVE_TWO, Pattern(date(2026, 1, 1), slots((0, "Morning", 6, 480)))))
    with pytest.raises(InvalidCalendarError, match="There is no shift nightly"):
        Schedule((FIVE_TWO,), (Change(MONDAY, MONDAY, "closed", "nightly"),))


def test_a_day_without_a_shift_has_the_times_of_the_newest_day_that_has_it() -> None:
    friday_short = tuple(Slot(day, "early", time(6), 360 if day == 4 else 480) for day in range(5))
    calendar = WorkingCalendar("UTC", Schedule((Pattern(SINCE_EVER, friday_short),)))
    for day, until in ((date(2026, 3, 14), 12), (date(2026, 3, 15), 12), (date(2026, 3, 16), 14)):
        assert calendar.bounds(day, "early")[1] == pd.Timestamp(day, tz="UTC") + pd.Timedelta(hours=until)
