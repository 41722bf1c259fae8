"""Exports of known systems go in without a question, in whatever order their columns are and whatever parts them."""

import csv
import io
from collections.abc import Sequence

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.imports.columns.systems import systems
from producflow.imports.columns.tags import pattern, proposed
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

JOBS = "SELECT status, maintenance_type AS type, description AS what FROM maintenance_logs ORDER BY source_line"


def written(table: Sequence[Sequence[str]], delimiter: str, *, backwards: bool) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(row[::-1] if backwards else row for row in table)
    return out.getvalue()


@pytest.mark.parametrize("backwards", [False, True], ids=["as exported", "columns the other way round"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        (
            [
                ["Auftrag", "Auftragsart", "Kurztext", "Equipment", "Eckstarttermin", "Systemstatus"],
                ["1", "PM01", "Lager", "P1", "03.02.2026", "TABG FMAT RÜCK"],
                ["2", "PM02", "Fett", "P1", "13.02.2026", "FREI VOKL"],
                ["3", "PM02", "Öl", "P1", "14.02.2026", "EROF"],
                ["4", "PM02", "Falsch", "P1", "14.02.2026", "LÖVM FREI"],
            ],
            ["completed corrective Lager", "in_progress preventive Fett", "scheduled preventive Öl"],
        ),
        (
            [
                ["Wonum", "Description", "Assetnum", "Location", "Status", "Worktype", "Targstartdate"],
                ["1", "Bearing", "P1", "L1", "CLOSE", "CM", "2026-02-03 07:00"],
                ["2", "Grease", "P1", "L1", "WMATL", "PM", "2026-02-03 07:00"],
                ["3", "Look", "P1", "L1", "APPR", "EM", "2026-02-03 07:00"],
                ["4", "None", "P1", "L1", "CAN", "PM", "2026-02-03 07:00"],
            ],
            ["completed corrective Bearing", "in_progress preventive Grease", "scheduled emergency Look"],
        ),
        (
            [
                ["Code", "Summary of Issue", "Status", "Maintenance Type", "Asset", "Date Completed"],
                ["1", "Leak", "Closed, Complete", "Damage", "P1", "2026-02-03 07:00"],
                ["2", "Check", "Assigned", "Inspection", "P1", ""],
                ["3", "Wrong", "Closed, Incomplete", "Project", "P1", ""],
            ],
            ["completed corrective Leak", "scheduled preventive Check"],
        ),
        (
            [
                ["Work Order #", "Title", "Description", "Status", "Category", "Asset", "Due Date"],
                ["1", "Leak", "", "Complete", "Damage", "P1", "2026-02-03"],
                ["2", "Look", "well", "On Hold", "", "P1", "2026-02-03"],
            ],
            ["completed corrective Leak", "scheduled corrective Look"],
        ),
        (
            [
                ["Task ID", "Task Name", "Type", "Status", "Asset", "Due Date"],
                ["1", "Grease", "PM", "Completed", "P1", "2026-02-03"],
                ["2", "Leak", "Work Request", "In Progress", "P1", "2026-02-03"],
            ],
            ["completed preventive Grease", "in_progress corrective Leak"],
        ),
        (
            [
                ["ID", "Title", "Priority", "Description", "Category", "Asset Name", "Frequency", "Recurrence Type"],
                ["1", "Grease", "HIGH", "", "", "P1", "2", "WEEKLY"],
            ],
            ["scheduled preventive Grease"],
        ),
    ],
    ids=["SAP in German", "Maximo", "Fiix", "UpKeep", "Limble", "Atlas plans"],
)
def test_jobs_of_a_cmms_go_in_without_a_question(
    store: Store, bring: Import, table: list[list[str]], wanted: list[str], delimiter: str, *, backwards: bool
) -> None:
    done = bring(written(table, delimiter, backwards=backwards), create_equipment=True)
    assert [" ".join(row.values()) for row in rows(store, JOBS)] == wanted
    assert done.rehearsal.counts.rejected == 0
    assert done.rehearsal.counts.left_out == len(table) - 1 - len(wanted)


def test_a_code_that_no_system_knows_is_asked_about_and_can_be_left_out(store: Store, bring: Import) -> None:
    lines = ["WONUM,DESCRIPTION,ASSETNUM,STATUS,WORKTYPE", "1,Bearing,P1,COMP,CM", "2,Odd,P1,MYSTATE,CM"]
    done = bring("\n".join(lines), create_equipment=True, answers=["status:MYSTATE=leave out"])
    assert [row["what"] for row in rows(store, JOBS)] == ["Bearing"]
    assert done.rehearsal.counts.left_out == 1


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ["_NAME,_NUMERICID,_VALUE,_TIMESTAMP,_QUALITY", "Ch1.P1.Temp,0,20,2026-02-13 06:00:00,192",
             "Ch1.P2.Temp,0,21,2026-02-13 06:00:00,192", "Ch1.P2.Temp,0,0,2026-02-13 06:01:00,0"],
            ["P1 temperature 20", "P2 temperature 21"],
        ),
        (
            ["t_stamp,tagpath,floatvalue,dataintegrity", "2026-02-13 06:00:00,[default]P1/Temperature,20,192",
             "2026-02-13 06:01:00,[default]P1/Temperature,0,0"],
            ["P1 temperature 20"],
        ),
        (
            ["DateAndTime,Millitm,TagName,Val,Status,Marker", "2026-02-13 06:00:00,0,P1/Temp,20,,B",
             "2026-02-13 06:01:00,0,P1/Temp,0,E,"],
            ["P1 temperature 20"],
        ),
        (
            ["Path,Timestamp,Value", r"\\SRV\Plant\Line 1\P1|Temperature,2026-02-13 06:00:00,20",
             r"\\SRV\Plant\Line 1\P2|Temperature,2026-02-13 06:00:00,21"],
            ["P1 temperature 20", "P2 temperature 21"],
        ),
        (
            ["Series;Time;Value", "P1.temperature;2026-02-13 06:00:00;20", "P2.temperature;2026-02-13 06:00:00;21"],
            ["P1 temperature 20", "P2 temperature 21"],
        ),
        (
            ["Time,P1/temperature (°F),P2/temperature (°F)", "2026-02-13 06:00:00,68,212"],
            ["P1 temperature 20", "P2 temperature 100"],
        ),
        (
            ["machine,time,sensor,value,quality", "P1,2026-02-13 06:00:00,temperature,20,Good",
             "P1,2026-02-13 06:01:00,temperature,99,Bad"],
            ["P1 temperature 20"],
        ),
        (
            ["Maschine;Zeit;Temperatur;Qualität", "P1;13.02.2026 06:00:00;20;gültig",
             "P1;13.02.2026 06:01:00;99;schlecht"],
            ["P1 temperature 20"],
        ),
    ],
    ids=["Kepware", "Ignition", "FactoryTalk", "PI paths", "Grafana", "Grafana wide", "quality", "quality in German"],
)  # fmt: skip
def test_readings_of_a_historian_go_in_without_a_question(
    store: Store, bring: Import, lines: list[str], wanted: list[str]
) -> None:
    bring("\n".join(lines), create_equipment=True)
    found = rows(store, "SELECT e.name, sensor_type AS s, value AS v FROM sensor_readings r JOIN equipment e "
                        "ON e.id = equipment_id ORDER BY r.source_line, e.name")  # fmt: skip
    assert [f"{row['name']} {row['s']} {row['v']:g}" for row in found] == wanted


def test_a_quality_that_nobody_knows_is_asked_about(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("quality") / "log.csv"
    path.write_text("machine,time,sensor,value,quality\nP1,2026-02-13 06:00:00,temperature,20,Good\n"
                    "P1,2026-02-13 06:01:00,temperature,21,64\n", encoding="utf-8")  # fmt: skip
    tried = imports.try_file(store, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))
    [question] = [each for each in tried.proposal.questions if each.blocking]
    assert (imports.answer_key(question), question.options) == ("quality:64", ("good", "leave out"))


def test_tables_of_influxdb_may_have_other_columns(store: Store, bring: Import) -> None:
    bring(
        "#datatype,string,long,dateTime:RFC3339,double,string,string,string\n"
        "#group,false,false,false,false,true,true,true\n"
        "#default,_result,,,,,,\n,result,table,_time,_value,_field,_measurement,machine\n"
        ",,0,2026-02-03T06:10:00Z,20,temperature,press,P1\n\n"
        "#datatype,string,long,dateTime:RFC3339,string,double,string,string,string\n"
        "#group,false,false,false,true,false,true,true,true\n"
        "#default,_result,,,,,,\n,result,table,_time,machine,_value,_field,site,_measurement\n"
        ",,1,2026-02-03T06:10:00Z,P2,21,temperature,Hall,press\n",
        create_equipment=True,
    )
    found = rows(store, "SELECT e.name, value AS v, r.source_line AS line FROM sensor_readings r JOIN equipment e "
                        "ON e.id = equipment_id ORDER BY line")  # fmt: skip
    assert [(row["name"], row["v"], row["line"]) for row in found] == [("P1", 20, 5), ("P2", 21, 11)]


@pytest.mark.parametrize(
    "header", ["Timestamp,machine1,machine2", "Zeit;Maschine 1;Maschine 2", "fecha hora\tMáquina 1\tMáquina 2"]
)
def test_a_matrix_of_ones_and_zeros_is_states_of_machines(store: Store, bring: Import, header: str) -> None:
    mark = next(each for each in ",;\t" if each in header)
    lines = [
        header,
        *(f"2026-03-02 06:{at}0:00{mark}{one}{mark}{two}" for at, one, two in ((0, 1, 0), (1, 0, 1), (2, 1, 1))),
    ]
    done = bring("\n".join(lines), create_equipment=True)
    found = rows(store, "SELECT s.state, count(*) AS n FROM state_intervals s GROUP BY ALL ORDER BY ALL")
    assert found == [{"state": "producing", "n": 4}, {"state": "stopped", "n": 2}]
    assert any("1 is taken for producing and 0 for an unplanned stop" in note for note in done.proposal.notes)


def test_signals_of_a_machine_are_no_machines(bring: Import) -> None:
    with pytest.raises(imports.ImportRefused, match="What are these rows"):
        bring("time,valve open,pump on\n2026-03-02 06:00:00,1,0\n2026-03-02 06:10:00,0,1\n", create_equipment=True)


def test_every_system_names_fields_and_units_that_there_are() -> None:
    for system in systems().values():
        mapping = imports.Mapping(
            kind=system.kind,
            columns=dict.fromkeys(system.columns, "a"),
            constants=dict(system.constants),
            units=dict(system.units),
            values={field: {text: ours for ours, texts in known.items() for text in texts}
                    for field, known in system.values.items()},
            system=system.name,
        )  # fmt: skip
        assert imports.Mapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    ("tags", "text", "split"),
    [
        (["Ch1.Press1.Temp"], "*.{machine}.{sensor}", ("Press1", "Temp")),
        (["Press1/Temperature", "Press2/Speed"], "{machine}/{sensor}", ("Press1", "Temperature")),
        (["PRESS1.TEMP"], "{machine}.{sensor}", ("PRESS1", "TEMP")),
        (["Press 1 oil temperature"], "{machine} {sensor}", ("Press 1", "oil temperature")),
        (["Press1_Temp", "Säge2_Temp"], "{machine}_{sensor}", ("Press1", "Temp")),
        (["[default]Press1/Temperature"], "[*]{machine}/{sensor}", ("Press1", "Temperature")),
    ],
)
def test_a_pattern_is_proposed_from_the_tags(tags: list[str], text: str, split: tuple[str, str]) -> None:
    found = proposed(tags, ())
    assert found is not None
    assert found[0] == text
    assert pattern(text).split(tags[0]) == split


@pytest.mark.parametrize("tags", [["temperature", "P1.pressure"], ["12.5", "13.5"], ["oil temperature"], []])
def test_tags_without_a_pattern_have_none(tags: list[str]) -> None:
    assert proposed(tags, ()) is None
