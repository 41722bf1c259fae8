"""What a person sees of a file that is brought into an empty plant: ``python -m tests.trials FILE…``."""

import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import ProducFlowError
from producflow.store.database import Store

FOLDER = Path(__file__).parent / "data" / "trials"
_OF_MACHINE = "JOIN equipment e ON e.id = r.equipment_id ORDER BY r.source_line, r.id"
ROWS = {
    "sensor_readings": "SELECT e.name, r.timestamp, r.sensor_type, r.value, r.unit FROM sensor_readings r "
    f"{_OF_MACHINE}",
    "production_records": "SELECT e.name, r.date, r.shift, r.product, r.output_quantity, r.defect_quantity, "
    f"r.downtime_minutes, r.planned_minutes, r.efficiency_percentage FROM production_records r {_OF_MACHINE}",
    "downtime_events": "SELECT e.name, r.started_at, r.ended_at, CASE WHEN r.planned THEN 'planned' ELSE 'unplanned' "
    f"END, r.reason FROM downtime_events r {_OF_MACHINE}",
    "state_intervals": "SELECT e.name, r.started_at, r.ended_at, r.state, r.reason, r.product, r.output_quantity, "
    f"r.defect_quantity FROM state_intervals r {_OF_MACHINE}",
    "maintenance_logs": "SELECT e.name, r.maintenance_type, r.description, r.status, r.scheduled_date, "
    "r.completed_date, r.cost, r.duration_hours, r.parts_replaced, r.external_id "
    f"FROM maintenance_logs r {_OF_MACHINE}",
    "equipment": "SELECT name, type, location, status, capacity FROM equipment ORDER BY source_line, id",
}
"""Kind → what is stored of its rows, in the order of the file."""


@dataclass(frozen=True)
class Seen:
    """What a file became."""

    kind: str
    asked: tuple[str, ...] = ()
    """Keys of the questions that must be answered."""
    rows: tuple[str, ...] = ()
    """Stored rows, cells parted by ``|``; what is missing is empty."""
    rejected: int = 0
    notes: tuple[str, ...] = ()
    proposal: imports.Proposal | None = None
    rejects: tuple[str, ...] = ()
    refused: str = ""


def seen(store: Store, path: Path, options: Mapping[str, Any]) -> Seen:
    """Bring a file in as a program would, and say what a person would see."""
    known = imports.ImportOptions(create_equipment=True, **options)
    try:
        tried = imports.try_file(store, COMMAND_LINE, path, path.name, known)
        kind = tried.proposal.mapping.kind
        if not tried.ready:
            asked = tuple(imports.answer_key(each) for each in tried.proposal.questions if each.blocking)
            return Seen(kind, asked, proposal=tried.proposal)
        done = imports.import_file(store, COMMAND_LINE, path, path.name, known)
    except ProducFlowError as error:
        return Seen("", refused=str(error))
    rejects = done.rehearsal.rejects
    return Seen(
        kind,
        rows=stored(store, kind),
        rejected=done.rehearsal.counts.rejected,
        notes=done.rehearsal.notes,
        proposal=tried.proposal,
        rejects=tuple(f"{line}: {reason}" for line, reason in zip(rejects["line"], rejects["reason"], strict=True)),
    )


def stored(store: Store, kind: str) -> tuple[str, ...]:
    """All rows of a kind that are stored, cells parted by ``|``; what is missing is empty."""
    found = store.read(lambda session: session.composed(ROWS[kind]).to_pylist())
    return tuple("|".join(_text(cell) for cell in row.values()) for row in found)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{round(cell, 6):g}" if isinstance(cell, float) and abs(cell) < 1e5 else str(cell)


def told(shown: Seen) -> str:
    """All of it as text."""
    lines = [f"kind: {shown.kind}", *([f"refused: {shown.refused}"] if shown.refused else [])]
    if shown.proposal is not None:
        lines.append(f"read as: {shown.proposal.staged.encoding}, {shown.proposal.staged.dialect.describe()}")
        lines += [
            f"  {each.field.name} ← {each.source} ({each.confidence:.0%}) {each.evidence}"
            for each in shown.proposal.recognised
        ]
        lines.append(f"left out: {', '.join(shown.proposal.ignored) or 'nothing'}")
        lines += [
            f"asks{'' if each.blocking else ' (may stay open)'}: {imports.answer_key(each)}: {each.text} {each.options}"
            for each in shown.proposal.questions
        ]
    lines += [f"note: {note}" for note in shown.notes]
    lines += [f"row: {row}" for row in shown.rows]
    lines += [f"rejected {shown.rejected}", *(f"  {each}" for each in shown.rejects)]
    return "\n".join(lines)


def expected() -> dict[str, dict[str, Any]]:
    """File → what a person expects of it; see the head of ``expected.toml``."""
    return tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


def main(paths: list[Path]) -> None:
    """Print what each file becomes."""
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "plant.duckdb")
            try:
                options = {name: value for name, value in expected().get(path.name, {}).items() if name in OPTIONS}
                print(f"== {path.name}\n{told(seen(store, path, options))}\n")  # noqa: T201
            finally:
                store.close()


OPTIONS = ("kind", "constants", "answers", "timezone", "columns", "spread", "units")
"""Keys of an expectation that say how the file is brought in."""

if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
