"""Files of every kind and shape, made of rows that meet each other, and whether a commit does what was rehearsed."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.domain.rules import SHIFTS
from producflow.imports.columns.mapping import Mapping
from producflow.imports.kinds import KINDS
from producflow.reports.production import metrics
from producflow.reports.view import View
from producflow.store.database import Store
from tests.integration.imports.conftest import rows

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
START = datetime(2026, 1, 1)  # noqa: DTZ001
FOLLOWING = {
    "production_records": (
        "date, shift, product",
        "output_quantity, defect_quantity, downtime_minutes, planned_minutes",
    ),
    "downtime_events": ("started_at", "ended_at, reason, planned"),
}

Row = Sequence[str]


@dataclass(frozen=True)
class Shape:
    """A kind of rows, and how a file may hold them.

    Attributes
    ----------
    mapping : Mapping
        How such a file is read; its columns have the names of our fields, or of a sensor or machine each.
    row : callable
        The n-th of many rows that all fit and all differ in their key.
    parts : int
        Rows of ours that each of those becomes.
    cells : tuple of strategies
        A row of any file: few different values, so that rows repeat, change and contradict each other, and bad ones.
    """

    mapping: Mapping
    row: Callable[[int], Row] = field(repr=False)
    cells: tuple[st.SearchStrategy[str], ...] = field(repr=False)
    parts: int = 1

    def file(self, lines: Sequence[Row]) -> bytes:
        named = [*self.mapping.columns.values(), *self.mapping.spread]
        return "".join(",".join(cells) + "\n" for cells in (named, *lines)).encode()

    def rows(self, count: int, first: int = 0) -> list[Row]:
        """So many rows that fit."""
        return [self.row(number) for number in range(first, first + count)]


def _shape(kind: str, header: str, row: Callable[[int], Row], *cells: str, parts: int = 1, **how: Any) -> Shape:
    """Cells are written as ``a|b|c``: one of them, the first more often than not."""
    names = header.split()
    choices = [each.split("|") for each in cells]
    columns = {name: name for name in names if name not in how.get("spread", {})}
    types = {field.name: field.type for field in KINDS[kind].fields if field.name not in how.get("rules", {})}
    numbers = {name: "1234.5" for name in names if types.get(name, "number") in ("number", "count")}
    dates = {name: "iso" for name in names if types.get(name) in ("instant", "day")}
    mapping = Mapping(kind, columns=columns, numbers=numbers, dates=dates, **how)
    return Shape(mapping, row, tuple(st.sampled_from([each[0], *each]) for each in choices), parts)


def _minute(number: int) -> str:
    return f"{START + timedelta(minutes=number)}"


def _day(number: int) -> str:
    return f"{START + timedelta(days=number):%Y-%m-%d}"


def _states(number: int) -> Row:
    """Four machines, each running for two of three minutes and then standing still for one."""
    at, running = number // 4, number // 4 % 3 < 2
    said = ("producing", "", "A", "10", "1") if running else ("stopped", "jam", "A", "", "")
    return (f"P{number % 4}", _minute(at), _minute(at + 1), *said)


MACHINES = "P|P|p|Q|R|"
TIMES = "|".join([*(f"2026-01-01 {hour:02}:00" for hour in (5, 6, 7, 13, 14, 22)), "2026-01-02 01:00", "soon"])
MAYBE = f"{TIMES}|"
DAYS = "2026-01-01|2026-01-02|2026-01-03|once"

SHAPES = {
    "readings": _shape(
        "sensor_readings", "equipment timestamp sensor_type value",
        lambda n: (f"P{n % 3}", _minute(n), "temperature", str(n % 90)),
        MACHINES, TIMES, "temperature|flow|", "20|90|x|",
    ),
    "a column per sensor": _shape(
        "sensor_readings", "equipment timestamp temperature flow",
        lambda n: (f"P{n % 3}", _minute(n), str(n % 90), "1"),
        MACHINES, TIMES, "20|90|x|", "1|2|",
        parts=2, spread={"temperature": "temperature", "flow": "flow"},
    ),
    "readings without times": _shape(
        "sensor_readings", "equipment timestamp sensor_type value",
        lambda n: (f"P{n % 3}", str(n), "temperature", str(n % 90)),
        MACHINES, "1|2|3|x", "temperature|flow|", "20|90|x|",
        rules={"timestamp": "2026-01-01 06:00 + 60 s"},
    ),
    "records": _shape(
        "production_records",
        "equipment date shift product output_quantity defect_quantity downtime_minutes planned_minutes",
        lambda n: (f"P{n % 3}", _day(n // 9), SHIFTS[n // 3 % 3], "A", "10", "1", "5", "480"),
        MACHINES, DAYS, "morning|afternoon|night|noon", "A|B|", "10|20|0", "1|0|15", "5|0|470", "480||450",
    ),
    "whole days": _shape(
        "production_records", "equipment date output_quantity defect_quantity downtime_minutes",
        lambda n: (f"P{n % 3}", _day(n), "10", "1", "5"),
        MACHINES, DAYS, "10|20|0", "1|0|15", "5|0|1430",
        parts=3, rules={"shift": "divide evenly"},
    ),
    "stops": _shape(
        "downtime_events", "equipment started_at ended_at planned reason",
        lambda n: (f"P{n % 3}", _minute(n), _minute(n + 1), "no", "jam"),
        MACHINES, TIMES, MAYBE, "no|yes|", "jam|tool|",
    ),
    "jobs": _shape(
        "maintenance_logs", "external_id equipment maintenance_type description status scheduled_date cost",
        lambda n: ("" if n % 2 else f"J{n}", f"P{n % 3}", "preventive", f"oil {n}", "completed", _minute(n), "5"),
        "|J1|J2", MACHINES, "preventive|corrective", "oil|belt|", "completed|scheduled", MAYBE, "5|-5|x|",
    ),
    "states": _shape(
        "state_intervals", "equipment started_at ended_at state reason product output_quantity defect_quantity",
        _states,
        MACHINES, TIMES, MAYBE, "producing|stopped|planned_stop|off|", "|jam", "A|B|", "10|20|", "1|0|15|",
    ),
    "a column per machine": _shape(
        "state_intervals", "started_at P Q",
        lambda n: (_minute(n), "producing" if n % 3 else "stopped", "stopped" if n % 3 else "producing"),
        TIMES, "producing|stopped|off|", "stopped|producing|",
        parts=2, spread={"P": "P", "Q": "Q"},
    ),
    "machines": _shape(
        "equipment", "name type capacity",
        lambda n: (f"M{n}", "press", "100"),
        MACHINES, "press|mill|", "480|960|0|x|",
    ),
}  # fmt: skip


def files(shape: Shape, most: int = 7) -> st.SearchStrategy[bytes]:
    """Any file of a shape."""
    return st.lists(st.tuples(*shape.cells), min_size=2, max_size=most).map(shape.file)


def rehearsed(store: Store, shape: Shape, content: bytes) -> imports.Rehearsal:
    """What importing a file would do, machines created as they come."""
    proposal = imports.propose(store, io.BytesIO(content), "export.csv", kind=shape.mapping.kind)
    try:
        return imports.rehearse(store, COMMAND_LINE, proposal.staged, shape.mapping, create_equipment=True, now=NOW)
    except BaseException:
        proposal.staged.discard()
        raise


def does_what_it_says(
    store: Store, said: imports.Rehearsal, between: Callable[[Store], object] | None = None
) -> imports.Batch:
    """Commit what was rehearsed, and compare what is there then with what was said."""
    table = said.mapping.kind
    before = Plant.of(store, table)
    if between is not None:
        between(store)
    batch = imports.commit(store, COMMAND_LINE, said)
    after = Plant.of(store, table)

    assert (batch.counts, batch.notes, batch.machines_created) == (said.counts, said.notes, len(said.machines))
    assert after.rows - before.rows == said.counts.added
    assert _written(store, batch, "import_changes", f"entity = '{table}'") == said.counts.updated
    assert _written(store, batch, "import_seen") == said.counts.unchanged - said.counts.duplicates
    assert _written(store, batch, "import_duplicate_rows") == said.counts.duplicates
    assert _written(store, batch, "import_rejects") == said.counts.rejected
    if table != "equipment":
        assert sorted(after.machines - before.machines) == sorted(said.machines["name"])
    for name in FOLLOWING:
        was, now = before.following[name], after.following[name]
        changed = {key for key in was.keys() & now.keys() if was[key] != now[key]}
        found = len(now.keys() - was.keys()), len(changed), len(was.keys() - now.keys())
        [told] = [(each.added, each.updated, each.removed) for each in said.followed if each.table == name] or [
            (0, 0, 0)
        ]
        assert told == found, name
    if said.kpis is not None:
        _alike(said.kpis.after, _figures(store, said.kpis))
    elif table in FOLLOWING or table == "state_intervals":
        assert (after, said.counts.updated) == (before, 0)
    return batch


@dataclass(frozen=True)
class Plant:
    """What an import of a kind may change.

    Attributes
    ----------
    rows : int
        Of the kind, those left out that follow from states.
    machines : set of str
    following : dict
        Table → key → values of each row that follows from states.
    """

    rows: int
    machines: frozenset[str]
    following: dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]

    @classmethod
    def of(cls, store: Store, table: str) -> "Plant":
        """What is there now."""
        reported = "WHERE origin IS NULL" if table in FOLLOWING else ""
        [counted] = rows(store, f"SELECT count(*) AS n FROM {table} {reported}")
        following = {}
        for name, (key, values) in FOLLOWING.items():
            found = rows(
                store,
                f"SELECT name, {key}, {values} FROM {name} t JOIN equipment e ON e.id = t.equipment_id "
                "WHERE origin IS NOT NULL",
            )
            wide = 2 + key.count(",")
            following[name] = {tuple(row.values())[:wide]: tuple(row.values())[wide:] for row in found}
        machines = frozenset(row["name"] for row in rows(store, "SELECT name FROM equipment"))
        return cls(counted["n"], machines, following)


def _written(store: Store, batch: imports.Batch, table: str, only: str = "true") -> int:
    [found] = rows(store, f"SELECT count(*) AS n FROM {table} WHERE batch_id = {batch.id} AND {only}")
    return int(found["n"])


def _figures(store: Store, kpis: imports.Kpis) -> dict[str, Any]:
    """What the reports say of the days that were shown."""
    return metrics(store, View(kpis.first_day, kpis.last_day), NOW).fields()


def _alike(shown: dict[str, Any], found: dict[str, Any]) -> None:
    """Fail unless figures are the same; sums may be taken in another order."""
    assert shown.keys() == found.keys()
    for name, value in shown.items():
        if isinstance(value, dict):
            _alike(value, found[name])
        else:
            assert value == (pytest.approx(found[name]) if isinstance(value, float) else found[name]), name
