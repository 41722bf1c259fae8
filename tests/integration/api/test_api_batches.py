"""Batches of readings: all of one go in, or none and each bad reading is named."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.api.conftest import Call
from tests.integration.api.test_api_readings import NOW


def batch(machine: int, count: int) -> list[dict[str, Any]]:
    return [
        {"equipment_id": machine, "sensor_type": "vibration", "value": n % 7 / 10, "timestamp": at(n)}
        for n in range(count)
    ]


def at(seconds: int) -> str:
    return (NOW - timedelta(days=5) + timedelta(seconds=seconds)).isoformat()


def ndjson(rows: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode() + b"\n\n"


@pytest.mark.parametrize("lines", [False, True])
def test_a_batch_is_stored_and_counted(call: Call, machine: int, *, lines: bool) -> None:
    rows = batch(machine, 1000)
    sent: dict[str, Any] = (
        {"content": ndjson(rows), "headers": {"Content-Type": "application/x-ndjson"}} if lines else {"json": rows}
    )
    first = call("operator", "POST", "/sensors/batch", **sent)
    assert first.json() == {"received": 1000, "new": 1000, "unchanged": 0}
    assert call("operator", "POST", "/sensors/batch", **sent).json() == {"received": 1000, "new": 0, "unchanged": 1000}


@pytest.mark.long
def test_a_hundred_thousand_are_taken_and_one_more_is_not(call: Call, machine: int) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    rows = batch(machine, 100_001)
    refused = call("operator", "POST", "/sensors/batch", content=ndjson(rows), headers=headers)
    assert refused.status_code == 422
    assert "up to 100,000" in refused.json()["detail"][0]["msg"]
    taken = call("operator", "POST", "/sensors/batch", content=ndjson(rows[:-1]), headers=headers)
    assert taken.json() == {"received": 100_000, "new": 100_000, "unchanged": 0}


def test_a_bad_batch_stores_nothing_and_names_every_bad_reading(call: Call, machine: int) -> None:
    rows = batch(machine, 10)
    rows[3]["equipment_id"] = 999
    rows[7]["unit"] = "furlong"
    refused = call("operator", "POST", "/sensors/batch", json=rows)
    assert refused.status_code == 422
    assert [entry["loc"] for entry in refused.json()["detail"]] == [["body", 3, "equipment_id"], ["body", 7, "unit"]]
    assert call("operator", "GET", f"/equipment/{machine}/sensors").json() == []
    rows[3]["value"] = "high"
    assert call("operator", "POST", "/sensors/batch", json=rows).json()["detail"][0]["loc"] == ["body", 3, "value"]


def test_a_batch_that_contradicts_what_is_stored_is_a_conflict(call: Call, machine: int) -> None:
    rows = batch(machine, 3)
    call("operator", "POST", "/sensors/batch", json=rows)
    rows[1]["value"] = 9.0
    refused = call("operator", "POST", "/sensors/batch", json=rows)
    assert refused.status_code == 409
    assert refused.json()["detail"][0]["loc"] == ["body", 1, "value"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"{}", "application/json"),
        (b"[", "application/json"),
        (b"[1]", "application/json"),
        (b"\n\n", "application/x-ndjson"),
        (b"nonsense", "application/x-ndjson"),
        (b"\xff\xfe", "application/x-ndjson"),
        (b"[" * 100_000, "application/json"),
        (b"x" * 20_000, "application/x-ndjson"),
        (b"a,b\n1,2", "text/csv"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_batch_is_refused(call: Call, machine: int, content: bytes, kind: str) -> None:
    answer = call("operator", "POST", "/sensors/batch", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][0] == "body"


def test_readings_come_newest_first_within_a_period(call: Call, machine: int) -> None:
    call("operator", "POST", "/sensors/batch", json=batch(machine, 100))
    path = f"/equipment/{machine}/sensors"
    newest_three = call("operator", "GET", f"{path}?limit=3&sensor_type=VIBRATION").json()
    stamps = [datetime.fromisoformat(row["timestamp"]) for row in newest_three]
    assert stamps == [NOW - timedelta(days=5) + timedelta(seconds=second) for second in (99, 98, 97)]
    bounds = {"from": at(10), "to": at(19)}
    assert len(call("operator", "GET", path, params=bounds).json()) == 10
    assert call("operator", "GET", path, params={"from": at(19), "to": at(10)}).status_code == 422
    assert call("operator", "GET", f"{path}?sensor_type=temperature").json() == []
