"""A column per sensor, machine states, a column per machine, whole days: rows that become others, and the way back."""

from dataclasses import replace
from datetime import date

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import ImportRefused, InvalidInput
from producflow.operations import production
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, everything, reasons, rows
from tests.integration.imports.stored import counted, readings, records, stops

STATES = "machine,start,end,state,reason,product,quantity,rejects\n"
ORDERS = (
    STATES
    + "P,2026-03-10 20:00,2026-03-11 02:00,running,,A,90,3\n"
    + "P,2026-03-11 02:00,2026-03-11 07:30,breakdown,motor,,,\n"
)


# A column per sensor

WIDE = (
    "machine,time,Hydraulic_Pressure(bar),Air temperature [K],Process temperature [K],Torque [Nm]\n"
    "P,2026-01-01 00:00,4,300,310,40\n"
    "P,2026-01-01 00:01,4.1,,x,41\n"
    "P,nope,3.9,302,312,42\n"
    "P,2026-01-01 00:03,,,,\n"
)


def test_a_column_per_sensor_becomes_readings_in_our_units(store: Store, bring: Import) -> None:
    done = bring(WIDE, create_equipment=True)
    # 4 + 2 good cells, one that is no number, one row without a time; the empty cells and the empty row say nothing.
    assert counted(done) == (8, 6, 0, 0, 2)
    assert done.rehearsal.counted == "readings"
    assert readings(store) == [
        ("air temperature", "01 00:00:00", 26.85, "°C", 2),
        ("pressure", "01 00:00:00", 58.015095, "PSI", 2),
        ("process temperature", "01 00:00:00", 36.85, "°C", 2),
        ("torque", "01 00:00:00", 40.0, "Nm", 2),
        ("pressure", "01 00:01:00", 59.465472, "PSI", 3),
        ("torque", "01 00:01:00", 41.0, "Nm", 3),
    ]
    assert reasons(done) == [
        (3, "Process temperature [K]", "x", "“x” is not a number; correct it."),
        (4, "time", "nope", "“nope” is not a date or time, read as iso; correct it, or choose another notation."),
    ]
    assert any("converted from bar to PSI: value × 14.5038" in note for note in done.rehearsal.notes)
    assert any("converted from K to °C: value − 273.15" in note for note in done.rehearsal.notes)


@pytest.mark.long
def test_readings_of_columns_overlap_change_and_go_back_like_others(store: Store, bring: Import) -> None:
    before = everything(store)
    bring(WIDE, create_equipment=True)
    once = everything(store)
    again = bring(WIDE)
    assert counted(again) == (8, 0, 0, 6, 2)
    assert everything(store) == once
    changed = bring(WIDE.replace(",40\n", ",44\n").replace("P,nope", "P,2026-01-01 00:02"))
    assert counted(changed) == (11, 4, 1, 5, 1)
    imports.undo(store, COMMAND_LINE, 3)
    assert everything(store) == once
    assert imports.redo(store, COMMAND_LINE, 3).added == 4
    for batch in (3, 2, 1):
        imports.undo(store, COMMAND_LINE, batch)
    assert everything(store) == before


def test_an_acceleration_is_no_velocity_and_the_sentence_says_why(store: Store, bring: Import) -> None:
    wide = "machine,time,Vibration (g),Spindle speed [1/min]\nP,2026-01-01,0.5,1500\n"
    proposal = bring(wide, create_equipment=True, dry_run=True).proposal
    assert proposal.mapping.spread == {"Vibration (g)": "vibration acceleration", "Spindle speed [1/min]": "speed"}
    with pytest.raises(InvalidInput, match=r"g is an acceleration and mm/s a velocity.*known frequency"):
        bring(wide, options=imports.ImportOptions(spread=["Vibration (g)=vibration"]))
    long = "machine,time,sensor,value,unit\nP,2026-01-01,vibration,0.5,g\nP,2026-01-01,öldruck,2,bar\n"
    done = bring(long, create_equipment=True)
    assert [(line, value) for line, _, value, _ in reasons(done)] == [(2, "g")]
    assert "an acceleration" in reasons(done)[0][3]
    assert readings(store) == [("öldruck", "01 00:00:00", 29.007548, "PSI", 3)]
    with pytest.raises(ImportRefused, match="g is an acceleration"):
        bring("machine,time,value\nP,2026-01-01,0.5\n", constants={"sensor_type": "vibration", "unit": "g"})


# Machine states


def test_states_become_records_of_shifts_and_stops_in_one_import(store: Store, bring: Import) -> None:
    done = bring(ORDERS, create_equipment=True)
    assert done.rehearsal.mapping.kind == "state_intervals"
    assert counted(done) == (2, 2, 0, 0, 0)
    expected = [
        ("10", "afternoon", "A", 30, 1, 0.0, 120.0),
        ("10", "night", "A", 60, 2, 240.0, 480.0),
        ("11", "morning", "", None, None, 90.0, 90.0),
    ]
    assert records(store) == expected
    assert stops(store) == [("11 02:00", "11 07:30", "motor", False)]
    assert done.rehearsal.kpis is not None
    assert done.rehearsal.kpis.before["total_output"] in (0, None)
    assert done.rehearsal.kpis.after["total_output"] == 90
    assert [(each.table, each.added) for each in done.rehearsal.followed] == [
        ("production_records", 3),
        ("downtime_events", 1),
    ]


@pytest.mark.long
def test_overlapping_exports_of_states_add_up_and_each_can_be_taken_back(store: Store, bring: Import) -> None:
    """The second export begins in the middle of a shift that the first one knows the beginning of."""
    before = everything(store)
    first = (
        STATES + "P,2026-03-10 06:00,2026-03-10 08:00,running,,A,20,0\nP,2026-03-10 08:00,2026-03-10 10:00,down,x,,,\n"
    )
    second = (
        STATES + "P,2026-03-10 08:00,2026-03-10 10:00,down,x,,,\nP,2026-03-10 10:00,2026-03-10 14:00,running,,A,40,4\n"
    )
    bring(first, create_equipment=True)
    alone = records(store)
    assert alone == [("10", "morning", "A", 20, 0, 120.0, 240.0)]
    done = bring(second)
    assert counted(done) == (2, 1, 0, 1, 0)
    both = records(store)
    assert both == [("10", "morning", "A", 60, 4, 120.0, 480.0)]

    imports.undo(store, COMMAND_LINE, 1)  # the older one, from under the newer: its stop is said by the other too
    assert records(store) == [("10", "morning", "A", 40, 4, 120.0, 360.0)]
    assert stops(store) == [("10 08:00", "10 10:00", "x", False)]
    imports.redo(store, COMMAND_LINE, 1)
    assert records(store) == both
    imports.undo(store, COMMAND_LINE, 2)
    assert records(store) == alone
    imports.undo(store, COMMAND_LINE, 1)
    assert everything(store) == before


@pytest.mark.long
def test_a_corrected_state_takes_back_what_followed_from_it(store: Store, bring: Import) -> None:
    bring(ORDERS, create_equipment=True)
    known = records(store), stops(store)
    done = bring(ORDERS.replace("breakdown,motor", "Rüsten,tool"))
    assert counted(done) == (2, 0, 1, 1, 0)
    assert stops(store) == [("11 02:00", "11 07:30", "tool", True)]
    bring(ORDERS.replace(",A,90,3", ",B,90,3"))  # another product is another interval, and A stays: the same time twice
    assert [row[:4] for row in records(store)][:2] == [("10", "afternoon", "A", 30), ("10", "afternoon", "B", 30)]
    imports.undo(store, COMMAND_LINE, 3)
    imports.undo(store, COMMAND_LINE, 2)
    assert (records(store), stops(store)) == known


@pytest.mark.long
def test_a_record_that_was_reported_itself_stands(store: Store, bring: Import) -> None:
    bring("machine,date,shift,product,output,defects,downtime\nP,2026-03-10,night,A,55,5,7\n", create_equipment=True)
    done = bring(ORDERS)
    assert any("1 production records were reported themselves" in note for note in done.rehearsal.notes)
    assert [row[:4] for row in records(store)] == [("10", "afternoon", "A", 30), ("10", "night", "A", 55),
                                                   ("11", "morning", "", None)]  # fmt: skip
    imports.undo(store, COMMAND_LINE, 1)  # what follows from the states comes in its place
    assert [row[:4] for row in records(store)] == [("10", "afternoon", "A", 30), ("10", "night", "A", 60),
                                                   ("11", "morning", "", None)]  # fmt: skip
    direct = bring("machine,date,shift,product,output,defects,downtime\nP,2026-03-10,night,A,56,5,7\n")
    assert counted(direct) == (1, 1, 0, 0, 0)
    assert [row[3] for row in records(store)] == [30, 56, None]
    [row] = rows(store, "SELECT id FROM production_records WHERE shift = 'afternoon'")
    production.change(store, COMMAND_LINE, row["id"], {"output_quantity": 31})
    bring(ORDERS.replace(",A,90,3", ",A,99,3"))
    assert [row[3] for row in records(store)] == [31, 56, None]


def test_words_for_states_in_six_languages_and_those_that_are_asked(store: Store, bring: Import) -> None:
    said = ("läuft", "En marche", "PARADA", "fermo", "Produção", "changeover", "idle")
    text = STATES + "".join(
        f"P,2026-03-1{day} 06:00,2026-03-1{day} 07:00,{word},,,,\n" for day, word in enumerate(said)
    )
    done = bring(text, create_equipment=True)
    [question] = done.proposal.questions
    assert (question.slot, question.field, question.value) == ("values", "state", "idle")
    assert [row["state"] for row in rows(store, "SELECT state FROM state_intervals ORDER BY started_at")] == [
        "producing", "producing", "stopped", "stopped", "producing", "planned_stop",
    ]  # fmt: skip
    assert len(reasons(done)) == 1


def test_a_duration_stands_for_an_end_in_the_unit_that_the_header_says(store: Store, bring: Import) -> None:
    bring("machine,start,duration (s),reason,planned\nP,2026-03-10 06:00,90,jam,no\n", create_equipment=True)
    bring("machine,start,Dauer [h],reason,planned\nP,2026-03-11 06:00,1.5,jam,no\n")
    found = rows(store, "SELECT epoch(ended_at - started_at) AS d FROM downtime_events ORDER BY started_at")
    assert [row["d"] for row in found] == [90, 5400]


@pytest.mark.long
def test_a_column_per_machine_becomes_states(store: Store, bring: Import) -> None:
    before = everything(store)
    matrix = (
        "Zeit;Presse 1;Presse 2\n2026-03-10 06:00;läuft;Störung\n2026-03-10 06:10;läuft;läuft\n"
        "2026-03-10 06:20;steht;läuft\n2026-03-10 06:30;läuft;???\n"
    )
    done = bring(matrix, create_equipment=True)
    assert done.rehearsal.counted == "states"
    assert counted(done) == (8, 7, 0, 0, 1)
    assert [row[:3] for row in reasons(done)] == [(5, "Presse 2", "???")]
    assert stops(store) == [("10 06:00", "10 06:10", "Störung", False), ("10 06:20", "10 06:30", "steht", False)]
    minutes = rows(store, "SELECT e.name, planned_minutes AS p, downtime_minutes AS d FROM production_records "
                          "JOIN equipment e ON e.id = equipment_id ORDER BY name")  # fmt: skip
    assert [(row["name"], row["p"], row["d"]) for row in minutes] == [("Presse 1", 30, 10), ("Presse 2", 20, 10)]
    # The next export overlaps: the state that had no end then gets one.
    more = bring("Zeit;Presse 1;Presse 2\n2026-03-10 06:20;steht;läuft\n2026-03-10 06:40;steht;steht\n")
    assert counted(more) == (4, 2, 0, 2, 0)
    assert rows(store, "SELECT sum(planned_minutes) AS p FROM production_records") == [{"p": 40 + 40}]
    imports.undo(store, COMMAND_LINE, 2)
    imports.undo(store, COMMAND_LINE, 1)
    assert everything(store) == before


# Whole days, and no times


DAYS = "line,date,output,defects,downtime (h)\nL1,2026-03-10,100,4,1.5\nL1,2026-03-11,101,0,0\n"


@pytest.mark.long
def test_whole_days_ask_for_their_shift_and_can_be_divided_evenly(store: Store, bring: Import) -> None:
    before = everything(store)
    with pytest.raises(ImportRefused, match="Which shift are these rows of"):
        bring(DAYS, create_equipment=True)
    done = bring(DAYS, options=imports.ImportOptions(answers=["shift=divide evenly"], create_equipment=True))
    assert done.rehearsal.counted == "records"
    assert counted(done) == (6, 6, 0, 0, 0)
    assert records(store) == [
        ("10", "afternoon", "", 33, 1, 30.0, 480.0),
        ("10", "morning", "", 33, 1, 30.0, 480.0),
        ("10", "night", "", 34, 2, 30.0, 480.0),
        ("11", "afternoon", "", 34, 0, 0.0, 480.0),
        ("11", "morning", "", 33, 0, 0.0, 480.0),
        ("11", "night", "", 34, 0, 0.0, 480.0),
    ]
    again = bring(DAYS, options=imports.ImportOptions(answers=["shift=divide evenly"]))
    assert counted(again) == (6, 0, 0, 6, 0)
    imports.undo(store, COMMAND_LINE, 2)
    imports.undo(store, COMMAND_LINE, 1)
    assert everything(store) == before


@pytest.mark.long
def test_without_times_a_start_and_a_step_are_asked(store: Store, bring: Import) -> None:
    text = "machine,cycle,temperature [°F]\nA,1,212\nB,1,32\nA,2,50\n"
    with pytest.raises(ImportRefused, match=r"when the first row of a machine was.*2026-01-01 06:00 \+ 60 s"):
        bring(text, create_equipment=True)
    known = imports.ImportOptions(
        kind="sensor_readings", spread=["cycle="], timezone="Europe/Berlin", create_equipment=True
    )
    bring(text, options=replace(known, answers=["timestamp=2026-01-02 06:00 + 90 s"]))
    assert readings(store) == [
        ("temperature", "02 05:00:00", 100.0, "°C", 2),
        ("temperature", "02 05:00:00", 0.0, "°C", 3),
        ("temperature", "02 05:01:30", 10.0, "°C", 4),
    ]
    imports.undo(store, COMMAND_LINE, 1)
    mapping = imports.Mapping(
        kind="sensor_readings",
        columns={"equipment": "machine", "timestamp": "cycle"},
        spread={"temperature [°F]": "temperature"},
        rules={"timestamp": "2026-01-02 + 1 h"},
    )
    bring(text, options=imports.ImportOptions(mapping=mapping, create_equipment=True))
    assert [row[:2] for row in readings(store)] == [("temperature", "02 01:00:00")] * 2 + [
        ("temperature", "02 02:00:00")
    ]
    with pytest.raises(InvalidInput, match="does not say when the first row is"):
        bring(text, options=replace(known, answers=["timestamp=tomorrow"]))


def test_a_share_is_told_from_percent(store: Store, bring: Import) -> None:
    text = (
        "machine,date,shift,output,defects,downtime,actual productivity\n"
        "P,2026-03-10,Mañana,1,0,0,0.8\nP,2026-03-11,manana,1,0,0,1.12\n"
    )
    done = bring(text, create_equipment=True)
    assert any("from share of 1 to %" in note for note in done.rehearsal.notes)
    found = rows(store, "SELECT shift, efficiency_percentage AS e FROM production_records ORDER BY date")
    assert [(row["shift"], round(row["e"], 6)) for row in found] == [("morning", 80.0), ("morning", 112.0)]
    assert rows(store, "SELECT min(date) AS d FROM production_records") == [{"d": date(2026, 3, 10)}]
