"""Any table that we can hold, written in any dialect, imports to the same table."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store
from tests.integration.imports.conftest import rows


# What a cell cannot carry: NUL, surrogates and marks that spreadsheets use; blanks at the ends are padding.
def _holdable(name: str) -> bool:
    one_case = name.casefold() == name.lower() == name.upper().lower()
    return name == name.strip() and one_case and name[0] not in "'=+-@"


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf"), exclude_characters="\0")
NAMES = st.text(LETTERS, min_size=1, max_size=8).filter(_holdable)
INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
SETTINGS = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # each example is an import; shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
ENDS = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


def written(table: list[list[str]], delimiter: str, end: str, *, quote_all: bool) -> str:
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    ).writerows(table)
    return out.getvalue()


def bring(store: Store, content: bytes) -> imports.Imported:
    path: Path = store.path.with_name("source.csv")
    path.write_bytes(content)
    return imports.import_file(store, COMMAND_LINE, path, "x.csv", create_equipment=True, dry_run=False)


@pytest.mark.parametrize("unit", ["", "bar"])
@SETTINGS
@given(
    data=st.dictionaries(st.tuples(NAMES, INSTANTS), NUMBERS, min_size=1, max_size=12),
    delimiter=DELIMITERS,
    end=ENDS,
    encoding=ENCODINGS,
    quote_all=st.booleans(),
)
def test_readings(
    store: Store,
    unit: str,
    data: dict[tuple[str, datetime], float],
    delimiter: str,
    end: str,
    encoding: str,
    *,
    quote_all: bool,
) -> None:
    merged = {(name.lower(), when): (name, value) for (name, when), value in data.items()}
    table = [["machine", "timestamp", "sensor type", "value", "unit"]]
    table += [[name, when.isoformat(), "flow", repr(value), unit] for (_, when), (name, value) in merged.items()]
    done = bring(store, written(table, delimiter, end, quote_all=quote_all).encode(encoding))
    assert done.rehearsal.counts.added == len(merged)
    found = rows(
        store, "SELECT name, timestamp, value, unit FROM sensor_readings r JOIN equipment e ON e.id = r.equipment_id"
    )
    imports.undo(store, COMMAND_LINE, done.batch.id if done.batch else 0)
    kept = {(row["name"].lower(), row["timestamp"].replace(tzinfo=UTC)): row["value"] for row in found}
    assert kept == {key: value for key, (_, value) in merged.items()}
    assert {row["unit"] for row in found} == {unit or None}
    assert rows(store, "SELECT count(*) AS n FROM equipment") == [{"n": 0}]


@SETTINGS
@given(
    day=st.dates(date(1971, 1, 1), date(2100, 1, 1)),
    made=st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(0, 100), st.integers(0, 100), st.integers(1, 144_000)),
        min_size=1,
        max_size=8,
    ),
    delimiter=DELIMITERS,
    end=ENDS,
    encoding=ENCODINGS,
    comma=st.booleans(),
)
def test_production(
    store: Store,
    day: date,
    made: list[tuple[int, int, int, int]],
    delimiter: str,
    end: str,
    encoding: str,
    *,
    comma: bool,
) -> None:
    table = [["machine", "date", "shift", "product", "output", "defects", "downtime", "planned minutes"]]
    expected = []
    for number, (output, bad, down, hundredths) in enumerate(made):
        downtime, planned = hundredths * down // 100 / 100, hundredths / 100
        when, defects = day + timedelta(days=number), output * bad // 100
        expected.append((when, output, defects, downtime, planned))
        minutes = [f"{value:.2f}".replace(".", "," if comma else ".") for value in (downtime, planned)]
        table.append(["Press", when.isoformat(), "night", "", str(output), str(defects), *minutes])
    done = bring(store, written(table, delimiter, end, quote_all=False).encode(encoding))
    assert done.rehearsal.counts.added == len(expected)
    found = rows(
        store,
        "SELECT date, output_quantity, defect_quantity, downtime_minutes, planned_minutes FROM production_records "
        "ORDER BY date",
    )
    imports.undo(store, COMMAND_LINE, done.batch.id if done.batch else 0)
    assert [tuple(row.values()) for row in found] == expected
