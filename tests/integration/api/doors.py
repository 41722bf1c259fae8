"""Rows through every door of a plant: calls, one by one and in a batch, and uploads by call, page and command."""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from producflow import __main__ as command_line
from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment
from producflow.store.database import Store, open_store
from tests.integration.api.conftest import Call
from tests.integration.imports.conftest import rows

Row = dict[str, Any]
Verdict = str | Row
"""What a door said of a row, or the row as it is stored."""
Doors = Callable[[str, Sequence[Row]], dict[str, list[Verdict]]]
UPLOADS = ("upload", "page", "command")


def sent_through(
    call: Call, store: Store, database: Path, folder: Path, kind: str, sent: Sequence[Row]
) -> dict[str, list[Verdict]]:
    """Send rows of a kind through every door, each for a machine of its own, and tell what became of each row."""
    found = {}
    for door, enter in CALLS[kind].items():
        machine = 0 if kind == "equipment" else _machine(store, door)
        given = [{name: value for name, value in _of(door, kind, row).items() if value != ""} for row in sent]
        found[door] = enter(call, store, machine, given)
    for door in UPLOADS:
        if kind != "equipment":
            _machine(store, door)
        file = folder / f"{door}.csv"
        cells = [_of(door, kind, row) if kind == "equipment" else {"equipment": door, **row} for row in sent]
        file.write_text(_csv(cells), encoding="utf-8")
        _bring(call, store, door, kind, file)
        found[door] = _uploaded(open_store(database), kind, len(sent))
    return found


def _of(door: str, kind: str, row: Row) -> Row:
    """The row as a door brings it: machines of one plant have different names."""
    return row | {"name": f"{door[:1]}{row['name']}"} if kind == "equipment" and row["name"].strip() else row


def _machine(store: Store, door: str) -> int:
    found = rows(store, f"SELECT id FROM equipment WHERE name = '{door}'")
    return int(found[0]["id"] if found else equipment.create(store, COMMAND_LINE, name=door)["id"])


def _csv(sent: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in sent for name in row)))
    writer.writeheader()
    writer.writerows(sent)
    return text.getvalue()


def _bring(call: Call, store: Store, door: str, kind: str, file: Path) -> None:
    if door == "upload":
        files = {"file": (file.name, file.read_bytes(), "text/csv")}
        answer = call("analyst", "POST", f"/imports?kind={kind}", files=files)
        assert answer.status_code == 200, answer.text
    elif door == "page":
        copy = shutil.copy(file, file.with_suffix(".parked"))
        proposal = imports.propose(store, Path(copy), file.name, kind=kind)
        imports.commit(store, COMMAND_LINE, imports.rehearse(store, COMMAND_LINE, proposal.staged, proposal.mapping))
    else:
        assert command_line.main(("import", str(file), "--kind", kind)) in (0, 1)


def _uploaded(store: Store, kind: str, sent: int) -> list[Verdict]:
    """What became of each row of the newest import."""
    newest = "batch_id = (SELECT max(id) FROM import_batches)"
    refused = {row["line"]: row["reason"] for row in rows(store, f"SELECT * FROM import_rejects WHERE {newest}")}
    stored = {row["source_line"]: row for row in rows(store, f"SELECT * FROM {kind} WHERE {newest}")}
    return [refused.get(line, stored.get(line, "lost")) for line in range(2, sent + 2)]


def _told(answer: Any) -> str:
    detail = answer.json()["detail"]
    return detail if isinstance(detail, str) else " ".join(each["msg"] for each in detail)


def _one_by_one(path: str, kind: str) -> Callable[..., list[Verdict]]:
    """Each row by a call of its own."""

    def enter(call: Call, store: Store, machine: int, sent: Sequence[Row]) -> list[Verdict]:
        found: list[Verdict] = []
        for row in sent:
            named = row if "{" in path or kind == "equipment" else {"equipment_id": machine, **row}
            answer = call("admin", "POST", path.format(machine), json=named)
            good = answer.status_code == 200
            found.append(
                rows(store, f"SELECT * FROM {kind} WHERE id = {answer.json()['id']}")[0] if good else _told(answer)
            )
        return found

    return enter


def _batch(call: Call, store: Store, machine: int, sent: Sequence[Row]) -> list[Verdict]:
    """All rows at once, which names the bad ones; then the good ones. Readings are told apart by their time."""
    named = [{"equipment_id": machine, **row} for row in sent]
    refused: dict[int, str] = {}
    while (answer := call("admin", "POST", "/sensors/batch", json=[row for row in named if row])).status_code != 200:
        places = [place for place, row in enumerate(named) if row]
        for each in answer.json()["detail"]:
            refused[places[each["loc"][1]]] = each["msg"]
        named = [{} if place in refused else row for place, row in enumerate(named)]
    stored = rows(store, f"SELECT * FROM sensor_readings WHERE equipment_id = {machine}")
    by_time = {row["timestamp"].replace(tzinfo=UTC): row for row in stored}
    return [
        refused.get(place, by_time.get(datetime.fromisoformat(row["timestamp"]), "lost"))
        for place, row in enumerate(sent)
    ]


CALLS: dict[str, dict[str, Callable[..., list[Verdict]]]] = {
    "sensor_readings": {"single": _one_by_one("/equipment/{}/sensors", "sensor_readings"), "batch": _batch},
    "production_records": {"single": _one_by_one("/production/records", "production_records")},
    "maintenance_logs": {"single": _one_by_one("/maintenance/logs", "maintenance_logs")},
    "equipment": {"single": _one_by_one("/equipment", "equipment")},
    "downtime_events": {},
    "state_intervals": {},
}


def agree(doors: Doors, kind: str, expected: Sequence[tuple[Row, str | Row]]) -> None:
    """Hold what became of the rows against the core of a sentence, or against what is stored."""
    found = doors(kind, [row for row, _ in expected])
    assert set(found) == {*CALLS[kind], *UPLOADS}
    wrong = []
    for door, verdicts in found.items():
        for (row, core), verdict in zip(expected, verdicts, strict=True):
            if isinstance(core, str) or isinstance(verdict, str):
                right = isinstance(core, str) and isinstance(verdict, str) and core in verdict
            else:
                right = all(_same(verdict[name], value) for name, value in core.items())
            if not right:
                wrong.append(f"{door}: {row} is not {core} but {verdict}")
    assert wrong == [], "\n".join(wrong)


def _same(found: Any, expected: Any) -> bool:
    return bool(found == pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else found == expected)
