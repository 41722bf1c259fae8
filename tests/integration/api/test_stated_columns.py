"""``column=`` of a call and ``--column`` of a command say where a field is, and its notation is decided anew."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from producflow.commands import uploads
from producflow.store.database import Store
from tests.integration.api.conftest import Call

ORDERS = (
    "machine;type;description;status;scheduled date;due;cost;net cost\n"
    "P;corrective;Belt;completed;2026-02-13;14.02.2026;1.234,50;1,036.50\n"
    "P;corrective;Fan;completed;2026-02-14;15.02.2026;2.469,00;2,073.25\n"
)
NET = [["2026-02-14", 1036.5], ["2026-02-15", 2073.25]]
"""By hand: of the columns “due”, day first, and “net cost”, with commas between thousands."""
WISHES = ["scheduled_date=due", "cost=net cost"]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)
    return path


def stored(store: Store) -> list[list[Any]]:
    sql = "SELECT scheduled_date::DATE::VARCHAR AS day, cost FROM maintenance_logs ORDER BY day"
    return [list(row.values()) for row in store.read(lambda session: session.composed(sql).to_pylist())]


def post(call: Call, path: Path, columns: Sequence[str], **more: Any) -> dict[str, Any]:
    said = {"create_equipment": "true", "column": columns} | more
    answer = call("analyst", "POST", "/imports", params=said, files={"file": (path.name, path.read_bytes())})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("profile", [False, True])
def test_a_call_reads_a_stated_column_as_its_own_values_say(
    call: Call, api_store: Store, orders: Path, profile: bool
) -> None:
    mapping = post(call, orders, [], dry_run="true")["mapping"]
    assert (mapping["columns"]["cost"], mapping["numbers"]["cost"]) == ("cost", "1.234,5")
    post(call, orders, WISHES, **({"mapping": json.dumps(mapping)} if profile else {}))
    assert stored(api_store) == NET


def test_a_call_without_a_column_for_a_field_leaves_it_out(call: Call, api_store: Store, orders: Path) -> None:
    done = post(call, orders, ["cost="])
    assert {"cost", "net cost"} <= set(done["ignored"])
    assert stored(api_store) == [["2026-02-13", None], ["2026-02-14", None]]


@pytest.mark.parametrize(
    ("columns", "wanted"), [(WISHES, NET), (["cost=", *WISHES[:1]], [[day, None] for day, _ in NET])]
)
def test_a_command_reads_stated_columns_so_too(
    api_store: Store, orders: Path, columns: list[str], wanted: list[list[Any]]
) -> None:
    nothing: dict[str, Any] = dict.fromkeys(("profile", "mapping", "timezone", "machine", "sensor_type", "kind"))
    said = {"create_equipment": True, "dry_run": False, "answers": [], "values": [], "columns": columns}
    list(uploads.import_files(api_store, nothing | said | {"files": [[str(orders), orders.name]]}))
    assert stored(api_store) == wanted


ABOUT = "machine;date;shift;output;made;defects;downtime\nP;2026-02-09;night;about 50;51;7;30\n"


def test_a_question_about_a_column_is_answered_with_another_one(call: Call, api_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "about.csv"
    path.write_text(ABOUT)
    tried = post(call, path, [], dry_run="true")
    [question] = [each for each in tried["questions"] if each["blocking"]]
    assert (question["key"], question["widget"]) == ("output_quantity", "column")
    files = {"file": (path.name, path.read_bytes())}
    refused = call("analyst", "POST", "/imports", params={"answer": "output_quantity=mad"}, files=files)
    assert (refused.status_code, "expects a column “mad”" in refused.text) == (422, True)
    assert post(call, path, [], answer="output_quantity=made")["rows_added"] == 1
    output = api_store.read(lambda session: session.composed("SELECT output_quantity AS o FROM production_records"))
    assert output.to_pylist() == [{"o": 51}]
