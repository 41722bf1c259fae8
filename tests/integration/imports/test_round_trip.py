"""Any table that we can hold, written in any dialect, imports to the same table."""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.domain.units import LARGEST
from producflow.imports.columns.meanings import KEEP
from producflow.store.database import Store
from tests.integration.imports.conftest import rows
from tests.integration.imports.writing import WRITINGS, Cell, Writing

pytestmark = pytest.mark.long


# What a cell cannot carry: NUL, surrogates and marks that spreadsheets use; blanks at the ends are padding.
def _holdable(text: str) -> bool:
    return text == text.strip() and text[0] not in "'=+-@"


def _one_case(name: str) -> bool:
    """Only names that Python and the database turn into the same lower case; they differ on the Turkish dotted İ."""
    return name.casefold() == name.lower() == name.upper().lower() and "İ" not in name


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf", "Cn"))
NAMES = st.text(LETTERS, min_size=1, max_size=8).filter(_holdable).filter(_one_case)
TEXTS = st.text(LETTERS | st.sampled_from(' ,;|"\n\t'), min_size=1, max_size=20).filter(_holdable)
# Epochs of before March 1973 have fewer digits than are taken for a time; what has happened is not ahead of us.
MOMENTS = st.datetimes(datetime(1974, 1, 1), datetime(2026, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001
DAYS = st.dates(date(1974, 1, 1), date(2025, 12, 1))
NUMBERS = st.integers(-(10**12), 10**12).map(lambda number: number / 10_000)
AMOUNTS = NUMBERS.map(abs)
SETTINGS = settings(
    max_examples=int(os.environ.get("PRODUCFLOW_TEST_EXAMPLES", "6")),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # each example is an import; shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
PLAIN = Writing("utf-8", ",", "\n", False, "1234.5", "iso", "", False)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("round trip") / "plant.duckdb")
    yield opened
    opened.close()


def brought(
    store: Store, kind: str, table: Sequence[Sequence[Cell]], writing: Writing, sql: str
) -> list[tuple[Any, ...]]:
    """Import a table as a person would who wrote it, and read it back; nothing of it stays."""
    content, said = writing.written(table)
    proposal = imports.propose(store, io.BytesIO(content), "export", kind=kind, form=said)
    try:
        while not proposal.ready:
            question = next(question for question in proposal.questions if question.blocking)
            if question.slot == "rules":  # seconds of 1971 have eight digits: they could be a count of steps
                dates = {**proposal.mapping.dates, question.field: writing.times}
                answered = replace(proposal.mapping, dates=dates)
            else:
                known = {"dates": writing.times, "numbers": writing.numbers, "units": "min"}
                assert question.slot in (*known, "values"), (question, content)
                answer = {**known, "values": KEEP}[question.slot]  # of a few times some are far from all others
                answered = question.answered(proposal.mapping, answer)
            proposal = imports.reconsider(store, proposal.staged, answered)
        done = imports.rehearse(store, COMMAND_LINE, proposal.staged, proposal.mapping, create_equipment=True)
        assert done.counts.rejected == 0, (done.rejects.to_dict("records"), content)
        batch = imports.commit(store, COMMAND_LINE, done)
    finally:  # one failure is not those of the tests after it
        proposal.staged.discard()
    found = [tuple(row.values()) for row in rows(store, sql)]
    imports.undo(store, COMMAND_LINE, batch.id)
    assert list(store.staging.iterdir()) == []
    assert rows(store, "SELECT count(*) AS n FROM equipment") == [{"n": 0}]
    return found


@SETTINGS
@given(data=st.dictionaries(st.tuples(NAMES, MOMENTS), NUMBERS, min_size=1, max_size=8),
       unit=st.sampled_from([None, "bar", "°C"]), writing=WRITINGS)  # fmt: skip
@example(data={("P", datetime(2026, 1, 1)): 1.234, ("P", datetime(2026, 2, 2)): 2.345}, unit=None,  # noqa: DTZ001
         writing=replace(PLAIN, delimiter=";", numbers="1234,5", times="month first"))  # fmt: skip
def test_readings(plant: Store, data: dict[tuple[str, datetime], float], unit: str | None, writing: Writing) -> None:
    merged = {(name.lower(), when): (name, value) for (name, when), value in data.items()}
    table: list[list[Cell]] = [["machine", "timestamp", "sensor type", "value", "unit"]]
    table += [[name, when, "flow", value, unit] for (_, when), (name, value) in merged.items()]
    found = brought(
        plant, "sensor_readings", table, writing,
        "SELECT lower(name), timestamp, value, unit FROM sensor_readings r JOIN equipment e ON e.id = r.equipment_id",
    )  # fmt: skip
    assert sorted(found) == sorted((*key, value, unit) for key, (_, value) in merged.items())


@SETTINGS
@example(data={("P", datetime(1971, 3, 9, 23, 51, 6)): 1.5}, writing=replace(PLAIN, times="epoch s"))  # noqa: DTZ001
@given(data=st.dictionaries(st.tuples(NAMES, MOMENTS), st.floats(-LARGEST, LARGEST), min_size=1),
       writing=WRITINGS)  # fmt: skip
def test_any_measurable_number(plant: Store, data: dict[tuple[str, datetime], float], writing: Writing) -> None:
    plain = replace(writing, numbers="1234.5", packing=writing.packing.replace("xlsx", ""))  # openpyxl writes 16 digits
    merged = {(name.lower(), when): (name, value) for (name, when), value in data.items()}
    table: list[list[Cell]] = [["machine", "timestamp", "sensor type", "value"]]
    table += [[name, when, "flow", value] for (_, when), (name, value) in merged.items()]
    found = brought(
        plant, "sensor_readings", table, plain,
        "SELECT lower(name), timestamp, value FROM sensor_readings r JOIN equipment e ON e.id = r.equipment_id",
    )  # fmt: skip
    assert sorted(found) == sorted((*key, value) for key, (_, value) in merged.items())


@SETTINGS
@given(
    first=DAYS,
    made=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 100), st.integers(0, 100), st.integers(1, 144_000),
                            st.sampled_from(["morning", "afternoon", "night"]), st.none() | NAMES),
                  min_size=1, max_size=8),
    writing=WRITINGS,
)  # fmt: skip
def test_production(
    plant: Store, first: date, made: list[tuple[int, int, int, int, str, str | None]], writing: Writing
) -> None:
    header = ["machine", "date", "shift", "product", "output", "defects", "downtime", "planned minutes"]
    expected = []
    for number, (output, bad, down, hundredths, shift, product) in enumerate(made):
        minutes = hundredths * down // 100 / 100, hundredths / 100
        expected.append((first + timedelta(days=number), shift, product or "", output, output * bad // 100, *minutes))
    table: list[list[Cell]] = [[*header], *(["Press", row[0], row[1], row[2] or None, *row[3:]] for row in expected)]
    found = brought(
        plant, "production_records", table, writing,
        "SELECT date, shift, product, output_quantity, defect_quantity, downtime_minutes, planned_minutes "
        "FROM production_records ORDER BY date",
    )  # fmt: skip
    assert found == expected


@SETTINGS
@given(data=st.dictionaries(MOMENTS, st.tuples(st.integers(0, 10**6), st.booleans(), st.none() | TEXTS), min_size=1,
                            max_size=8),
       writing=WRITINGS)  # fmt: skip
def test_stops(plant: Store, data: dict[datetime, tuple[int, bool, str | None]], writing: Writing) -> None:
    expected = [(start, start + timedelta(seconds=lasted), *rest) for start, (lasted, *rest) in sorted(data.items())]
    table: list[list[Cell]] = [["machine", "start", "end", "planned", "reason"]]
    table += [["P", *row] for row in expected]
    found = brought(
        plant, "downtime_events", table, writing,
        "SELECT started_at, ended_at, planned, reason FROM downtime_events ORDER BY started_at",
    )  # fmt: skip
    assert found == expected


@SETTINGS
@given(
    data=st.lists(st.tuples(st.sampled_from(["preventive", "corrective", "emergency"]), TEXTS, st.none() | AMOUNTS,
                            st.none() | AMOUNTS, st.sampled_from(["scheduled", "in_progress", "completed"]), MOMENTS),
                  min_size=1, max_size=8),
    writing=WRITINGS,
)  # fmt: skip
def test_jobs(plant: Store, data: list[tuple[Any, ...]], writing: Writing) -> None:
    header = ["order", "machine", "type", "description", "cost", "duration hours", "status", "scheduled"]
    table: list[list[Cell]] = [[*header], *([f"A{n}", "P", *row] for n, row in enumerate(data))]
    found = brought(
        plant, "maintenance_logs", table, writing,
        "SELECT maintenance_type, description, cost, duration_hours, status, scheduled_date FROM maintenance_logs "
        "ORDER BY source_line",
    )  # fmt: skip
    assert found == data


@SETTINGS
@given(data=st.dictionaries(NAMES.map(str.lower), st.tuples(st.none() | TEXTS, st.none() | TEXTS,
                                                            st.none() | AMOUNTS.filter(bool), st.none() | DAYS),
                            min_size=1, max_size=8),
       writing=WRITINGS)  # fmt: skip
def test_machines(plant: Store, data: dict[str, tuple[Any, ...]], writing: Writing) -> None:
    header = ["name", "type", "location", "capacity", "installation date"]
    table: list[list[Cell]] = [[*header], *([name, *rest] for name, rest in data.items())]
    found = brought(
        plant, "equipment", table, writing,
        "SELECT name, type, location, capacity, installation_date FROM equipment ORDER BY source_line",
    )  # fmt: skip
    assert found == [(name, *rest) for name, rest in data.items()]


LASTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "clock": ("duration", lambda s: f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}"),
    "minutes and seconds": ("duration (mm:ss)", lambda s: f"{s // 60}:{s % 60:02}"),
    "ISO 8601": ("duration", lambda s: f"PT{s // 3600}H{s // 60 % 60}M{s % 60}S"),
    "words": ("Dauer", lambda s: f"{s // 3600} Std. {s // 60 % 60} min {s % 60} s"),
    "unit in the cell": ("duration", lambda s: f"{s} s"),
    "unit in the header": ("duration [s]", str),
}
"""How durations of so many seconds are written, and what their column is called then."""


@SETTINGS
@given(data=st.dictionaries(MOMENTS, st.tuples(st.integers(0, 10**6), st.booleans(), st.none() | TEXTS), min_size=1,
                            max_size=8),
       written=st.sampled_from(list(LASTED)), halves=st.booleans(), nothing=st.sampled_from(["", "-", "NULL", "n.a."]),
       writing=WRITINGS)  # fmt: skip
def test_stops_by_durations_and_halves_of_times(
    plant: Store,
    data: dict[datetime, tuple[int, bool, str | None]],
    written: str,
    halves: bool,
    nothing: str,
    writing: Writing,
) -> None:
    called, lasts = LASTED[written]
    table: list[list[Cell]] = [
        ["machine", *(["date", "start time"] if halves else ["start"]), called, "planned", "reason"]
    ]
    for start, (seconds, planned, reason) in sorted(data.items()):
        begins: list[Cell] = [f"{start:%d.%m.%Y}", f"{start:%H:%M:%S}"] if halves else [start]
        table.append(["P", *begins, lasts(seconds), planned, nothing if reason is None else reason])
    found = brought(
        plant, "downtime_events", table, replace(writing, times="day first"),
        "SELECT started_at, ended_at, planned, reason FROM downtime_events ORDER BY started_at",
    )  # fmt: skip
    assert found == [(start, start + timedelta(seconds=s), *rest) for start, (s, *rest) in sorted(data.items())]


@SETTINGS
@given(data=st.dictionaries(MOMENTS, NUMBERS, min_size=1, max_size=8),
       below=st.sampled_from(["-{}", "{}-", "\u2212{}", "({})"]), unit=st.sampled_from(["", " bar", " °C", " kWh"]),
       writing=WRITINGS)  # fmt: skip
def test_readings_with_signs_and_units_in_their_cells(
    plant: Store, data: dict[datetime, float], below: str, unit: str, writing: Writing
) -> None:
    table: list[list[Cell]] = [["machine", "timestamp", "sensor type", "value"]]
    for when, value in data.items():
        shown = writing.text(abs(value))
        table.append(["P", when, "flow", (below.format(shown) if value < 0 else shown) + unit])
    found = brought(
        plant,
        "sensor_readings",
        table,
        writing,
        "SELECT timestamp, value, unit FROM sensor_readings ORDER BY timestamp",
    )
    assert found == [(when, value, unit.strip() or None) for when, value in sorted(data.items())]


@SETTINGS
@given(data=st.lists(AMOUNTS, min_size=1, max_size=8),
       money=st.sampled_from(["€ {}", "{} EUR", "$ {}", "{} zł", "CHF {}"]),
       nothing=st.sampled_from(["", "-", "NULL"]), writing=WRITINGS)  # fmt: skip
def test_costs_with_a_currency(plant: Store, data: list[float], money: str, nothing: str, writing: Writing) -> None:
    table: list[list[Cell]] = [["order", "machine", "type", "description", "cost", "parts", "status", "scheduled"]]
    for at, cost in enumerate(data):
        shown = money.format(writing.text(cost))
        table.append([f"A{at}", "P", "corrective", "x", shown, nothing, "completed", datetime(2026, 1, 1)])  # noqa: DTZ001
    found = brought(
        plant,
        "maintenance_logs",
        table,
        writing,
        "SELECT cost, parts_replaced FROM maintenance_logs ORDER BY source_line",
    )
    assert found == [(cost, None) for cost in data]
