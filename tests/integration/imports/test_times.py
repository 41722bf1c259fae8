"""What is called a time is read as one: every way to write it, in the column of a file."""

from datetime import date, timedelta

import pytest

from producflow.errors import ImportRefused
from producflow.imports.columns.far_times import Far, far
from producflow.store.database import Store
from producflow.store.importing.plain_times import PLAIN
from producflow.store.importing.times import TIMES
from producflow.vocabulary.words import fold, languages
from tests.integration.imports.conftest import Import, rows

BERLIN = "2026-02-13 05:00:00"
"""Six in the morning there, in UTC."""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-13T06:00", BERLIN),
        ("2026-02-13  06:00:00", BERLIN),
        ("2026-02-13 06:00:00 +0100", BERLIN),
        ("2026-02-13 05:00:00 Z", BERLIN),
        ("2026-02-13 05:00:00 UTC", BERLIN),
        ("2026-02-13T06:00:00+01:00[Europe/Berlin]", BERLIN),
        ("2026-02-13 06:00:00,250", "2026-02-13 05:00:00.25"),
        ("2026-02-13-06.00.00.250000", "2026-02-13 05:00:00.25"),
        ("2026.02.13 6:00", BERLIN),
        ("2026年2月13日 6时00分", BERLIN),
        ("13.02.2026, 06:00", BERLIN),
        ("13.02.26 06.00", BERLIN),
        ("13/02/2026 06:00:00 a. m.", BERLIN),
        ("13/02/2026 6h00", BERLIN),
        ("02/13/2026 6:00 AM", BERLIN),
        ("02/13/2026 12:30 AM", "2026-02-12 23:30:00"),
        ("12.02.2026 24:00", "2026-02-12 23:00:00"),
        ("13-Feb-26 06:00:00", BERLIN),
        ("13. März 2026 06:00 Uhr", "2026-03-13 05:00:00"),
        ("13 février 2026 06:00", BERLIN),
        ("13 de febrero de 2026 06:00", BERLIN),
        ("Feb 13, 2026 6:00:00 AM", BERLIN),
        ("Fri, 13 Feb 2026 06:00:00 +0100", BERLIN),
        ("20260213T060000", BERLIN),
        ("20260213 0600", BERLIN),
        ("1770958800", BERLIN),
        ("1770958800000", BERLIN),
        ("46066.25", BERLIN),
        ("46066250000,0000", BERLIN),
    ],
)
def test_a_time_is_read_as_it_is_recognised(bring: Import, store: Store, written: str, expected: str) -> None:
    bring(
        f"machine;time;sensor;value\nP;{written};temperature;70\n",
        create_equipment=True,
        timezone="Europe/Berlin",
    )
    assert [f"{row['timestamp']}"[:22].rstrip("0").rstrip(":.") for row in rows(store, "FROM sensor_readings")] == [
        expected.rstrip("0").rstrip(":.")
    ]


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-02-13 25:00", "13.13.2026", "2026-02-13 06:00 XM", "Febtober 3, 2026"]
)
def test_what_is_no_time_is_not_called_one(bring: Import, written: str) -> None:
    done = bring(
        f"machine;time;sensor;value\nP;2026-02-13 06:00;temperature;70\nP;{written};temperature;71\n",
        create_equipment=True,
    )
    assert done.rehearsal.counts.rejected == 1
    assert "1 of 2 values are ISO dates" in next(
        each.evidence for each in done.proposal.recognised if each.field.name == "timestamp"
    )


SPLIT = {
    "es; end of the next day": (
        "Máquina;Fecha;H_ini;H_fin;Estado\nP;09/02/2026;22:30;01:15;marcha\nP;13/02/2026;06:00:00;06:10:00;marcha\n",
        [("2026-02-09 22:30:00", "2026-02-10 01:15:00"), ("2026-02-13 06:00:00", "2026-02-13 06:10:00")],
    ),
    "a day of its own for each, other order": (
        "End time,End date,Start time,Start date,machine,state\n1:15 AM,02/10/2026,10:30 PM,02/09/2026,P,running\n"
        "6:10 AM,02/13/2026,6:00 AM,02/13/2026,P,running\n",
        [("2026-02-09 22:30:00", "2026-02-10 01:15:00"), ("2026-02-13 06:00:00", "2026-02-13 06:10:00")],
    ),
    "half of the day in a column": (
        "machine\tdate\tstart time\tend time\tAM/PM\tstate\nP\t2026-02-09\t10:30\t11:15\tPM\trunning\n"
        "P\t2026-02-10\t10:30\t\tPM\tstopped\n",
        [("2026-02-09 22:30:00", "2026-02-09 23:15:00"), ("2026-02-10 22:30:00", None)],
    ),
    "days and times as spreadsheets export them": (
        "machine,date,start time,end time,state\n"
        "P,2026-02-09 00:00:00,1899-12-30 22:30:00,1899-12-30 23:15:00,running\n",
        [("2026-02-09 22:30:00", "2026-02-09 23:15:00")],
    ),
}


@pytest.mark.parametrize("name", SPLIT)
def test_days_and_times_of_day_in_columns_of_their_own_are_put_together(bring: Import, store: Store, name: str) -> None:
    content, expected = SPLIT[name]
    bring(content, create_equipment=True)
    found = rows(store, "SELECT started_at, ended_at FROM state_intervals ORDER BY started_at")
    assert [tuple(None if at is None else f"{at}" for at in row.values()) for row in found] == expected


def test_milliseconds_stand_in_a_third_column(bring: Import, store: Store) -> None:
    bring(
        "Date;Time;Millitm;Machine;Sensor;Value\n02/13/2026;06:00:00;7;P;flow;1\n02/13/2026;06:00:00;250;P;flow;2\n",
        create_equipment=True,
    )
    assert [f"{row['timestamp']}" for row in rows(store, "FROM sensor_readings ORDER BY timestamp")] == [
        "2026-02-13 06:00:00.007000",
        "2026-02-13 06:00:00.250000",
    ]


def test_columns_are_put_together_by_hand(bring: Import, store: Store) -> None:
    done = bring(
        "machine;when;at;sensor;value\nP;2026-02-13;06:00;flow;1\n",
        create_equipment=True,
        columns=["timestamp=when + at"],
    )
    assert done.proposal.mapping.columns["timestamp"] == "when + at"
    assert done.proposal.ignored == ()
    assert [f"{row['timestamp']}" for row in rows(store, "FROM sensor_readings")] == ["2026-02-13 06:00:00"]


NEWEST_FIRST = """machine,time,sensor,value
P,2026-10-25 03:00,flow,5
P,2026-10-25 02:30,flow,4
P,2026-10-25 02:00,flow,3
P,2026-10-25 02:30,flow,2
P,2026-10-25 02:00,flow,1
P,2026-10-25 01:30,flow,0
"""
BY_SENSOR = """machine,time,temperature,flow
P,2026-10-25 02:00,1,1
Q,2026-10-25 02:00,7,7
P,2026-10-25 02:30,2,2
P,2026-10-25 02:00,3,3
Q,2026-10-25 02:00,8,8
"""


def test_the_hour_that_comes_twice_in_a_file_with_the_newest_first(bring: Import, store: Store) -> None:
    bring(NEWEST_FIRST, create_equipment=True, timezone="Europe/Berlin")
    found = rows(store, "SELECT strftime(timestamp, '%H:%M') AS t FROM sensor_readings ORDER BY value")
    assert [row["t"] for row in found] == ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"]


def test_the_hour_that_comes_twice_is_told_machine_by_machine(bring: Import, store: Store) -> None:
    done = bring(BY_SENSOR, create_equipment=True, timezone="Europe/Berlin")
    found = rows(
        store,
        "SELECT strftime(timestamp, '%H:%M') AS t FROM sensor_readings WHERE sensor_type = 'flow' ORDER BY value",
    )
    assert [row["t"] for row in found] == ["00:00", "00:30", "01:00", "00:00", "01:00"]
    assert done.rehearsal.counts.rejected == done.rehearsal.counts.duplicates == 0


@pytest.mark.parametrize(
    "written",
    ["13 lutego 2026 06:00", "13. února 2026 6:00", "13 Şubat 2026 06:00", "13 февраля 2026 06:00",
     "13 februari 2026 06:00", "2026年2月13日 上午6:00", "2026/2/13 午前6:00", "2026-02-13 오전 6:00"],
)  # fmt: skip
def test_months_and_halves_of_the_day_in_other_languages(bring: Import, store: Store, written: str) -> None:
    bring(f"machine;time;sensor;value\nP;{written};temperature;70\n", create_equipment=True, timezone="Europe/Berlin")
    assert [f"{row['timestamp']}" for row in rows(store, "FROM sensor_readings")] == [BERLIN]


def test_no_language_calls_two_months_by_one_name() -> None:
    named: dict[str, str] = {}
    for words in languages().values():
        for number, texts in words.get("months", {}).items():
            for text in texts:
                assert named.setdefault(fold(text), number) == number, text


GHOST = "machine,start,state\nM1,{ghost},stopped\nM1,2026-02-09 06:00:00,running\nM1,2026-02-09 07:00:00,stopped\n"


@pytest.mark.long
@pytest.mark.parametrize("ghost", ["1970-01-01 01:00:00", "2000-01-01 00:03:12", "1899-12-30"])
def test_a_time_far_from_all_others_is_asked_about_and_left_out_or_kept(
    bring: Import, store: Store, ghost: str
) -> None:
    with pytest.raises(ImportRefused, match="years from all others"):
        bring(GHOST.format(ghost=ghost), create_equipment=True)
    answer = "started_at:before 2026-02-09"
    left = bring(GHOST.format(ghost=ghost), create_equipment=True, answers=[f"{answer}=leave out"])
    assert left.rehearsal.counts.added == 2
    assert any(note.startswith("1 row is left out for “start”") for note in left.rehearsal.notes)
    kept = bring(GHOST.format(ghost=ghost), create_equipment=True, answers=[f"{answer}=keep"])
    assert kept.rehearsal.counts.read == 3


def test_far_times_are_few_or_begin_where_clocks_do() -> None:
    day = date(2026, 2, 9)
    others = [(day, 1000), (day + timedelta(days=1), 1000)]
    assert far(others) == []
    assert far([(date(2001, 5, 5), 3), *others]) == [Far("before 2026-02-09", date(2001, 5, 5), date(2001, 5, 5), 3)]
    assert far([(date(2001, 5, 5), 900), *others]) == []  # a history with a gap
    assert far([*others, (date(2106, 2, 7), 2)]) == [Far("after 2026-02-10", date(2106, 2, 7), date(2106, 2, 7), 2)]
    assert far([(date(1970, 1, 1), 5000), *others])[0].said == "before 2026-02-09"


DAILY = ("Pflow,1", "Plevel,5", "Pflow,2", "Qflow,3", "Pflow,6", "Qflow,7")


def test_several_readings_of_a_day_are_asked_about_and_numbered(bring: Import, store: Store) -> None:
    lines = ("machine,date,sensor,value", *(f"{each[0]},2026-02-09,{each[1:]}" for each in DAILY), "")
    days = "\n".join(lines)
    with pytest.raises(ImportRefused, match="only the day"):
        bring(days, create_equipment=True)
    bring(days, create_equipment=True, answers=["timestamp=each day + 1 h"])
    found = rows(store, "SELECT value, strftime(timestamp, '%H:%M') AS t FROM sensor_readings ORDER BY value")
    assert [tuple(row.values()) for row in found] == [
        (1, "00:00"), (2, "01:00"), (3, "00:00"), (5, "00:00"), (6, "02:00"), (7, "01:00")
    ]  # fmt: skip


def test_plain_times_are_what_the_grammar_reads(store: Store) -> None:
    days = ("2026-03-01", "2026-02-30", "0026-03-01", "2026-3-01", "2026-12-31", "2026- 3-01", "2026-03-0 ")
    clocks = (
        *(
            "",
            "08:00",
            "8:00",
            "24:00",
            "08:60",
            "08:0Z",
            " 8:00",
            "08:5 ",
            "+8:00",
            "-8:00",
            "8 :00",
            "08:00Z",
            "08:00 ",
        ),
        *(
            "08:00:07",
            "08:00:0Z",
            "08:00:7 ",
            "24:00:00",
            "08:00:07.250",
            "08:00:07.2 0",
            "08:00:07.25Z",
            "08:00:07,250",
        ),
    )
    texts = [f"{day}{between}{clock}" for day in days for between in ("", " ", "T", "  ") for clock in clocks]
    given = f"(SELECT unnest([{', '.join(map(repr, texts))}]) AS x)"
    zone, every = "Europe/Berlin", TIMES["iso"]
    plain = f"{PLAIN.local('x')} AS local, {PLAIN.utc('x', zone)} AS utc, {PLAIN.day('x', zone)} AS day"
    found = rows(store, f"SELECT x, {plain} FROM {given} WHERE local IS NOT NULL")
    grammar = f"({every.read('x')}).at AS local, {every.utc('x', zone)} AS utc, {every.day('x', zone)} AS day"
    read = {row["x"]: row for row in rows(store, f"SELECT x, {grammar} FROM {given}")}
    usual = {"2026-03-01", "2026-03-01 08:00", "2026-12-31T08:00:07", "2026-03-01 08:00:07.250"}
    assert usual <= {row["x"] for row in found}
    assert found == [read[row["x"]] for row in found]


def test_an_offset_behind_a_single_digit_is_no_second(bring: Import) -> None:
    done = bring("machine,timestamp,sensor,value\nP,2026-03-01 08:00:0Z,flow,1\nP,2026-03-01 08:00:07,flow,1\n",
                 timezone="Europe/Berlin", create_equipment=True)  # fmt: skip
    assert (done.rehearsal.counts.added, done.rehearsal.counts.rejected) == (1, 1)
