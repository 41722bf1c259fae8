"""Goals and rated speeds from files."""

from datetime import date

import pyarrow as pa
import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain import shift_models
from producflow.domain.metrics import METRICS, TARGETED
from producflow.domain.patterns import SINCE_EVER
from producflow.domain.schedule import Plan
from producflow.errors import NotAllowed
from producflow.imports import undo
from producflow.operations import calendar, equipment, targets
from producflow.store.database import Store
from producflow.store.queries import exports
from producflow.store.queries import targets as queries
from tests.integration.imports.conftest import Import, reasons, rows

GOALS = """KPI,Machine,Machine type,Shift,Target,Valid from
OEE,,,,85,2026-01-01
oee,Press 1,,,90,2026-01-01
defect_rate,,Press,,1.5,2026-01-01
total_output,Press 1,,night,700,2026-02-01
oee,,,,120,2026-03-01
mood,,,,7,2026-03-01
"""
ALL = "SELECT metric, scope, equipment_type, equipment_id, shift, value, valid_from FROM targets ORDER BY id"


@pytest.fixture
def press(store: Store) -> int:
    return int(equipment.create(store, COMMAND_LINE, name="Press 1", type="Press", capacity=960.0)["id"])


@pytest.mark.long
def test_goals_come_in_from_a_file_and_go_again(store: Store, press: int, bring: Import) -> None:
    done = bring(GOALS, kind="targets")
    start = date(2026, 1, 1)
    assert [tuple(row.values()) for row in rows(store, ALL)] == [
        ("oee", "plant", None, None, None, 85.0, start),
        ("oee", "machine", None, press, None, 90.0, start),
        ("defect_rate", "type", "Press", None, None, 1.5, start),
        ("total_output", "machine", None, press, "night", 700.0, date(2026, 2, 1)),
    ]
    assert [(line, column) for line, column, _, _ in reasons(done)] == [(6, "Target"), (7, "KPI")]
    assert "above 100 %" in reasons(done)[0][3]
    again = bring(GOALS.replace(",85,", ",80,"), kind="targets")
    assert again.batch is not None
    assert [row["value"] for row in rows(store, ALL)] == [80.0, 90.0, 1.5, 700.0]
    assert again.rehearsal.counts.updated == 1
    undo(store, COMMAND_LINE, again.batch.id)
    assert done.batch is not None
    assert [row["value"] for row in rows(store, ALL)] == [85.0, 90.0, 1.5, 700.0]
    undo(store, COMMAND_LINE, done.batch.id)
    assert rows(store, ALL) == []


def test_figures_are_called_as_pages_and_people_call_them(store: Store, press: int, bring: Import) -> None:
    """Only the names of our fields were known: a list that says Output, as every page does, was rejected."""
    labels = [METRICS[name].label for name in TARGETED]
    listed = "".join(f"{label},5,2026-01-01\n" for label in labels)
    bring(f"Figure,Goal,Valid from\n{listed}", kind="targets")
    assert [row["metric"] for row in rows(store, ALL)] == list(TARGETED)
    german = "Kennzahl;Maschine;Ziel;Gültig ab\nAusschussquote;Press 1;1,5;15.01.2026\nGutmenge;Press 1;70;15.01.2026\n"
    bring(german, kind="targets")
    assert [(row["metric"], row["value"]) for row in rows(store, ALL)][len(TARGETED) :] == [
        ("defect_rate", 1.5),
        ("good_output", 70.0),
    ]


def test_a_machine_stands_before_its_type(store: Store, press: int, bring: Import) -> None:
    bring("metric,equipment,equipment type,goal,valid from\noee,Press 1,Press,85,2026-01-01\n", kind="targets")
    [row] = rows(store, ALL)
    assert (row["scope"], row["equipment_type"], row["equipment_id"]) == ("machine", None, press)
    same = {"metric": "oee", "equipment_id": press, "valid_from": date(2026, 1, 1)}
    targets.set(store, COMMAND_LINE, value=70.0, **same)  # type: ignore[arg-type]
    assert [each["value"] for each in rows(store, ALL)] == [70.0]


def test_goals_of_areas_and_lines_come_in_and_are_exported_as_they_came(store: Store, bring: Import) -> None:
    for name, area, line in (("Press 1", "Parts", "Line 1"), ("Mill", None, "Line 2")):
        equipment.create(store, COMMAND_LINE, name=name, area=area, production_line=line)
    file = (
        "KPI,Machine,Area,Line,Target,Valid from\noee,,Parts,,85,2026-01-01\noee,,Parts,Line 1,86,2026-01-01\n"
        "oee,,,Line 2,87,2026-01-01\noee,Press 1,Parts,Line 1,88,2026-01-01\noee,,,Line 1,89,2026-01-01\n"
        "oee,,Parts,Line 2,89,2026-01-01\noee,,Paint,,89,2026-01-01\n"
    )
    done = bring(file, kind="targets")
    parts = "SELECT scope, area, production_line, equipment_id, value FROM targets ORDER BY id"
    there = [
        ("area", "Parts", None, None, 85.0),
        ("line", "Parts", "Line 1", None, 86.0),
        ("line", None, "Line 2", None, 87.0),
        ("machine", None, None, 1, 88.0),
    ]
    assert [tuple(row.values()) for row in rows(store, parts)] == there
    assert [(line, column) for line, column, _, _ in reasons(done)] == [(6, "Line"), (7, "Line"), (8, "Area")]
    assert "give its area too" in reasons(done)[0][3]
    exported = pa.Table.to_pandas(next(exports.pieces(store, "targets", {"machines": None})))
    for each in store.read(queries.everything)["id"]:
        targets.remove(store, COMMAND_LINE, int(each))
    bring(exported.to_csv(index=False), kind="targets")
    assert [tuple(row.values()) for row in rows(store, parts)] == there


def test_rated_speeds_come_in_from_a_file(store: Store, press: int, bring: Import) -> None:
    done = bring("Machine;Product;Units per hour;Valid from\nPress 1;A;120,5;2026-01-01\nPress 1;B;0;2026-01-01\n")
    assert done.batch is not None
    assert done.batch.kind == "ideal_rates"
    [row] = rows(store, "SELECT equipment_id, product, units_per_hour, valid_from FROM ideal_rates")
    assert tuple(row.values()) == (press, "A", 120.5, date(2026, 1, 1))
    assert "not above 0" in reasons(done)[0][3]


def test_an_analyst_sets_no_goals_by_a_file(store: Store, press: int, tmp_path: object) -> None:
    analyst = Actor(1, "ann@x.y", "Ann", Role.ANALYST)
    path = tmp_path / "goals.csv"  # type: ignore[operator]
    path.write_text(GOALS)
    with pytest.raises(NotAllowed, match="may not set goals"):
        imports.import_file(store, analyst, path, "goals.csv", imports.ImportOptions(kind="targets"))
    assert rows(store, ALL) == []


def test_goals_of_a_file_know_the_shifts_of_the_calendar(store: Store, press: int, bring: Import) -> None:
    two = shift_models.pattern_of("7 × 2: every day, two shifts of 12 hours", SINCE_EVER)
    calendar.save(store, COMMAND_LINE, Plan((two,)))
    name = two.names[0]
    done = bring(
        f"KPI,Machine,Shift,Target,Valid from\ntotal_output,Press 1,{name},700,2026-02-01\n"
        "total_output,Press 1,evening,700,2026-02-01\n",
        kind="targets",
    )
    assert [row["shift"] for row in rows(store, ALL)] == [name]
    assert [(line, column) for line, column, _, _ in reasons(done)] == [(3, "Shift")]


def test_a_goal_of_a_type_that_no_machine_has_is_refused(store: Store, press: int, bring: Import) -> None:
    done = bring(
        "KPI,Machine type,Target,Valid from\noee,Press,85,2026-02-01\noee,Pres,85,2026-02-01\n", kind="targets"
    )
    assert [row["equipment_type"] for row in rows(store, ALL)] == ["Press"]
    [(line, column, value, told)] = reasons(done)
    assert (line, column, value) == (3, "Machine type", "Pres")
    assert "Pres" in told
    assert told.endswith("is that of no machine; give it as it stands at the machines.")
