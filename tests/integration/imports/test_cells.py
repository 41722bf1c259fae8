"""Durations, dressed numbers and texts that stand for nothing: each as plants write them, and what becomes of them."""

import io
from datetime import time, timedelta

import openpyxl
import pytest

from producflow.errors import ImportRefused
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, reasons, rows

RECORD = "machine;date;shift;output;defects;{header}\nP;2026-02-09;morning;100;2;{cell}\n"


@pytest.mark.long
@pytest.mark.parametrize(
    ("header", "cell", "minutes"),
    [
        ("downtime (h)", "1:05", 65),
        ("downtime (hh:mm)", "1:05", 65),
        ("downtime h:mm", "6:05", 365),
        ("Stop (mm:ss)", "1:30", 1.5),
        ("Stillstand [mm:ss]", "75:30", 75.5),
        ("downtime min:sec", "01:30", 1.5),
        ("Stillstand (Min:Sek)", "1:30", 1.5),
        ("время простоя (мин:сек)", "1:30", 1.5),
        ("downtime (min)", "1:30", 1.5),
        ("downtime", "01:05:00", 65),
        ("downtime", "0:20:30", 20.5),
        ("downtime", "PT1H5M", 65),
        ("downtime", "1 h 05", 65),
        ("downtime", "1h05min", 65),
        ("Stillstand", "3 Std. 20 Min.", 200),
        ("downtime", "20 min", 20),
        ("downtime", "1.5 h", 90),
        ("downtime", "90 s", 1.5),
        ("downtime (h)", "1.5", 90),
        ("downtime (h)", "1,5", 90),
        ("downtime [h]", "30 min", 30),
    ],
)
def test_a_duration_in_every_notation(bring: Import, store: Store, header: str, cell: str, minutes: float) -> None:
    bring(RECORD.format(header=header, cell=cell), create_equipment=True)
    assert [row["m"] for row in rows(store, "SELECT round(downtime_minutes, 6) AS m FROM production_records")] == [
        minutes
    ]


def test_durations_of_a_workbook(bring: Import, store: Store) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["machine", "start", "state", "duration"])
    for at, lasted in enumerate((timedelta(hours=26, minutes=5), time(1, 5), timedelta(seconds=8)), 1):
        sheet.append(["P", f"2026-02-0{at * 2} 06:00", "running", lasted])
    sheet["D2"].number_format = "[h]:mm:ss"
    sheet["D4"].number_format = "[h]:mm:ss"
    out = io.BytesIO()
    book.save(out)
    bring(out.getvalue(), name="states.xlsx", create_equipment=True)
    found = rows(store, "SELECT epoch(ended_at - started_at) AS s FROM state_intervals ORDER BY started_at")
    assert [row["s"] for row in found] == [93_900, 3_900, 8]


@pytest.mark.long
def test_the_unit_of_durations_is_told_by_start_and_end(bring: Import, store: Store) -> None:
    header = "machine,start,end,duration,reason,planned\n"
    done = bring(
        header + "P,2026-02-09 06:00,2026-02-09 07:30,5400,jam,no\nP,2026-02-09 08:00,,600,jam,no\n"
        "P,2026-02-09 10:00,2026-02-09 10:20,1200,jam,no\n",
        create_equipment=True,
    )
    assert done.proposal.mapping.units == {"duration": "s"}
    found = rows(store, "SELECT epoch(ended_at - started_at) AS s FROM downtime_events ORDER BY started_at")
    assert [row["s"] for row in found] == [5400, 600, 1200]
    done = bring(
        header + "Q,2026-02-09 06:00,2026-02-09 06:05,5:00,jam,no\nQ,2026-02-09 08:00,2026-02-09 09:15,75:00,jam,no\n",
        create_equipment=True,
    )
    assert done.proposal.mapping.numbers == {"duration": "m:ss"}


def test_durations_that_disagree_with_start_and_end_are_counted(bring: Import, store: Store) -> None:
    done = bring(
        "machine,start,end,duration,reason,planned\nP,2026-02-09 06:00,2026-02-09 06:30,30,jam,no\n"
        "P,2026-02-09 08:00,2026-02-09 08:10,10,jam,no\nP,2026-02-09 10:00,2026-02-09 10:20,55,jam,no\n",
        create_equipment=True,
    )
    assert "“duration” disagrees with start and end in 1 row; start and end stand." in done.rehearsal.notes
    found = rows(store, "SELECT epoch(ended_at - started_at) / 60 AS m FROM downtime_events ORDER BY started_at")
    assert [row["m"] for row in found] == [30, 10, 20]


@pytest.mark.long
@pytest.mark.parametrize(
    ("cell", "cost"),
    [
        ("€ 1.234,50", 1234.5),
        ("1.234,50 EUR", 1234.5),
        ("1 234,50 zł", 1234.5),
        ("R$ 1.234,50", 1234.5),
    ],
)
def test_a_cost_in_every_dress(bring: Import, store: Store, cell: str, cost: float) -> None:
    bring(
        f"machine;type;date;description;cost;status\nP;corrective;2026-02-09;Belt;{cell};completed\n",
        create_equipment=True,
    )
    assert [row["cost"] for row in rows(store, "SELECT cost FROM maintenance_logs")] == [cost]


@pytest.mark.long
def test_what_stands_around_numbers_is_counted_in_one_note_a_column(bring: Import, store: Store) -> None:
    text = "machine;date;shift;output;defects;downtime;efficiency\n" + "".join(
        f"P;2026-02-{day:02};morning;{output};3;{downtime};{share}\n"
        for day, output, downtime, share in (
            (9, "1.200 pcs", "5 min", "91,5 %"), (10, "1.300 pcs", "0,5 h", "90 %"), (11, "1.100", "300 s", "88"),
        )
    )  # fmt: skip
    notes = bring(text, create_equipment=True).rehearsal.notes
    assert "2 of 3 numbers in “output” have a sign or unit of their own: “pcs” (2)." in notes
    converted = "“h” (1), “min” (1), “s” (1). Each is converted to min."
    assert f"3 of 3 numbers in “downtime” have a sign or unit of their own: {converted}" in notes
    assert "2 of 3 numbers in “efficiency” have a sign or unit of their own: “%” (2)." in notes
    found = rows(store, "SELECT output_quantity, downtime_minutes FROM production_records ORDER BY date")
    assert [tuple(row.values()) for row in found] == [(1200, 5), (1300, 30), (1100, 5)]


@pytest.mark.long
@pytest.mark.parametrize("cell", ["1.234,56-", "−120,50", "(1.234,50)", "-€ 5,00"])
def test_a_cost_below_nothing_is_read_as_that_and_refused(bring: Import, store: Store, cell: str) -> None:
    done = bring(
        f"machine;type;date;description;cost;status\nP;corrective;2026-02-09;Belt;{cell};completed\n",
        create_equipment=True,
    )
    assert [reason for *_, reason in reasons(done)] == [f"“{cell}” is below 0; correct it."]
    assert rows(store, "FROM maintenance_logs") == []


@pytest.mark.parametrize(("answer", "minutes"), [("h:mm:ss", [65, 30]), ("m:ss", [65 / 60, 0.5])])
def test_hours_and_minutes_are_told_from_minutes_and_seconds_by_a_person(
    bring: Import, store: Store, answer: str, minutes: list[float]
) -> None:
    text = RECORD.format(header="downtime", cell="1:05") + "P;2026-02-10;morning;100;2;0:30\n"
    with pytest.raises(ImportRefused, match="2 of 2 values have two parts, such as 0:30: hours and minutes"):
        bring(text, create_equipment=True)
    bring(text, create_equipment=True, answers=[f"downtime_minutes={answer}"])
    found = rows(store, "SELECT downtime_minutes AS m FROM production_records ORDER BY date")
    assert [row["m"] for row in found] == pytest.approx(minutes)


def test_the_unit_of_a_reading_stands_in_its_cell(bring: Import, store: Store) -> None:
    bring(
        "machine,time,sensor,value\nP,2026-02-09 06:00,temperature,71.5 °C\nP,2026-02-09 07:00,temperature,160 °F\n"
        "P,2026-02-09 06:00,pressure,2 bar\n",
        create_equipment=True,
    )
    found = rows(store, "SELECT round(value, 2) AS v, unit FROM sensor_readings ORDER BY source_line")
    assert [(row["v"], row["unit"]) for row in found] == [(71.5, "°C"), (71.11, "°C"), (29.01, "PSI")]


def test_units_in_the_cells_of_a_column_per_sensor_may_differ(bring: Import, store: Store) -> None:
    bring(
        "machine,time,temperature,vibration\nP,2026-02-09 06:00,71.5 °C,1.25 mm/s\n"
        "P,2026-02-09 07:00,160 °F,1.30 mm/s\n",
        create_equipment=True,
    )
    found = rows(store, "SELECT round(value, 2) AS v FROM sensor_readings ORDER BY sensor_type, timestamp")
    assert [row["v"] for row in found] == [71.5, 71.11, 1.25, 1.3]


@pytest.mark.long
def test_an_unknown_unit_is_no_number(bring: Import) -> None:
    done = bring(
        RECORD.format(header="downtime", cell="20 min") + "P;2026-02-10;morning;100;2;5 apples\n", create_equipment=True
    )
    assert reasons(done) == [(3, "downtime", "5 apples", "“5 apples” is not a number; correct it.")]


@pytest.mark.long
@pytest.mark.parametrize("nothing", ["-", "–", "NULL", "null", "NA", "n.a.", "#N/A", "NaN", "\\N", "k.A."])
def test_what_stands_for_nothing_is_empty_and_counted(bring: Import, store: Store, nothing: str) -> None:
    done = bring(
        "machine;date;shift;product;output;defects;downtime\n"
        f"P;2026-02-09;morning;{nothing};100;{nothing};5\nP;2026-02-09;night;A;90;3;5\n",
        create_equipment=True,
    )
    found = rows(store, "SELECT product, defect_quantity FROM production_records ORDER BY source_line")
    assert [tuple(row.values()) for row in found] == [("", None), ("A", 3)]
    assert f"1 cell counts as empty in “defects”: “{nothing}” (1)." in done.rehearsal.notes
    assert done.proposal.mapping.values["defect_quantity"] == {nothing.lower(): "empty"}


def test_what_historians_write_for_no_value_is_left_out_and_counted(bring: Import, store: Store) -> None:
    tall = bring(
        "machine,time,sensor,value\nP,2026-02-09 06:00,flow,1\nP,2026-02-09 06:01,flow,I/O Timeout\n"
        "P,2026-02-09 06:02,flow,Bad\nP,2026-02-09 06:03,flow,Bad\n",
        create_equipment=True,
    )
    assert tall.rehearsal.counts.rejected == 0
    assert "3 rows are left out for “value”: “Bad” (2), “I/O Timeout” (1)." in tall.rehearsal.notes
    wide = bring("machine,time,temperature,vibration\nP,2026-02-09 06:00,Bad,1.5\nP,2026-02-09 07:00,20,1.5\n")
    assert wide.rehearsal.counts.rejected == 0
    assert "1 cell counts as empty in “temperature”: “Bad” (1)." in wide.rehearsal.notes
    assert rows(store, "SELECT count(*) AS n FROM sensor_readings") == [{"n": 4}]
