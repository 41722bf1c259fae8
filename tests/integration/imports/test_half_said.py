"""Times of which the file says only a half: a day without a time of day, or a time of day without a day."""

import pytest

from producflow.errors import ImportRefused
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

STOPS = "machine;start;end;reason;planned\n"
ENDS_ON_DAYS = STOPS + "P;2026-02-09 06:00;2026-02-10;jam;no\nP;2026-02-10 07:00;2026-02-11;jam;no\n"
HALF_AN_END = (
    "machine;start date;start time;end date;end time;state\n"
    "P;2026-02-09;06:00;2026-02-09;;stopped\nP;2026-02-10;06:00;2026-02-10;06:40;producing\n"
)


def spans(store: Store, table: str = "downtime_events") -> list[tuple[str, str]]:
    return [
        (f"{row['started_at']}"[5:16], f"{row['ended_at']}"[5:16])
        for row in rows(store, f"FROM {table} ORDER BY source_line")
    ]


def test_ends_of_which_only_the_day_is_stated_are_asked(bring: Import, store: Store) -> None:
    with pytest.raises(ImportRefused, match="“end” says only the day, and “start” has a time of day too"):
        bring(ENDS_ON_DAYS, create_equipment=True)
    bring(ENDS_ON_DAYS, create_equipment=True, answers=["ended_at=leave out"], dry_run=True)
    done = bring(ENDS_ON_DAYS, create_equipment=True, answers=["ended_at=keep"])
    assert spans(store) == [("02-09 06:00", "02-10 00:00"), ("02-10 07:00", "02-11 00:00")]
    assert "2 values of “end” have no time of day: taken as 0:00." in done.rehearsal.notes


def test_some_ends_without_a_time_of_day_are_counted(bring: Import) -> None:
    done = bring(STOPS + "P;2026-02-09 06:00;2026-02-09 06:30;jam;no\nP;2026-02-10 07:00;2026-02-11;jam;no\n",
                 create_equipment=True)  # fmt: skip
    assert "1 value of “end” has no time of day: taken as 0:00." in done.rehearsal.notes


def test_an_end_with_a_day_and_no_time_beside_it_is_counted(bring: Import) -> None:
    done = bring(HALF_AN_END, create_equipment=True)
    assert "1 row has a day in “end date” and nothing in “end time”: no end." in done.rehearsal.notes


def test_times_of_day_ask_for_the_day_of_the_first_row(bring: Import, store: Store) -> None:
    text = STOPS + "P;06:30;06:45;jam;no\nP;23:50;00:10;jam;no\nP;06:00;06:05;jam;no\n"
    with pytest.raises(ImportRefused, match="“start” says only the time of day"):
        bring(text, create_equipment=True)
    done = bring(text, create_equipment=True, answers=["started_at=2026-02-09"])
    assert spans(store) == [
        ("02-09 06:30", "02-09 06:45"),
        ("02-09 23:50", "02-10 00:10"),
        ("02-10 06:00", "02-10 06:05"),
    ]
    assert "The first row is of 2026-02-09, as was said; where “start” goes round, the day changes." in (
        done.rehearsal.notes
    )
    assert "1 end is earlier in the day than the start of the row: taken as on the next day." in done.rehearsal.notes


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["22:30", "23:50", "00:10"], ["09 22:30", "09 23:50", "10 00:10"]),
        (["23:50", "00:10"], ["09 23:50", "10 00:10"]),
        (["00:10", "00:05", "23:55"], ["09 00:10", "09 00:05", "08 23:55"]),
        (["6:30 PM", "6:31 PM"], ["09 18:30", "09 18:31"]),
    ],
)
def test_the_day_changes_where_times_go_round(
    bring: Import, store: Store, times: list[str], expected: list[str]
) -> None:
    text = "time,temperature [°C]\n" + "".join(f"{time},7{at}\n" for at, time in enumerate(times))
    bring(text, create_equipment=True, answers=["timestamp=2026-02-09"], constants={"equipment": "P"})
    found = rows(store, "FROM sensor_readings ORDER BY source_line")
    assert [f"{row['timestamp']}"[8:16] for row in found] == expected


def test_an_end_of_which_only_the_time_is_stated_is_of_the_day_of_its_start(bring: Import, store: Store) -> None:
    bring(STOPS + "P;2026-02-09 06:00;06:30;jam;no\nP;2026-02-09 23:50;00:10;jam;no\n", create_equipment=True)
    assert spans(store) == [("02-09 06:00", "02-09 06:30"), ("02-09 23:50", "02-10 00:10")]


@pytest.mark.long
def test_a_column_of_times_that_may_be_the_end_is_asked_about(bring: Import, store: Store) -> None:
    text = "machine;start;machine free again;reason;planned\nP;2026-02-09 06:00;2026-02-09 06:10;jam;no\n"
    with pytest.raises(ImportRefused, match="No column is the end, and “machine free again” holds times"):
        bring(text, create_equipment=True)
    bring(text, create_equipment=True, answers=["ended_at=keep"], dry_run=True)
    bring(text, create_equipment=True, columns=["ended_at=machine free again"])
    assert spans(store) == [("02-09 06:00", "02-09 06:10")]


def test_an_end_that_is_still_to_come_is_none_and_counted(bring: Import, store: Store) -> None:
    done = bring(STOPS + "P;2026-02-09 06:00;2026-02-09 06:10;jam;no\nP;2026-02-10 06:00;ongoing;jam;no\n",
                 create_equipment=True)  # fmt: skip
    assert "1 cell counts as empty in “end”: “ongoing” (1)." in done.rehearsal.notes
    assert spans(store)[1] == ("02-10 06:00", "")
