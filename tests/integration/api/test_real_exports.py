"""Every real export by the API and by the command: proposed alike, asked the same, and the same rows either way.

By the page they go in in ``tests/integration/test_uploads_page.py``, ``test_uploads_asked.py`` and
``tests/e2e/test_uploads.py``; what the rows then say is in ``tests/integration/imports/test_real_files.py``.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from producflow.commands import uploads
from producflow.commands.lines import Status
from producflow.store.database import Store
from tests.integration.api.conftest import Call

pytestmark = pytest.mark.long

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Export:
    """A file, what it is found to be, what is asked about it, and what is answered."""

    name: str
    kind: str
    found: dict[str, str]
    asked: set[str]
    counts: tuple[int, int, int]
    """Read, added, rejected. [rows]"""
    answers: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    said: str | None = None


EXPORTS = (
    Export(
        "ai4i2020_first200.csv",
        "sensor_readings",
        {"Air temperature [K]": "sensor_type", "Rotational speed [rpm]": "sensor_type"},
        {"equipment", "timestamp"},
        (1000, 1000, 0),
        ["equipment=Mill", "timestamp=2020-01-01 06:00 + 1 min"],
    ),
    Export(
        "ambient_temperature_system_failure.csv",
        "sensor_readings",
        {"timestamp": "timestamp", "value": "value"},
        {"equipment", "sensor_type"},
        (7267, 7267, 0),
        ["equipment=Server room", "sensor_type=temperature"],
    ),
    Export(
        "train_FD001_two_engines.txt",
        "sensor_readings",
        {},
        {"kind", "equipment", "timestamp"},
        (1280, 1280, 0),
        ["timestamp=2008-01-01 + 1 h"],
        ["equipment=column 1", "timestamp=column 2"],
        "sensor_readings",
    ),
    Export(
        "garments_worker_productivity_part.csv",
        "production_records",
        {"team": "equipment", "date": "date", "idle_time": "downtime_minutes"},
        {"shift", "output_quantity", "defect_quantity"},
        (525, 525, 0),
        ["shift=divide evenly", "output_quantity=0", "defect_quantity=0"],
    ),
    Export(
        "excavators.csv",
        "maintenance_logs",
        {"Asset": "equipment", "PMType": "maintenance_type", "BscStartDate": "scheduled_date", "Cost": "cost"},
        set(),
        (5485, 4999, 128),
    ),
)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_real_export_is_recognised_and_goes_in_by_api_and_command(
    call: Call, api_store: Store, export: Export
) -> None:
    content = (DATA / export.name).read_bytes()

    def post(query: str) -> dict[str, Any]:
        done = call(
            "analyst", "POST", f"/imports?create_equipment=true&{query}", files={"file": (export.name, content)}
        )
        assert done.status_code == 200, done.text
        answer: dict[str, Any] = done.json()
        return answer

    tried = post("dry_run=true")
    assert tried["kind"] == export.kind
    recognised = {each["source"]: each["field"] for each in tried["recognised"]}
    assert export.found.items() <= recognised.items()
    assert {question["key"] for question in tried["questions"] if question["blocking"]} == export.asked

    wishes = [*(f"answer={each}" for each in export.answers), *(f"column={each}" for each in export.columns)]
    query = "&".join([*wishes, *([f"kind={export.said}"] if export.said else [])]).replace("+", "%2B")
    done = post(query)
    assert (done["rows_read"], done["rows_added"], done["rows_rejected"]) == export.counts

    nothing: dict[str, Any] = dict.fromkeys(("profile", "mapping", "timezone", "machine", "sensor_type"))
    options = nothing | {
        "files": [[str(DATA / export.name), export.name]], "kind": export.said, "answers": export.answers, "values": [],
        "columns": export.columns, "spread": [], "units": [], "create_equipment": False, "dry_run": False,
    }  # fmt: skip
    read, _, rejected = export.counts
    said = [line for line in uploads.import_files(api_store, options) if not isinstance(line, Status)]
    outcome = next(line for line in said if line is not None)
    assert outcome.startswith(f"{export.name}: {read:,} ")
    known = read - rejected
    assert f"0 were added, 0 updated, {rejected:,} rejected, {known:,} unchanged (import 2)" in outcome
