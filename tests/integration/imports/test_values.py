"""Cells become values, or a sentence that names line, column, value and reason."""

from datetime import UTC, date, datetime

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import ImportRefused, InvalidInput, NotAllowed
from producflow.operations import plant
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, everything, reasons, rows

READINGS = "machine,timestamp,sensor,value\n"
PRODUCTION = "machine,date,shift,output,defects,downtime\n"


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, s: int = 0, us: int = 0) -> datetime:
    """A UTC instant as TIMESTAMP columns hold it."""
    return datetime(year, month, day, hour, minute, s, us, UTC).replace(tzinfo=None)


def readings(store: Store) -> list[tuple[str, datetime, float]]:
    found = rows(store, "SELECT sensor_type, timestamp, value FROM sensor_readings ORDER BY timestamp, sensor_type")
    return [(row["sensor_type"], row["timestamp"], row["value"]) for row in found]


@pytest.mark.parametrize("value", ["inf", "-Infinity", "1e400", "1_000", "0x1A", "--5", "٣", "five"])
def test_what_is_no_finite_number_is_rejected_with_its_value(bring: Import, value: str) -> None:
    done = bring(READINGS + f'P,2026-01-01,temperature,1\nP,2026-01-02,temperature,"{value}"\n', create_equipment=True)
    [(line, column, shown, reason)] = reasons(done)
    assert (line, column, shown) == (3, "value", value)
    assert "is not a" in reason
    assert done.rehearsal.counts.added == 1


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        ("P,2026-01-02,night,10,1,480.5", "downtime", "Downtime of 480.5 min is above the planned 480 min"),
        ("P,2026-01-02,night,10,11,0", "defects", "11 defects are more than the output of 10"),
        ("P,2026-01-02,night,-1,0,0", "output", "“-1” is below 0"),
        ("P,2026-01-02,night,1.5,0,0", "output", "“1.5” is not a whole number"),
        ("P,2026-01-02,night,,0,0", "output", "empty"),
        ("P,2026-02-30,night,1,0,0", "date", "“2026-02-30” is not a day"),
        ("P,2026-01-02 25:00,night,1,0,0", "date", "is not a day"),
        ("P,0026-01-02,night,1,0,0", "date", "not between the years"),
        ("P,2026-01-02,sometime,1,0,0", "shift", "“sometime” is none of morning, afternoon, night"),
        (",2026-01-02,night,1,0,0", "machine", "empty"),
    ],
)
def test_a_production_row_that_cannot_be_is_rejected(bring: Import, row: str, column: str, sentence: str) -> None:
    done = bring(PRODUCTION + "P,2026-01-01,early,10,1,480\n" + row + "\n", create_equipment=True)
    [(line, named, _, reason)] = reasons(done)
    assert (line, named) == (3, column)
    assert sentence in reason
    assert done.rehearsal.counts.added == 1


def test_an_unknown_machine_is_created_only_when_somebody_says_so(store: Store, bring: Import) -> None:
    text = READINGS + "Press 1,2026-01-01,temperature,20\n"
    [(line, column, value, reason)] = reasons(bring(text))
    assert (line, column, value) == (2, "machine", "Press 1")
    assert "There is no machine “Press 1”" in reason
    assert rows(store, "SELECT name FROM equipment") == []
    done = bring(text + " press 1 ,2026-01-02,temperature,20\n", create_equipment=True)
    assert list(done.rehearsal.machines["name"]) == ["Press 1"]
    assert done.rehearsal.counts.added == 2  # one machine, however it is written


def test_repeated_and_contradicting_rows_of_one_file(bring: Import) -> None:
    same = "P,2026-01-01 00:00,temperature,20\n"
    other = "P,2026-01-01 00:00,temperature,21\n"
    done = bring(READINGS + same + same + "P,2026-01-01T00:00:00Z,Temp,20.0\n" + other + other, create_equipment=True)
    assert done.rehearsal.counts == imports.Counts(read=5, added=1, updated=0, unchanged=3, duplicates=3, rejected=1)
    shown = done.rehearsal.duplicates
    assert list(zip(shown["line"], shown["same_as"], shown["rejected"], strict=True)) == [
        (3, 2, False),
        (4, 2, False),
        (6, 5, True),
    ]
    [(line, column, value, reason)] = reasons(done)
    assert (line, column, value) == (5, "value", "21.0")
    assert reason.startswith("The same key as line 2, where it is “20.0”")


def test_decimal_commas_and_thousands_are_decided_over_the_whole_column(store: Store, bring: Import) -> None:
    bring(
        "Maschine;Zeit;Sensor;Messwert\n"
        "P;01.02.2026 10:00;druck;1.234,5\n"
        "P;02.02.2026 10:00;druck;2.000\n"
        "P;03.02.2026 10:00;druck;12,25\n",
        create_equipment=True,
    )
    assert [value for _, _, value in readings(store)] == [1234.5, 2000.0, 12.25]
    assert readings(store)[0][1] == at(2026, 2, 1, 10)


def test_a_mark_that_could_be_both_is_asked(bring: Import) -> None:
    with pytest.raises(ImportRefused, match=r"could be a decimal or a thousands mark"):
        bring("Maschine;Zeit;Sensor;Messwert\nP;2026-02-01;druck;1.234\nP;2026-02-02;druck;2.000\n")


def test_dates_that_could_be_both_are_asked_and_the_answer_decides(
    store: Store, bring: Import, tmp_path: object
) -> None:
    text = READINGS + "P,03/04/2026 10:00,temperature,1\nP,05/06/2026 10:00,temperature,2\n"
    with pytest.raises(ImportRefused, match="All 2 dates can be read day-first and month-first"):
        bring(text)
    path = store.path.with_name("ambiguous.csv")
    path.write_text(text)
    proposal = imports.propose(store, path, path.name)
    [question] = proposal.questions
    assert question.options == ("day first", "month first")
    with pytest.raises(InvalidInput, match="choose one of"):
        question.answered(proposal.mapping, "backwards")
    for answer, first in (("day first", at(2026, 4, 3, 10)), ("month first", at(2026, 3, 4, 10))):
        done = imports.rehearse(
            store, COMMAND_LINE, proposal.staged, question.answered(proposal.mapping, answer), create_equipment=True
        )
        assert done.sample["timestamp"][0] == first.replace(tzinfo=UTC)
    proposal.staged.discard()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("31/01/2026 08:00", "01/02/2026 08:00"), (at(2026, 1, 31, 8), at(2026, 2, 1, 8))),
        (("1/31/2026 8:05 PM", "2/1/2026 8:05 AM"), (at(2026, 1, 31, 20, 5), at(2026, 2, 1, 8, 5))),
        (("31-01-26", "01-02-26"), (at(2026, 1, 31), at(2026, 2, 1))),
        (("20260131", "20260201"), (at(2026, 1, 31), at(2026, 2, 1))),
        (("1769846400", "1769932800"), (at(2026, 1, 31, 8), at(2026, 2, 1, 8))),
        (("1769846400250", "1769932800000"), (at(2026, 1, 31, 8, 0, 0, 250_000), at(2026, 2, 1, 8))),
        (("2026-01-31T09:00:00+01:00", "2026-02-01T08:00:00Z"), (at(2026, 1, 31, 8), at(2026, 2, 1, 8))),
    ],
)
def test_dates_in_every_notation(
    store: Store, bring: Import, written: tuple[str, str], expected: tuple[datetime, datetime]
) -> None:
    bring(READINGS + "".join(f"P,{text},temperature,1\n" for text in written), create_equipment=True)
    assert tuple(when for _, when, _ in readings(store)) == expected


def test_times_without_an_offset_are_in_the_plants_zone_and_skipped_hours_are_rejected(
    store: Store, bring: Import
) -> None:
    plant.change_settings(store, COMMAND_LINE, {"timezone": "Europe/Berlin"})
    done = bring(
        READINGS + "P,2026-01-01 10:00,temperature,1\nP,2026-07-01 10:00,temperature,2\n"
        "P,2026-07-02 10:00+05:00,temperature,3\nP,2026-03-29 02:30,temperature,4\n",
        create_equipment=True,
    )
    assert [when for _, when, _ in readings(store)] == [
        at(2026, 1, 1, 9),
        at(2026, 7, 1, 8),
        at(2026, 7, 2, 5),
    ]
    [(line, column, value, reason)] = reasons(done)
    assert (line, column, value) == (5, "timestamp", "2026-03-29 02:30")
    assert "does not exist in Europe/Berlin" in reason


def test_units_are_converted_to_ours_or_refused(store: Store, bring: Import) -> None:
    done = bring(
        "machine,timestamp,sensor,value,unit\n"
        "P,2026-01-01,temperature,212,°F\nP,2026-01-02,temperature,300,K\nP,2026-01-03,pressure,4,bar\n"
        "P,2026-01-04,vibration,0.1,g\nP,2026-01-05,humidity,40,%\n",
        create_equipment=True,
    )
    found = rows(store, "SELECT sensor_type, round(value, 3) AS value, unit FROM sensor_readings ORDER BY timestamp")
    assert [tuple(row.values()) for row in found] == [
        ("temperature", 100.0, "°C"),
        ("temperature", 26.85, "°C"),
        ("pressure", 58.015, "PSI"),
        ("humidity", 40.0, "%"),
    ]
    [(line, column, value, reason)] = reasons(done)
    assert (line, column, value) == (5, "unit", "g")
    assert "cannot be converted" in reason


def test_readings_beyond_a_limit_get_their_status_and_an_alert_for_each_limit(store: Store, bring: Import) -> None:
    bring(
        READINGS + "".join(f"P,2026-01-01 00:0{i},temperature,{v}\n" for i, v in enumerate((80, 80.1, 85, 85.1, 70))),
        create_equipment=True,
    )
    found = rows(store, "SELECT status FROM sensor_readings ORDER BY timestamp")
    assert [row["status"] for row in found] == ["normal", "warning", "warning", "critical", "normal"]
    raised = rows(store, "SELECT title, status FROM maintenance_alerts ORDER BY id")  # the episode is over
    assert [tuple(row.values()) for row in raised] == [
        ("Temperature above 80 °C", "resolved"),
        ("Temperature above 85 °C", "resolved"),
    ]
    imports.undo(store, COMMAND_LINE, 1)
    assert all(not found for table, found in everything(store).items() if table != "thresholds")


def test_equipment_and_downtime_events(store: Store, bring: Import) -> None:
    bring("name,type,location,capacity,installation date\nP 1,press,hall 2,900,2020-05-04\nP 2,,,,\n", kind="equipment")
    found = rows(store, "SELECT name, type, location, capacity, installation_date, status FROM equipment ORDER BY name")
    assert [tuple(row.values()) for row in found] == [
        ("P 1", "press", "hall 2", 900.0, date(2020, 5, 4), "operational"),
        ("P 2", None, None, None, None, "operational"),
    ]
    done = bring(
        "machine,start,end,reason,planned\nP 1,2026-01-01 10:00,2026-01-01 10:30,jam,no\n"
        "P 1,2026-01-02 10:00,2026-01-02 09:30,jam,nein\nP 2,2026-01-03 10:00,,service,yes\n"
    )
    assert done.rehearsal.mapping.kind == "downtime_events"
    found = rows(store, "SELECT started_at, ended_at, reason, planned FROM downtime_events ORDER BY started_at")
    assert [tuple(row.values()) for row in found] == [
        (at(2026, 1, 1, 10), at(2026, 1, 1, 10, 30), "jam", False),
        (at(2026, 1, 3, 10), None, "service", True),
    ]
    assert [(line, column) for line, column, _, _ in reasons(done)] == [(3, "end")]


def test_figures_before_and_after_come_from_the_same_functions(store: Store, bring: Import) -> None:
    bring(PRODUCTION + "P,2026-01-01,morning,100,10,48\n", create_equipment=True)
    done = bring(PRODUCTION + "P,2026-01-01,afternoon,100,0,0\nQ,2026-01-01,night,100,10,0\n", create_equipment=True,
                 dry_run=True)  # fmt: skip
    kpis = done.rehearsal.kpis
    assert kpis is not None
    assert (kpis.before["total_output"], kpis.before["defect_rate"], kpis.before["efficiency_percentage"]) == (
        100,
        10,
        90,
    )
    assert kpis.after["total_output"] == 300
    assert kpis.after["defect_rate"] == pytest.approx(20 / 300 * 100)
    assert kpis.after["efficiency_percentage"] == pytest.approx((1440 - 48) / 1440 * 100)
    assert rows(store, "SELECT count(*) AS n FROM production_records") == [{"n": 1}]
    assert done.batch is None


def test_only_who_may_import_imports(store: Store, bring: Import) -> None:
    operator = Actor(1, "o@example.com", "O", Role.OPERATOR)
    path = store.path.with_name("x.csv")
    path.write_text(READINGS)
    with pytest.raises(NotAllowed, match="may not upload files"):
        imports.import_file(store, operator, path, path.name)
    with pytest.raises(NotAllowed):
        imports.undo(store, operator, 1)


LONG = "machine,timestamp,sensor,value,unit\nP,2026-01-01 06:01,speed,2,Hz\nP,2026-01-01 06:02,speed,{},Hz\n"
WIDE = "machine,timestamp,speed (Hz)\nP,2026-01-01 06:01,2\nP,2026-01-01 06:02,{}\n"


@pytest.mark.parametrize(
    ("content", "value", "sentence"),
    [
        (LONG, "1.6e148", None),
        (LONG, "1.7e148", "is beyond 1e+150 in our unit, which nothing measures"),  # 1.02e150 RPM
        (LONG, "1e308", "is beyond 1e+150 in our unit"),
        (WIDE, "1.6e148", None),
        (WIDE, "-1.7e148", "is beyond 1e+150 in our unit"),
        (WIDE, "1e308", "is not a finite number"),
    ],
)
def test_a_value_is_judged_in_our_unit(
    store: Store, bring: Import, content: str, value: str, sentence: str | None
) -> None:
    done = bring(content.format(value), create_equipment=True)
    if sentence is None:
        assert [value for _, _, value in readings(store)] == [120.0, 9.6e149]
    else:
        assert [value for _, _, value in readings(store)] == [120.0]
        [(line, _, said, reason)] = reasons(done)
        assert (line, said) == (3, value)
        assert sentence in reason
